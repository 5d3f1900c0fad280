//! One model of a token, whatever registry it comes from.

use serde_json::{Map, Value};

use super::raw::Raw;
use super::restriction::Restriction;
use crate::error::Candidate;
use crate::registry::dialect::{self, Field, Row};
use crate::secret::Secret;
use crate::time::Timestamp;

/// The shortest beginning of a key that may stand for it.
pub const LEAST_ID: usize = 6;

/// A token as the registry lists it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Token {
    /// The key by which the registry knows it.
    pub key: String,
    /// The shortest beginning of the key, at least six characters, that no other listed key shares.
    pub id: String,
    /// The token's value, masked by the registry.
    pub token: Option<String>,
    /// Its name.
    pub name: Option<String>,
    /// What it is for.
    pub description: Option<String>,
    /// When it was made, ISO 8601.
    pub created: Option<String>,
    /// When it was last changed, ISO 8601.
    pub updated: Option<String>,
    /// When it was last used, ISO 8601.
    pub accessed: Option<String>,
    /// When it ends, ISO 8601.
    pub expiry: Option<String>,
    /// When it was revoked, ISO 8601.
    pub revoked: Option<String>,
    /// Whether it can only read.
    pub readonly: Option<bool>,
    /// Whether it may do without two-factor authentication.
    pub bypass_2fa: Option<bool>,
    /// The addresses it may be used from; empty means any.
    pub cidr: Vec<String>,
    /// What it may do.
    pub permissions: Vec<Permission>,
    /// What it may do that with.
    pub scopes: Vec<Scope>,
    /// Whether the registry says that it was never used.
    pub is_unused: bool,
    /// Whether the registry says that it has no end.
    pub is_endless: bool,
    /// What the registry sent, without the full value of a new token.
    pub raw: Raw,
}

/// One thing a token may do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Permission {
    /// With what: `package`, `org`.
    pub name: String,
    /// `read` or `write`.
    pub action: String,
}

/// One thing a token is for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Scope {
    /// What it is: `package`, `scope`, `org`.
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// A token just made, with its value.
#[derive(Debug, Clone)]
pub struct CreatedToken {
    /// The token as the registry described it.
    pub token: Token,
    /// Its value, shown this once.
    pub secret: Secret,
    /// What was asked for and the registry does not show, or shows as less.
    pub unverified: Vec<Restriction>,
    /// What the registry did not apply, and the caller allows to be missing.
    pub unenforced: Vec<Restriction>,
    /// What the registry shows as less than was asked for; all of it is unverified too.
    pub(super) lessened: Vec<Restriction>,
    /// The key of a token that was there before, and must not be taken for this one.
    pub(super) spared: Option<String>,
    /// When the create began, by the registry's clock, where that is known.
    pub(super) began: Option<Timestamp>,
}

/// A token that is gone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RevokedToken {
    /// The key by which the registry knew it; empty if only its value named it.
    pub key: String,
    /// The shortest beginning of the key that was unambiguous.
    pub id: String,
    /// Its name.
    pub name: Option<String>,
    /// How it went.
    pub end: End,
}

impl RevokedToken {
    /// One that only its value names.
    pub fn of_value(end: End) -> Self {
        Self { key: String::new(), id: String::new(), name: None, end }
    }
}

/// How a token went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum End {
    /// It was revoked by this call.
    Revoked,
    /// It was listed, and somebody else had revoked it when its turn came.
    AlreadyGone,
    /// It would be revoked, were this no dry run.
    Planned,
}

impl End {
    /// The word for it.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Revoked => "revoked",
            Self::AlreadyGone => "already-gone",
            Self::Planned => "planned",
        }
    }
}

impl Token {
    /// Reads a row of a list, of which `raw` is the text; `None` if it has no key by which the token could be named.
    ///
    /// Whatever else is not of the form it should have is left out and stays in `raw`: an odd date must not keep
    /// anybody from listing and revoking.
    pub fn read(row: &impl Row, raw: Raw) -> Option<Self> {
        Some(Self::with_key(key(row)?, row, raw))
    }

    fn with_key(key: String, row: &impl Row, raw: Raw) -> Self {
        Self {
            id: key.clone(),
            key,
            token: text(row, "token"),
            name: text_of(row, &dialect::NAME),
            description: text_of(row, &dialect::DESCRIPTION),
            created: text(row, "created"),
            updated: text(row, "updated"),
            is_unused: dialect::ACCESSED.is_null(row),
            accessed: text_of(row, &dialect::ACCESSED),
            is_endless: dialect::EXPIRY.is_null(row),
            expiry: text_of(row, &dialect::EXPIRY),
            revoked: text(row, "revoked"),
            readonly: flag_of(row, &dialect::READONLY),
            bypass_2fa: flag_of(row, &dialect::BYPASS_2FA),
            cidr: texts_of(row, &dialect::CIDR),
            permissions: pairs(row, "permissions", ["name", "action"])
                .map(|[name, action]| Permission { name, action })
                .collect(),
            scopes: pairs(row, "scopes", ["type", "name"]).map(|[kind, name]| Scope { kind, name }).collect(),
            raw,
        }
    }

    /// What became of this token.
    pub fn ended(&self, end: End) -> RevokedToken {
        RevokedToken { key: self.key.clone(), id: self.id.clone(), name: self.name.clone(), end }
    }

    /// What an ambiguous selector shows of this token.
    pub fn candidate(&self) -> Candidate {
        Candidate { key: self.key.clone(), id: self.id.clone(), name: self.name.clone(), created: self.created.clone() }
    }
}

impl CreatedToken {
    /// Reads the answer to a create; `None` if there is no token in it. Once there is, nothing else can be so odd that
    /// its value would be lost: without a usable key, the key is empty.
    pub fn read(mut answer: Map<String, Value>) -> Option<Self> {
        let Some(Value::String(value)) = answer.shift_remove("token").filter(|value| *value != "") else { return None };
        // A key goes into addresses and messages, where no value may go.
        let key = key(&answer).filter(|key| !key.contains(&value));
        let token = Token::with_key(key.unwrap_or_default(), &answer, Raw::of(&answer));
        Some(Self {
            token,
            secret: Secret::new(value),
            unverified: Vec::new(),
            unenforced: Vec::new(),
            lessened: Vec::new(),
            spared: None,
            began: None,
        })
    }

    /// Tells whether a token was there before, and must not be taken for this one.
    pub(super) fn is_spared(&self, token: &Token) -> bool {
        self.spared.as_ref() == Some(&token.key)
    }
}

/// Gives each token the shortest beginning of its key that no other shares, at least [`LEAST_ID`] long.
pub fn assign_ids(tokens: &mut [Token]) {
    let mut order: Vec<usize> = (0..tokens.len()).collect();
    order.sort_unstable_by(|a, b| tokens[*a].key.cmp(&tokens[*b].key));
    // Among sorted keys, the longest shared beginning is with a neighbour.
    let shared: Vec<usize> =
        order.windows(2).map(|pair| common_length(&tokens[pair[0]].key, &tokens[pair[1]].key)).collect();
    for (place, index) in order.iter().enumerate() {
        let before = place.checked_sub(1).map_or(0, |previous| shared[previous]);
        let after = shared.get(place).copied().unwrap_or(0);
        let token = &mut tokens[*index];
        token.id = token.key.chars().take((before.max(after) + 1).max(LEAST_ID)).collect();
    }
}

/// A key becomes a segment of a path, where dots alone would name another place and control characters get lost.
fn key(row: &impl Row) -> Option<String> {
    text(row, "key").filter(|key| !matches!(key.as_str(), "" | "." | "..") && !key.contains(char::is_control))
}

fn common_length(one: &str, other: &str) -> usize {
    one.chars().zip(other.chars()).take_while(|(a, b)| a == b).count()
}

fn text(row: &impl Row, name: &str) -> Option<String> {
    row.value(name)?.as_str().map(str::to_owned)
}

fn text_of(row: &impl Row, field: &Field) -> Option<String> {
    field.find(row)?.as_str().map(str::to_owned)
}

fn flag_of(row: &impl Row, field: &Field) -> Option<bool> {
    field.find(row)?.as_bool()
}

fn texts_of(row: &impl Row, field: &Field) -> Vec<String> {
    let texts = |values: &Vec<Value>| values.iter().map(|value| value.as_str().map(str::to_owned)).collect();
    field.find(row).and_then(Value::as_array).and_then(texts).unwrap_or_default()
}

/// Reads a list of objects with two texts each.
fn pairs(row: &impl Row, name: &str, fields: [&str; 2]) -> impl Iterator<Item = [String; 2]> {
    let part = |value: &Value, field: &str| value.get(field)?.as_str().map(str::to_owned);
    let read = |value| Some([part(value, fields[0])?, part(value, fields[1])?]);
    let found: Option<Vec<_>> =
        row.value(name).and_then(Value::as_array).and_then(|list| list.iter().map(read).collect());
    found.unwrap_or_default().into_iter()
}

#[cfg(test)]
mod tests {
    use super::{CreatedToken, Raw, Token, assign_ids};
    use serde_json::{Map, Value, json};

    fn read(row: &Map<String, Value>) -> Option<Token> {
        Token::read(row, Raw::of(row))
    }

    fn row(value: Value) -> Map<String, Value> {
        let Value::Object(row) = value else { unreachable!("cases are objects") };
        row
    }

    #[test]
    fn reads_the_rows_of_every_dialect() {
        let described = json!({
            "name": "ci", "description": null, "expiry": "2027-01-01T00:00:00.000Z", "key": "uuid", "token": "npm_aBcD...7890",
            "readonly": true, "bypass_2fa": false, "cidr": null, "revoked": null, "created": "c", "updated": "u", "accessed": null,
            "permissions": [{ "name": "package", "action": "read" }], "scopes": [{ "type": "package", "name": "a" }],
        });
        let token = read(&row(described)).expect("as described");
        assert_eq!((token.name.as_deref(), token.readonly, token.bypass_2fa), (Some("ci"), Some(true), Some(false)));
        assert_eq!((token.expiry.as_deref(), token.cidr.len()), (Some("2027-01-01T00:00:00.000Z"), 0));
        assert_eq!((token.permissions[0].action.as_str(), token.scopes[0].kind.as_str()), ("read", "package"));

        let classic =
            json!({ "user": "u", "token": "MjExY...jYmY=", "key": "k", "cidr": ["10.0.0.0/8"], "readonly": false });
        assert_eq!(read(&row(classic)).expect("Verdaccio's").cidr, ["10.0.0.0/8"]);

        let granular = json!({ "key": "k", "cidr_whitelist": [], "expiredAt": "e", "lastUsedAt": "l" });
        let token = read(&row(granular)).expect("cnpmcore's");
        assert_eq!((token.expiry.as_deref(), token.accessed.as_deref()), (Some("e"), Some("l")));
    }

    #[test]
    fn wants_a_key_that_can_name_a_token() {
        for wrong in
            [json!({}), json!({ "key": "" }), json!({ "key": ".." }), json!({ "key": 7 }), json!({ "key": "a\tb" })]
        {
            assert_eq!(read(&row(wrong.clone())), None, "{wrong}");
        }
    }

    #[test]
    fn leaves_out_what_is_of_another_form() {
        let odd = json!({
            "key": "k", "name": 7, "created": 1_700_000_000_000_i64, "revoked": false, "readonly": "yes", "cidr": "10.0.0.0/8",
            "expiry": 0, "permissions": ["read"], "scopes": [{ "name": "a" }], "bypass_2fa": 1,
        });
        let token = read(&row(odd.clone())).expect("a token");
        let plain = Token { raw: token.raw.clone(), ..read(&row(json!({ "key": "k" }))).expect("a token") };
        assert_eq!(token, plain);
        assert_eq!(Value::Object(token.raw.fields()), odd);
    }

    #[test]
    fn keeps_the_value_of_a_new_token_apart() {
        let created = CreatedToken::read(row(json!({ "token": "npm_secret", "key": "k" }))).expect("a new token");
        assert_eq!(created.secret.expose(), "npm_secret");
        assert!(!format!("{created:?}").contains("npm_secret"));
        for wrong in [json!({ "key": "k" }), json!({ "key": "k", "token": "" }), json!({ "key": "k", "token": 7 })] {
            assert!(CreatedToken::read(row(wrong)).is_none());
        }
    }

    #[test]
    fn loses_no_new_token_for_an_odd_answer() {
        let value = json!({ "key": "of npm_secret" });
        for odd in [json!({}), json!({ "key": 7 }), json!({ "key": ".." }), value, json!({ "created": 0, "name": [] })]
        {
            let mut answer = row(odd.clone());
            answer.insert("token".into(), "npm_secret".into());
            let created = CreatedToken::read(answer).expect("a new token");
            assert_eq!((created.secret.expose(), created.token.key.as_str()), ("npm_secret", ""));
            assert_eq!(Value::Object(created.token.raw.fields()), odd);
        }
    }

    #[test]
    fn ids_are_the_shortest_unambiguous_beginnings() {
        let cases: [(&[&str], &[&str]); 4] = [
            (&["00000001-a", "00000002-b", "deadbeef-c"], &["00000001", "00000002", "deadbe"]),
            (&["abcdefgh", "abcdefghij"], &["abcdefgh", "abcdefghi"]),
            (&["abc"], &["abc"]),
            (&["äöüäöüäö", "äöüäöüäx"], &["äöüäöüäö", "äöüäöüäx"]),
        ];
        for (keys, ids) in cases {
            let mut tokens: Vec<Token> =
                keys.iter().map(|key| read(&row(json!({ "key": key }))).expect("a token")).collect();
            assign_ids(&mut tokens);
            assert_eq!(tokens.iter().map(|token| token.id.as_str()).collect::<Vec<_>>(), ids);
        }
    }
}
