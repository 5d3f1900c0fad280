//! Tells whether the token in use is good for a job, and until when. What the registry does not show is never guessed.

mod demands;
#[cfg(test)]
mod tests;

use super::list::list;
use super::model::Token;
use super::raw::Raw;
use super::selector::Selector;
use super::whoami::whoami;
use crate::config::{Config, Credentials, Settings};
use crate::error::{Error, Result};
use crate::registry::Registry;
use crate::secret::Secret;
use crate::time::{Span, Timestamp};

pub use demands::{Demands, Problem};

const DAY: Span = Span::from_hours(24);

/// What is known of the token in use.
#[derive(Debug)]
pub struct Checked {
    /// What that rests on.
    pub basis: Basis,
    /// Why it does not rest on the list.
    pub reason: Option<String>,
    /// Whose it is, where that was asked for.
    pub username: Option<String>,
    /// The token, where the registry shows it.
    pub token: Option<Token>,
    /// How many whole days are left of its life; less than none where it is over.
    pub days_left: Option<i64>,
    /// Why it is not good for the job.
    pub problems: Vec<Problem>,
}

/// What a verdict rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// The one row of the list that is this token's.
    List,
    /// What the registry says to the token of itself.
    Whoami,
    /// No more than that the registry knows whose it is.
    Username,
    /// The registry refuses it.
    Refused,
}

impl Basis {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::List => "list",
            Self::Whoami => "whoami",
            Self::Username => "username",
            Self::Refused => "refused",
        }
    }
}

impl Checked {
    /// Tells whether nothing speaks against the token.
    pub fn is_good(&self) -> bool {
        self.problems.is_empty()
    }
}

/// The token in use.
pub fn value_in_use<'a>(config: &Config, settings: &'a Settings) -> Result<&'a Secret> {
    const FIX: &str = "give a token as `authToken`, pipe one in with `--token-stdin`, or sign in with `npm login`";
    match settings.credentials.as_ref().map(|found| (&found.value, &found.source)) {
        Some((Credentials::Bearer(value), _)) => Ok(value),
        Some((Credentials::Basic(_), source)) => {
            Err(source.invalid("_auth", "it is no token that could be checked", FIX))
        }
        None => Err(config.invalid("_authToken", "there is no token to check", FIX)),
    }
}

/// Looks for the token on the list; where the list does not tell which it is, the registry is asked whose it is.
pub async fn check(registry: &Registry, value: &Secret, demands: &Demands, now: Timestamp) -> Result<Checked> {
    let selector = Selector::Token(value.clone());
    let found = match list(registry).await {
        Ok(tokens) => selector.find(&tokens, &registry.url().to_string()).cloned().map_err(|error| match error {
            Error::Ambiguous { .. } => "several tokens of the list have this mask".to_owned(),
            _ => "the list does not have it; registries do not list sessions".into(),
        }),
        Err(error) if is_refusal(&error) => Err(format!("the registry does not show the list: {error}")),
        Err(error) => return Err(error),
    };
    let (basis, reason, username, token) = match found {
        Ok(token) => (Basis::List, None, None, Some(token)),
        Err(reason) => match whoami(registry).await {
            Ok((username, answer)) => {
                let token = Token::read(&answer, Raw::of(&answer));
                let basis = if token.is_some() { Basis::Whoami } else { Basis::Username };
                (basis, Some(reason), Some(username), token)
            }
            Err(Error::Status { status: 401, .. }) => (Basis::Refused, Some(reason), None, None),
            Err(error) => return Err(error),
        },
    };
    let days_left = token.as_ref().and_then(|token| days_left(token, now));
    let problems = demands.problems(basis, token.as_ref(), days_left, now);
    Ok(Checked { basis, reason, username, token, days_left, problems })
}

/// Tells whether an error is the registry's word that this token may not see the list, or that there is none.
fn is_refusal(error: &Error) -> bool {
    matches!(
        error,
        Error::Status { status: 401 | 403, .. } | Error::NotSupported { .. } | Error::OneTimePassword { .. }
    )
}

fn days_left(token: &Token, now: Timestamp) -> Option<i64> {
    let end: Timestamp = token.expiry.as_deref()?.parse().ok()?;
    Some(end.since(now).as_secs().div_euclid(DAY.as_secs()))
}
