//! Everything that is known of the token under the cursor.

use unicode_width::UnicodeWidthChar;

use crate::cli::printable::printable;
use crate::cli::token_table::until_end;
use crate::time::Timestamp;
use crate::tokens::{Reach, Token};

/// The column at which what is known begins.
const INDENT: usize = 13;

/// The least room in which a text is broken into lines; with less, it is cut.
const LEAST: usize = 12;

/// What is known of a token, in lines of at most so many columns as far as these can hold it. What the registry does not
/// say is not there.
pub(super) fn lines(token: &Token, is_current: bool, now: Timestamp, columns: usize) -> Vec<String> {
    let text = |text: Option<&String>| text.cloned().unwrap_or_default();
    let yes_or_no = |flag: bool| if flag { "yes" } else { "no" }.to_owned();
    let end = Some(until_end(token, now)).filter(|end| !end.is_empty() && token.expiry.is_some());
    let expires = match (&token.expiry, end) {
        (Some(expiry), Some(end)) if end != *expiry => format!("{expiry} ({end})"),
        (Some(expiry), _) => expiry.clone(),
        (None, _) => said(token.is_endless, "never"),
    };
    let permissions: Vec<_> = token.permissions.iter().map(|one| format!("{} {}", one.name, one.action)).collect();
    let scopes: Vec<_> = token.scopes.iter().map(|one| format!("{} {}", one.kind, one.name)).collect();
    let ranges = match token.cidr.as_slice() {
        [] => said(Reach::of(token).has_no_ranges(), "any"),
        ranges => ranges.join(", "),
    };
    let facts = [
        ("in use", said(is_current, "yes: this command runs with it")),
        ("key", token.key.clone()),
        ("name", text(token.name.as_ref())),
        ("description", text(token.description.as_ref())),
        ("token", text(token.token.as_ref())),
        ("created", text(token.created.as_ref())),
        ("changed", text(token.updated.as_ref())),
        ("last used", token.accessed.clone().unwrap_or_else(|| said(token.is_unused, "never"))),
        ("expires", expires),
        ("read-only", token.readonly.map(yes_or_no).unwrap_or_default()),
        ("permissions", permissions.join(", ")),
        ("for", scopes.join(", ")),
        ("addresses", ranges),
        ("bypass 2FA", token.bypass_2fa.map(yes_or_no).unwrap_or_default()),
    ];
    let known = facts.into_iter().filter(|(_, fact)| !fact.is_empty());
    known.flat_map(|(title, fact)| titled(title, &printable(&fact), columns)).collect()
}

fn said(is_so: bool, words: &str) -> String {
    if is_so { words.to_owned() } else { String::new() }
}

/// A fact with its title, in as many lines as it takes.
fn titled(title: &str, fact: &str, columns: usize) -> Vec<String> {
    let room = columns.saturating_sub(INDENT);
    let pieces = if room < LEAST { vec![fact.to_owned()] } else { broken(fact, room) };
    let titles = std::iter::once(title).chain(std::iter::repeat(""));
    titles.zip(pieces).map(|(title, piece)| format!("{title:INDENT$}{piece}")).collect()
}

/// Breaks a text into pieces of at most so many columns: behind a space, or where there is none, anywhere.
fn broken(text: &str, room: usize) -> Vec<String> {
    let mut pieces = Vec::new();
    let mut piece = String::new();
    let mut used = 0;
    for letter in text.chars() {
        let width = letter.width().unwrap_or(0);
        if used + width > room {
            let rest = piece.rfind(' ').map(|space| piece.split_off(space + 1)).unwrap_or_default();
            pieces.push(std::mem::replace(&mut piece, rest).trim_end().to_owned());
            used = piece.chars().filter_map(UnicodeWidthChar::width).sum();
        }
        piece.push(letter);
        used += width;
    }
    pieces.push(piece);
    pieces
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use unicode_width::UnicodeWidthStr;

    use super::{broken, lines};
    use crate::cli::samples::token;

    #[test]
    fn shows_all_that_is_known_and_nothing_else() {
        let full = token(json!({
            "key": "00000001-aaaa", "name": "ci", "description": "for\u{1b}[31m all", "token": "npm_aB1D...7891",
            "created": "2026-01-01T10:00:00.000Z", "updated": "2026-01-02T10:00:00.000Z", "accessed": null,
            "expiry": "2026-12-01T00:00:00.000Z", "readonly": false, "bypass_2fa": true, "cidr": [],
            "permissions": [{ "name": "package", "action": "write" }, { "name": "org", "action": "read" }],
            "scopes": [{ "type": "package", "name": "@acme/a" }, { "type": "org", "name": "acme" }],
        }));
        let now = "2026-11-24T12:00:00Z".parse().expect("a timestamp");
        let expected = "\
in use       yes: this command runs with it
key          00000001-aaaa
name         ci
description  for\\u{1b}[31m all
token        npm_aB1D...7891
created      2026-01-01T10:00:00.000Z
changed      2026-01-02T10:00:00.000Z
last used    never
expires      2026-12-01T00:00:00.000Z (in 6 d)
read-only    no
permissions  package write, org read
for          package @acme/a, org acme
addresses    any
bypass 2FA   yes";
        assert_eq!(lines(&full, true, now, 80).join("\n"), expected);
        assert_eq!(lines(&token(json!({ "key": "00000001" })), false, now, 80), ["key          00000001"]);
        let odd = token(json!({ "key": "00000001", "expiry": "soon", "cidr": "odd", "last_used": "x" }));
        assert_eq!(lines(&odd, false, now, 80), ["key          00000001", "expires      soon"]);
        let endless = token(json!({ "key": "00000001", "expiry": null, "cidr": ["192.0.2.0/24"] }));
        assert_eq!(lines(&endless, false, now, 80)[1..], ["expires      never", "addresses    192.0.2.0/24"]);
    }

    #[test]
    fn breaks_what_is_too_long_and_loses_nothing() {
        assert_eq!(broken("one two three", 8), ["one two", "three"]);
        assert_eq!(broken("onetwothree", 4), ["onet", "woth", "ree"]);
        assert_eq!(broken("名前名前", 5), ["名前", "名前"]);
        assert_eq!(broken("", 5), [""]);
        let scopes: Vec<_> = (0..50).map(|one| json!({ "type": "package", "name": format!("@acme/p{one}") })).collect();
        let many = token(json!({ "key": "0".repeat(128), "scopes": scopes }));
        let now = "2026-11-24T12:00:00Z".parse().expect("a timestamp");
        for columns in [25, 40, 80, 200] {
            let lines = lines(&many, false, now, columns);
            assert!(lines.iter().all(|line| line.width() <= columns), "{lines:?}");
            assert!(lines.join("").contains("@acme/p49"), "{lines:?}");
        }
        // Too narrow to break anything: whoever draws it cuts it.
        assert_eq!(lines(&many, false, now, 10).len(), 2);
    }
}
