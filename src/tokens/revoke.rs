//! Revokes tokens: finds out which one is meant by listing, then deletes it by its key.

use std::collections::HashSet;

use reqwest::Method;
use url::Url;

use super::list::list;
use super::model::{RevokedToken, Token};
use super::selector::Selector;
use crate::error::{Error, Result};
use crate::registry::{Call, Registry, Response, TOKENS, Target};

/// Revokes the one token a selector means.
pub async fn revoke(registry: &Registry, selector: &Selector) -> Result<RevokedToken> {
    let tokens = list(registry).await?;
    let token = selector.find(&tokens, &registry.url().to_string())?;
    delete(registry, token).await
}

/// What became of one of several selectors.
#[derive(Debug)]
pub struct Revocation {
    /// The id of the token that was meant, if it was found.
    pub id: Option<String>,
    /// Whether it is gone.
    pub result: Result<RevokedToken>,
}

/// Revokes the tokens several selectors mean. Each result is reported, in the order of the selectors, and a failure
/// does not stop the others; the outer error means that nothing was revoked. A token named twice is revoked once.
/// Once a person has given up, nothing more is tried.
pub async fn revoke_each(registry: &Registry, selectors: &[Selector]) -> Result<Vec<Revocation>> {
    let tokens = list(registry).await?;
    let address = registry.url().to_string();
    let mut named = HashSet::new();
    let mut revocations: Vec<Revocation> = Vec::new();
    for selector in selectors {
        let token = match selector.find(&tokens, &address) {
            Ok(token) => token,
            Err(error) => {
                revocations.push(Revocation { id: None, result: Err(error) });
                continue;
            }
        };
        if named.insert(&token.key) {
            let gave_up = revocations.iter().any(|one| matches!(one.result, Err(Error::Canceled)));
            let result = if gave_up { Err(Error::Canceled) } else { delete(registry, token).await };
            revocations.push(Revocation { id: Some(token.id.clone()), result });
        }
    }
    Ok(revocations)
}

async fn delete(registry: &Registry, token: &Token) -> Result<RevokedToken> {
    let call = Call {
        method: Method::DELETE,
        url: item(registry, &token.key),
        body: None,
        target: Target::Item,
        secrets: Vec::new(),
    };
    let exchange = registry.exchange(&call.method, &call.url);
    let response = match registry.call(call).await {
        // 404 is the described answer for an unknown key; 400 comes with these words.
        Err(Error::Status { status: 404, .. }) => return Err(gone(registry, token)),
        Err(Error::Status { status: 400, said: Some(said), .. }) if said.contains("could not delete token") => {
            return Err(gone(registry, token));
        }
        answer => answer?,
    };
    if !proves_deletion(&response) {
        let status = response.status;
        let unproven = |problem| Err(Error::BadResponse { exchange, status, problem });
        match list(registry).await {
            Ok(rest) if rest.iter().all(|other| other.key != token.key) => {}
            // The list was allowed a moment ago: the token that is gone is the one in use.
            Err(Error::Status { status: 401 | 403, .. }) => {}
            Ok(_) => return unproven("it reports success, and the token is still listed".into()),
            Err(error) => return unproven(format!("it reports success, which could not be checked: {error}")),
        }
    }
    Ok(RevokedToken { key: token.key.clone(), id: token.id.clone(), name: token.name.clone() })
}

/// The public registry answers 204, cnpmcore `{"ok":true}`, others a text. Verdaccio answers 200 `{}` whatever it did.
fn proves_deletion(response: &Response) -> bool {
    let confirms = |body: &serde_json::Value| body.get("ok").is_some_and(|ok| *ok == true || ok.is_string());
    response.status == 204 || serde_json::from_slice(&response.body).is_ok_and(|body| confirms(&body))
}

fn gone(registry: &Registry, token: &Token) -> Error {
    Error::TokenNotFound { selector: format!("key `{}`", token.key), registry: registry.url().to_string() }
}

/// The address of one token. The key is one path segment, whatever is in it.
pub(crate) fn item(registry: &Registry, key: &str) -> Url {
    let mut url = registry.url().endpoint(&format!("{TOKENS}/token/"));
    if let Ok(mut segments) = url.path_segments_mut() {
        segments.pop_if_empty().push(key);
    }
    url
}
