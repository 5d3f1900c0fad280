//! Findings as a table for people, as JSON and as lines with tabs.

use serde_json::Value;

use super::{judged, paint};
use crate::cli::json::print;
use crate::cli::parseable::line;
use crate::cli::printable::printable;
use crate::cli::table::{self, Cell, Column, Room, Screen};
use crate::tokens::{Audit, Finding, Token};

/// The fields of a finding, and the titles of the lines.
const FIELDS: [&str; 6] = ["severity", "rule", "key", "id", "name", "message"];

fn fields<'a>(finding: &'a Finding<'_>) -> [Option<&'a str>; 6] {
    let Finding { token, rule, message, .. } = finding;
    let (severity, name) = (rule.severity.as_str(), token.name.as_deref());
    [Some(severity), Some(rule.id), Some(&token.key), Some(&token.id), name, Some(message)]
}

/// The findings, and what they depend on.
pub(super) fn json(audit: &Audit, tokens: &[Token], findings: &[Finding<'_>]) -> String {
    let shown = |finding| {
        let present = FIELDS.into_iter().zip(fields(finding)).filter_map(|(name, value)| Some((name, value?.into())));
        object(present.collect())
    };
    let mut parts = thresholds(audit);
    parts.push(("judged", judged(tokens).into()));
    parts.push(("findings", findings.iter().map(shown).collect()));
    print(&object(parts))
}

/// What the findings depend on.
pub(super) fn thresholds(audit: &Audit) -> Vec<(&'static str, Value)> {
    vec![
        ("expiresWithin", audit.expires_within.into()),
        ("unusedSince", audit.unused_since.into()),
        ("ignore", audit.ignored.iter().copied().collect()),
    ]
}

/// An object of some fields, in less code than the macro for it makes.
pub(super) fn object(fields: Vec<(&'static str, Value)>) -> Value {
    fields.into_iter().collect()
}

/// One line for each finding, a line of titles first.
pub(super) fn parseable(findings: &[Finding<'_>]) -> String {
    let row = |fields: [Option<&str>; 6]| line(&fields.map(|field| field.unwrap_or_default().to_owned()));
    std::iter::once(row(FIELDS.map(Some))).chain(findings.iter().map(|finding| row(fields(finding)))).collect()
}

/// One row for each finding.
pub(super) fn table(findings: &[Finding<'_>], screen: Screen) -> String {
    let column = |title, room, cell: &dyn Fn(&Finding<'_>) -> Cell| Column {
        title,
        room,
        cells: findings.iter().map(cell).collect(),
    };
    let columns = vec![
        column("severity", Room::Whole, &|finding| {
            let severity = finding.rule.severity;
            Cell { text: severity.as_str().into(), paint: paint(Some(severity)) }
        }),
        column("id", Room::Whole, &|finding| Cell::plain(printable(&finding.token.id))),
        column("name", Room::Short, &|finding| {
            Cell::plain(finding.token.name.as_deref().map(printable).unwrap_or_default())
        }),
        column("rule", Room::Whole, &|finding| Cell::plain(finding.rule.id)),
        column("what is wrong", Room::Short, &|finding| Cell::plain(finding.message.as_str())),
    ];
    table::print(columns, screen)
}
