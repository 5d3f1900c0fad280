//! `npm-token revoke`

use super::command::Bulk;
use super::confirm::consent;
use super::output::{Failure, Output, Report, screen};
use super::plan::{self, count};
use super::printable::printable;
use super::refusal::{unsaid, usage};
use super::terminal::Terminal;
use super::{Session, choose, json, left, parseable, rehearsal, selection};
use crate::error::{Error, Result};
use crate::registry::Registry;
use crate::time::Timestamp;
use crate::tokens::{self, End, Plan, Revocation, RevokedToken, Wanted, Which};

/// Revokes the tokens that are named or asked for, each as far as it can be done.
pub(super) async fn run(
    session: &Session<'_>,
    words: Vec<String>,
    wanted: Wanted,
    bulk: &Bulk,
    report: &mut Report,
) -> Result<()> {
    let is_unsaid = words.is_empty() && bulk.names_nothing() && wanted.criteria.is_empty();
    if is_unsaid && !choose::is_possible(session) {
        return Err(unsaid());
    }
    // Words are consent by themselves.
    let is_bulk = words.is_empty();
    let which = selection::read(session, words, wanted, bulk).await?;
    let registry = session.open()?;
    let question = Question { terminal: session.terminal.as_deref(), is_bulk, is_answered: bulk.yes };
    let done = async {
        let plan = if is_unsaid {
            choose::to_revoke(session, &registry).await?
        } else {
            tokens::plan(&registry, &which, &session.settings.own_secrets()).await?
        };
        carry_out(session, &registry, &which, plan, &question, report).await
    };
    let done = done.await;
    report.notices.extend(registry.notices());
    done
}

/// Whether the person has to consent, and how.
struct Question<'a> {
    terminal: Option<&'a Terminal>,
    is_bulk: bool,
    is_answered: bool,
}

async fn carry_out(
    session: &Session<'_>,
    registry: &Registry,
    which: &Which,
    plan: Plan,
    question: &Question<'_>,
    report: &mut Report,
) -> Result<()> {
    let is_rehearsal = session.is_rehearsal();
    let screen = screen(&session.config, session.env)?;
    let is_array = question.is_bulk || plan.tokens.len() > 1;
    let shown = plan::show(&plan, &registry.url().to_string(), Timestamp::now(), screen);
    if plan.tokens.is_empty() {
        report.notices.push(plan::nothing(&plan, which, &registry.url().to_string()));
    } else if is_rehearsal {
        report.notices.push(rehearsal::notice(session, "nothing is revoked"));
        report.stdout = rehearsed(&plan, &shown, session.output);
        if session.output == Output::Json {
            report.plan = shown;
        }
    } else if question.is_bulk && plan::number(&plan) > 0 {
        ask(question, plan::number(&plan), shown, report).await?;
    }
    let revocations =
        if is_rehearsal { tokens::rehearse(plan.tokens) } else { tokens::carry_out(registry, plan.tokens).await };
    if !is_rehearsal {
        left::settle(session.env, registry, &revocations, report);
    }
    if !is_rehearsal || session.output == Output::Json {
        report.stdout = print(&revocations, session.output, is_array);
    }
    if question.is_bulk && !is_rehearsal && !revocations.is_empty() {
        report.notices.push(plan::summary(&revocations));
    }
    let is_only = revocations.len() == 1;
    for Revocation { selector, id, result, .. } in revocations {
        if let Err(error) = result {
            let about = (!is_only).then(|| id.unwrap_or(selector));
            report.failures.push(Failure { about, error });
        }
    }
    Ok(())
}

/// Shows the plan, and goes on only if that is wanted.
async fn ask(question: &Question<'_>, number: usize, shown: String, report: &mut Report) -> Result<()> {
    match question.terminal {
        Some(terminal) if !question.is_answered => {
            let these = if number == 1 { "this token".into() } else { format!("these {}", count(number)) };
            if consent(terminal, &format!("{shown}Revoke {these}? [y/N] ")).await? {
                return Ok(());
            }
            Err(Error::Canceled)
        }
        _ => {
            report.plan = shown;
            if question.is_answered {
                return Ok(());
            }
            let fix = "give `--yes` to revoke what is shown, or run the command in a terminal";
            Err(usage("nobody has said yes to this, and nobody can be asked", fix))
        }
    }
}

/// What a dry run prints but for JSON: what a list would.
fn rehearsed(plan: &Plan, shown: &str, output: Output) -> String {
    match output {
        Output::Parseable => parseable::list(&plan::tokens(plan)),
        _ => shown.to_owned(),
    }
}

/// Prints what became of each token; nothing of a single failure, which is told as such.
fn print(revocations: &[Revocation], output: Output, is_array: bool) -> String {
    let mut gone = revocations.iter().filter_map(|one| one.result.as_ref().ok()).peekable();
    match output {
        Output::Json if is_array => json::revocations(revocations),
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
        End::Planned => format!("Would revoke {key}{name}\n"),
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
        let table = print(&revocations, Output::Table, true);
        assert_eq!(table, "Revoked key-1 (ci\\u{1b})\nAlready gone: key-2\n");
        assert_eq!(print(&revocations, Output::Parseable, true), "key-1\tkey-2\n");
        for output in [Output::Table, Output::Json, Output::Parseable] {
            assert_eq!(print(&revocations[2..], output, false), "");
        }
        assert_eq!(print(&[], Output::Json, true), "[]\n");
    }
}
