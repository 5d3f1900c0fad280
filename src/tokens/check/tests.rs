use serde_json::{Value, json};

use super::{Basis, Demands, days_left};
use crate::config::{self, Source};
use crate::time::Timestamp;
use crate::tokens::{Raw, Token};

fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().expect("a timestamp")
}

fn token(mut row: Value) -> Token {
    row["key"] = "k".into();
    let row = row.as_object().expect("an object");
    Token::read(row, Raw::of(row)).expect("a token")
}

fn value(value: &Value) -> config::Value {
    match value {
        Value::Bool(on) => config::Value::Flag(*on),
        Value::Number(number) => config::Value::Number(number.as_f64().expect("a number")),
        Value::Array(names) => {
            config::Value::List(names.iter().map(|name| name.as_str().expect("a text").into()).collect())
        }
        text => config::Value::Text(text.as_str().expect("a text").into()),
    }
}

fn demands(given: &Value) -> crate::error::Result<Demands> {
    let given = given.as_object().expect("an object");
    let given: Vec<_> = given.iter().map(|(name, given)| (name.clone(), value(given))).collect();
    Demands::read(&Source::Flag, &given)
}

#[test]
fn says_what_speaks_against_a_token() {
    let writes = json!([{ "name": "package", "action": "write" }]);
    let reads = json!([{ "name": "package", "action": "read" }]);
    let acme = json!([{ "type": "scope", "name": "@acme" }]);
    // The row, what is demanded, and the demands that are not met.
    let cases: [(Value, Value, &[&str]); 21] = [
        (json!({}), json!({}), &[]),
        (json!({ "expiry": "2026-11-24T12:00:00Z" }), json!({}), &["works"]),
        (json!({ "revoked": "2026-01-01T00:00:00Z" }), json!({}), &["works"]),
        (json!({ "expiry": "2026-12-08T12:00:00Z" }), json!({ "min-days": "14" }), &[]),
        (json!({ "expiry": "2026-12-08T11:59:59Z" }), json!({ "min-days": 14 }), &["min-days"]),
        (json!({ "expiry": "2026-11-20T12:00:00Z" }), json!({ "min-days": "14d" }), &["works", "min-days"]),
        (json!({ "expiry": null }), json!({ "min-days": 14 }), &[]),
        (json!({}), json!({ "min-days": 14 }), &["min-days"]),
        (json!({ "expiry": "soon" }), json!({ "min-days": 14 }), &["works", "min-days"]),
        (json!({ "expiry": 1_500_000_000_000_i64 }), json!({}), &["works"]),
        (json!({ "revoked": true }), json!({}), &["works"]),
        (json!({ "revoked": false }), json!({}), &[]),
        (json!({ "scopes": acme }), json!({ "require-package": ["@acme/a,@acme/b"] }), &[]),
        (json!({ "scopes": acme }), json!({ "require-package": ["@acme/a", "b", "c"] }), &["require-package"; 2]),
        (json!({}), json!({ "require-package": ["b"] }), &[]),
        (json!({ "permissions": writes }), json!({ "require-write": true }), &[]),
        (json!({ "permissions": reads, "readonly": false }), json!({ "require-write": true }), &["require-write"]),
        (json!({}), json!({ "require-write": true }), &["require-write"]),
        (json!({ "bypass_2fa": true }), json!({ "require-bypass-2fa": true }), &[]),
        (json!({ "bypass_2fa": false }), json!({ "require-bypass-2fa": true }), &["require-bypass-2fa"]),
        (json!({}), json!({ "require-bypass-2fa": true, "require-write": false }), &["require-bypass-2fa"]),
    ];
    for (row, demanded, unmet) in cases {
        let token = token(row.clone());
        let demanded = demands(&demanded).expect("demands");
        let problems = demanded.problems(Basis::List, Some(&token), days_left(&token, now()), now());
        let names: Vec<_> = problems.iter().map(|problem| problem.demand).collect();
        assert_eq!(names, unmet, "{row}: {problems:?}");
    }
}

#[test]
fn takes_nothing_for_granted_of_a_token_that_is_not_shown() {
    let all = json!({ "min-days": 1, "require-package": ["a"], "require-write": true, "require-bypass-2fa": true });
    let demanded = demands(&all).expect("demands");
    let names = |basis| {
        let problems = demanded.problems(basis, None, None, now());
        problems.iter().map(|problem| problem.demand).collect::<Vec<_>>()
    };
    assert_eq!(names(Basis::Username), ["min-days", "require-package", "require-write", "require-bypass-2fa"]);
    assert_eq!(names(Basis::Refused), ["works"]);
    assert_eq!(Demands::default().problems(Basis::Username, None, None, now()), []);
}

#[test]
fn counts_whole_days() {
    let cases = [
        ("2026-11-25T12:00:00Z", Some(1)),
        ("2026-11-25T11:59:59Z", Some(0)),
        ("2026-11-24T12:00:00Z", Some(0)),
        ("2026-11-24T11:59:59Z", Some(-1)),
        ("soon", None),
    ];
    for (expiry, left) in cases {
        assert_eq!(days_left(&token(json!({ "expiry": expiry })), now()), left, "{expiry}");
    }
}

#[test]
fn refuses_demands_that_it_would_have_to_guess() {
    for given in [
        json!({ "min-days": "soon" }),
        json!({ "min-days": "-1" }),
        json!({ "min-days": 1.5 }),
        json!({ "min-days": "" }),
        json!({ "require-package": [""] }),
        json!({ "require-package": ["@acme/*"] }),
        json!({ "require-package": ["a,,b"] }),
        json!({ "require-package": ["@acme"] }),
        json!({ "require-package": ["@acme/"] }),
        json!({ "require-package": ["@acme/a@1"] }),
    ] {
        let error = demands(&given).expect_err("refused");
        assert_eq!(error.code().as_str(), "EINVALIDOPTION", "{given}");
    }
}
