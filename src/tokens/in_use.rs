//! Which listed token is the one in use, by the value that this call authenticates with.

use super::model::Token;
use super::selector::{has_value, rules_out};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// What the list shows of the token in use.
pub(super) struct InUse {
    /// Those that show its mask or its hash.
    shown: Vec<Token>,
    /// Those that show too little to be another one.
    unclear: Vec<Token>,
}

impl InUse {
    /// Looks for it. `own` is what the call authenticates with. One that is revoked could not have had the list.
    pub(super) fn find(tokens: &[Token], own: &[Secret]) -> Self {
        let valid = || tokens.iter().filter(|token| token.revoked.is_none());
        let is_shown = |token: &&Token| own.iter().any(|value| has_value(token, value.expose()));
        let is_other = |token: &&Token| own.iter().all(|value| rules_out(token, value.expose()));
        Self {
            shown: valid().filter(is_shown).cloned().collect(),
            unclear: valid().filter(|token| !is_shown(token) && !is_other(token)).cloned().collect(),
        }
    }

    /// Tells whether a token is the one, or has a mask that cannot be told from it.
    pub(super) fn is(&self, token: &Token) -> bool {
        self.shown.iter().any(|shown| shown.key == token.key)
    }

    /// The one token, or `None` if it is certainly not listed. What may be either is an error.
    pub(super) fn only(&self, registry: &str) -> Result<Option<&Token>> {
        let candidates = match self.shown.as_slice() {
            [token] => return Ok(Some(token)),
            [] if self.unclear.is_empty() => return Ok(None),
            [] => &self.unclear,
            several => several,
        };
        Err(Error::Ambiguous {
            selector: "a mask that the token in use may have".into(),
            registry: registry.into(),
            candidates: candidates.iter().map(Token::candidate).collect(),
        })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::InUse;
    use crate::secret::Secret;
    use crate::tokens::{Raw, Token};

    const VALUE: &str = "npm_aB1Dxxxxxxxxxxxxxxxxxxxxxxxxxxxxx7891";

    fn token(row: &Value) -> Token {
        let row = row.as_object().expect("an object");
        Token::read(row, Raw::of(row)).expect("a token")
    }

    #[test]
    fn knows_the_one_none_and_what_may_be_either() {
        let mask = |key: &str, mask: &str| json!({ "key": key, "token": mask });
        let (own, other) = (mask("a", "npm_aB1D...7891"), mask("b", "npm_aB2D...7892"));
        let hash = |digit: &str| json!({ "key": digit.repeat(128), "token": "aB1" });
        let cases = [
            (vec![own.clone(), other.clone()], Ok(Some("a"))),
            (vec![other.clone()], Ok(None)),
            (vec![], Ok(None)),
            (vec![own.clone(), mask("c", "npm_aB1D...7891"), other.clone()], Err(2)),
            // Too little is shown, or nothing.
            (vec![mask("c", "npm...891"), other.clone()], Err(1)),
            (vec![mask("c", "npm_aB1D..."), other.clone()], Err(1)),
            (vec![mask("c", "npm_aB2D..."), other.clone()], Ok(None)),
            (vec![json!({ "key": "c" }), mask("d", "***")], Err(2)),
            (vec![json!({ "key": "c" }), own.clone()], Ok(Some("a"))),
            // A hash of another value is another token.
            (vec![hash("0"), hash("f")], Ok(None)),
            // One that is revoked cannot be in use.
            (vec![json!({ "key": "c", "revoked": "2026-01-01T00:00:00Z" }), other], Ok(None)),
        ];
        for (rows, expected) in cases {
            let tokens: Vec<Token> = rows.iter().map(token).collect();
            let found = InUse::find(&tokens, &[Secret::new(VALUE)]);
            let only = found.only("https://registry.example/");
            let only = only.map(|token| token.map(|token| token.key.as_str())).map_err(|error| {
                assert!(!format!("{error} {error:?}").contains(VALUE));
                error.candidates().len()
            });
            assert_eq!(only, expected, "{rows:?}");
        }
    }

    #[test]
    fn no_token_is_in_use_where_none_is_sent() {
        let tokens = [token(&json!({ "key": "a" }))];
        assert!(matches!(InUse::find(&tokens, &[]).only(""), Ok(None)));
    }
}
