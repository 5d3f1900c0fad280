//! Looks for the token of a create whose answer is lost: its value reached nobody, and it may be there all the same.

use std::collections::HashSet;
use std::time::Duration;

use tokio::time::{Instant, sleep, timeout_at};

use super::list::list;
use super::model::Token;
use super::new_token::NewToken;
use super::restriction::{Verdict, judge};
use super::revoke::delete;
use super::terms::Terms;
use crate::error::{Candidate, Error, Exchange, Result};
use crate::registry::Registry;
use crate::time::{Span, Timestamp};

/// The waits before the looks for a new token, as long as the registry does not know it: it may still be at it, or have to
/// spread the word.
pub(super) const WAITS: [Duration; 4] =
    [Duration::ZERO, Duration::from_millis(500), Duration::from_millis(1500), Duration::from_secs(3)];

/// How long all looks together may take, and how long revoking may take.
const PATIENCE: Duration = Duration::from_secs(10);

/// How far apart the clocks may be where the registry's answers tell its time, which they do to the second.
const TOLD: Span = Span::from_secs(2);

/// How far apart the clocks may be where they do not.
const UNTOLD: Span = Span::from_mins(1);

/// What is needed to find the token again.
pub(super) struct Lost<'a> {
    registry: &'a Registry,
    asked: &'a NewToken,
    /// The keys there were before, where a lost token is to be revoked: only what is new can be the one.
    before: Option<HashSet<String>>,
    /// A token without which the one that is found may be somebody else's, who has done the same as we.
    spared: Option<String>,
}

/// What a look at the list shows.
#[derive(Default)]
struct Seen {
    /// The tokens that may be the one.
    found: Vec<Token>,
    /// Whether nobody else seems to have done the same meanwhile.
    is_ours: bool,
}

impl<'a> Lost<'a> {
    /// Gets ready, before the create is sent.
    pub(super) async fn prepare(registry: &'a Registry, asked: &'a NewToken, terms: &Terms) -> Result<Self> {
        let before = if terms.revokes_lost { Some(list(registry).await?) } else { None };
        Ok(Self::since(registry, asked, terms, before.as_deref()))
    }

    /// The same with a list that was just read.
    pub(super) fn since(registry: &'a Registry, asked: &'a NewToken, terms: &Terms, before: Option<&[Token]>) -> Self {
        let before = before.map(|tokens| tokens.iter().map(|token| token.key.clone()).collect());
        Self { registry, asked, before, spared: terms.spared.clone() }
    }

    /// Looks at the list, and says what can be said. An answer that is an error, with no new token to be seen, is that
    /// error.
    pub(super) async fn report(self, exchange: Exchange, cause: Error, began: Timestamp) -> Error {
        let is_answer = matches!(cause, Error::Status { .. } | Error::Redirect { .. });
        // Whoever has answered is done with it, as well or badly as that may be.
        let is_over = is_answer || matches!(cause, Error::BadResponse { .. });
        let looks = if is_over { &WAITS[..1] } else { &WAITS[..] };
        let (Seen { found, is_ours }, unseen) = match self.look(looks, began).await {
            Ok(seen) if seen.found.is_empty() && is_answer => return cause,
            Ok(seen) => (seen, None),
            // Who sends a request elsewhere has not carried it out, as far as anybody can tell.
            Err(_) if matches!(cause, Error::Redirect { .. }) => return cause,
            Err(error) => (Seen::default(), Some(Box::new(error))),
        };
        let revoked = if is_ours { self.revoke(&found, began).await } else { None };
        let candidates = found.iter().map(|token| self.candidate(token)).collect();
        Error::UnknownOutcome { exchange: exchange.into(), cause: Box::new(cause), candidates, unseen, revoked }
    }

    /// A token as it may be named: a registry could put what it was sent anywhere.
    fn candidate(&self, token: &Token) -> Candidate {
        let shown = |text: &str| self.registry.without_secrets(text);
        let Candidate { key, id, name, created } = token.candidate();
        let shown_if = |text: Option<String>| text.as_deref().map(shown);
        Candidate { key: shown(&key), id: shown(&id), name: shown_if(name), created: shown_if(created) }
    }

    /// The tokens that may be the one, from the first look that shows any. Only a list that cannot be reached is tried
    /// again.
    async fn look(&self, waits: &[Duration], began: Timestamp) -> Result<Seen> {
        let end = Instant::now() + PATIENCE;
        let registry = self.registry.hurried();
        let mut seen = Ok(Seen::default());
        for wait in waits {
            sleep(*wait).await;
            let tokens = timeout_at(end, list(&registry)).await;
            seen = match tokens.unwrap_or(Err(Error::Timeout { after: PATIENCE })) {
                Ok(tokens) => Ok(Seen {
                    is_ours: self.spared.as_ref().is_none_or(|key| tokens.iter().any(|token| token.key == *key)),
                    found: tokens.into_iter().filter(|token| self.may_be(token, began)).collect(),
                }),
                Err(error) => Err(error),
            };
            let is_open = match &seen {
                Ok(seen) => seen.found.is_empty(),
                Err(error) => matches!(error, Error::Connection { .. }),
            };
            if !is_open || Instant::now() >= end {
                break;
            }
        }
        seen
    }

    /// Tells whether a token may be the one: of the name, if it has one, and made since.
    fn may_be(&self, token: &Token, began: Timestamp) -> bool {
        let is_named = match (&self.asked.name, &token.name) {
            (Some(asked), Some(name)) => asked == name,
            (None, Some(_)) => false,
            (_, None) => true,
        };
        let is_new = self.before.as_ref().is_none_or(|before| !before.contains(&token.key));
        is_named && is_new && self.is_since(token, began)
    }

    /// Where the list does not say when a token was made, it may be the one if it is known to be new, or has its name.
    fn is_since(&self, token: &Token, began: Timestamp) -> bool {
        let created = token.created.as_deref().and_then(|created| created.parse::<Timestamp>().ok());
        let Some(created) = created else { return self.before.is_some() || token.name.is_some() };
        let (began, apart) = match self.registry.time_there(began) {
            Some(there) => (there, TOLD),
            None => (began, UNTOLD),
        };
        created.since(began) >= -apart
    }

    /// Revokes the token if that is wanted and it is certainly the one: alone, not there before, and as asked for.
    async fn revoke(&self, found: &[Token], began: Timestamp) -> Option<String> {
        let ([token], Some(_)) = (found, &self.before) else { return None };
        let is_other = judge(self.asked, token, began).iter().any(|(_, verdict)| matches!(verdict, Verdict::Broken(_)));
        if is_other {
            return None;
        }
        let deletion = timeout_at(Instant::now() + PATIENCE, delete(self.registry, token)).await;
        deletion.ok()?.ok().map(|gone| gone.key)
    }
}
