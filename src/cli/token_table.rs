//! Lists tokens as a table for people.

use super::printable::printable;
use super::table::{self, Cell, Column, Paint, Room, Screen};
use crate::time::Timestamp;
use crate::tokens::{Access, Reach, Token};

const HOUR: i64 = 3600;
const DAY: i64 = 24 * HOUR;

/// From so many days before its end a token is marked, and from so many more urgently.
const SOON: i64 = 14;
const VERY_SOON: i64 = 3;

/// Prints the tokens with their titles.
pub(crate) fn print(tokens: &[Token], now: Timestamp, screen: Screen) -> String {
    let column =
        |title, room, cell: &dyn Fn(&Token) -> Cell| Column { title, room, cells: tokens.iter().map(cell).collect() };
    let columns = vec![
        column("id", Room::Whole, &|token| Cell::plain(printable(&token.id))),
        column("name", Room::Short, &|token| shown(token.name.as_deref())),
        column("token", Room::ShortOrNot, &|token| shown(token.token.as_deref())),
        column("access", Room::ShortOrNot, &|token| Cell::plain(access(token))),
        column("covers", Room::ShortOrNot, &|token| Cell::plain(printable(&covers(token)))),
        column("cidr", Room::ShortOrNot, &|token| Cell::plain(printable(&token.cidr.join(",")))),
        column("created", Room::WholeOrNot, &|token| {
            Cell::plain(token.created.as_deref().map(date).unwrap_or_default())
        }),
        column("last used", Room::WholeOrNot, &|token| Cell::plain(last_used(token))),
        column("expires", Room::Whole, &|token| expires(token, now)),
    ];
    table::print(columns, screen)
}

/// What is known of a token, without a table around it.
pub(super) fn facts(token: &Token, now: Timestamp) -> Vec<String> {
    let end = expires(token, now).text;
    let end = if end.starts_with("in ") { format!("ends {end}") } else { end };
    let end = if end == "never" { "never ends".into() } else { end };
    let cidr =
        Some(&token.cidr).filter(|cidr| !cidr.is_empty()).map(|cidr| format!("from {}", printable(&cidr.join(","))));
    let facts = [access(token), printable(&covers(token)), cidr.unwrap_or_default(), end];
    facts.into_iter().filter(|fact| !fact.is_empty()).collect()
}

/// When a token ends, as the table says it.
#[cfg(unix)]
pub(super) fn until_end(token: &Token, now: Timestamp) -> String {
    expires(token, now).text
}

fn shown(text: Option<&str>) -> Cell {
    Cell::plain(text.map(printable).unwrap_or_default())
}

/// What the token may do with packages.
fn access(token: &Token) -> String {
    let base = Reach::of(token).access().map_or("", Access::as_str);
    let bypass = if token.bypass_2fa == Some(true) { "bypass-2fa" } else { "" };
    [base, bypass].into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ")
}

/// The first thing the token is for, and how many more there are.
fn covers(token: &Token) -> String {
    let name = |scope: &crate::tokens::Scope| match (scope.kind.as_str(), scope.name.as_str()) {
        ("package", "*") => "all packages".to_owned(),
        ("org", name) => format!("org {name}"),
        (_, name) => name.to_owned(),
    };
    match token.scopes.as_slice() {
        [] => String::new(),
        [only] => name(only),
        [first, rest @ ..] => format!("{} +{}", name(first), rest.len()),
    }
}

fn last_used(token: &Token) -> String {
    token.accessed.as_deref().map_or_else(|| never(token.is_unused).into(), date)
}

/// `never` where the registry says that there is no such time, nothing where it does not say.
fn never(is_said: bool) -> &'static str {
    if is_said { "never" } else { "" }
}

/// The day of a time, in UTC; what is no time is shown as it came.
fn date(text: &str) -> String {
    text.parse::<Timestamp>().map_or_else(|_| printable(text), Timestamp::day)
}

fn expires(token: &Token, now: Timestamp) -> Cell {
    let red = |text: &str| Cell { text: text.into(), paint: Paint::Red };
    if token.revoked.is_some() {
        return red("revoked");
    }
    let Some(expiry) = &token.expiry else { return Cell::plain(never(token.is_endless)) };
    let Ok(end) = expiry.parse::<Timestamp>() else { return Cell::plain(printable(expiry)) };
    let left = end.since(now).as_secs();
    if left <= 0 {
        return red("expired");
    }
    let paint = match left {
        _ if left <= VERY_SOON * DAY => Paint::Red,
        _ if left <= SOON * DAY => Paint::Yellow,
        _ => Paint::Plain,
    };
    let text = match left {
        _ if left < HOUR => "in <1 h".into(),
        _ if left < DAY => format!("in {} h", left / HOUR),
        _ => format!("in {} d", left / DAY),
    };
    Cell { text, paint }
}

#[cfg(test)]
mod tests {
    use super::{access, covers, expires, last_used, print};
    use crate::cli::samples::{self, token};
    use crate::cli::table::{Paint, Screen};
    use crate::time::Timestamp;
    use serde_json::{Value, json};
    use unicode_width::UnicodeWidthStr;

    fn now() -> Timestamp {
        "2026-11-24T12:00:00Z".parse().expect("a timestamp")
    }

    #[test]
    fn tells_when_a_token_ends() {
        let cases = [
            (json!({ "expiry": "2026-12-06T12:00:01Z" }), "in 12 d", Paint::Yellow),
            (json!({ "expiry": "2026-12-08T12:00:00Z" }), "in 14 d", Paint::Yellow),
            (json!({ "expiry": "2026-12-08T12:00:01Z" }), "in 14 d", Paint::Plain),
            (json!({ "expiry": "2026-11-27T12:00:00Z" }), "in 3 d", Paint::Red),
            (json!({ "expiry": "2026-11-25T11:00:00Z" }), "in 23 h", Paint::Red),
            (json!({ "expiry": "2026-11-24T12:00:01Z" }), "in <1 h", Paint::Red),
            (json!({ "expiry": "2026-11-24T12:00:00Z" }), "expired", Paint::Red),
            (json!({ "expires": "2027-11-24T12:00:00+00:00" }), "in 365 d", Paint::Plain),
            (json!({ "expiry": null }), "never", Paint::Plain),
            (json!({}), "", Paint::Plain),
            (json!({ "expiry": "soon\u{1b}" }), "soon\\u{1b}", Paint::Plain),
            (json!({ "expiry": null, "revoked": "2026-01-01T00:00:00Z" }), "revoked", Paint::Red),
        ];
        for (fields, text, paint) in cases {
            let cell = expires(&keyed(fields.clone()), now());
            assert_eq!((cell.text.as_str(), cell.paint), (text, paint), "{fields}");
        }
    }

    #[test]
    fn tells_what_a_token_may_do_and_for_what() {
        let scope = |kind: &str, name: &str| json!({ "type": kind, "name": name });
        let cases = [
            (json!({ "readonly": true }), "read-only", ""),
            (json!({ "readonly": false, "bypass_2fa": true }), "read-write, bypass-2fa", ""),
            (json!({ "permissions": [{ "name": "package", "action": "write" }] }), "read-write", ""),
            (json!({ "permissions": [{ "name": "package", "action": "read" }] }), "read-only", ""),
            (json!({ "scopes": [scope("package", "*")] }), "", "all packages"),
            (
                json!({ "scopes": [scope("package", "@acme/a"), scope("scope", "@acme"), scope("org", "acme")] }),
                "",
                "@acme/a +2",
            ),
            (json!({ "scopes": [scope("org", "acme")] }), "", "org acme"),
        ];
        for (fields, access_shown, covers_shown) in cases {
            let token = keyed(fields);
            assert_eq!((access(&token).as_str(), covers(&token).as_str()), (access_shown, covers_shown));
        }
    }

    #[test]
    fn tells_when_a_token_was_last_used() {
        let cases = [
            (json!({ "accessed": "2026-02-03T23:59:59.000Z" }), "2026-02-03"),
            (json!({ "accessed": null }), "never"),
            (json!({}), ""),
            // T51: npm shows the first ten characters of whatever it is.
            (json!({ "lastUsedAt": "yesterday, I think" }), "yesterday, I think"),
        ];
        for (fields, text) in cases {
            assert_eq!(last_used(&keyed(fields)), text);
        }
    }

    #[test]
    fn fits_eighty_columns_with_everything_in_them() {
        let full = keyed(json!({
            "token": "npm_aB1D...7891", "name": "deploys the documentation", "readonly": false, "bypass_2fa": true,
            "scopes": [{ "type": "package", "name": "@acme/documentation" }], "cidr": ["192.0.2.0/24"],
            "created": "2026-01-01T10:00:00.000Z", "accessed": null, "expiry": "2026-12-01T00:00:00.000Z",
        }));
        let shown = print(&[full], now(), Screen { width: Some(80), colour: false });
        assert!(shown.lines().all(|line| line.width() <= 80), "{shown}");
        for title in ["id", "name", "token", "access", "covers", "cidr", "created", "last used", "expires"] {
            assert!(shown.lines().next().is_some_and(|titles| titles.contains(title)), "{title} in {shown}");
        }
    }

    #[test]
    fn prints_one_line_for_each_token() {
        let shown = print(&samples::tokens(), now(), Screen { width: None, colour: false });
        assert_eq!(shown.lines().count(), 3);
        assert!(shown.contains("00000001  ci release"), "{shown}");
        assert!(shown.contains("a\\u{9}b\\u{a}c\\u{1b}[31m"), "{shown}");
        assert!(!shown.contains('\u{1b}'));
    }

    fn keyed(mut fields: Value) -> crate::tokens::Token {
        fields["key"] = "0123456789".into();
        token(fields)
    }
}
