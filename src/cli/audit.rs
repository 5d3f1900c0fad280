//! `npm-token audit`

mod forms;
mod markdown;
mod sarif;
mod timeline;

use super::Session;
use super::output::{Output, Report, screen};
use super::table::Paint;
use crate::error::Result;
use crate::time::Timestamp;
use crate::tokens::{self, Audit, Finding, Order, Severity};

/// Says what is wrong with the account's tokens, and whether that is too much.
pub(super) async fn run(session: &Session<'_>, audit: &Audit, report: &mut Report) -> Result<()> {
    let screen = screen(&session.config, session.env)?;
    let registry = session.open()?;
    let listed = tokens::list(&registry).await;
    report.notices.extend(registry.notices());
    let now = Timestamp::now();
    let mut tokens = audit.wanted.of(listed?, now);
    if session.output == Output::Timeline {
        Order::Expiry.sort(&mut tokens);
    }
    let findings = audit.judge(&tokens, now);
    report.stdout = match session.output {
        Output::Json => forms::json(audit, &tokens, &findings),
        Output::Parseable => forms::parseable(&findings),
        Output::Sarif => sarif::print(audit, &findings),
        Output::Markdown => markdown::print(&tokens, &findings),
        Output::Timeline if judged(&tokens) > 0 => timeline::print(&tokens, &findings, now, screen),
        _ if findings.is_empty() || session.output == Output::Timeline => String::new(),
        _ => forms::table(&findings, screen),
    };
    report.notices.push(format!("{} on {}", summary(&tokens, &findings), registry.url()));
    report.is_unmet = audit.fails(&findings);
    if report.is_unmet {
        let least = audit.fail_on.map_or("", Severity::as_str);
        report.notices.push(format!("ends with 3, as `--fail-on={least}` demands"));
    }
    Ok(())
}

/// How many findings there are, of each severity that has any, and of how many tokens that are judged.
fn summary(tokens: &[tokens::Token], findings: &[Finding<'_>]) -> String {
    let judged = count(judged(tokens), "token");
    let counts = Severity::WORDS.into_iter().filter_map(|(word, severity)| {
        let number = findings.iter().filter(|finding| finding.rule.severity == severity).count();
        (number > 0).then(|| count(number, word))
    });
    let counts = counts.collect::<Vec<_>>().join(", ");
    if counts.is_empty() { format!("nothing is wrong with {judged}") } else { format!("{counts} in {judged}") }
}

/// How many tokens are judged.
fn judged(tokens: &[tokens::Token]) -> usize {
    tokens.iter().filter(|token| token.revoked.is_none()).count()
}

fn count(number: usize, word: &str) -> String {
    format!("{number} {word}{}", if number == 1 { "" } else { "s" })
}

fn paint(severity: Option<Severity>) -> Paint {
    match severity {
        Some(Severity::Error) => Paint::Red,
        Some(Severity::Warning) => Paint::Yellow,
        _ => Paint::Plain,
    }
}

#[cfg(test)]
mod tests;
