//! `npm-token exec`

mod child;
pub(super) mod relay;
mod variables;

use std::future::ready;
use std::io::ErrorKind;
use std::path::PathBuf;

use child::Child;
pub(super) use variables::check_name;

use super::command::Exec;
use super::output::{Failure, Report};
use super::password::password;
use super::printable::printable;
use super::refusal::usage;
use super::{Session, created, left, rehearsal};
use crate::error::{Error, Result};
use crate::journal::{Journal, Purpose};
use crate::time::Timestamp;
use crate::tokens::{Lifetime, Temporary, TemporaryPlan};

/// What shells say of a program that there is not, and of one that cannot be run.
const NOT_FOUND: u8 = 127;
const NOT_RUN: u8 = 126;

/// Runs a command with a token of its own, and gives the exit code. Whatever is said before is said before it runs.
pub(super) async fn run(
    session: &Session<'_>,
    exec: &Exec,
    interrupted: impl Future<Output = Error>,
    report: &mut Report,
) -> Result<()> {
    let program = match find(session, exec) {
        Ok(program) => program,
        Err((code, error)) => {
            report.failures.push(Failure { about: None, error });
            report.exit_code = Some(code);
            return Ok(());
        }
    };
    let address = &session.settings.registry.value;
    let plan = TemporaryPlan::read(&session.config, address, Purpose::Exec, Timestamp::now())?;
    if session.is_rehearsal() {
        report.notices.push(rehearsal::notice(session, "no token is created, and nothing is run"));
        report.notices.extend(left::notices(session.env, &address.to_string()));
        let program = printable(&program.to_string_lossy());
        report.stdout = format!("{}Would run {program} with it\n", rehearsal::describe(&plan.request()));
        return Ok(());
    }
    // To open a browser is to be asked by Enter, which the command's own reader would miss.
    let registry = session.open_with(session.terminal.clone(), None)?;
    registry.trust().await?;
    left::offer(session, &registry, session.terminal.as_deref(), report).await?;
    let password = password(session).await?;
    let life = Lifetime { journal: Journal::of(session.env), purpose: Purpose::Exec };
    tokio::pin!(interrupted);
    let made = Temporary::make(&registry, plan, &password, life, &mut report.warnings, interrupted.as_mut()).await;
    report.notices.extend(registry.notices());
    let temporary = made?;
    relay::hold();
    report.warnings.extend(created::shortcomings(&temporary.created));
    if !temporary.has_end {
        report.notices.push("the registry gives the token no end: it works until it is revoked".into());
    }
    // A signal that came while the token was made was not for the command.
    let is_given_up = tokio::select! {
        biased;
        _ = interrupted => true,
        () = ready(()) => false,
    };
    // What comes of the registry from here on is said at the end, once.
    let said = registry.notices().len();
    report.say(session.level);
    let code = if is_given_up {
        relay::exit_code()
    } else {
        drop(password);
        run_with(session, exec, &program, &temporary, report).await
    };
    let ended = temporary.end().await;
    relay::release();
    report.notices.extend(registry.notices().into_iter().skip(said));
    report.exit_code = Some(code);
    if let Err(error) = ended {
        report.failures.push(Failure { about: None, error });
        report.exit_code = Some(code.max(1));
    }
    Ok(())
}

/// Finds the program before a token is made, so that a slip sends nothing.
fn find(session: &Session<'_>, exec: &Exec) -> std::result::Result<PathBuf, (u8, Error)> {
    let word = exec.words.first().map(String::as_str).unwrap_or_default();
    session.env.find_program(word).map_err(|error| {
        let (code, problem) = match error.kind() {
            ErrorKind::PermissionDenied => (NOT_RUN, "the command after `--` cannot be run"),
            _ => (NOT_FOUND, "there is no program for the command after `--`"),
        };
        (code, usage(problem, "write a program on the `PATH` or its path; what only a shell knows is run by `sh -c`"))
    })
}

/// Runs the command while the token lives.
async fn run_with(
    session: &Session<'_>,
    exec: &Exec,
    program: &std::path::Path,
    temporary: &Temporary,
    report: &mut Report,
) -> u8 {
    let variables = variables::of(session, exec, &temporary.created.secret);
    let unrun = |action: &str, cause| Failure { about: None, error: Error::Io { action: action.into(), cause } };
    match Child::start(program, &exec.words, &variables) {
        Ok(child) => child.end().await.unwrap_or_else(|cause| {
            report.failures.push(unrun("wait for the command", cause));
            1
        }),
        Err(cause) => {
            report.failures.push(unrun("run the command", cause));
            NOT_RUN
        }
    }
}
