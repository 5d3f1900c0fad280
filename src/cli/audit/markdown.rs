//! Findings as Markdown, for the summary of a job.

use super::summary;
use crate::cli::printable::printable;
use crate::tokens::{Finding, Token};

/// A heading, and a table if anything is wrong.
pub(super) fn print(tokens: &[Token], findings: &[Finding<'_>]) -> String {
    let heading = format!("### npm tokens: {}\n", summary(tokens, findings));
    if findings.is_empty() {
        return heading;
    }
    let row = |finding: &Finding<'_>| {
        let Finding { token, rule, message, .. } = finding;
        let (id, name) = (escape(&token.id), escape(token.name.as_deref().unwrap_or_default()));
        format!("| {} | {id} | {name} | `{}` | {message} |\n", rule.severity.as_str(), rule.id)
    };
    let rows: String = findings.iter().map(row).collect();
    format!("{heading}\n| severity | id | name | rule | what is wrong |\n| --- | --- | --- | --- | --- |\n{rows}")
}

/// Writes a registry's text so that it stays text: no sign that could mean something to Markdown, to HTML or to what turns
/// addresses into links is left as it is. A reference to a character never means anything but the character.
fn escape(text: &str) -> String {
    let is_plain = |letter: char| !letter.is_ascii() || letter.is_ascii_alphanumeric() || matches!(letter, ' ' | '-');
    let escaped = |letter| if is_plain(letter) { letter.to_string() } else { format!("&#{};", u32::from(letter)) };
    printable(text).chars().map(escaped).collect()
}
