//! `npm-token revoke`

use super::output::{Failure, Output, Report};
use super::printable::printable;
use super::{Session, json, parseable};
use crate::error::Result;
use crate::secret::Secret;
use crate::tokens::{self, Revocation, RevokedToken, Selector};

/// Revokes the tokens named by the words, each as far as it can be done.
pub(super) async fn run(session: &Session<'_>, words: Vec<String>, report: &mut Report) -> Result<()> {
    let selectors: Vec<Selector> = words.into_iter().map(|word| Selector::Any(Secret::new(word))).collect();
    for (index, selector) in selectors.iter().enumerate() {
        selector.check(&format!("argument {}", index + 1))?;
    }
    let registry = session.open()?;
    let revocations = tokens::revoke_each(&registry, &selectors).await;
    report.notices.extend(registry.notices());
    let mut revoked = Vec::new();
    for Revocation { id, result } in revocations? {
        match result {
            Ok(token) => revoked.push(token),
            Err(error) => report.failures.push(Failure { about: id.filter(|_| selectors.len() > 1), error }),
        }
    }
    report.stdout = print(&revoked, session.output);
    Ok(())
}

/// Prints what was revoked; nothing if nothing was.
fn print(revoked: &[RevokedToken], output: Output) -> String {
    match output {
        _ if revoked.is_empty() => String::new(),
        Output::Json => json::revoked(revoked.iter()),
        Output::Parseable => parseable::revoked(revoked.iter()),
        Output::Table | Output::Token => revoked.iter().map(describe).collect(),
    }
}

fn describe(token: &RevokedToken) -> String {
    let name = token.name.as_deref().map(|name| format!(" ({})", printable(name))).unwrap_or_default();
    format!("Revoked {}{name}\n", printable(&token.key))
}

#[cfg(test)]
mod tests {
    use super::print;
    use crate::cli::output::Output;
    use crate::cli::samples;

    #[test]
    fn prints_what_was_revoked() {
        let mut gone = samples::revoked();
        gone[0].name = Some("ci\u{1b}".into());
        let cases = [
            (Output::Table, "Revoked key-1 (ci\\u{1b})\nRevoked key-2\n"),
            (Output::Parseable, "key-1\tkey-2\n"),
            (Output::Json, "[\n  \"key-1\",\n  \"key-2\"\n]\n"),
        ];
        for (output, shown) in cases {
            assert_eq!(print(&gone, output), shown);
            assert_eq!(print(&[], output), "");
        }
    }
}
