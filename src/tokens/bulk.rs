//! Revokes what is planned, several at a time where that is safe.

use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::StreamExt;
use futures_util::stream::FuturesUnordered;

use super::model::{End, RevokedToken, Token};
use super::plan::Planned;
use super::revoke::{Deletion, delete, delete_value, send, settle};
use crate::error::{Error, Result};
use crate::registry::{BoxFuture, Progress, Registry};
use crate::secret::Secret;

/// The most deletions that are under way at a time.
const MOST: usize = 8;

/// What became of one thing that was to be revoked.
#[derive(Debug)]
pub struct Revocation {
    /// What named it, as far as it may be shown.
    pub selector: String,
    /// The key of the token that was meant, if it was found.
    pub key: Option<String>,
    /// Its id.
    pub id: Option<String>,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// Whether it is, or may be, the token in use.
    pub is_current: bool,
    /// Whether it is gone.
    pub result: Result<RevokedToken>,
}

/// Says what would become of each, without doing it.
pub fn rehearse(planned: Vec<Planned>) -> Vec<Revocation> {
    let rehearse = |one: Planned| {
        let (outline, found) = outline(one);
        let result = match found {
            Found::Token(token) => Ok(token.ended(End::Planned)),
            Found::Value(_) => Ok(RevokedToken::of_value(End::Planned)),
            Found::Nothing(error) => Err(error),
        };
        outline.with(result)
    };
    planned.into_iter().map(rehearse).collect()
}

/// Revokes what is planned. Each result is reported, in the order of the plan, and a failure does not stop the others; but
/// once a person has given up, or a one-time password was not to be had, nothing more is tried.
///
/// Deletions go one after the other until one shows that the registry takes one answer to its challenge for several.
/// Then several are under way at a time. What may be the token in use is deleted last and alone, since nothing else can
/// be deleted after it.
pub async fn carry_out(registry: &Registry, planned: Vec<Planned>) -> Vec<Revocation> {
    // What is awaited is boxed, or the future of a whole call would be too large to move about.
    let gate = Gate { registry, is_shut: AtomicBool::new(false) };
    let planned: Vec<_> = planned.into_iter().map(outline).collect();
    let is_other = |(outline, _): &&(Outline, Found)| !outline.is_current;
    let others: Vec<&Token> = planned.iter().filter(is_other).filter_map(|(_, found)| found.token()).collect();
    let answers = Box::pin(gate.send_all(&others)).await;
    let settled = Box::pin(settle(registry, others.into_iter().zip(answers).collect())).await;
    let mut settled = settled.into_iter();
    let mut revocations = Vec::with_capacity(planned.len());
    for (outline, found) in planned {
        let result = match found {
            Found::Token(token) if outline.is_current => Box::pin(gate.pass(delete(registry, &token))).await,
            Found::Token(_) => settled.next().unwrap_or(Err(Error::Internal { place: None })),
            Found::Value(value) => Box::pin(gate.pass(delete_value(registry, &value))).await,
            Found::Nothing(error) => Err(error),
        };
        revocations.push(outline.with(result));
    }
    revocations
}

/// What is known of a thing to revoke, whatever becomes of it.
struct Outline {
    selector: String,
    key: Option<String>,
    id: Option<String>,
    name: Option<String>,
    is_current: bool,
}

impl Outline {
    fn with(self, result: Result<RevokedToken>) -> Revocation {
        let Self { selector, key, id, name, is_current } = self;
        Revocation { selector, key, id, name, is_current, result }
    }
}

/// What there is to delete.
enum Found {
    Token(Box<Token>),
    Value(Secret),
    Nothing(Error),
}

impl Found {
    fn token(&self) -> Option<&Token> {
        match self {
            Self::Token(token) => Some(token),
            _ => None,
        }
    }
}

fn outline(Planned { selector, found, value, is_current }: Planned) -> (Outline, Found) {
    let token = found.as_ref().ok();
    let (key, id) = token.map(|token| (token.key.clone(), token.id.clone())).unzip();
    let name = token.and_then(|token| token.name.clone());
    let found = match (found, value) {
        (Ok(token), _) => Found::Token(Box::new(token)),
        (Err(_), Some(value)) => Found::Value(value),
        (Err(error), None) => Found::Nothing(error),
    };
    (Outline { selector, key, id, name, is_current }, found)
}

/// Lets deletions through until one shows that others would fail like it.
struct Gate<'a> {
    registry: &'a Registry,
    is_shut: AtomicBool,
}

impl Gate<'_> {
    /// Deletes tokens; gives the answers in their order.
    async fn send_all(&self, tokens: &[&Token]) -> Vec<Result<Deletion>> {
        let mut answers = Vec::with_capacity(tokens.len());
        let mut successes = 0;
        for token in tokens {
            let progress = Progress::default();
            answers.push(self.send(token, progress.clone()).await);
            successes += usize::from(answers.last().is_some_and(Result::is_ok));
            // A code that serves once is asked for again by now.
            if successes > 1 && !progress.is_challenged() {
                break;
            }
        }
        let mut waiting = tokens.iter().enumerate().skip(answers.len());
        let mut under_way: FuturesUnordered<BoxFuture<'_, _>> = FuturesUnordered::new();
        let mut come = Vec::new();
        loop {
            while under_way.len() < MOST
                && let Some((place, token)) = waiting.next()
            {
                under_way.push(Box::pin(async move { (place, self.send(token, Progress::default()).await) }));
            }
            let Some(answer) = under_way.next().await else { break };
            come.push(answer);
        }
        come.sort_by_key(|(place, _)| *place);
        answers.extend(come.into_iter().map(|(_, answer)| answer));
        answers
    }

    async fn send(&self, token: &Token, progress: Progress) -> Result<Deletion> {
        self.pass(send(self.registry, &token.key, Vec::new(), progress)).await
    }

    /// Does one thing, if that is not in vain.
    async fn pass<T>(&self, deletion: impl Future<Output = Result<T>>) -> Result<T> {
        if self.is_shut.load(Ordering::Relaxed) {
            return Err(Error::Canceled);
        }
        let result = deletion.await;
        // A wrong code that is sent hundreds of times may lock an account.
        let is_vain =
            |error: &Error| matches!(error, Error::Canceled | Error::Callback { .. } | Error::OneTimePassword { .. });
        if result.as_ref().is_err_and(is_vain) {
            self.is_shut.store(true, Ordering::Relaxed);
        }
        result
    }
}
