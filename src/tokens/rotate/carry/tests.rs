use serde_json::{Map, Value, json};

use super::{carry, renewed};
use crate::config::{Source, Value as Given};
use crate::time::Timestamp;
use crate::tokens::Token;
use crate::tokens::raw::Raw;
use crate::tokens::rotate::Changes;

fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().expect("a time")
}

fn changes(given: &[(&str, Given)]) -> Changes {
    let given: Vec<_> = given.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
    Changes::read(&Source::Flag, &given, now()).expect("changes")
}

fn text(text: &str) -> Given {
    Given::Text(text.into())
}

/// The request for a row's successor, or the names of what stands in its way.
fn carried(row: &Value, changes: &Changes) -> Result<Map<String, Value>, Vec<String>> {
    let row = row.as_object().expect("an object");
    let token = Token::read(row, Raw::of(row)).expect("a token");
    match carry(&token, changes, now()) {
        Ok(new) => Ok(new.request()),
        Err(uncarried) => {
            let mut properties: Vec<_> = uncarried.into_iter().map(|one| one.property).collect();
            properties.sort();
            properties.dedup();
            Err(properties)
        }
    }
}

/// A row as the public registry has it, with some fields of its own.
fn granular(fields: Value) -> Value {
    let mut row = json!({
        "key": "k", "token": "npm_aB1D...7891", "name": "ci", "description": null, "created": "2026-10-01T00:00:00.000Z",
        "updated": null, "accessed": "2026-11-01T00:00:00.000Z", "expiry": "2026-10-31T00:00:00.000Z", "revoked": null,
        "readonly": true, "bypass_2fa": false, "cidr": null,
        "permissions": [{ "name": "package", "action": "read" }], "scopes": [{ "type": "package", "name": "@acme/app" }],
    });
    let Value::Object(fields) = fields else { unreachable!("fields are an object") };
    row.as_object_mut().expect("an object").extend(fields);
    row
}

/// A row in which nothing is said of one thing.
fn without(field: &str) -> Value {
    let mut row = granular(json!({}));
    row.as_object_mut().expect("an object").shift_remove(field);
    row
}

fn right(name: &str, action: &str) -> Value {
    json!({ "name": name, "action": action })
}

fn target(kind: &str, name: &str) -> Value {
    json!({ "type": kind, "name": name })
}

#[test]
fn a_successor_is_as_its_predecessor_was() {
    let everything = granular(json!({
        "name": "ci-2026-10-01", "description": "for CI", "expiry": "2026-12-30T11:00:00.000Z", "bypass_2fa": true,
        "readonly": false, "cidr": ["192.0.2.0/24"],
        "permissions": [right("package", "read"), right("org", "write")],
        "scopes": [target("package", "@acme/app"), target("scope", "@acme"), target("org", "acme")],
    }));
    let expected = json!({
        "name": "ci-2026-11-24", "token_description": "for CI", "description": "for CI", "packages": ["@acme/app"],
        "scopes": ["@acme"], "orgs": ["acme"], "packages_and_scopes_permission": "read-only",
        "orgs_permission": "read-write", "expires": 90, "cidr": ["192.0.2.0/24"], "cidr_whitelist": ["192.0.2.0/24"],
        "bypass_2fa": true,
    });
    assert_eq!(carried(&everything, &Changes::default()).map(Value::Object), Ok(expected));

    let cases = [
        (
            json!({ "key": "k", "user": "u", "token": "abc", "cidr": [], "readonly": true, "created": "c" }),
            json!({ "readonly": true }),
        ),
        (
            json!({ "key": "k", "cidr_whitelist": ["192.0.2.0/24"], "readonly": false, "automation": false }),
            json!({ "cidr": ["192.0.2.0/24"], "cidr_whitelist": ["192.0.2.0/24"] }),
        ),
        (
            granular(json!({ "scopes": [target("package", "*")] })),
            json!({ "name": "ci", "packages": ["*"], "packages_all": true, "packages_and_scopes_permission": "read-only", "expires": 30 }),
        ),
        // Organizations alone, and a right to nothing in them.
        (
            granular(json!({ "scopes": [target("org", "acme"), target("scope", "@acme")] })),
            json!({ "name": "ci", "scopes": ["@acme"], "orgs": ["acme"], "packages_and_scopes_permission": "read-only", "orgs_permission": "no-access", "expires": 30 }),
        ),
    ];
    for (row, expected) in cases {
        assert_eq!(carried(&row, &Changes::default()).map(Value::Object), Ok(expected), "{row}");
    }
}

#[test]
fn what_is_not_shown_is_not_guessed() {
    let write = json!({ "readonly": false, "permissions": [right("package", "write")] });
    let cases = [
        (granular(write), vec!["permissions"]),
        (granular(json!({ "revoked": "2026-11-01T00:00:00.000Z" })), vec!["revoked"]),
        (granular(json!({ "expiry": null })), vec!["expiry"]),
        (granular(json!({ "expiry": "soon" })), vec!["expiry"]),
        (granular(json!({ "expiry": 7 })), vec!["expiry"]),
        (granular(json!({ "created": null })), vec!["expiry"]),
        (granular(json!({ "name": 7 })), vec!["name"]),
        (granular(json!({ "description": [] })), vec!["description"]),
        (granular(json!({ "cidr": "192.0.2.0/24" })), vec!["cidr"]),
        (granular(json!({ "cidr": [], "cidr_whitelist": ["192.0.2.0/24"] })), vec!["cidr"]),
        (granular(json!({ "bypass_2fa": "no" })), vec!["bypass_2fa"]),
        (granular(json!({ "permissions": "read" })), vec!["permissions"]),
        (granular(json!({ "permissions": [right("package", "read"), "write"] })), vec!["permissions"]),
        (granular(json!({ "permissions": [right("package", "read"), right("package", "read")] })), vec!["permissions"]),
        (granular(json!({ "permissions": [right("package", "stage")], "readonly": false })), vec!["permissions"]),
        (granular(json!({ "permissions": [right("team", "read")] })), vec!["permissions"]),
        (granular(json!({ "permissions": [] })), vec!["permissions"]),
        (
            granular(json!({ "permissions": [right("package", "write")], "scopes": null })),
            vec!["permissions", "readonly"],
        ),
        (granular(json!({ "scopes": [target("user", "acme"), target("package", "a")] })), vec!["scopes"]),
        (granular(json!({ "scopes": [target("package", "a"), "b"] })), vec!["scopes", "permissions"]),
        (granular(json!({ "scopes": "all" })), vec!["scopes", "permissions"]),
        (json!({ "key": "k" }), vec!["cidr", "readonly"]),
        (json!({ "key": "k", "cidr": null, "readonly": false, "automation": true }), vec!["automation"]),
        (
            json!({ "key": "k", "cidr": [], "readonly": false, "type": "granular", "allowedPackages": ["a"] }),
            vec!["type", "allowedPackages"],
        ),
        (granular(json!({ "hours": "9-17" })), vec!["hours"]),
        // What nobody knows may be a limit by being false or empty.
        (
            granular(json!({ "publish": false, "hosts": [], "tags": {}, "region": "" })),
            vec!["hosts", "publish", "region", "tags"],
        ),
        (granular(json!({ "hours": null, "automation": false, "allowedScopes": [] })), vec![]),
        // So may be what stands beside a name.
        (granular(json!({ "scopes": [{ "type": "package", "name": "a", "versions": "1.x" }] })), vec!["scopes"]),
        (
            granular(json!({ "permissions": [{ "name": "package", "action": "read", "branch": "main" }] })),
            vec!["permissions"],
        ),
        // One end or the other.
        (granular(json!({ "expires": "2026-10-02T00:00:00.000Z" })), vec!["expiry"]),
        (granular(json!({ "expires": "2026-10-31T00:00:00.000Z" })), vec![]),
        (granular(json!({ "created": "1970-01-01T00:00:00.000Z" })), vec!["expiry"]),
        (granular(json!({ "created": "2026-10-31T00:00:00.000Z" })), vec!["expiry"]),
        (without("expiry"), vec!["expiry"]),
        (without("cidr"), vec!["cidr"]),
        (granular(json!({ "name": null })), vec!["name"]),
        (granular(json!({ "scopes": [target("org", "acme")] })), vec!["permissions"]),
        (granular(json!({ "permissions": [right("package", "read"), right("org", "read")] })), vec!["permissions"]),
        (granular(json!({ "scopes": vec![target("package", "a"); 51] })), vec!["scopes"]),
    ];
    for (row, mut expected) in cases {
        expected.sort_unstable();
        let expected: Vec<_> = expected.into_iter().map(str::to_owned).collect();
        if expected.is_empty() {
            assert!(carried(&row, &Changes::default()).is_ok(), "{row}");
            continue;
        }
        assert_eq!(carried(&row, &Changes::default()), Err(expected), "{row}");
    }
}

#[test]
fn the_caller_can_say_what_is_not_shown() {
    let permission = |word: &str| changes(&[("packages-and-scopes-permission", text(word))]);
    let writer = granular(json!({ "readonly": false, "permissions": [right("package", "write")] }));
    for word in ["read-write", "read-write-stage-only", "read-only"] {
        let request = carried(&writer, &permission(word)).expect("carried");
        assert_eq!(request["packages_and_scopes_permission"], word);
    }
    // But no more than there was.
    for word in ["read-write", "read-write-stage-only"] {
        assert_eq!(carried(&granular(json!({})), &permission(word)), Err(vec!["permissions".into()]), "{word}");
    }
    let none = granular(
        json!({ "permissions": [right("org", "read")], "scopes": [target("package", "a"), target("org", "b")] }),
    );
    assert_eq!(carried(&none, &permission("read-only")), Err(vec!["permissions".into()]));
    let classic = json!({ "key": "k", "readonly": true, "cidr": [] });
    assert_eq!(carried(&classic, &permission("read-write")), Err(vec!["permissions".into()]));

    let renewed = changes(&[("name", text("new")), ("expires", text("7d"))]);
    let request = carried(&granular(json!({ "expiry": null })), &renewed).expect("carried");
    assert_eq!((&request["name"], &request["expires"]), (&json!("new"), &json!(7)));

    let without = changes(&[("allow-uncarried", Given::List(vec!["hours,allowedPackages".into()]))]);
    assert!(carried(&granular(json!({ "hours": "9-17" })), &without).is_ok());
    // A limit that is known is not given up.
    let limited = granular(json!({ "allowedPackages": ["a"] }));
    assert_eq!(carried(&limited, &without), Err(vec!["allowedPackages".into()]));
}

#[test]
fn a_life_has_as_many_whole_days_as_it_had() {
    let cases = [
        ("2026-10-01T00:00:00Z", "2026-10-02T00:00:00Z", 1),
        ("2026-10-01T00:00:00Z", "2026-10-01T01:00:00Z", 1),
        // Registries that count to the end of a day must not make it longer each time.
        ("2026-10-01T10:00:00Z", "2026-10-31T00:00:00Z", 29),
        ("2026-10-01T02:00:00Z", "2026-10-31T23:59:59Z", 30),
        ("2026-10-01T00:00:00Z", "2026-10-30T23:30:00Z", 30),
        ("2026-10-01T00:00:00Z", "2027-10-01T00:00:00Z", 365),
    ];
    for (created, expiry, days) in cases {
        let request = carried(&granular(json!({ "created": created, "expiry": expiry })), &Changes::default());
        assert_eq!(request.expect("carried")["expires"], days, "{created} {expiry}");
    }
}

#[test]
fn a_day_at_the_end_of_a_name_becomes_today() {
    let cases = [
        ("ci-2026-10-01", "ci-2026-11-24"),
        ("ci 2026-10-01", "ci 2026-11-24"),
        ("2026-10-01", "2026-11-24"),
        ("ci", "ci"),
        ("ci-2026-13-01", "ci-2026-13-01"),
        ("v12026-10-01", "v12026-10-01"),
        ("2026-10-01-ci", "2026-10-01-ci"),
        ("node-18", "node-18"),
        ("äöüäöüä", "äöüäöüä"),
        ("ü2026-10-01", "ü2026-10-01"),
    ];
    for (name, expected) in cases {
        assert_eq!(renewed(name, now()), expected);
    }
}
