//! Lists all tokens, page by page to the end.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::model::{Token, assign_ids};
use crate::error::{Error, Exchange, Result};
use crate::registry::{Registry, Response, TOKENS, Target};

/// How many tokens are asked for at a time: as many as the public registry lets an account have.
const PAGE_SIZE: usize = 1000;

/// How many pages in a row may bring nothing new: tokens move between pages when others are made meanwhile, and some
/// registries count pages from 1.
const MOST_IDLE_PAGES: usize = 3;

struct Page {
    tokens: Vec<Token>,
    next: Next,
}

/// What a page says of the one after it.
enum Next {
    /// Its address.
    At(String),
    /// That there is none.
    None,
    /// Nothing, only how many tokens there are in all: the pages are asked for by number until there are as many.
    Unsaid { total: usize },
}

#[derive(Deserialize)]
struct Body {
    objects: Vec<Map<String, Value>>,
    total: Option<usize>,
    urls: Option<Urls>,
}

#[derive(Deserialize)]
struct Urls {
    next: Option<String>,
}

/// Lists every token of the account, in the registry's order, each once.
pub async fn list(registry: &Registry) -> Result<Vec<Token>> {
    let mut tokens = Vec::new();
    let mut seen = HashSet::new();
    let mut visited = HashSet::new();
    let mut idle = 0;
    let (mut url, mut response) = first_page(registry).await?;
    loop {
        visited.insert(url.clone());
        let unusable = |problem| unusable(registry, &url, &response, problem);
        let page = Page::read(&response).map_err(unusable)?;
        let before = tokens.len();
        tokens.extend(page.tokens.into_iter().filter(|token| seen.insert(token.key.clone())));
        idle = if tokens.len() > before { 0 } else { idle + 1 };
        let next = match page.next {
            Next::At(next) => next_page(registry, &url, &next).map_err(unusable)?,
            Next::Unsaid { total } if total > tokens.len() => numbered_page(registry, visited.len()),
            Next::None | Next::Unsaid { .. } => break,
        };
        if visited.contains(&next) || idle == MOST_IDLE_PAGES {
            return Err(unusable("its pages go on and bring nothing new".into()));
        }
        response = registry.get(next.clone(), Target::Collection).await?;
        url = next;
    }
    assign_ids(&mut tokens);
    Ok(tokens)
}

impl Page {
    fn read(response: &Response) -> std::result::Result<Self, String> {
        let body: Body = serde_json::from_slice(&response.body).map_err(|error| not_a_page(&error))?;
        let tokens = body.objects.into_iter().map(Token::read).collect::<std::result::Result<_, _>>()?;
        let next = match (body.urls, body.total) {
            (Some(Urls { next: Some(next) }), _) if !next.is_empty() => Next::At(next),
            (None, Some(total)) => Next::Unsaid { total },
            _ => Next::None,
        };
        Ok(Self { tokens, next })
    }
}

/// Asks for a large page; a registry that does not take the size is asked again without one.
async fn first_page(registry: &Registry) -> Result<(Url, Response)> {
    let large = numbered_page(registry, 0);
    match registry.get(large.clone(), Target::Collection).await {
        Err(Error::Status { status: 400 | 422, .. }) => {
            let plain = registry.url().endpoint(TOKENS);
            Ok((plain.clone(), registry.get(plain, Target::Collection).await?))
        }
        answer => Ok((large, answer?)),
    }
}

fn numbered_page(registry: &Registry, number: usize) -> Url {
    let mut url = registry.url().endpoint(TOKENS);
    let mut query = url.query_pairs_mut();
    if number > 0 {
        query.append_pair("page", &number.to_string());
    }
    query.append_pair("perPage", &PAGE_SIZE.to_string());
    drop(query);
    url
}

/// Resolves the address of the next page: absolute, relative to this page, or to the registry as npm has it.
fn next_page(registry: &Registry, current: &Url, next: &str) -> std::result::Result<Url, String> {
    let root = registry.url().as_url();
    let names_path = next.starts_with('/') && !next.starts_with("//");
    let from_registry = next.starts_with("-/") || names_path && !next.starts_with(root.path());
    let resolved = if from_registry { root.join(next.trim_start_matches('/')) } else { current.join(next) };
    let url = resolved.map_err(|_| "the address of its next page is not a URL")?;
    if registry.url().contains(&url) {
        Ok(url)
    } else {
        Err(format!("its next page is outside the registry: {}", registry.shown(&url)))
    }
}

/// Says why a body is no page, without quoting it.
fn not_a_page(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => "it is not a page of tokens".into(),
        _ => "it is not JSON".into(),
    }
}

fn unusable(registry: &Registry, url: &Url, response: &Response, problem: String) -> Error {
    let exchange: Exchange = registry.exchange(&reqwest::Method::GET, url);
    Error::BadResponse { exchange, status: response.status, problem }
}
