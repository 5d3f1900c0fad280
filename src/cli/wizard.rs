//! Asks what a new token shall be, where a command line does not name one: only for what it does not say, with the
//! narrowest answers first. Each answer becomes a flag and is judged as one, beside what is known by then.

mod command_line;
mod question;

use super::Session;
use super::confirm::consent;
use super::output::{Failure, error_lines};
use super::terminal::Terminal;
use crate::config::keys::{self, Kind};
use crate::config::{Config, RegistryUrl, Source, Value};
use crate::env::person_is_attending;
use crate::error::{Error, Result};
use crate::time::Timestamp;
use crate::tokens::NewToken;
use question::{LIFETIMES, Permission, open, permissions};

/// Tells whether a key says something of the token: a value, or, from the person at the command line alone, that there is to
/// be none. What says "none" elsewhere is no answer, since none may be no limit.
fn is_said(config: &Config, key: &str) -> bool {
    let says_something = || match keys::find(key).map(|key| key.kind) {
        Some(Kind::Flag) => config.flag(key).ok().flatten().is_some_and(|flag| flag.value),
        Some(Kind::List) => {
            let list = config.list(key).ok().flatten();
            list.is_some_and(|list| list.value.iter().any(|item| !item.trim().is_empty()))
        }
        _ => config.text(key).ok().flatten().is_some_and(|text| !text.value.trim().is_empty()),
    };
    config.source_of(key) == Source::Flag || says_something()
}

/// What is asked for beside the name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    WhatFor,
    Permission,
    Lifetime,
    Ranges,
}

impl Part {
    const ALL: [Self; 4] = [Self::WhatFor, Self::Permission, Self::Lifetime, Self::Ranges];

    /// The keys of which each answers it.
    fn keys(self) -> &'static [&'static str] {
        match self {
            Self::WhatFor => &[PACKAGES, "packages-all", SCOPES, "orgs"],
            Self::Permission => &PERMISSIONS,
            Self::Lifetime => &[EXPIRES],
            Self::Ranges => &[CIDR],
        }
    }
}

const PERMISSIONS: [&str; 3] = [READ_ONLY, "packages-and-scopes-permission", "orgs-permission"];

const NAME: &str = "name";
const PACKAGES: &str = "packages";
const SCOPES: &str = "scopes";
const READ_ONLY: &str = "read-only";
const EXPIRES: &str = "expires";
const CIDR: &str = "cidr";

/// The questions to ask, after that for the name.
pub(super) struct Wizard(Vec<Part>);

impl Wizard {
    /// Finds out what there is to ask; nothing if the token has a name, or is to have none, or nobody can be asked. What
    /// is missing is filled in, so that an error is one about what was said.
    pub(super) fn begin(session: &mut Session<'_>) -> Result<Option<Self>> {
        let is_said = |key: &&str| is_said(&session.config, key);
        if is_said(&NAME) || session.terminal.is_none() || !person_is_attending() {
            return Ok(None);
        }
        let parts = Part::ALL.into_iter().filter(|part| !part.keys().iter().any(is_said));
        let wizard = Self(parts.collect());
        wizard.fill(&mut session.config);
        read(&session.config, &session.settings.registry.value)?;
        Ok(Some(wizard))
    }

    fn asks(&self, part: Part) -> bool {
        self.0.contains(&part)
    }

    /// Fills in what could be answered to each question.
    fn fill(&self, config: &mut Config) {
        config.give(NAME, Some(text("x")));
        if self.asks(Part::WhatFor) {
            config.give(PACKAGES, Some(list("x")));
        }
        if self.asks(Part::Permission) {
            config.give(READ_ONLY, Some(Value::Flag(true)));
        }
        if self.asks(Part::Lifetime) {
            config.give(EXPIRES, Some(text(LIFETIMES[0])));
        }
    }

    /// Asks, shows the command line that says the same, and gives the token if the person wants it.
    pub(super) async fn ask(&self, session: &mut Session<'_>) -> Result<NewToken> {
        let terminal = session.terminal.clone().ok_or(Error::Canceled)?;
        let registry = session.settings.registry.value.clone();
        self.questions(&mut Asked { terminal: &terminal, config: &mut session.config, registry: &registry }).await?;
        let token = read(&session.config, &registry)?;
        let line = command_line::shown(session);
        if session.is_rehearsal() {
            return terminal.show(&line).map(|()| token);
        }
        let question = format!("{line}Create this token? [y/N] ");
        if consent(&terminal, &question).await? { Ok(token) } else { Err(Error::Canceled) }
    }

    async fn questions(&self, asked: &mut Asked<'_>) -> Result<()> {
        let is_older = self.name(asked).await?;
        if self.asks(Part::WhatFor) && !is_older {
            asked.what_for().await?;
        }
        if self.asks(Part::Permission) {
            asked.permission().await?;
        }
        if self.asks(Part::Lifetime) && !is_older {
            asked
                .one(&open(&question::lifetime()), &|config, answer| {
                    config.give(EXPIRES, Some(text(if answer.is_empty() { LIFETIMES[0] } else { answer })));
                })
                .await?;
        }
        if self.asks(Part::Ranges) {
            asked.one(&open(question::RANGES), &|config, answer| config.give(CIDR, listed(answer))).await?;
        }
        Ok(())
    }

    /// Asks for the name, and tells whether there is none: then the token is of the kind that has no limits but to read.
    async fn name(&self, asked: &mut Asked<'_>) -> Result<bool> {
        let may_be_none = !asked.registry.is_public();
        let question = if may_be_none { question::NAME_OR_NONE } else { question::NAME };
        asked
            .one(&open(question), &|config, answer| {
                // What was tried before may have taken it away.
                self.fill(config);
                if answer.is_empty() && may_be_none {
                    config.give(NAME, Some(Value::Null));
                    let filled_in = [(Part::WhatFor, PACKAGES), (Part::Lifetime, EXPIRES)];
                    for (_, key) in filled_in.iter().filter(|(part, _)| self.asks(*part)) {
                        config.give(key, None);
                    }
                } else {
                    config.give(NAME, Some(text(answer)));
                }
            })
            .await?;
        Ok(asked.config.text(NAME)?.is_none())
    }
}

/// Makes a flag of an answer. Not generic: each question would have code of its own.
type Give<'a> = dyn Fn(&mut Config, &str) + Sync + 'a;

/// A person, and what they have said so far.
struct Asked<'a> {
    terminal: &'a Terminal,
    config: &'a mut Config,
    registry: &'a RegistryUrl,
}

impl Asked<'_> {
    /// Asks until an answer can be used.
    async fn one(&mut self, question: &str, give: &Give<'_>) -> Result<()> {
        loop {
            let answer = self.answer(question).await?;
            give(self.config, &answer);
            match read(self.config, self.registry) {
                Ok(_) => return Ok(()),
                Err(error) => self.show(error)?,
            }
        }
    }

    /// Asks for packages, and for scopes if there are none.
    async fn what_for(&mut self) -> Result<()> {
        let or_none = if self.registry.is_public() { question::SCOPES } else { question::SCOPES_OR_NONE };
        loop {
            let packages = self.answer(&open(question::PACKAGES)).await?;
            self.config.give(PACKAGES, listed(&packages));
            if packages.is_empty() {
                let scopes = self.answer(&open(or_none)).await?;
                self.config.give(SCOPES, listed(&scopes));
            }
            match read(self.config, self.registry) {
                Ok(_) => return Ok(()),
                Err(error) => self.show(error)?,
            }
            self.config.give(SCOPES, None);
        }
    }

    /// Asks what it may do: by the permission that applies, or by the older flag where none does.
    async fn permission(&mut self) -> Result<()> {
        let token = read(self.config, self.registry)?;
        let choices = permissions(&token);
        self.one(&question::numbered(question::MAY, &choices), &|config, answer| {
            for key in PERMISSIONS {
                config.give(key, None);
            }
            match question::chosen(&choices, answer) {
                Permission::ReadOnly => config.give(READ_ONLY, Some(Value::Flag(true))),
                Permission::Older => config.give(READ_ONLY, Some(Value::Flag(false))),
                Permission::Named(key, word) => config.give(key, Some(text(&word))),
            }
        })
        .await
    }

    /// Asks until an answer can be shown: arrow keys, for one, would be part of it.
    async fn answer(&self, question: &str) -> Result<String> {
        loop {
            self.terminal.show(question)?;
            let line = self.terminal.first_line().await?.ok_or(Error::Canceled)?;
            let answer = line.expose().trim();
            if super::printable::printable(answer) == answer {
                return Ok(answer.to_owned());
            }
            self.terminal.show("It holds characters that cannot be shown.\n")?;
        }
    }

    fn show(&self, error: Error) -> Result<()> {
        let lines = error_lines(&Failure { about: None, error });
        self.terminal.show(&lines.into_iter().map(|line| line + "\n").collect::<String>())
    }
}

fn read(config: &Config, registry: &RegistryUrl) -> Result<NewToken> {
    NewToken::read(config, registry, Timestamp::now())
}

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn list(text: &str) -> Value {
    Value::List(vec![text.to_owned()])
}

/// A list as it was typed; none if nothing was.
fn listed(answer: &str) -> Option<Value> {
    (!answer.is_empty()).then(|| list(answer))
}

#[cfg(test)]
mod tests;
