//! Lists all tokens, page by page to the end.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::model::{Token, assign_ids};
use crate::error::{Error, Exchange, Result};
use crate::redact;
use crate::registry::{Registry, Response, TOKENS, Target};

/// How many tokens are asked for at a time: as many as the public registry lets an account have.
const PAGE_SIZE: usize = 1000;

/// More pages than any account can fill.
const MOST_PAGES: usize = 10_000;

/// One page: its tokens, and where they are given, the number of all tokens and the address of the next page.
struct Page {
    tokens: Vec<Token>,
    total: Option<usize>,
    next: Option<String>,
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
    let (mut url, mut response) = first_page(registry).await?;
    loop {
        visited.insert(url.clone());
        let unusable = |problem| unusable(registry, &url, &response, problem);
        let page = Page::read(&response).map_err(unusable)?;
        let before = tokens.len();
        tokens.extend(page.tokens.into_iter().filter(|token| seen.insert(token.key.clone())));
        let next = match page.next {
            Some(next) => next_page(registry, &url, &next).map_err(unusable)?,
            // A registry that names a total but no next page is asked for pages by number, as long as they bring more.
            None if page.total.is_some_and(|total| total > tokens.len()) && tokens.len() > before => {
                numbered_page(registry, visited.len())
            }
            None => break,
        };
        if visited.contains(&next) || visited.len() == MOST_PAGES {
            return Err(unusable("its pages lead back to themselves".into()));
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
        Ok(Self {
            tokens: body.objects.into_iter().map(Token::read).collect::<std::result::Result<_, _>>()?,
            total: body.total,
            next: body.urls.and_then(|urls| urls.next).filter(|next| !next.is_empty()),
        })
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
        Err(format!("its next page is outside the registry: {}", redact::url(&url)))
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
