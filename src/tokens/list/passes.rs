//! Reads a list again and again until it holds still: the way for registries whose pages cannot be made to overlap.

use std::collections::HashSet;

use super::page::{MOST_TOKENS, Next, TOO_MANY};
use super::reader::{Answer, ENDLESS, Reader};
use crate::error::Result;
use crate::tokens::model::Token;

/// How often a list is read to the end before it is given up.
const MOST_PASSES: usize = 5;

/// How many pages in a row may bring nothing new: some registries count pages from 1.
const MOST_IDLE_PAGES: usize = 3;

/// Reads a list to its end until that is known to be all of it. `first` is its first page, if that was read already.
pub async fn read(reader: &mut Reader<'_>, mut first: Option<Answer>) -> Result<Vec<Token>> {
    let mut before: Option<Vec<String>> = None;
    let mut passes = 0;
    loop {
        let start = match first.take() {
            Some(answer) => answer,
            None => reader.first().await?,
        };
        let (url, status) = (start.url.clone(), start.status);
        let pass = Pass::read(reader, start).await?;
        passes += 1;
        let keys = pass.keys();
        if pass.is_one_answer || before.as_ref() == Some(&keys) {
            return Ok(pass.tokens);
        }
        if passes == MOST_PASSES {
            return Err(reader.unusable(&url, status, "the list kept changing while it was read"));
        }
        before = Some(keys).filter(|_| !pass.repeats);
    }
}

/// A list read once from page to page.
struct Pass {
    /// The tokens in the registry's order, each once.
    tokens: Vec<Token>,
    /// Whether one came twice: tokens moved from page to page meanwhile.
    repeats: bool,
    /// Whether all came in one answer, which has no gap.
    is_one_answer: bool,
}

impl Pass {
    async fn read(reader: &mut Reader<'_>, first: Answer) -> Result<Self> {
        let says_end = matches!(first.page.next, Next::End { .. });
        let mut pass = Self { tokens: Vec::new(), repeats: false, is_one_answer: true };
        let mut seen = HashSet::new();
        let mut visited = HashSet::new();
        let mut idle = 0;
        let mut on_first = 0;
        let mut answer = first;
        loop {
            let Answer { url, status, page, next } = answer;
            visited.insert(url.clone());
            let (known, count) = (pass.tokens.len(), page.tokens.len());
            // Where pages are counted from 1, the first comes again as number 1.
            let is_first_again = visited.len() == 2
                && pass.tokens.iter().map(|token| &token.key).eq(page.tokens.iter().map(|token| &token.key));
            pass.tokens.extend(page.tokens.into_iter().filter(|token| seen.insert(token.key.clone())));
            let fresh = pass.tokens.len() - known;
            pass.repeats |= fresh < count && !is_first_again;
            idle = if fresh > 0 { 0 } else { idle + 1 };
            if visited.len() == 1 {
                on_first = fresh;
            }
            let total = pass.tokens.len();
            if total > MOST_TOKENS {
                return Err(reader.unusable(&url, status, TOO_MANY));
            }
            let next = match (next, page.next) {
                (Some(next), _) => next,
                (None, Next::Unsaid { total: most }) if most > total => reader.address(visited.len()),
                (None, Next::End { total: Some(most) }) if most > total && idle == 0 => reader.address(visited.len()),
                _ => {
                    pass.is_one_answer = visited.len() == 1 || says_end && total == on_first;
                    return Ok(pass);
                }
            };
            if visited.contains(&next) || idle == MOST_IDLE_PAGES {
                return Err(reader.unusable(&url, status, ENDLESS));
            }
            answer = reader.read(next).await?;
        }
    }

    fn keys(&self) -> Vec<String> {
        self.tokens.iter().map(|token| token.key.clone()).collect()
    }
}
