//! The tokens that a person picks from: read once, and what is picked is planned without another look.

use super::in_use::InUse;
use super::list::list;
use super::model::Token;
use super::plan::{Plan, Planned};
use crate::error::Result;
use crate::registry::Registry;
use crate::secret::Secret;

/// The tokens there are to choose from, in the registry's order.
pub struct Choice {
    tokens: Vec<Token>,
    in_use: InUse,
    /// How many tokens there are with those that are revoked already.
    listed: usize,
}

impl Choice {
    /// Reads the list, and leaves out what is revoked already. `own` is what the call authenticates with.
    pub async fn read(registry: &Registry, own: &[Secret]) -> Result<Self> {
        Ok(Self::of(list(registry).await?, own))
    }

    /// The choice that a list gives.
    pub fn of(mut tokens: Vec<Token>, own: &[Secret]) -> Self {
        let (listed, in_use) = (tokens.len(), InUse::find(&tokens, own));
        tokens.retain(|token| token.revoked.is_none());
        Self { tokens, in_use, listed }
    }

    /// The tokens, by whose places others name them.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Tells whether a token is the one in use, or has a mask that cannot be told from it.
    pub fn is_current(&self, token: &Token) -> bool {
        self.in_use.is(token)
    }

    /// Plans to revoke the tokens at some places: the one in use last, since nothing could be revoked after it.
    pub fn plan(&self, places: &[usize]) -> Plan {
        let planned = |token: &Token| {
            let is_current = self.is_current(token);
            Planned { is_current, ..Planned::from(token.clone()) }
        };
        let mut tokens: Vec<_> = places.iter().filter_map(|place| self.tokens.get(*place)).map(planned).collect();
        tokens.sort_by_key(|one| one.is_current);
        Plan { tokens, spared: None, listed: self.listed }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::Choice;
    use crate::secret::Secret;
    use crate::tokens::{Raw, Token};

    #[test]
    fn plans_what_is_picked_and_the_token_in_use_last() {
        let rows = json!([
            { "key": "gone-1", "token": "npm_aB3D...7893", "revoked": "2026-01-01T00:00:00Z" },
            { "key": "own-00", "token": "npm_aB1D...7891" },
            { "key": "other-1", "token": "npm_aB2D...7892" },
            { "key": "other-2", "token": "npm_aB4D...7894" },
        ]);
        let read = |row: &serde_json::Value| {
            let row = row.as_object().expect("an object");
            Token::read(row, Raw::of(row)).expect("a token")
        };
        let tokens = rows.as_array().expect("a list").iter().map(read).collect();
        let choice = Choice::of(tokens, &[Secret::new("npm_aB1Dxxxxxxxxxxxxxxxxxxxxxxxxxxxxx7891")]);
        assert_eq!(
            choice.tokens().iter().map(|token| token.key.as_str()).collect::<Vec<_>>(),
            ["own-00", "other-1", "other-2"]
        );
        let plan = choice.plan(&[0, 2, 9]);
        let planned: Vec<_> = plan.tokens.iter().map(|one| (one.selector.as_str(), one.is_current)).collect();
        assert_eq!((planned, plan.listed), (vec![("other-2", false), ("own-00", true)], 4));
        assert!(choice.plan(&[]).tokens.is_empty());
    }
}
