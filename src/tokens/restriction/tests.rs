use serde_json::{Value, json};

use super::{Restriction, Verdict, judge};
use crate::time::Timestamp;
use crate::tokens::Raw;
use crate::tokens::expiry::Expires;
use crate::tokens::model::Token;
use crate::tokens::new_token::{Coverage, NewToken, Permission};

fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().expect("a timestamp")
}

/// A token that nothing is asked of.
fn plain() -> NewToken {
    NewToken {
        name: None,
        description: None,
        expires: None,
        packages: Coverage::Named(Vec::new()),
        scopes: Vec::new(),
        orgs: Vec::new(),
        packages_permission: None,
        orgs_permission: None,
        cidr: Vec::new(),
        bypass_2fa: false,
        read_only: false,
    }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(ToString::to_string).collect()
}

fn packages(list: &[&str]) -> NewToken {
    NewToken { packages: Coverage::Named(names(list)), ..plain() }
}

/// What is said of a token, each restriction by the first letter of its verdict.
fn judged(asked: &NewToken, mut row: Value) -> Vec<(&'static str, char)> {
    row["key"] = "k".into();
    said(asked, row)
}

fn said(asked: &NewToken, row: Value) -> Vec<(&'static str, char)> {
    let Value::Object(row) = row else { unreachable!("rows are objects") };
    let letter = |verdict: &Verdict| match verdict {
        Verdict::Kept => unreachable!("what is kept is not told"),
        Verdict::Broken(_) => 'B',
        Verdict::Less => 'L',
        Verdict::Silent => 'S',
        Verdict::Unproven => 'U',
    };
    let verdicts = judge(asked, &Token::read(&row, Raw::of(&row)).expect("a token"), now());
    verdicts.iter().map(|(restriction, verdict): &(Restriction, _)| (restriction.key(), letter(verdict))).collect()
}

fn package(name: &str) -> Value {
    json!({ "type": "package", "name": name })
}

const READ: &str = "read";
const WRITE: &str = "write";

fn right(name: &str, action: &str) -> Value {
    json!({ "name": name, "action": action })
}

#[test]
fn asks_nothing_of_a_token_that_is_not_restricted() {
    let rows = [
        json!({}),
        json!({ "readonly": false, "cidr": [], "name": "x", "expiry": null }),
        json!({ "scopes": [package("*")], "permissions": [right("package", WRITE)] }),
    ];
    for row in rows {
        assert_eq!(judged(&plain(), row.clone()), [], "{row}");
    }
    assert_eq!(judged(&plain(), json!({ "bypass_2fa": true })), [("bypass-2fa", 'B')]);
}

#[test]
fn judges_the_name() {
    let asked = NewToken { name: Some("ci".into()), ..plain() };
    for (row, verdict) in [
        (json!({ "name": "ci" }), None),
        (json!({ "name": "CI" }), Some('B')),
        (json!({ "name": null }), Some('S')),
        (json!({}), Some('S')),
    ] {
        let found = judged(&asked, row.clone());
        assert_eq!(found, verdict.map(|letter| ("name", letter)).into_iter().collect::<Vec<_>>(), "{row}");
    }
}

#[test]
fn judges_what_a_token_is_for() {
    let scopes = |list: &[&str]| NewToken { scopes: names(list), ..plain() };
    let orgs = |list: &[&str]| NewToken { orgs: names(list), ..plain() };
    let all = NewToken { packages: Coverage::All, ..plain() };
    let cases: [(NewToken, Value, &[(&str, char)]); 24] = [
        (packages(&["a"]), json!([package("a")]), &[]),
        (packages(&["a", "@x/b"]), json!([package("@x/b"), package("a")]), &[]),
        (packages(&["a"]), json!([package("a"), package("b")]), &[("packages", 'B')]),
        (packages(&["a"]), json!([package("*")]), &[("packages", 'B')]),
        (packages(&["a"]), json!([]), &[("packages", 'B')]),
        (packages(&["a"]), json!("a"), &[("packages", 'B')]),
        (packages(&["a"]), json!(null), &[("packages", 'S')]),
        (packages(&["a", "b"]), json!([package("a")]), &[("packages", 'L')]),
        (packages(&["a"]), json!([package("a"), { "type": "org", "name": "o" }]), &[("orgs", 'B')]),
        (packages(&["a"]), json!([package("a"), { "type": "scope", "name": "@s" }]), &[("scopes", 'B')]),
        (scopes(&["@acme"]), json!([{ "type": "scope", "name": "acme" }]), &[]),
        (scopes(&["@acme"]), json!([{ "type": "org", "name": "Acme" }]), &[]),
        (scopes(&["@acme"]), json!([package("@acme/*")]), &[]),
        (packages(&["acme"]), json!([{ "type": "scope", "name": "@acme" }]), &[("scopes", 'B')]),
        (packages(&["acme"]), json!([{ "type": "scope", "name": "acme" }]), &[("scopes", 'B')]),
        (packages(&["acme"]), json!([package("@acme/*")]), &[("packages", 'B')]),
        (packages(&["acme"]), json!([package("Acme")]), &[]),
        (scopes(&["@acme"]), json!([package("acme")]), &[("packages", 'B')]),
        (scopes(&["@acme"]), json!([{ "type": "scope", "name": "@acme/*" }]), &[]),
        (scopes(&["@acme"]), json!([{ "type": "Scope", "name": "@other" }]), &[("scopes", 'B')]),
        (scopes(&["@acme"]), json!([package("@acme/one")]), &[("packages", 'B'), ("scopes", 'L')]),
        (orgs(&["acme"]), json!([{ "type": "org", "name": "acme" }, { "type": "org", "name": "x" }]), &[("orgs", 'B')]),
        (all.clone(), json!([package("*")]), &[]),
        (all, json!([package("*"), { "type": "org", "name": "o" }]), &[("orgs", 'B')]),
    ];
    for (asked, scopes, verdicts) in cases {
        assert_eq!(judged(&asked, json!({ "scopes": scopes })), verdicts, "{asked:?} {scopes}");
    }
}

#[test]
fn judges_what_a_token_may_do() {
    let with = |permission| NewToken { packages_permission: Some(permission), ..packages(&["a"]) };
    let read_only = NewToken { read_only: true, packages_permission: Some(Permission::ReadOnly), ..packages(&["a"]) };
    let classic = NewToken { read_only: true, ..plain() };
    let rights = |action| json!({ "permissions": [right("package", action)] });
    let permission = "packages-and-scopes-permission";
    let cases: [(NewToken, Value, &[(&str, char)]); 22] = [
        (packages(&["a"]), rights(READ), &[]),
        (packages(&["a"]), rights(WRITE), &[(permission, 'B')]),
        (packages(&["a"]), json!({ "readonly": false }), &[]),
        (with(Permission::ReadOnly), rights(READ), &[]),
        (with(Permission::ReadOnly), rights(WRITE), &[(permission, 'B')]),
        (with(Permission::ReadOnly), rights("admin"), &[(permission, 'B')]),
        (with(Permission::ReadOnly), json!({ "readonly": true }), &[]),
        (with(Permission::ReadOnly), json!({ "readonly": false }), &[(permission, 'B')]),
        (with(Permission::ReadOnly), json!({}), &[(permission, 'S')]),
        (with(Permission::ReadWrite), rights(WRITE), &[]),
        (with(Permission::ReadWrite), rights(READ), &[(permission, 'L')]),
        (with(Permission::ReadWrite), rights(WRITE), &[]),
        (with(Permission::ReadWriteStageOnly), rights(WRITE), &[(permission, 'U')]),
        (with(Permission::ReadWriteStageOnly), json!({}), &[(permission, 'S')]),
        (with(Permission::NoAccess), rights(READ), &[(permission, 'B')]),
        (with(Permission::NoAccess), json!({ "permissions": [right("org", READ)] }), &[]),
        (read_only.clone(), rights(READ), &[]),
        (read_only.clone(), rights(WRITE), &[("read-only", 'B')]),
        (read_only, json!({ "readonly": true, "permissions": [right("org", WRITE)] }), &[("read-only", 'B')]),
        (classic.clone(), json!({ "readonly": true }), &[]),
        (classic.clone(), json!({ "readonly": false }), &[("read-only", 'B')]),
        (classic, json!({ "readonly": "yes" }), &[("read-only", 'S')]),
    ];
    for (asked, mut row, verdicts) in cases {
        row["scopes"] = json!([package("a")]);
        assert_eq!(judged(&asked, row.clone()), verdicts, "{asked:?} {row}");
    }
    let asked = NewToken { orgs: names(&["o"]), orgs_permission: Some(Permission::ReadOnly), ..plain() };
    let row = json!({ "scopes": [{ "type": "org", "name": "o" }], "permissions": [right("org", WRITE)] });
    assert_eq!(judged(&asked, row), [("orgs-permission", 'B')]);
}

#[test]
fn takes_no_right_that_it_cannot_read_for_one_to_read() {
    let (permission, of_orgs) = ("packages-and-scopes-permission", "orgs-permission");
    let orgs = |orgs_permission| NewToken { orgs: names(&["o"]), orgs_permission, ..packages(&["a"]) };
    let writing = NewToken { packages_permission: Some(Permission::ReadWrite), ..orgs(Some(Permission::ReadOnly)) };
    let reading = NewToken { packages_permission: Some(Permission::ReadOnly), ..packages(&["a"]) };
    let nothing = NewToken { packages_permission: Some(Permission::NoAccess), ..orgs(Some(Permission::ReadOnly)) };
    let read_only = NewToken { read_only: true, ..reading.clone() };
    let cases: [(NewToken, Value, &[(&str, char)]); 10] = [
        (reading.clone(), json!([right("package", WRITE), { "name": "org" }]), &[(permission, 'S'), (of_orgs, 'U')]),
        (reading.clone(), json!(["package:write"]), &[(permission, 'S'), (of_orgs, 'U')]),
        (reading.clone(), json!({ "package": WRITE }), &[(permission, 'S'), (of_orgs, 'U')]),
        (reading, json!([{ "name": "package", "action": [WRITE] }]), &[(permission, 'S'), (of_orgs, 'U')]),
        (nothing, json!([right("org", READ), "package"]), &[(permission, 'S'), (of_orgs, 'S')]),
        (read_only.clone(), json!([right("package", WRITE), 7]), &[("read-only", 'S')]),
        (read_only, json!("write"), &[("read-only", 'S')]),
        (packages(&["a"]), json!(["package:write"]), &[(permission, 'U'), (of_orgs, 'U')]),
        (writing.clone(), json!([right("package", WRITE), right("Org", WRITE)]), &[(of_orgs, 'B')]),
        (writing, json!([right("package", WRITE), right("team", WRITE)]), &[(of_orgs, 'B')]),
    ];
    for (asked, permissions, verdicts) in cases {
        let targets: Vec<Value> = asked.orgs.iter().map(|name| json!({ "type": "org", "name": name })).collect();
        let scopes: Vec<Value> = targets.into_iter().chain([package("a")]).collect();
        let row = json!({ "scopes": scopes, "permissions": permissions, "readonly": true });
        assert_eq!(judged(&asked, row.clone()), verdicts, "{asked:?} {row}");
    }
    for odd in [json!(1), json!("true"), json!({})] {
        assert_eq!(judged(&plain(), json!({ "bypass_2fa": odd })), [("bypass-2fa", 'U')]);
    }
}

#[test]
fn judges_the_addresses() {
    let asked = NewToken { cidr: names(&["192.0.2.0/24", "10.0.0.0/8"]), ..plain() };
    let cases = [
        (json!({ "cidr": ["10.0.0.0/8", "192.0.2.0/24"] }), None),
        (json!({ "cidr_whitelist": ["10.1.0.0/16", "192.0.2.0/25"] }), None),
        (json!({ "cidr": ["10.0.0.0/8"] }), Some('L')),
        (json!({ "cidr": ["10.0.0.0/7", "192.0.2.0/24"] }), Some('B')),
        (json!({ "cidr": ["0.0.0.0/0"] }), Some('B')),
        (json!({ "cidr": ["banana", "192.0.2.0/24"] }), Some('B')),
        (json!({ "cidr": [] }), Some('B')),
        (json!({ "cidr": "192.0.2.0/24" }), Some('B')),
        (json!({ "cidr": null }), Some('S')),
        (json!({}), Some('S')),
    ];
    for (row, verdict) in cases {
        let found = judged(&asked, row.clone());
        assert_eq!(found, verdict.map(|letter| ("cidr", letter)).into_iter().collect::<Vec<_>>(), "{row}");
    }
    let row = json!({ "key": "a1".repeat(64), "cidr_whitelist": ["192.0.2.0/24", "10.0.0.0/8"] });
    assert_eq!(said(&asked, row), [("cidr", 'U')], "cnpmcore keeps ranges and does not apply them");
}

#[test]
fn judges_the_end() {
    let cases = [
        ("7", json!("2026-12-01T12:00:00.000Z"), None),
        ("7", json!("2026-12-02T00:00:00Z"), None),
        ("7", json!("2026-12-02T12:00:01Z"), Some('B')),
        ("7", json!("2036-12-01T12:00:00Z"), Some('B')),
        ("7", json!("2026-11-28T12:00:00Z"), Some('L')),
        ("7", json!("soon"), Some('B')),
        ("7", json!(null), Some('S')),
        ("7", json!(1_800_000_000_000_i64), Some('S')),
        ("2027-01-01", json!("2027-01-01T00:00:00.000Z"), None),
        ("2027-01-01", json!("2027-01-02T00:00:00.001Z"), Some('B')),
    ];
    for (end, expiry, verdict) in cases {
        let asked = NewToken { expires: Some(Expires::parse(end, now()).expect("an end")), ..plain() };
        let found = judged(&asked, json!({ "expiry": expiry }));
        assert_eq!(found, verdict.map(|letter| ("expires", letter)).into_iter().collect::<Vec<_>>(), "{end} {expiry}");
    }
}

#[test]
fn cannot_prove_a_bypass_that_is_not_there() {
    let asked = NewToken { bypass_2fa: true, ..plain() };
    for (row, verdicts) in [
        (json!({ "bypass_2fa": true }), &[][..]),
        (json!({ "bypass_2fa": false }), &[("bypass-2fa", 'L')]),
        (json!({}), &[("bypass-2fa", 'U')]),
    ] {
        assert_eq!(judged(&asked, row), verdicts);
    }
}
