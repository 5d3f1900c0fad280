//! Sees to it that a new token is no broader than asked for: one that is, is revoked at once.

use std::time::Duration;

use tokio::time::timeout;

use super::list::list;
use super::model::{CreatedToken, RevokedToken, Token};
use super::new_token::NewToken;
use super::restriction::{Restriction, Verdict, judge};
use super::revoke::delete;
use super::selector::Selector;
use super::terms::Terms;
use crate::error::{Error, Result, Unapplied};
use crate::registry::Registry;
use crate::time::{Span, Timestamp};

/// How long the list may take to be read again, and how long revoking may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// How much earlier than the create a token must have been made to be another one: what dates tokens may have another
/// clock than what answers.
const APART: Span = Span::from_mins(1);

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
    registry.keep_secret(&created.secret);
    created.spared.clone_from(&terms.spared);
    let there = registry.time_there(began);
    created.began = there;
    let began = there.unwrap_or(began);
    let mut judged = judge(asked, &created.token, began);
    if judged.iter().any(|(_, verdict)| *verdict == Verdict::Silent) {
        let of_list = within(find(registry, &created, there)).await.map(|row| judge(asked, &row, began));
        for (restriction, verdict) in judged.iter_mut().filter(|(_, verdict)| *verdict == Verdict::Silent) {
            *verdict = second(*restriction, &of_list);
        }
    }
    let mut unapplied = Vec::new();
    for (restriction, verdict) in judged {
        match verdict {
            Verdict::Kept | Verdict::Silent => {}
            Verdict::Unproven => created.unverified.push(restriction),
            Verdict::Less => {
                created.unverified.push(restriction);
                created.lessened.push(restriction);
            }
            Verdict::Broken(_) if terms.unenforced.contains(&restriction) => created.unenforced.push(restriction),
            Verdict::Broken(instead) => {
                let instead = registry.without_secrets(&instead);
                unapplied.push(Unapplied { restriction: restriction.key(), instead });
            }
        }
    }
    if unapplied.is_empty() {
        return Ok(created);
    }
    let (key, kept) = match within(own(registry, &created, there)).await {
        Ok(token) => (registry.without_secrets(&token.key), within(delete(registry, &token)).await.err()),
        Err(error) => (String::new(), Some(error)),
    };
    Err(Error::Restriction { registry: registry.url().to_string(), unapplied, key, kept: kept.map(Box::new) })
}

/// Revokes a new token whose value has reached nobody.
pub async fn take_back(registry: &Registry, created: &CreatedToken) -> Result<RevokedToken> {
    let token = within(own(registry, created, created.began)).await?;
    within(delete(registry, &token)).await
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
async fn find(registry: &Registry, created: &CreatedToken, began: Option<Timestamp>) -> Result<Token> {
    pick(registry, list(registry).await?, created, began)
}

/// The row of the new token: that of its key, or else of its value, but none of a token that was there before.
fn pick(
    registry: &Registry,
    mut tokens: Vec<Token>,
    created: &CreatedToken,
    began: Option<Timestamp>,
) -> Result<Token> {
    tokens.retain(|token| !is_earlier(token, began) && !created.is_spared(token));
    let selectors = [Selector::Key(created.token.key.clone()), Selector::Token(created.secret.clone())];
    let [by_key, by_value] = selectors.map(|selector| selector.find(&tokens, &registry.url().to_string()).cloned());
    by_key.or(by_value)
}

/// The token to be revoked: what the answer names, unless it names one that was there before. What is in use somewhere
/// must not be revoked in place of the new one.
pub(super) async fn own(registry: &Registry, created: &CreatedToken, began: Option<Timestamp>) -> Result<Token> {
    let told = &created.token;
    if created.is_spared(told) {
        return Err(Error::TokenNotFound {
            selector: "another key than that of the token to be replaced".into(),
            registry: registry.url().to_string(),
        });
    }
    let may_be_told = !told.key.is_empty() && !is_earlier(told, began);
    if may_be_told && birth(told).is_some() {
        return Ok(told.clone());
    }
    match list(registry).await {
        Err(_) if may_be_told => Ok(told.clone()),
        Ok(tokens) if may_be_told && tokens.iter().all(|token| token.key != told.key) => Ok(told.clone()),
        tokens => pick(registry, tokens?, created, began),
    }
}

/// Tells whether a token was made before the create, whose time is by the registry's clock, where that is known.
fn is_earlier(token: &Token, began: Option<Timestamp>) -> bool {
    birth(token).zip(began).is_some_and(|(birth, began)| birth.since(began) < -APART)
}

fn birth(token: &Token) -> Option<Timestamp> {
    token.created.as_deref()?.parse().ok()
}

pub(super) async fn within<T>(work: impl Future<Output = Result<T>>) -> Result<T> {
    timeout(PATIENCE, work).await.unwrap_or(Err(Error::Timeout { after: PATIENCE }))
}
