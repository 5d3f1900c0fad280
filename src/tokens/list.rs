//! Lists all tokens, page by page to the end.

use std::collections::HashSet;

use serde::Deserialize;
use serde_json::{Map, Value};
use url::Url;

use super::model::{Token, assign_ids};
use crate::error::{Error, Exchange, Result};
use crate::registry::{Registry, Response, TOKENS, Target};

/// How many tokens are asked for at a time: an account of the public registry can have as many, by npm's documentation.
const PAGE_SIZE: usize = 1000;

/// More pages than any account can fill.
const MOST_PAGES: usize = 10_000;

/// How many pages in a row may bring nothing new: tokens move between pages when others are made meanwhile, and some
/// registries count pages from 1.
const MOST_IDLE_PAGES: usize = 3;

pub(crate) struct Page {
    pub(crate) tokens: Vec<Token>,
    pub(crate) next: Next,
}

/// What a page says of the one after it.
pub(crate) enum Next {
    /// Its address.
    At(String),
    /// That there is none. Where a total says otherwise, one more page is asked for by number, and counts if it brings
    /// something: what a registry counts is its own affair.
    End { total: Option<usize> },
    /// Nothing, only how many tokens there are in all: the pages are asked for by number until there are as many.
    Unsaid { total: usize },
}

#[derive(Deserialize)]
struct Body {
    objects: Vec<Map<String, Value>>,
    #[serde(default)]
    total: Value,
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
    let (mut url, size, mut response) = first_page(registry).await?;
    loop {
        visited.insert(url.clone());
        let unusable = |problem: &str| unusable(registry, &url, &response, problem);
        let page = Page::read(&response).map_err(unusable)?;
        let before = tokens.len();
        tokens.extend(page.tokens.into_iter().filter(|token| seen.insert(token.key.clone())));
        idle = if tokens.len() > before { 0 } else { idle + 1 };
        let next = match page.next {
            Next::At(next) => next_page(registry, &url, &next).map_err(|problem| unusable(&problem))?,
            Next::Unsaid { total } if total > tokens.len() => numbered_page(registry, visited.len(), size),
            Next::End { total: Some(total) } if total > tokens.len() && idle == 0 => {
                numbered_page(registry, visited.len(), size)
            }
            Next::End { .. } | Next::Unsaid { .. } => break,
        };
        if visited.contains(&next) || idle == MOST_IDLE_PAGES || visited.len() == MOST_PAGES {
            return Err(unusable("its pages go on without an end, or bring nothing new"));
        }
        response = registry.get(next.clone(), Target::Collection).await?;
        url = next;
    }
    assign_ids(&mut tokens);
    Ok(tokens)
}

impl Page {
    pub(crate) fn read(response: &Response) -> std::result::Result<Self, &'static str> {
        let body: Body = serde_json::from_slice(&response.body).map_err(|error| not_a_page(&error))?;
        let tokens: Option<Vec<Token>> = body.objects.into_iter().map(Token::read).collect();
        let tokens = tokens.ok_or("a token in it has no usable `key`")?;
        let total = body.total.as_u64().and_then(|total| usize::try_from(total).ok());
        let next = match (body.urls, total) {
            (Some(Urls { next: Some(next) }), _) if !next.is_empty() => Next::At(next),
            (None, Some(total)) => Next::Unsaid { total },
            (_, total) => Next::End { total },
        };
        Ok(Self { tokens, next })
    }
}

/// Asks for a large page; a registry that does not take the size is asked again without one. The size that was taken
/// is for the pages to come.
async fn first_page(registry: &Registry) -> Result<(Url, Option<usize>, Response)> {
    let large = numbered_page(registry, 0, Some(PAGE_SIZE));
    match registry.get(large.clone(), Target::Collection).await {
        Err(Error::Status { status: 400 | 422, .. }) => {
            let plain = numbered_page(registry, 0, None);
            Ok((plain.clone(), None, registry.get(plain, Target::Collection).await?))
        }
        answer => Ok((large, Some(PAGE_SIZE), answer?)),
    }
}

fn numbered_page(registry: &Registry, number: usize, size: Option<usize>) -> Url {
    let mut url = registry.url().endpoint(TOKENS);
    let number = Some(number).filter(|number| *number > 0).map(|number| ("page", number));
    let parameters: Vec<_> = number.into_iter().chain(size.map(|size| ("perPage", size))).collect();
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters.iter().map(|(name, value)| (name, value.to_string())));
    }
    url
}

/// Resolves the address of the next page: absolute, relative to this page, or to the registry as npm has it.
pub(crate) fn next_page(registry: &Registry, current: &Url, next: &str) -> std::result::Result<Url, String> {
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
fn not_a_page(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Data => "it is not a page of tokens",
        _ => "it is not JSON",
    }
}

fn unusable(registry: &Registry, url: &Url, response: &Response, problem: &str) -> Error {
    let exchange: Exchange = registry.exchange(&reqwest::Method::GET, url);
    Error::BadResponse { exchange, status: response.status, problem: problem.into() }
}
