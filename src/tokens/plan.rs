//! What is about to be revoked, and in which order. Planning reads the list and changes nothing.

use std::collections::HashSet;

use super::filter::Wanted;
use super::in_use::InUse;
use super::list::list;
use super::model::Token;
use super::revoke::{Unmatched, leaves_value};
use super::selector::Selector;
use crate::error::Result;
use crate::registry::Registry;
use crate::secret::Secret;
use crate::time::Timestamp;

/// Says which tokens are to be revoked.
pub enum Which {
    /// Those that selectors name, one each.
    Named(Vec<Selector>, Unmatched),
    /// Those of which the registry shows that all of it is so, and that are not revoked already.
    Wanted {
        /// What must be so.
        wanted: Wanted,
        /// Whether the token in use is kept.
        spares_current: bool,
    },
}

/// One thing to revoke.
pub struct Planned {
    /// What named it, as far as it may be shown.
    pub selector: String,
    /// The token, or why there is none.
    pub found: Result<Token>,
    /// Its value, if nothing else names it and that may be sent.
    pub value: Option<Secret>,
    /// Whether it is the token in use, as far as the list shows.
    pub is_current: bool,
}

/// The token in use where it is to be kept.
pub enum Spared {
    /// It is the one with this id.
    Listed(String),
    /// It is none of those that are listed.
    Unlisted,
}

/// Everything that is to be revoked.
pub struct Plan {
    /// Each thing once, the token in use last: without it, nothing else could be revoked.
    pub tokens: Vec<Planned>,
    /// What is kept, where the token in use is to be.
    pub spared: Option<Spared>,
    /// How many tokens there are.
    pub listed: usize,
}

/// Finds out what is to be revoked. `own` is what the call authenticates with.
pub async fn plan(registry: &Registry, which: &Which, own: &[Secret]) -> Result<Plan> {
    let tokens = match (list(registry).await, which) {
        (Err(error), Which::Named(_, Unmatched::SentByValue)) if leaves_value(&error) => Vec::new(),
        (tokens, _) => tokens?,
    };
    Plan::of(tokens, which, own, &registry.url().to_string())
}

impl Plan {
    fn of(tokens: Vec<Token>, which: &Which, own: &[Secret], registry: &str) -> Result<Self> {
        let (listed, in_use) = (tokens.len(), InUse::find(&tokens, own));
        let mut spared = None;
        let mut planned = match which {
            Which::Named(selectors, unmatched) => named(&tokens, selectors, *unmatched, registry),
            Which::Wanted { wanted, spares_current } => {
                if *spares_current {
                    spared =
                        Some(in_use.only(registry)?.map_or(Spared::Unlisted, |token| Spared::Listed(token.id.clone())));
                }
                let mut tokens = wanted.of(tokens, Timestamp::now());
                tokens.retain(|token| token.revoked.is_none() && !(*spares_current && in_use.is(token)));
                tokens.into_iter().map(Planned::from).collect()
            }
        };
        for one in &mut planned {
            one.is_current = one.found.as_ref().is_ok_and(|token| in_use.is(token));
        }
        planned.sort_by_key(|one| one.is_current);
        Ok(Self { tokens: planned, spared, listed })
    }
}

impl From<Token> for Planned {
    fn from(token: Token) -> Self {
        Self { selector: token.key.clone(), found: Ok(token), value: None, is_current: false }
    }
}

/// What each selector means; a token that is named twice counts once.
fn named(tokens: &[Token], selectors: &[Selector], unmatched: Unmatched, registry: &str) -> Vec<Planned> {
    let mut keys = HashSet::new();
    let plan = |selector: &Selector| {
        let found = selector.find(tokens, registry).cloned();
        if found.as_ref().is_ok_and(|token| !keys.insert(token.key.clone())) {
            return None;
        }
        let value = match (&found, selector, unmatched) {
            (Err(error), Selector::Token(value), Unmatched::SentByValue) if leaves_value(error) => Some(value.clone()),
            _ => None,
        };
        Some(Planned { selector: selector.shown(), found, value, is_current: false })
    };
    selectors.iter().filter_map(plan).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::{Plan, Spared, Which};
    use crate::secret::Secret;
    use crate::tokens::{Criterion, Raw, Selector, Token, Unmatched, Wanted};

    const VALUE: &str = "npm_aB1Dxxxxxxxxxxxxxxxxxxxxxxxxxxxxx7891";

    fn plan(which: &Which) -> Plan {
        let rows = json!([
            { "key": "own-00", "token": "npm_aB1D...7891", "name": "tmp-own" },
            { "key": "other-1", "token": "npm_aB2D...7892", "name": "tmp-1" },
            { "key": "gone-1", "token": "npm_aB3D...7893", "name": "tmp-2", "revoked": "2026-01-01T00:00:00Z" },
            { "key": "kept-1", "token": "npm_aB4D...7894", "name": "ci" },
        ]);
        let read = |row: &serde_json::Value| {
            let row = row.as_object().expect("an object");
            Token::read(row, Raw::of(row)).expect("a token")
        };
        let tokens = rows.as_array().expect("a list").iter().map(read).collect();
        Plan::of(tokens, which, &[Secret::new(VALUE)], "https://registry.example/").expect("a plan")
    }

    fn keys(plan: &Plan) -> Vec<(&str, bool)> {
        plan.tokens.iter().map(|one| (one.selector.as_str(), one.is_current)).collect()
    }

    #[test]
    fn takes_what_is_asked_for_and_the_token_in_use_last() {
        let named = |pattern: &str, spares_current| Which::Wanted {
            wanted: Wanted { criteria: vec![Criterion::Name(pattern.into())], order: None },
            spares_current,
        };
        let cases = [
            (named("tmp-*", false), vec![("other-1", false), ("own-00", true)], None),
            (named("tmp-*", true), vec![("other-1", false)], Some("own-00")),
            (named("*", true), vec![("other-1", false), ("kept-1", false)], Some("own-00")),
            (named("x", false), vec![], None),
        ];
        for (which, expected, kept) in cases {
            let plan = plan(&which);
            assert_eq!(keys(&plan), expected);
            let spared = plan.spared.map(|spared| match spared {
                Spared::Listed(id) => id,
                Spared::Unlisted => String::new(),
            });
            assert_eq!((spared.as_deref(), plan.listed), (kept, 4));
        }
    }

    #[test]
    fn takes_what_is_named_once_and_keeps_what_is_not_found() {
        let any = |text: &str| Selector::Any(Secret::new(text));
        let selectors = vec![any("own-00"), any("ci"), any("missing"), any("kept-1"), any("tmp-1")];
        let plan = plan(&Which::Named(selectors, Unmatched::Refused));
        assert_eq!(keys(&plan), [("ci", false), ("missing", false), ("tmp-1", false), ("own-00", true)]);
        assert!(plan.tokens[1].found.is_err() && plan.tokens.iter().all(|one| one.value.is_none()));
    }
}
