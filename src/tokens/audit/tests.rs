//! Every rule with what breaks it and what does not.

use serde_json::{Value, json};

use super::{Audit, RULES, Severity};
use crate::config::{Source, Value as Given};
use crate::time::Timestamp;
use crate::tokens::{Raw, Token};

fn now() -> Timestamp {
    "2026-11-27T12:00:00Z".parse().expect("a timestamp")
}

fn token(mut row: Value) -> Token {
    row["key"] = "k".into();
    let row = row.as_object().expect("an object");
    Token::read(row, Raw::of(row)).expect("a token")
}

/// What one rule says of a row.
fn said(rule: &str, row: Value) -> Option<String> {
    let tokens = [token(row)];
    let findings = Audit::default().judge(&tokens, now());
    findings.into_iter().find(|finding| finding.rule.id == rule).map(|finding| finding.message)
}

fn check(rule: &str, cases: &[(Value, Option<&str>)]) {
    for (row, expected) in cases {
        assert_eq!(said(rule, row.clone()).as_deref(), *expected, "{rule}: {row}");
    }
}

fn right(name: &str, action: &str) -> Value {
    json!([{ "name": name, "action": action }])
}

#[test]
fn judges_ends() {
    check(
        "expired",
        &[
            (json!({ "expiry": "2026-11-27T12:00:00Z" }), Some("it ended on 2026-11-27, less than a day ago")),
            (json!({ "expiredAt": "2026-11-01T00:00:00Z" }), Some("it ended on 2026-11-01, 26 days ago")),
            (json!({ "expiry": "2026-11-27T12:00:01Z" }), None),
            (json!({ "expiry": null }), None),
            (json!({ "expiry": "yesterday" }), None),
            (json!({}), None),
            (json!({ "expiry": "2026-11-01T00:00:00Z", "revoked": "2026-10-01T00:00:00Z" }), None),
        ],
    );
    check(
        "expiring",
        &[
            (json!({ "expiry": "2026-11-27T12:00:01Z" }), Some("it ends on 2026-11-27, in less than a day")),
            (json!({ "expiry": "2026-11-28T12:00:00Z" }), Some("it ends on 2026-11-28, in 1 day")),
            (json!({ "expiry": "2026-12-11T12:00:00Z" }), Some("it ends on 2026-12-11, in 14 days")),
            (json!({ "expiry": "2026-12-11T12:00:01Z" }), None),
            (json!({ "expiry": "2026-11-27T12:00:00Z" }), None),
            (json!({ "expiry": null }), None),
            (json!({}), None),
        ],
    );
    check(
        "never-expires",
        &[
            (json!({ "expiry": null }), Some("it has no end")),
            (json!({}), None),
            (json!({ "expiry": 0 }), None),
            (json!({ "expiry": null, "expiredAt": "2027-11-01T00:00:00Z" }), None),
            (json!({ "expiry": null, "revoked": "2026-10-01T00:00:00Z" }), None),
        ],
    );
}

#[test]
fn judges_uses() {
    check(
        "unused",
        &[
            (json!({ "accessed": "2026-08-29T12:00:00Z" }), Some("it was last used on 2026-08-29, 90 days ago")),
            (json!({ "lastUsedAt": "2026-01-01T00:00:00Z" }), Some("it was last used on 2026-01-01, 330 days ago")),
            (json!({ "accessed": "2026-08-29T12:00:01Z" }), None),
            (json!({ "accessed": null, "created": "2020-01-01T00:00:00Z" }), None),
            (json!({ "created": "2020-01-01T00:00:00Z" }), None),
            (json!({ "accessed": "long ago" }), None),
        ],
    );
    check(
        "never-used",
        &[
            (json!({ "accessed": null }), Some("it was never used")),
            (
                json!({ "accessed": null, "created": "2026-11-26T12:00:00Z" }),
                Some("it was never used since it was made on 2026-11-26, 1 day ago"),
            ),
            (json!({ "created": "2020-01-01T00:00:00Z" }), None),
            (json!({ "accessed": "2026-08-29T12:00:00Z" }), None),
            (json!({ "accessed": false }), None),
        ],
    );
}

#[test]
fn judges_rights() {
    let everywhere = json!([{ "type": "package", "name": "*" }]);
    let one = json!([{ "type": "package", "name": "@acme/app" }]);
    let write = right("package", "write");
    check(
        "bypass-2fa-write",
        &[
            (
                json!({ "bypass_2fa": true, "permissions": write }),
                Some("it writes to packages without two-factor authentication"),
            ),
            (
                json!({ "bypass_2fa": true, "readonly": false }),
                Some("it writes to packages without two-factor authentication"),
            ),
            (json!({ "bypass_2fa": true }), None),
            (json!({ "bypass_2fa": true, "permissions": right("package", "read") }), None),
            (json!({ "bypass_2fa": true, "permissions": right("org", "write") }), None),
            (json!({ "bypass_2fa": false, "permissions": write }), None),
            (json!({ "permissions": write }), None),
        ],
    );
    check(
        "all-packages-write",
        &[
            (json!({ "permissions": write, "scopes": everywhere }), Some("it writes to every package of the account")),
            (json!({ "readonly": false }), Some("it writes to every package of the account")),
            (json!({ "permissions": write, "scopes": one }), None),
            (json!({ "permissions": right("package", "read"), "scopes": everywhere }), None),
            (json!({ "scopes": everywhere }), None),
            (json!({ "readonly": true }), None),
        ],
    );
    check(
        "no-cidr",
        &[
            (json!({ "permissions": write, "cidr": null }), Some("it writes to packages from any address")),
            (json!({ "readonly": false, "cidr_whitelist": [] }), Some("it writes to packages from any address")),
            (json!({ "readonly": false, "cidr": ["192.0.2.0/24"] }), None),
            (json!({ "readonly": false }), None),
            (json!({ "readonly": true, "cidr": [] }), None),
            (json!({ "cidr": [] }), None),
        ],
    );
}

#[test]
fn judges_kinds() {
    check(
        "classic-token",
        &[
            (json!({ "readonly": true }), Some("it is of the classic kind, without permissions and limits of its own")),
            (json!({ "readonly": true, "permissions": right("package", "read") }), None),
            (json!({}), None),
        ],
    );
    let ends = "it publishes directly, which is announced to end for granular tokens in January 2027";
    check(
        "direct-publish-after-2027",
        &[
            (json!({ "permissions": right("package", "write") }), Some(ends)),
            (json!({ "permissions": right("packages_and_scopes", "read-write"), "readonly": true }), Some(ends)),
            (json!({ "permissions": right("package", "read") }), None),
            // Staging goes on, and a right that nobody knows may be that.
            (json!({ "permissions": right("package", "stage") }), None),
            (json!({ "permissions": right("org", "write") }), None),
            // A token of the classic kind is no granular one.
            (json!({ "readonly": false }), None),
        ],
    );
}

#[test]
fn an_ended_token_does_nothing_else_wrong() {
    let row = json!({
        "expiry": "2026-11-01T00:00:00Z", "accessed": null, "readonly": false, "bypass_2fa": true, "cidr": [],
    });
    let tokens = [token(row)];
    let ids = |audit: &Audit| audit.judge(&tokens, now()).iter().map(|one| one.rule.id).collect::<Vec<_>>();
    assert_eq!(ids(&Audit::default()), ["expired"]);
    assert!(ids(&Audit { ignored: vec!["expired"], ..Audit::default() }).is_empty());
}

#[test]
fn puts_the_gravest_first_and_leaves_out_what_is_ignored() {
    let soon = || json!({ "expiry": "2026-11-29T12:00:00Z", "accessed": null });
    let tokens = [token(soon()), token(json!({ "expiry": "2026-11-01T00:00:00Z" })), token(soon())];
    let ids = |audit: &Audit| audit.judge(&tokens, now()).iter().map(|one| one.rule.id).collect::<Vec<_>>();
    assert_eq!(ids(&Audit::default()), ["expired", "expiring", "expiring", "never-used", "never-used"]);
    assert_eq!(ids(&Audit { ignored: vec!["expired", "never-used"], ..Audit::default() }), ["expiring", "expiring"]);
    assert_eq!(ids(&Audit { expires_within: 1, ..Audit::default() }), ["expired", "never-used", "never-used"]);
    assert!(RULES.is_sorted_by(|one, next| one.severity >= next.severity));
}

#[test]
fn fails_from_a_severity_on() {
    let cases = [
        (json!({ "expiry": "2026-11-01T00:00:00Z" }), [true, true, true]),
        (json!({ "expiry": null }), [false, true, true]),
        (json!({ "accessed": null }), [false, false, true]),
        (json!({}), [false, false, false]),
    ];
    for (row, expected) in cases {
        let tokens = [token(row.clone())];
        let fails = |fail_on| {
            let audit = Audit { fail_on, ..Audit::default() };
            audit.fails(&audit.judge(&tokens, now()))
        };
        let severities = [Severity::Error, Severity::Warning, Severity::Note];
        assert_eq!(severities.map(|severity| fails(Some(severity))), expected, "{row}");
        assert!(!fails(None));
    }
}

#[test]
fn reads_what_is_asked_for() {
    let text = |text: &str| Given::Text(text.into());
    let read = |given: &[(&str, Given)]| {
        let given: Vec<_> = given.iter().map(|(name, value)| ((*name).to_owned(), value.clone())).collect();
        Audit::read(&Source::Flag, &given)
    };
    assert_eq!(read(&[]).expect("nothing"), Audit::default());
    let audit = read(&[
        ("expires-within", text("2w")),
        ("unused-since", text("30")),
        ("ignore", Given::List(vec!["no-cidr, never-used".into(), "expired".into()])),
        ("fail-on", text("none")),
        ("name", text("ci-*")),
    ]);
    let audit = audit.expect("known words");
    assert_eq!((audit.expires_within, audit.unused_since, audit.fail_on), (14, 30, None));
    assert_eq!(audit.ignored, ["no-cidr", "never-used", "expired"]);
    assert_eq!(audit.wanted.criteria.len(), 1);

    let cases = [
        ("ignore", Given::List(vec!["no-cidr,".into()]), "`--ignore`: `` is no rule", "`no-cidr`"),
        ("ignore", Given::List(vec!["expire".into()]), "`--ignore`: `expire` is no rule", "`expired`, "),
        ("fail-on", text("fatal"), "`--fail-on`: `fatal` is no severity", "`error`, `warning`, `note` or `none`"),
        ("expires-within", text("0"), "`--expires-within`: it is below one day", "`12w`"),
        ("unused-since", text("long"), "`--unused-since`: it is no number of days", "`12w`"),
    ];
    for (name, value, problem, fix) in cases {
        let error = read(&[(name, value)]).expect_err("an unknown word");
        assert!(error.to_string().ends_with(problem), "{error}");
        assert!(error.hint().is_some_and(|hint| hint.contains(fix)), "{error}: {:?}", error.hint());
    }
}
