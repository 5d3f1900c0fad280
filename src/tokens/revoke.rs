//! Revokes tokens: finds out which one is meant by listing, then deletes it by its key.

use std::collections::HashSet;

use reqwest::Method;
use url::Url;

use super::list::list;
use super::model::{End, RevokedToken, Token};
use super::selector::Selector;
use crate::error::{Error, Result};
use crate::registry::{Call, Registry, Response, TOKENS, Target};
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

/// What became of one of several selectors.
#[derive(Debug)]
pub struct Revocation {
    /// The selector, as far as it may be shown.
    pub selector: String,
    /// The id of the token that was meant, if it was found.
    pub id: Option<String>,
    /// Whether it is gone.
    pub result: Result<RevokedToken>,
}

/// Revokes the tokens several selectors mean. Each result is reported, in the order of the selectors, and a failure
/// does not stop the others; the outer error means that nothing was revoked. A token named twice is revoked once.
/// Once a person has given up, nothing more is tried.
pub async fn revoke_each(registry: &Registry, selectors: &[Selector], unmatched: Unmatched) -> Result<Vec<Revocation>> {
    let tokens = match list(registry).await {
        Err(error) if unmatched == Unmatched::SentByValue && leaves_value(&error) => Vec::new(),
        tokens => tokens?,
    };
    let address = registry.url().to_string();
    let mut named = HashSet::new();
    let mut revocations: Vec<Revocation> = Vec::new();
    for selector in selectors {
        let gave_up = revocations.iter().any(|one| matches!(one.result, Err(Error::Canceled)));
        let found = selector.find(&tokens, &address).cloned();
        if found.as_ref().is_ok_and(|token| !named.insert(token.key.clone())) {
            continue;
        }
        let id = found.as_ref().ok().map(|token| token.id.clone());
        let result =
            if gave_up { Err(Error::Canceled) } else { revoke_found(registry, found, selector, unmatched).await };
        revocations.push(Revocation { selector: selector.shown(), id, result });
    }
    Ok(revocations)
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
fn leaves_value(error: &Error) -> bool {
    matches!(error, Error::TokenNotFound { .. } | Error::Ambiguous { .. } | Error::Status { status: 401 | 403, .. })
}

/// Deletes a listed token. What the answer does not prove, the list has to: a token that is still there is not gone.
pub(super) async fn delete(registry: &Registry, token: &Token) -> Result<RevokedToken> {
    let revoked = |end| RevokedToken { key: token.key.clone(), id: token.id.clone(), name: token.name.clone(), end };
    let (end, doubt) = match send(registry, &token.key, Vec::new()).await? {
        Deletion::Done => return Ok(revoked(End::Revoked)),
        Deletion::Claimed(doubt) => (End::Revoked, doubt),
        Deletion::NothingThere { end, doubt } => (end, doubt),
    };
    match list(registry).await {
        Ok(rest) if rest.iter().any(|other| other.key == token.key) => Err(doubt),
        // The list was allowed a moment ago: the token that is gone is the one in use.
        Ok(_) | Err(Error::Status { status: 401 | 403, .. }) => Ok(revoked(end)),
        Err(_) => Err(doubt),
    }
}

/// Deletes a token that only its value can name.
async fn delete_value(registry: &Registry, value: &Secret) -> Result<RevokedToken> {
    let revoked = |end| RevokedToken { key: String::new(), id: String::new(), name: None, end };
    match send(registry, value.expose(), vec![value.clone()]).await? {
        Deletion::Done | Deletion::NothingThere { end: End::Revoked, .. } => Ok(revoked(End::Revoked)),
        Deletion::NothingThere { .. } => Err(Error::TokenNotFound {
            selector: Selector::Token(value.clone()).describe(),
            registry: registry.url().to_string(),
        }),
        // Verdaccio says so of any value, and deletes nothing.
        Deletion::Claimed(doubt) => Err(doubt),
    }
}

/// What a DELETE came to.
enum Deletion {
    /// The token is gone by it.
    Done,
    /// The registry reports success in a way in which it may report anything; the error says so.
    Claimed(Error),
    /// There is no such token, says the registry: by this call if it was sent twice, else by somebody else's. The error
    /// is its answer.
    NothingThere { end: End, doubt: Error },
}

/// Sends a DELETE.
async fn send(registry: &Registry, segment: &str, secrets: Vec<Secret>) -> Result<Deletion> {
    let call = Call { secrets, ..Call::new(Method::DELETE, item(registry, segment), Target::Item) };
    let exchange = |url: &Url| registry.exchange(&Method::DELETE, url);
    let (progress, url) = (call.progress.clone(), call.url.clone());
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
