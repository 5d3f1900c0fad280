//! A page of a registry's list of tokens.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::registry::{Registry, TOKENS};
use crate::tokens::Token;
use crate::tokens::list::address::following;
use crate::tokens::list::page::{Next, page};
use crate::tokens::model::assign_ids;
use crate::tokens::revoke::item;

static REGISTRIES: LazyLock<[Registry; 2]> =
    LazyLock::new(|| ["https://registry.example/", "https://registry.example:8443/npm/"].map(super::registry));

/// Every token has a key that names it and an id that names no other, and the next page is within the registry.
pub fn list_page(body: &[u8]) {
    let Ok(page) = page(body) else { return };
    if let Next::At { address: next, .. } = &page.next {
        for registry in REGISTRIES.iter() {
            let current = registry.url().endpoint(TOKENS);
            // The error is made for people to see.
            if let Ok(url) = following(registry, &current, next) {
                assert!(registry.url().contains(&url), "{url}");
            }
        }
    }
    let mut seen = HashSet::new();
    let mut tokens: Vec<Token> = page.tokens.into_iter().filter(|token| seen.insert(token.key.clone())).collect();
    assign_ids(&mut tokens);
    for token in &tokens {
        check_address(token);
        assert!(
            token.key.starts_with(&token.id) && (token.id.chars().count() >= 6 || token.id == token.key),
            "{token:?}"
        );
        let is_shared = |other: &Token| other.key != token.key && other.key.starts_with(&token.id);
        assert!(token.id == token.key || !tokens.iter().any(is_shared), "{token:?}");
    }
}

/// The key is one segment of the address by which the token is revoked, whatever is in it.
fn check_address(token: &Token) {
    for registry in REGISTRIES.iter() {
        let url = item(registry, &token.key);
        let folder = registry.url().endpoint(&format!("{TOKENS}/token/"));
        let segment = url.path().strip_prefix(folder.path()).unwrap_or_default();
        assert!(registry.url().contains(&url) && url.query().is_none() && url.fragment().is_none(), "{url}");
        assert!(!segment.contains('/') && decoded(segment) == token.key.as_bytes(), "{url}");
    }
}

fn decoded(segment: &str) -> Vec<u8> {
    let mut bytes = Vec::new();
    let mut rest = segment.as_bytes();
    while let [first, others @ ..] = rest {
        let code = std::str::from_utf8(others.get(..2).unwrap_or_default()).ok().filter(|_| *first == b'%');
        let byte = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &others[2..] } else { others };
    }
    bytes
}
