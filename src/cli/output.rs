//! In which form results are printed, and what is said beside them.

use super::command::Command;
use super::printable::printable;
use super::refusal::usage;
use super::table::Screen;
use crate::config::{Config, Source};
use crate::env::{self, Env};
use crate::error::{Candidate, Error, Left, Result};

/// The form of results.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Output {
    Table,
    Json,
    Parseable,
    /// The new token alone.
    Token,
    /// The findings of an audit as tools for static analysis exchange them.
    Sarif,
    /// The findings of an audit for a page.
    Markdown,
    /// The lives of the tokens, side by side.
    Timeline,
}

impl Output {
    fn named(name: &str) -> Self {
        match name {
            "json" => Self::Json,
            "parseable" => Self::Parseable,
            "token" => Self::Token,
            "sarif" => Self::Sarif,
            "markdown" => Self::Markdown,
            "timeline" => Self::Timeline,
            // Other words were refused with the list of known ones.
            _ => Self::Table,
        }
    }

    /// The commands that have it.
    fn owners(self) -> &'static [Command] {
        match self {
            Self::Table | Self::Json | Self::Parseable => &Command::ALL,
            Self::Token => &[Command::Create, Command::Rotate],
            Self::Sarif | Self::Markdown | Self::Timeline => &[Command::Audit],
        }
    }

    /// Chooses between `output`, `json` and `parseable`. The command line outranks the rest; JSON wins over
    /// `parseable`, as it does in npm.
    pub(super) fn choose(command: Command, config: &Config) -> Result<Self> {
        let mut switched = Vec::new();
        for (key, output) in [("json", Self::Json), ("parseable", Self::Parseable)] {
            if let Some(switch) = config.flag(key)?.filter(|switch| switch.value) {
                switched.push((key, output, switch.source == Source::Flag));
            }
        }
        let Some(named) = config.text("output")? else {
            return Ok(switched.first().map_or(Self::Table, |(_, output, _)| *output));
        };
        let output = Self::named(&named.value);
        if !output.owners().contains(&command) {
            let owners: Vec<_> = output.owners().iter().map(|owner| format!("`{}`", owner.name())).collect();
            let problem = format!("`{}` is for {} alone", named.value, owners.join(" and "));
            return Err(named.source.invalid("output", problem, "give `json`, `parseable` or `table`"));
        }
        match switched.iter().find(|(_, other, by_flag)| *by_flag && *other != output) {
            Some((key, ..)) if named.source == Source::Flag => {
                Err(usage(format!("`--{key}` and `--output` contradict each other"), "leave one of them out"))
            }
            Some((_, other, _)) => Ok(*other),
            None => Ok(output),
        }
    }
}

/// What is known of the screen the results go to.
pub(super) fn screen(config: &Config, env: &Env) -> Result<Screen> {
    let is_terminal = env::stdout_is_terminal();
    let width = terminal_size::terminal_size().filter(|_| is_terminal).map(|(width, _)| usize::from(width.0));
    Ok(Screen { width, colour: colour(config, env, is_terminal)? })
}

/// Tells whether colours are wanted where something is shown, be it a terminal or not.
pub(super) fn colour(config: &Config, env: &Env, is_terminal: bool) -> Result<bool> {
    let wish = config.text("color")?.map(|color| color.value);
    // https://no-color.org, with npm's exception for `0`.
    let is_plain = env.var("NO_COLOR").is_some_and(|value| !value.is_empty() && value != "0");
    let is_dumb = env.var("TERM") == Some("dumb");
    Ok(match wish.as_deref() {
        Some("always") => true,
        Some("false") => false,
        Some(_) => is_terminal,
        None => is_terminal && !is_plain && !is_dumb,
    })
}

/// How much is said beside the results; each level includes the ones before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Level {
    Silent,
    Error,
    Warning,
    Notice,
}

impl Level {
    /// Reads the `loglevel`, whose levels beyond `notice` have nothing more to say here. A project's does not count: what it
    /// would hide may be of a token that is left.
    pub(super) fn choose(config: &Config) -> Result<Self> {
        let level = config.text("loglevel")?.filter(|level| !level.source.is_of_project());
        Ok(match level.as_ref().map(|level| level.value.as_str()) {
            Some("silent") => Self::Silent,
            Some("error") => Self::Error,
            Some("warn") => Self::Warning,
            _ => Self::Notice,
        })
    }
}

/// Something that went wrong.
pub(super) struct Failure {
    /// The id of the token it went wrong with, where there are several.
    pub(super) about: Option<String>,
    pub(super) error: Error,
}

/// What a command has to say, until it is known how it ends.
#[derive(Default)]
pub(super) struct Report {
    /// The results.
    pub(super) stdout: String,
    /// What went wrong, with everything or with some of several things.
    pub(super) failures: Vec<Failure>,
    /// What is about to be done, as a text of its own that is printable.
    pub(super) plan: String,
    pub(super) warnings: Vec<String>,
    pub(super) notices: Vec<String>,
    /// What to add to the error if the results cannot be written.
    pub(super) if_lost: String,
    /// Whether the results are not as was demanded.
    pub(super) is_unmet: bool,
    /// The exit code, where another program has one.
    pub(super) exit_code: Option<u8>,
}

impl Report {
    /// The exit code of a command that has come to its end.
    pub(super) fn exit_status(&self) -> u8 {
        self.exit_code.unwrap_or(match (self.failures.is_empty(), self.is_unmet) {
            (false, _) => 1,
            (true, true) => 3,
            (true, false) => 0,
        })
    }

    /// Says at once what there is to say so far, to be said no more.
    pub(super) fn say(&mut self, level: Level) {
        // Without a standard error there is nobody to tell.
        let _ = std::io::Write::write_all(&mut std::io::stderr(), self.stderr(level).as_bytes());
        self.warnings.clear();
        self.notices.clear();
    }

    /// Everything that goes to standard error.
    pub(super) fn stderr(&self, level: Level) -> String {
        let mut lines = Vec::new();
        if level >= Level::Warning {
            lines.extend(self.warnings.iter().map(|words| format!("warning: {}", printable(words))));
        }
        if level >= Level::Notice {
            lines.extend(self.notices.iter().map(|words| format!("notice: {}", printable(words))));
        }
        // Where a token is left, nobody else says so.
        let is_told = |failure: &&Failure| level >= Level::Error || failure.error.left() != Left::Nothing;
        lines.extend(self.failures.iter().filter(is_told).flat_map(error_lines));
        let plan = if level >= Level::Notice { self.plan.as_str() } else { "" };
        std::iter::once(plan.to_owned()).chain(lines.into_iter().map(|line| line + "\n")).collect()
    }
}

/// An error as a person reads it. The addresses of a web sign-in stay whole, or they could not be used (T31).
pub(super) fn error_lines(failure: &Failure) -> Vec<String> {
    let Failure { about, error } = failure;
    let about = about.as_ref().map(|id| format!("token `{id}`: ")).unwrap_or_default();
    let mut lines = vec![format!("error[{}]: {}", error.code(), printable(&format!("{about}{error}")))];
    lines.extend(error.candidates().iter().map(|candidate| format!("  {}", candidate_line(candidate))));
    if let Some((auth_url, done_url)) = error.sign_in() {
        lines.push(format!("authUrl: {}", printable(auth_url.as_str())));
        lines.push(format!("doneUrl: {}", printable(done_url.as_str())));
    }
    lines.extend(error.hint().map(|hint| format!("hint: {}", printable(&hint))));
    lines
}

fn candidate_line(candidate: &Candidate) -> String {
    let parts = [Some(candidate.id.as_str()), candidate.name.as_deref(), candidate.created.as_deref()];
    parts.into_iter().flatten().map(printable).collect::<Vec<_>>().join("  ")
}
