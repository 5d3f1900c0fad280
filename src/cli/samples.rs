//! Invented tokens for the tests of what is printed.

use serde_json::{Map, Value, json};

use crate::error::Error;
use crate::tokens::{CreatedToken, End, Raw, Revocation, RevokedToken, Token};

/// The value of the new token.
pub(super) const VALUE: &str = "npm_inventedInventedInventedInvented1234";

pub(super) fn token(fields: Value) -> Token {
    let fields = object(fields);
    let mut token = Token::read(&fields, Raw::of(&fields)).expect("a token");
    token.id = token.key.chars().take(8).collect();
    token
}

pub(super) fn tokens() -> Vec<Token> {
    vec![
        token(json!({
            "key": "00000001-aaaa-4bbb-8ccc-000000000001", "token": "npm_aB1D...7891", "name": "ci release",
            "created": "2026-01-01T10:00:00.000Z", "readonly": true, "bypass_2fa": false, "accessed": null,
            "cidr": ["192.0.2.0/24", "198.51.100.0/24"], "expiry": "2026-12-01T00:00:00.000Z",
            "permissions": [{ "name": "package", "action": "read" }], "scopes": [{ "type": "package", "name": "*" }],
        })),
        token(
            json!({ "key": "00000002-dddd", "token": "npm_aB2D...7892", "name": "a\tb\nc\u{1b}[31m", "readonly": false }),
        ),
    ]
}

pub(super) fn created() -> CreatedToken {
    let answer = json!({
        "name": "ci", "key": "k-1", "token": VALUE, "expiry": null, "cidr": ["192.0.2.0/24", "198.51.100.0/24"],
    });
    CreatedToken::read(object(answer)).expect("a new token")
}

pub(super) fn revocations() -> Vec<Revocation> {
    let gone = |number: u8, name: Option<&str>, end| Revocation {
        selector: format!("key-{number}"),
        key: Some(format!("key-{number}")),
        id: Some(format!("id-{number}")),
        name: name.map(str::to_owned),
        is_current: number == 2,
        result: Ok(RevokedToken {
            key: format!("key-{number}"),
            id: format!("id-{number}"),
            name: name.map(str::to_owned),
            end,
        }),
    };
    let missing = Error::TokenNotFound { selector: "id `zzzzzz`".into(), registry: "https://registry.example/".into() };
    vec![
        gone(1, Some("ci\u{1b}"), End::Revoked),
        gone(2, None, End::AlreadyGone),
        Revocation {
            selector: "zzzzzz".into(),
            key: None,
            id: None,
            name: None,
            is_current: false,
            result: Err(missing),
        },
    ]
}

fn object(value: Value) -> Map<String, Value> {
    let Value::Object(fields) = value else { unreachable!("samples are objects") };
    fields
}
