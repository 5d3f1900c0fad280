//! Sees to it that a new token is no broader than asked for: one that is, is revoked at once.

use std::time::Duration;

use jiff::Timestamp;
use tokio::time::timeout;

use super::list::list;
use super::model::{CreatedToken, Token};
use super::new_token::NewToken;
use super::restriction::{Restriction, Verdict, judge};
use super::revoke::delete;
use super::selector::Selector;
use super::terms::Terms;
use crate::error::{Error, Result, Unapplied};
use crate::registry::Registry;

/// How long the list may take to be read again, and how long revoking may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Compares a new token with what was asked for, and hands it out only if nothing is missing that may not be.
///
/// The answer to the create is the first witness. Where it says nothing, the list is read once. What both are silent
/// about counts as missing: that is how registries ignore what they do not know.
pub(super) async fn enforce(
    registry: &Registry,
    asked: &NewToken,
    terms: &Terms,
    mut created: CreatedToken,
    began: Timestamp,
) -> Result<CreatedToken> {
    let began = registry.time_there(began).unwrap_or(began);
    let mut judged = judge(asked, &created.token, began);
    if judged.iter().any(|(_, verdict)| *verdict == Verdict::Silent) {
        let of_list = within(find(registry, &created)).await.map(|row| judge(asked, &row, began));
        for (restriction, verdict) in judged.iter_mut().filter(|(_, verdict)| *verdict == Verdict::Silent) {
            *verdict = second(*restriction, &of_list);
        }
    }
    let mut unapplied = Vec::new();
    for (restriction, verdict) in judged {
        match verdict {
            Verdict::Kept | Verdict::Silent => {}
            Verdict::Unproven => created.unverified.push(restriction),
            Verdict::Broken(_) if terms.unenforced.contains(&restriction) => created.unenforced.push(restriction),
            Verdict::Broken(instead) => unapplied.push(Unapplied { restriction: restriction.key(), instead }),
        }
    }
    if unapplied.is_empty() {
        return Ok(created);
    }
    let kept = within(revoke(registry, &created)).await.err().map(Box::new);
    let key = created.token.key;
    Err(Error::Restriction { registry: registry.url().to_string(), unapplied, key, kept })
}

/// The verdict of the list, where the answer to the create had none.
fn second(restriction: Restriction, of_list: &Result<Vec<(Restriction, Verdict)>>) -> Verdict {
    let silence = restriction.silence();
    let judged = match of_list {
        Ok(judged) => judged.iter().find(|(other, _)| *other == restriction),
        Err(Error::TokenNotFound { .. }) => {
            return Verdict::Broken(format!("{silence}, and the list does not show it"));
        }
        Err(error) => return Verdict::Broken(format!("{silence}, and the list could not be read: {error}")),
    };
    match judged {
        None => Verdict::Kept,
        Some((_, Verdict::Silent)) => Verdict::Broken(silence.into()),
        Some((_, verdict)) => verdict.clone(),
    }
}

/// The new token's row on the list.
async fn find(registry: &Registry, created: &CreatedToken) -> Result<Token> {
    let tokens = list(registry).await?;
    let selector = match created.token.key.as_str() {
        "" => Selector::Token(created.secret.clone()),
        key => Selector::Key(key.to_owned()),
    };
    selector.find(&tokens, &registry.url().to_string()).cloned()
}

async fn revoke(registry: &Registry, created: &CreatedToken) -> Result<()> {
    let found = if created.token.key.is_empty() { Some(find(registry, created).await?) } else { None };
    delete(registry, found.as_ref().unwrap_or(&created.token)).await.map(drop)
}

async fn within<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    timeout(PATIENCE, work).await.unwrap_or(Err(Error::Timeout { after: PATIENCE }))
}
