//! The `npm-token` command: reads the command line, runs one operation, renders the result.
//!
//! Results are for standard output, everything else for standard error; questions go to the terminal itself.

pub(crate) mod args;
mod audit;
mod browser;
mod check;
mod choose;
mod closed;
pub(crate) mod command;
mod completion;
mod confirm;
mod create;
mod created;
#[cfg(unix)]
mod echo;
mod error_json;
mod exec;
mod flags;
mod gathered;
mod help;
mod hidden;
mod interruption;
pub(crate) mod json;
mod left;
mod list;
mod login;
mod near;
mod output;
mod parseable;
mod password;
#[cfg(unix)]
mod picker;
#[cfg(unix)]
mod picture;
mod piped;
mod plan;
mod printable;
mod progress;
mod prompt;
mod refusal;
mod rehearsal;
mod revoke;
mod rotate;
#[cfg(test)]
mod samples;
mod selection;
mod session;
mod sink;
pub(crate) mod table;
mod terminal;
pub(crate) mod token_table;
mod trusted;
mod wizard;

#[cfg(test)]
mod tests;

use command::{Command, Invocation, Parsed};
use interruption::Interruption;
use login::Login;
use output::{Failure, Level, Output, Report};
use session::Session;

use futures_util::FutureExt;

use crate::contain::contained;
use crate::env::Env;
use crate::error::{Error, Result};

#[cfg(unix)]
pub use echo::{restore_echo, suspend};
pub use exec::relay::relay;
#[cfg(feature = "binding")]
pub(crate) use left::notices as what_was_left;

/// What a command comes to. Standard output may hold a new token, so there is no `Debug`.
pub struct Outcome {
    /// 0 done, 1 failed, 2 refused before anything was sent, 3 not as demanded, 130 interrupted; of `exec`, what its command
    /// ended with.
    pub exit_code: u8,
    /// The results.
    pub stdout: String,
    /// Errors, warnings and notices.
    pub stderr: String,
    /// What to add to the error if the results cannot be written; empty if nothing is lost with them.
    pub if_lost: String,
}

/// Runs a command line, given without the program's name. `interrupted` gives the error once the person has given the
/// command up. It is polled from when there is something to tidy up after; until then, the program can be ended at any time.
pub async fn run(arguments: Vec<String>, env: Env, interrupted: impl Future<Output = Error>) -> Outcome {
    let wants_json = args::wants_json(&arguments, &env);
    let work = async {
        if let [completion::NAME, rest @ ..] = arguments.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
            return completion::run(rest, &env).await.map(done);
        }
        Ok(match args::parse(arguments)? {
            Parsed::Help(topic) => done(help::text(topic)),
            Parsed::Version => done(format!("{}\n", env!("CARGO_PKG_VERSION"))),
            Parsed::Run(invocation) => execute(*invocation, &env, interrupted, wants_json).await,
        })
    };
    let outcome = contained(work).await;
    outcome.unwrap_or_else(|error| failed(error, Report::default(), Level::Notice, wants_json))
}

/// What a command line comes to that is refused before it is run.
pub fn refused(error: Error, arguments: &[String], env: &Env) -> Outcome {
    failed(error, Report::default(), Level::Notice, args::wants_json(arguments, env))
}

async fn execute(
    mut invocation: Invocation,
    env: &Env,
    interrupted: impl Future<Output = Error>,
    wants_json: bool,
) -> Outcome {
    let mut report = Report { warnings: std::mem::take(&mut invocation.warnings), ..Report::default() };
    let mut session = match Session::begin(&mut invocation, env).await {
        Ok(session) => session,
        // What the command of `exec` prints is all there is of results.
        Err(error) => {
            let wants_json = wants_json && invocation.command != Command::Exec;
            return failed(error, report, Level::Notice, wants_json);
        }
    };
    report.warnings.extend(session.settings.warnings.clone());
    let (level, output) = (session.level, session.output);
    match contained(carry_out(invocation, &mut session, interrupted, &mut report)).await {
        // Some of several things may have failed; then the others are done.
        Ok(()) => {
            let exit_code = report.exit_status();
            finished(report, level, output, exit_code)
        }
        Err(error) => failed(error, report, level, output == Output::Json),
    }
}

/// Does the work of a command, in a session of its own if that is asked for, until it is done or given up.
async fn carry_out(
    invocation: Invocation,
    session: &mut Session<'_>,
    interrupted: impl Future<Output = Error>,
    report: &mut Report,
) -> Result<()> {
    let waiting = progress::terminal(session)?;
    tokio::pin!(interrupted);
    let login = if session.has(login::NAME) {
        let begun = tokio::select! {
            biased;
            error = interrupted.as_mut() => Err(error),
            begun = Login::begin(session) => begun,
        };
        Some(begun?)
    } else {
        None
    };
    let command = invocation.command;
    let (env, registry) = (session.env, session.settings.registry.value.to_string());
    let interruption = Interruption::new(interrupted.map(drop));
    let given_up = interruption.before_create(login.is_some());
    // Contained here too, since what was done before a mistake is told all the same.
    let work = contained(run_command(invocation, session, interruption.during_create(), report));
    let done = tokio::select! {
        biased;
        error = given_up => Err(error),
        done = work => done,
        never = progress::show(waiting.as_deref(), &registry) => match never {},
    };
    waiting.inspect(|terminal| terminal.erase());
    if let Some(login) = login {
        report.warnings.extend(login.end().await);
    }
    // `exec` has said so before its command ran.
    if command != Command::Exec {
        report.notices.extend(left::notices(env, &registry));
    }
    done
}

async fn run_command(
    Invocation { command, words, wanted, demands, audit, bulk, rotation, exec, .. }: Invocation,
    session: &mut Session<'_>,
    interrupted: impl Future<Output = Error>,
    report: &mut Report,
) -> Result<()> {
    match command {
        Command::List => list::run(session, &wanted, report).await,
        Command::Check => check::run(session, &demands, report).await,
        Command::Audit => audit::run(session, &audit, report).await,
        Command::Create => create::run(session, interrupted, report).await,
        Command::Rotate => rotate::run(session, words, &rotation, interrupted, report).await,
        Command::Exec => exec::run(session, &exec, interrupted, report).await,
        Command::Revoke => revoke::run(session, words, wanted, &bulk, report).await,
    }
}

fn done(stdout: String) -> Outcome {
    Outcome { exit_code: 0, stdout, stderr: String::new(), if_lost: String::new() }
}

fn failed(error: Error, mut report: Report, level: Level, json: bool) -> Outcome {
    let exit_code = error.exit_status();
    report.failures.push(Failure { about: None, error });
    finished(report, level, if json { Output::Json } else { Output::Table }, exit_code)
}

/// The end of every command. JSON has a failure instead of a result, as npm does; where something was done, that is
/// the result, and failures are told on standard error alone.
fn finished(report: Report, level: Level, output: Output, exit_code: u8) -> Outcome {
    let stderr = report.stderr(level);
    let stdout = match report.failures.first() {
        Some(failure) if output == Output::Json && report.stdout.is_empty() => error_json::error_json(&failure.error),
        _ => report.stdout,
    };
    Outcome { exit_code, stdout, stderr, if_lost: report.if_lost }
}
