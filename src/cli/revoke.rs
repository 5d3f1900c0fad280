//! `npm-token revoke`

use super::output::{Failure, Output, Report};
use super::printable::printable;
use super::{Session, json, parseable};
use crate::error::Result;
use crate::secret::Secret;
use crate::tokens::{self, End, Revocation, RevokedToken, Selector, Unmatched};

/// Revokes the tokens named by the words, each as far as it can be done.
pub(super) async fn run(session: &Session<'_>, words: Vec<String>, report: &mut Report) -> Result<()> {
    let (selector, unmatched): (fn(Secret) -> Selector, _) = if session.has("by-value") {
        (Selector::Token, Unmatched::SentByValue)
    } else {
        (Selector::Any, Unmatched::Refused)
    };
    let selectors: Vec<Selector> = words.into_iter().map(|word| selector(Secret::new(word))).collect();
    for (index, selector) in selectors.iter().enumerate() {
        selector.check(&format!("argument {}", index + 1))?;
    }
    let registry = session.open()?;
    let revocations = tokens::revoke_each(&registry, &selectors, unmatched).await;
    report.notices.extend(registry.notices());
    let revocations = revocations?;
    report.stdout = print(&revocations, session.output);
    for Revocation { selector, id, result } in revocations {
        if let Err(error) = result {
            let about = (selectors.len() > 1).then(|| id.unwrap_or(selector));
            report.failures.push(Failure { about, error });
        }
    }
    Ok(())
}

/// Prints what became of each token; nothing of a single failure, which is told as such.
fn print(revocations: &[Revocation], output: Output) -> String {
    let mut gone = revocations.iter().filter_map(|one| one.result.as_ref().ok()).peekable();
    match output {
        Output::Json if revocations.len() > 1 => json::revocations(revocations),
        _ if gone.peek().is_none() => String::new(),
        Output::Json => json::revocations(revocations),
        Output::Parseable => parseable::revocations(revocations),
        _ => gone.map(describe).collect(),
    }
}

fn describe(token: &RevokedToken) -> String {
    let name = token.name.as_deref().map(|name| format!(" ({})", printable(name))).unwrap_or_default();
    let key = if token.key.is_empty() { "the token with this value".into() } else { printable(&token.key) };
    match token.end {
        End::Revoked => format!("Revoked {key}{name}\n"),
        End::AlreadyGone => format!("Already gone: {key}{name}\n"),
    }
}

#[cfg(test)]
mod tests {
    use super::print;
    use crate::cli::output::Output;
    use crate::cli::samples;

    #[test]
    fn prints_what_became_of_each() {
        let revocations = samples::revocations();
        let table = print(&revocations, Output::Table);
        assert_eq!(table, "Revoked key-1 (ci\\u{1b})\nAlready gone: key-2\n");
        assert_eq!(print(&revocations, Output::Parseable), "key-1\tkey-2\n");
        for output in [Output::Table, Output::Json, Output::Parseable] {
            assert_eq!(print(&revocations[2..], output), "");
        }
    }
}
