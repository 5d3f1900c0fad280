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
mod sink;
pub(crate) mod table;
mod terminal;
pub(crate) mod token_table;
mod trusted;
mod wizard;

#[cfg(test)]
mod tests;

use std::sync::Arc;

use browser::Browser;
use command::{Command, Invocation, Parsed};
use interruption::Interruption;
use login::Login;
use output::{Failure, Level, Output, Report};
use terminal::Terminal;

use futures_util::FutureExt;

use crate::config::{Config, Given, Settings, Source, Sourced};
use crate::contain::contained;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::registry::Registry;

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

/// What every command needs to know.
struct Session<'a> {
    env: &'a Env,
    config: Config,
    settings: Settings,
    output: Output,
    /// Where a person can be asked. All questions of a command share it, so that none swallows another one's answer.
    terminal: Option<Arc<Terminal>>,
    /// Where the new token goes.
    to: Option<String>,
    switches: Vec<&'static str>,
}

impl Session<'_> {
    /// Tells whether a switch of the command line is on.
    fn has(&self, switch: &str) -> bool {
        self.switches.contains(&switch)
    }

    /// Tells whether this is a dry run. npm sets the variable for its scripts, and its own token commands ignore it (T22).
    fn is_rehearsal(&self) -> Result<bool> {
        Ok(self.config.flag("dry-run")?.is_some_and(|flag| flag.value))
    }

    /// Gets ready to talk to the registry, and to the person at the terminal.
    fn open(&self) -> Result<Registry> {
        self.open_with(self.terminal.clone(), self.browser()?)
    }

    /// The same with another way to the person.
    fn open_with(&self, terminal: Option<Arc<Terminal>>, browser: Option<Browser>) -> Result<Registry> {
        Registry::open(&self.settings, prompt::responder(terminal, browser))
    }

    /// The way to the person's browser, unless that is not wanted. A file can switch it off but names no program: the
    /// project's may be a stranger's.
    fn browser(&self) -> Result<Option<Browser>> {
        let wanted = self.config.text("browser")?;
        Ok(match &wanted {
            Some(Sourced { value, .. }) if value == "false" => None,
            Some(Sourced { value, source }) if value != "true" && !value.is_empty() && self.is_from_person(source) => {
                Some(Browser::new(self.env, Some(value)))
            }
            _ => Some(Browser::new(self.env, None)),
        })
    }

    /// Tells whether the person gave a value. npm hands what it read from files to its children as variables, so
    /// there they do not count.
    fn is_from_person(&self, source: &Source) -> bool {
        match source {
            Source::Flag => true,
            Source::Environment => self.env.var("npm_execpath").is_none(),
            _ => false,
        }
    }
}

async fn execute(
    invocation: Invocation,
    env: &Env,
    interrupted: impl Future<Output = Error>,
    wants_json: bool,
) -> Outcome {
    // What its command prints is all there is of results.
    let is_exec = invocation.command == Command::Exec;
    let wants_json = wants_json && !is_exec;
    let mut report = Report { warnings: invocation.warnings, ..Report::default() };
    let piped =
        if invocation.switches.contains(&"token-stdin") { piped::TOKEN.read().await.map(Some) } else { Ok(None) };
    let given = piped.map(|auth_token| Given { source: Source::Flag, values: invocation.values, auth_token });
    let read = given.and_then(|given| Config::load(env, given)).and_then(|config| {
        let level = Level::choose(&config)?;
        let output = if is_exec { Output::Table } else { Output::choose(invocation.command, &config)? };
        let asks = config.flag("input")?.is_none_or(|flag| flag.value);
        Ok((level, config.settings()?, output, asks, config))
    });
    let (level, mut session) = match read {
        Ok((level, settings, output, asks, config)) => {
            report.warnings.extend(settings.warnings.clone());
            // What is typed after the answers is for the command that `exec` runs.
            let share = |terminal| if is_exec { Terminal::shared(terminal) } else { terminal };
            let terminal = if asks { Terminal::open().map(share).map(Arc::new) } else { None };
            let (to, switches) = (invocation.to, invocation.switches);
            (level, Session { env, config, settings, output, terminal, to, switches })
        }
        Err(error) => return failed(error, report, Level::Notice, wants_json),
    };
    let waiting = match progress::terminal(&session, level) {
        Ok(waiting) => waiting,
        Err(error) => return failed(error, report, level, session.output == Output::Json),
    };
    tokio::pin!(interrupted);
    let login = if session.has(login::NAME) {
        let begun = tokio::select! {
            biased;
            error = interrupted.as_mut() => Err(error),
            begun = Login::begin(&mut session) => begun,
        };
        match begun {
            Ok(login) => Some(login),
            Err(error) => return failed(error, report, level, session.output == Output::Json),
        }
    } else {
        None
    };
    let interruption = Interruption::new(interrupted.map(drop));
    let registry = session.settings.registry.value.to_string();
    let given_up = interruption.before_create(login.is_some());
    let interrupted = interruption.during_create();
    let work = async {
        match invocation.command {
            Command::List => list::run(&session, &invocation.wanted, &mut report).await,
            Command::Check => check::run(&session, &invocation.demands, &mut report).await,
            Command::Audit => audit::run(&session, &invocation.audit, &mut report).await,
            Command::Create => create::run(&mut session, interrupted, &mut report).await,
            Command::Rotate => {
                rotate::run(&session, invocation.words, &invocation.rotation, interrupted, &mut report).await
            }
            Command::Exec => exec::run(&session, &invocation.exec, level, interrupted, &mut report).await,
            Command::Revoke => {
                revoke::run(&session, invocation.words, invocation.wanted, &invocation.bulk, &mut report).await
            }
        }
    };
    // Contained here too, since what was done before a mistake is told all the same.
    let done = tokio::select! {
        biased;
        error = given_up => Err(error),
        done = contained(work) => done,
        never = progress::show(waiting.as_deref(), &registry) => match never {},
    };
    waiting.inspect(|terminal| terminal.erase());
    if let Some(login) = login {
        report.warnings.extend(login.end().await);
    }
    // `exec` has said so before its command ran.
    if !is_exec {
        report.notices.extend(left::notices(env, &session.settings.registry.value.to_string()));
    }
    match done {
        // Some of several things may have failed; then the others are done.
        Ok(()) => {
            let exit_code = match (report.failures.is_empty(), report.is_unmet) {
                (false, _) => 1,
                (true, true) => 3,
                (true, false) => 0,
            };
            let exit_code = report.exit_code.unwrap_or(exit_code);
            finished(report, level, session.output, exit_code)
        }
        Err(error) => failed(error, report, level, session.output == Output::Json),
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
