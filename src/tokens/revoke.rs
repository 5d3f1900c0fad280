//! Revokes tokens: finds out which one is meant by listing, then deletes it by its key.

use reqwest::Method;
use url::Url;

use super::list::list;
use super::model::{End, RevokedToken, Token};
use super::selector::Selector;
use crate::error::{Error, Result};
use crate::registry::{Call, Progress, Registry, Response, TOKENS, Target};
use crate::secret::Secret;

/// What is done about a full value that the list does not match to one token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmatched {
    /// It is an error.
    Refused,
    /// The value itself is sent, as part of an address, which servers and proxies may write down.
    SentByValue,
}

/// Revokes the one token a selector means.
pub async fn revoke(registry: &Registry, selector: &Selector, unmatched: Unmatched) -> Result<RevokedToken> {
    let tokens = list(registry).await;
    let found = tokens.and_then(|tokens| selector.find(&tokens, &registry.url().to_string()).cloned());
    // Boxed, or the future of a whole call would be too large to move about.
    Box::pin(revoke_found(registry, found, selector, unmatched)).await
}

/// Deletes the token that a selector means, by its key; or by its value, if nothing else names it and that is allowed.
async fn revoke_found(
    registry: &Registry,
    found: Result<Token>,
    selector: &Selector,
    unmatched: Unmatched,
) -> Result<RevokedToken> {
    match (found, selector, unmatched) {
        (Ok(token), _, _) => delete(registry, &token).await,
        (Err(error), Selector::Token(value), Unmatched::SentByValue) if leaves_value(&error) => {
            delete_value(registry, value).await
        }
        (Err(error), _, _) => Err(error),
    }
}

/// Tells whether an error leaves nothing but the value to name a token by.
pub(super) fn leaves_value(error: &Error) -> bool {
    matches!(error, Error::TokenNotFound { .. } | Error::Ambiguous { .. } | Error::Status { status: 401 | 403, .. })
}

/// Deletes a listed token.
pub(super) async fn delete(registry: &Registry, token: &Token) -> Result<RevokedToken> {
    let deletion = send(registry, &token.key, Vec::new(), Progress::default()).await;
    let settled = settle(registry, vec![(token, deletion)]).await.pop();
    settled.unwrap_or(Err(Error::Internal { place: None }))
}

/// Says what became of tokens, each by the answer to its DELETE. What the answers do not prove, the list has to, read once
/// for all: a token that is still there is not gone.
pub(super) async fn settle(registry: &Registry, answers: Vec<(&Token, Result<Deletion>)>) -> Vec<Result<RevokedToken>> {
    let is_doubtful = |(_, answer): &&(_, Result<Deletion>)| {
        matches!(answer, Ok(Deletion::Claimed(_) | Deletion::NothingThere { .. }))
    };
    let doubtful = answers.iter().filter(is_doubtful).count();
    let rest = if doubtful == 0 { Ok(Vec::new()) } else { list(registry).await };
    let is_gone = |token: &Token| match &rest {
        Ok(rest) => rest.iter().all(|other| other.key != token.key),
        // The list was allowed a moment ago: the token that is gone is the one in use.
        Err(Error::Status { status: 401 | 403, .. }) => doubtful == 1,
        Err(_) => false,
    };
    let settle = |(token, answer): (&Token, Result<Deletion>)| {
        let (end, doubt) = match answer? {
            Deletion::Done => (End::Revoked, None),
            Deletion::Claimed(doubt) => (End::Revoked, Some(doubt)),
            Deletion::NothingThere { end, doubt } => (end, Some(doubt)),
        };
        match doubt {
            Some(doubt) if !is_gone(token) => Err(doubt),
            _ => Ok(token.ended(end)),
        }
    };
    answers.into_iter().map(settle).collect()
}

/// Deletes a token that only its value can name.
pub(super) async fn delete_value(registry: &Registry, value: &Secret) -> Result<RevokedToken> {
    match send(registry, value.expose(), vec![value.clone()], Progress::default()).await? {
        Deletion::Done | Deletion::NothingThere { end: End::Revoked, .. } => Ok(RevokedToken::of_value(End::Revoked)),
        Deletion::NothingThere { .. } => Err(Error::TokenNotFound {
            selector: Selector::Token(value.clone()).describe(),
            registry: registry.url().to_string(),
        }),
        // Verdaccio says so of any value, and deletes nothing.
        Deletion::Claimed(doubt) => Err(doubt),
    }
}

/// What a DELETE came to.
pub(super) enum Deletion {
    /// The token is gone by it.
    Done,
    /// The registry reports success in a way in which it may report anything; the error says so.
    Claimed(Error),
    /// There is no such token, says the registry: by this call if it was sent twice, else by somebody else's. The error
    /// is its answer.
    NothingThere { end: End, doubt: Error },
}

/// Sends a DELETE.
pub(super) async fn send(
    registry: &Registry,
    segment: &str,
    secrets: Vec<Secret>,
    progress: Progress,
) -> Result<Deletion> {
    let call = Call::new(Method::DELETE, item(registry, segment), Target::Item);
    let call = Call { secrets, progress: progress.clone(), ..call };
    let exchange = |url: &Url| registry.exchange(&Method::DELETE, url);
    let url = call.url.clone();
    match registry.call(call).await {
        Ok(response) if proves_deletion(&response) => Ok(Deletion::Done),
        Ok(response) => Ok(Deletion::Claimed(Error::BadResponse {
            exchange: exchange(&url),
            status: response.status,
            problem: "it reports success, and nothing proves that the token is gone".into(),
        })),
        Err(doubt) if says_unknown(&doubt) => {
            let end = if progress.is_repeated() { End::Revoked } else { End::AlreadyGone };
            Ok(Deletion::NothingThere { end, doubt })
        }
        Err(error) => Err(error),
    }
}

/// The public registry answers 204, cnpmcore `{"ok":true}`, others a text. Verdaccio answers 200 `{}` whatever it did.
fn proves_deletion(response: &Response) -> bool {
    let confirms = |body: &serde_json::Value| body.get("ok").is_some_and(|ok| *ok == true || ok.is_string());
    response.status == 204 || response.json().is_some_and(|body| confirms(&body))
}

/// 404 is the described answer for an unknown key; 400 comes with these words.
fn says_unknown(error: &Error) -> bool {
    match error {
        Error::Status { status: 404, .. } => true,
        Error::Status { status: 400, said: Some(said), .. } => said.contains("could not delete token"),
        _ => false,
    }
}

/// The address of one token. The key is one path segment, whatever is in it.
pub(crate) fn item(registry: &Registry, key: &str) -> Url {
    let mut url = registry.url().endpoint(&format!("{TOKENS}/token/"));
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(key);
    }
    url
}
