//! Says which token is meant, and finds it in a list.

use super::model::{LEAST_ID, Token};
use crate::error::{Error, Result};
use crate::redact;
use crate::secret::Secret;

/// Names one token.
#[derive(Debug, Clone)]
pub enum Selector {
    /// By its whole key.
    Key(String),
    /// By a beginning of its key that no other token's key has, at least six characters.
    Id(String),
    /// By its exact name, if only one token has it.
    Name(String),
    /// By its full value.
    Token(Secret),
    /// By any of these, as given on a command line.
    Any(Secret),
}

impl Selector {
    /// Refuses what cannot name a token: nothing at all, a masked value, too short an id.
    pub fn check(&self, option: &str) -> Result<()> {
        let refuse = |problem: &str, fix: &str| {
            Err(Error::InvalidOption { option: option.into(), problem: problem.into(), fix: fix.into() })
        };
        let text = self.text();
        if text.trim().is_empty() {
            return refuse("it is empty", "give a key, id, name or full token; an unset variable may be the reason");
        }
        let may_be_masked = !matches!(self, Self::Name(_));
        if may_be_masked && ["...", "…", "***"].iter().any(|mask| text.contains(mask)) {
            return refuse("it is a masked token, which may stand for several", "give the token's `key` or `id`");
        }
        if matches!(self, Self::Id(_)) && text.chars().count() < LEAST_ID {
            return refuse("an id has at least 6 characters", "give more of the key; `npm-token list` shows the ids");
        }
        Ok(())
    }

    /// Finds the one token that is meant.
    pub fn find<'a>(&self, tokens: &'a [Token], registry: &str) -> Result<&'a Token> {
        let text = self.text();
        if let (Self::Key(_) | Self::Id(_) | Self::Any(_), Some(exact)) =
            (self, tokens.iter().find(|token| token.key == text))
        {
            return Ok(exact);
        }
        let found: Vec<&Token> = tokens.iter().filter(|token| self.matches(token)).collect();
        match found.as_slice() {
            [token] => Ok(token),
            [] => Err(Error::TokenNotFound { selector: self.describe(), registry: registry.into() }),
            several => Err(Error::Ambiguous {
                selector: self.describe(),
                registry: registry.into(),
                candidates: several.iter().map(|token| token.candidate()).collect(),
            }),
        }
    }

    fn matches(&self, token: &Token) -> bool {
        let text = self.text();
        let has_id = || text.chars().count() >= LEAST_ID && token.key.starts_with(text);
        let has_name = || token.name.as_deref() == Some(text);
        match self {
            Self::Key(_) => false,
            Self::Id(_) => has_id(),
            Self::Name(_) => has_name(),
            Self::Token(_) => has_value(token, text),
            Self::Any(_) => has_id() || has_name() || has_value(token, text),
        }
    }

    fn text(&self) -> &str {
        match self {
            Self::Key(text) | Self::Id(text) | Self::Name(text) => text,
            Self::Token(secret) | Self::Any(secret) => secret.expose(),
        }
    }

    /// What was given, as far as it may be shown: nothing of a full value.
    pub fn shown(&self) -> String {
        match self {
            Self::Token(_) => "***".into(),
            _ => shown(self.text()),
        }
    }

    /// The selector in words. What may be a token's full value is not shown.
    pub(super) fn describe(&self) -> String {
        match self {
            Self::Key(key) => format!("key `{}`", shown(key)),
            Self::Id(id) => format!("id `{}`", shown(id)),
            Self::Name(name) => format!("name `{}`", redact::quote(name)),
            Self::Token(_) => "this value".into(),
            Self::Any(secret) => format!("key, id, name or value `{}`", shown(secret.expose())),
        }
    }
}

/// Shows a word unless it may be a token: long, and neither a key of the usual forms nor several words.
fn shown(text: &str) -> String {
    let is_key =
        matches!(text.len(), 32 | 36 | 128) && text.bytes().all(|byte| byte == b'-' || byte.is_ascii_hexdigit());
    if is_key || text.chars().count() <= 36 || text.contains(' ') {
        return redact::quote(text);
    }
    let start: String = text.chars().take(4).collect();
    format!("{start}…")
}

/// Tells whether a full value belongs to a listed token: the mask shows its beginning and its end, or the key is
/// the value's SHA-512, as on cnpmcore. A mask that shows only a beginning proves nothing.
pub(super) fn has_value(token: &Token, value: &str) -> bool {
    let by_mask = token.token.as_deref().and_then(|mask| mask.split_once("...")).is_some_and(|(start, end)| {
        let shown = start.len() + end.len();
        !end.is_empty() && shown >= 8 && value.len() > shown && value.starts_with(start) && value.ends_with(end)
    });
    by_mask || token.key.len() == 128 && token.key == sha512(value)
}

/// Tells whether a full value is certainly not that of a listed token: its mask shows others, or its key is the SHA-512 of
/// another. What shows too little proves nothing here either.
pub(super) fn rules_out(token: &Token, value: &str) -> bool {
    match token.token.as_deref().and_then(|mask| mask.split_once("...")) {
        Some((start, end)) => !value.starts_with(start) || !value.ends_with(end),
        None => token.key.len() == 128 && token.key != sha512(value),
    }
}

fn sha512(value: &str) -> String {
    let digest = ring::digest::digest(&ring::digest::SHA512, value.as_bytes());
    digest.as_ref().iter().fold(String::new(), |hex, byte| hex + &format!("{byte:02x}"))
}

#[cfg(test)]
mod tests {
    use super::{Selector, sha512};
    use crate::secret::Secret;
    use crate::tokens::Raw;
    use crate::tokens::model::{Token, assign_ids};
    use serde_json::json;

    const VALUE: &str = "npm_aB1Dxxxxxxxxxxxxxxxxxxxxxxxxxxxxx7891";

    fn tokens() -> Vec<Token> {
        let rows = json!([
            { "key": "00000001-aaaa", "token": "npm_aB1D...7891", "name": "ci" },
            { "key": "00000002-bbbb", "token": "npm_aB2D...7892", "name": "deadbeef" },
            { "key": "deadbeef-cccc", "token": "npm_aB3D...7893", "name": "ci" },
            { "key": "deadbeef", "token": "", "name": null },
            { "key": sha512("cnpm_x_y"), "token": "cnpm_x_y" },
        ]);
        let rows = rows.as_array().expect("a list");
        let read = |row: &serde_json::Value| {
            let row = row.as_object().expect("an object");
            Token::read(row, Raw::of(row)).expect("a token")
        };
        let mut tokens: Vec<Token> = rows.iter().map(read).collect();
        assign_ids(&mut tokens);
        tokens
    }

    #[test]
    fn finds_the_one_token_that_is_meant() {
        let any = |text: &str| Selector::Any(Secret::new(text));
        let cases = [
            (Selector::Key("00000001-aaaa".into()), Ok("00000001-aaaa")),
            (Selector::Key("00000001".into()), Err("ETOKENNOTFOUND")),
            (Selector::Id("00000002".into()), Ok("00000002-bbbb")),
            (Selector::Id("000000".into()), Err("EAMBIGUOUS")),
            // T18: a whole key wins over being the beginning of another.
            (Selector::Id("deadbeef".into()), Ok("deadbeef")),
            (Selector::Name("deadbeef".into()), Ok("00000002-bbbb")),
            (Selector::Name("ci".into()), Err("EAMBIGUOUS")),
            (Selector::Name("c".into()), Err("ETOKENNOTFOUND")),
            // T16: the full value, by its mask or its hash.
            (Selector::Token(Secret::new(VALUE)), Ok("00000001-aaaa")),
            (Selector::Token(Secret::new("cnpm_x_y")), Ok("")),
            (Selector::Token(Secret::new("npm_aB1D7891")), Err("ETOKENNOTFOUND")),
            (Selector::Token(Secret::new("xyz/../../evil")), Err("ETOKENNOTFOUND")),
            (any("00000001-aaaa"), Ok("00000001-aaaa")),
            (any("deadbeef-c"), Ok("deadbeef-cccc")),
            (any(VALUE), Ok("00000001-aaaa")),
            (any("00000"), Err("ETOKENNOTFOUND")),
            (any("DEADBEEF"), Err("ETOKENNOTFOUND")),
        ];
        let tokens = tokens();
        for (selector, expected) in cases {
            let found = selector.find(&tokens, "https://registry.example/");
            match (found, expected) {
                (Ok(token), Ok(key)) => assert!(token.key == key || key.is_empty() && token.key.len() == 128),
                (Err(error), Err(code)) => {
                    assert_eq!(error.code().as_str(), code);
                    assert!(!format!("{error} {error:?}").contains(VALUE), "{error:?}");
                }
                (found, _) => panic!("{selector:?}: {found:?}"),
            }
        }
    }

    #[test]
    fn refuses_what_names_no_token() {
        let any = |text: &str| Selector::Any(Secret::new(text));
        for selector in [
            any(""),
            any(" "),
            any("npm_aB1D...7891"),
            any("npm_***"),
            Selector::Id("dead".into()),
            Selector::Name(String::new()),
            Selector::Token(Secret::new("npm_aB…91")),
        ] {
            assert_eq!(selector.check("x").expect_err("refused").code().as_str(), "EINVALIDOPTION", "{selector:?}");
        }
        assert!(Selector::Name("a...b".into()).check("name").is_ok());
        assert!(any("zzz").check("name").is_ok());
    }
}
