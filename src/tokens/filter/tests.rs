use serde_json::{Value, json};

use super::{Criterion, Wanted};
use crate::config::{self, Source};
use crate::time::Timestamp;
use crate::tokens::{Raw, Token};

fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().expect("a timestamp")
}

fn token(row: &Value) -> Token {
    let mut row = row.clone();
    if row.get("key").is_none() {
        row["key"] = "k".into();
    }
    let row = row.as_object().expect("an object");
    Token::read(row, Raw::of(row)).expect("a token")
}

fn wanted(name: &str, value: &Value) -> crate::error::Result<Wanted> {
    let value = value.as_str().map_or_else(
        || config::Value::Flag(value.as_bool().expect("a switch")),
        |text| config::Value::Text(text.into()),
    );
    Wanted::read(&Source::Flag, &[(name.into(), value)])
}

#[test]
fn takes_what_is_known_to_be_so() {
    let right = |action: &str| json!({ "permissions": [{ "name": "package", "action": action }] });
    let cases = [
        ("name", json!("ci-*"), json!({ "name": "ci-1" }), true),
        ("name", json!("ci-*"), json!({ "name": "dev" }), false),
        ("name", json!("*"), json!({}), false),
        ("scope", json!("@acme"), json!({ "scopes": [{ "type": "scope", "name": "@acme" }] }), true),
        ("scope", json!("@acme"), json!({ "scopes": [{ "type": "scope", "name": "@other" }] }), false),
        ("package", json!("a"), json!({ "scopes": [{ "type": "package", "name": "a" }] }), true),
        ("package", json!("a"), json!({ "scopes": [{ "type": "package", "name": "b" }] }), false),
        ("permission", json!("read-write"), right("write"), true),
        ("permission", json!("read-only"), right("write"), false),
        ("permission", json!("read-write"), json!({}), false),
        ("bypass-2fa", json!(true), json!({ "bypass_2fa": true }), true),
        ("bypass-2fa", json!(true), json!({}), false),
        ("bypass-2fa", json!(false), json!({ "bypass_2fa": false }), true),
        ("bypass-2fa", json!(false), json!({}), false),
        ("expired", json!(true), json!({ "expiry": "2026-11-24T12:00:00Z" }), true),
        ("expired", json!(true), json!({ "expiry": "2026-11-24T12:00:01Z" }), false),
        ("expired", json!(true), json!({ "expiry": "soon" }), false),
        ("expired", json!(true), json!({ "expiry": null }), false),
        ("expired", json!(false), json!({ "expiry": null }), true),
        ("expired", json!(false), json!({}), false),
        ("expires-within", json!("14d"), json!({ "expiry": "2026-12-08T12:00:00Z" }), true),
        ("expires-within", json!("14"), json!({ "expiry": "2026-12-08T12:00:01Z" }), false),
        ("expires-within", json!("2w"), json!({ "expiry": "2026-11-24T11:59:59Z" }), false),
        ("expires-within", json!("2w"), json!({ "expiry": null }), false),
        ("unused-since", json!("90d"), json!({ "accessed": "2026-08-26T12:00:00Z" }), true),
        ("unused-since", json!("90d"), json!({ "accessed": "2026-08-26T12:00:01Z" }), false),
        ("unused-since", json!("90d"), json!({ "accessed": null, "created": "2026-01-01T00:00:00Z" }), true),
        ("unused-since", json!("90d"), json!({ "accessed": null, "created": "2026-11-01T00:00:00Z" }), false),
        // Nobody says when it was used, if ever.
        ("unused-since", json!("90d"), json!({ "created": "2020-01-01T00:00:00Z" }), false),
        ("older-than", json!("90d"), json!({ "created": "2026-08-26T12:00:00Z" }), true),
        ("older-than", json!("90d"), json!({ "created": "2026-08-26T12:00:01Z" }), false),
        ("older-than", json!("90d"), json!({}), false),
        ("no-cidr", json!(true), json!({ "cidr": [] }), true),
        ("no-cidr", json!(true), json!({}), true),
        // A limit that cannot be read is one.
        ("no-cidr", json!(true), json!({ "cidr": "10.0.0.0/8" }), false),
        ("no-cidr", json!(false), json!({ "cidr": "10.0.0.0/8" }), false),
        ("no-cidr", json!(true), json!({ "cidr": ["10.0.0.0/8"] }), false),
        ("no-cidr", json!(false), json!({ "cidr_whitelist": ["10.0.0.0/8"] }), true),
    ];
    for (name, _) in Criterion::NAMES {
        assert!(cases.iter().any(|(tested, ..)| *tested == name), "{name}");
    }
    for (name, value, row, expected) in cases {
        let wanted = wanted(name, &value).expect("a criterion");
        assert_eq!(!wanted.of(vec![token(&row)], now()).is_empty(), expected, "{name} {value}: {row}");
    }
}

#[test]
fn refuses_what_it_would_have_to_guess() {
    let cases = [
        ("name", "", "empty"),
        ("package", "@acme/*", "pattern"),
        ("scope", "@acme/app", "no scope"),
        ("permission", "write", "not known"),
        ("expires-within", "soon", "no number of days"),
        ("expires-within", "0", "below one day"),
        ("unused-since", "1h", "no number of days"),
        ("older-than", "-5", "no number of days"),
        ("sort", "size", "not known"),
    ];
    for (name, text, problem) in cases {
        let said = wanted(name, &json!(text)).expect_err(name).to_string();
        assert!(said.contains(problem), "{name} {text}: {said}");
    }
}

#[test]
fn puts_a_list_in_order() {
    let rows = [
        json!({ "key": "a", "name": "z", "created": "2026-03-01T00:00:00Z", "accessed": null, "expiry": null }),
        json!({ "key": "b", "created": "2026-01-01T00:00:00Z", "accessed": "2026-05-01T00:00:00Z" }),
        json!({ "key": "c", "name": "m", "created": "odd", "accessed": "2026-04-01T00:00:00Z", "expiry": "2027-01-01T00:00:00Z" }),
        json!({ "key": "d", "name": "m", "created": "2026-02-01T00:00:00Z", "expiry": "2026-12-01T00:00:00+02:00" }),
    ];
    let cases = [("name", "cdab"), ("created", "bdac"), ("accessed", "acbd"), ("expiry", "dcab")];
    for (word, expected) in cases {
        let sorted = wanted("sort", &json!(word)).expect(word).of(rows.iter().map(token).collect(), now());
        let keys: String = sorted.iter().map(|token| token.key.as_str()).collect();
        assert_eq!(keys, expected, "{word}");
    }
}

#[test]
fn wants_everything_that_is_asked_for() {
    let rows = [json!({ "key": "a", "name": "ci-1", "bypass_2fa": true }), json!({ "key": "b", "name": "ci-2" })];
    let tokens: Vec<Token> = rows.iter().map(token).collect();
    let wanted = Wanted { criteria: vec![Criterion::Name("ci-*".into()), Criterion::Bypass2fa(true)], order: None };
    assert_eq!(wanted.of(tokens, now()).len(), 1);
}
