//! What every command needs to know.

use std::mem::take;
use std::sync::Arc;

use super::browser::Browser;
use super::command::{Command, Invocation};
use super::flags::Flag;
use super::output::{Level, Output};
use super::terminal::Terminal;
use super::{piped, prompt};
use crate::config::{Config, Given, Settings, Source, Sourced};
use crate::env::Env;
use crate::error::Result;
use crate::registry::Registry;
use crate::tokens::rehearsal;

/// A command line, and what there is around it.
pub(super) struct Session<'a> {
    pub(super) env: &'a Env,
    pub(super) config: Config,
    pub(super) settings: Settings,
    pub(super) output: Output,
    /// How much is said beside the results.
    pub(super) level: Level,
    /// What makes this a dry run, if it is one.
    pub(super) rehearsal: Option<Source>,
    /// Where a person can be asked. All questions of a command share it, so that none swallows another one's answer.
    pub(super) terminal: Option<Arc<Terminal>>,
    /// Where the new token goes.
    pub(super) to: Option<String>,
    pub(super) switches: Vec<&'static str>,
}

impl<'a> Session<'a> {
    /// Reads the configuration, with what the command line says.
    pub(super) async fn begin(invocation: &mut Invocation, env: &'a Env) -> Result<Self> {
        let (values, switches) = (take(&mut invocation.values), take(&mut invocation.switches));
        let auth_token = if switches.contains(&"token-stdin") { Some(piped::TOKEN.read().await?) } else { None };
        let config = Config::load(env, Given { source: Source::Flag, values, auth_token })?;
        let level = Level::choose(&config)?;
        // What the command of `exec` prints is all there is of results, and what is typed after the answers is for it.
        let is_exec = invocation.command == Command::Exec;
        let output = if is_exec { Output::Table } else { Output::choose(invocation.command, &config)? };
        let has_rehearsal = Flag::of("dry-run", invocation.command).is_some();
        let rehearsal = if has_rehearsal { rehearsal(&config)? } else { None };
        let asks = config.flag("input")?.is_none_or(|flag| flag.value);
        let settings = config.settings()?;
        let share = |terminal| if is_exec { Terminal::shared(terminal) } else { terminal };
        let terminal = if asks { Terminal::open().map(share).map(Arc::new) } else { None };
        Ok(Self { env, config, settings, output, level, rehearsal, terminal, to: invocation.to.take(), switches })
    }

    /// Tells whether a switch of the command line is on.
    pub(super) fn has(&self, switch: &str) -> bool {
        self.switches.contains(&switch)
    }

    /// Tells whether this is a dry run.
    pub(super) fn is_rehearsal(&self) -> bool {
        self.rehearsal.is_some()
    }

    /// Gets ready to talk to the registry, and to the person at the terminal.
    pub(super) fn open(&self) -> Result<Registry> {
        self.open_with(self.terminal.clone(), self.browser()?)
    }

    /// The same with another way to the person.
    pub(super) fn open_with(&self, terminal: Option<Arc<Terminal>>, browser: Option<Browser>) -> Result<Registry> {
        Registry::open(&self.settings, prompt::responder(terminal, browser))
    }

    /// The way to the person's browser, unless that is not wanted. A file can switch it off but names no program: the
    /// project's may be a stranger's.
    pub(super) fn browser(&self) -> Result<Option<Browser>> {
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
    pub(super) fn is_from_person(&self, source: &Source) -> bool {
        match source {
            Source::Flag => true,
            Source::Environment => self.env.var("npm_execpath").is_none(),
            _ => false,
        }
    }
}
