//! What the words of a command line have said so far, and whether that makes a command.

use super::command::{Command, Invocation, Parsed};
use super::flags::{Flag, Group, known};
use super::refusal::{check_words, misplaced, usage};
use crate::config::{Source, Value};
use crate::error::Result;
use crate::tokens::{Audit, Wanted};

/// Flags and words, gathered one by one.
#[derive(Default)]
pub(super) struct Gathered {
    given: Vec<&'static Flag>,
    values: Vec<(String, Value)>,
    pub(super) positional: Vec<String>,
    password_stdin: bool,
    by_value: bool,
    warnings: Vec<String>,
}

impl Gathered {
    pub(super) fn set_level(&mut self, level: &str) {
        self.set(known("loglevel"), Value::Text(level.into()));
    }

    pub(super) fn set_switch(&mut self, flag: &'static Flag, on: bool) {
        match flag.name {
            "password-stdin" => self.password_stdin = on,
            "by-value" => self.by_value = on,
            _ => return self.set(flag, Value::Flag(on)),
        }
        self.given.push(flag);
    }

    /// The last one wins.
    pub(super) fn set(&mut self, flag: &'static Flag, value: Value) {
        self.given.push(flag);
        self.set_key(flag.name, value);
    }

    /// The same for a key that is no flag.
    pub(super) fn set_key(&mut self, key: &str, value: Value) {
        self.values.retain(|(other, _)| other != key);
        self.values.push((key.into(), value));
    }

    pub(super) fn append(&mut self, flag: &'static Flag, value: String) {
        match self.values.iter_mut().find(|(key, _)| key == flag.name) {
            Some((_, Value::List(values))) => values.push(value),
            _ => self.set(flag, Value::List(vec![value])),
        }
    }

    pub(super) fn warn_of_secret(&mut self, spelling: impl std::fmt::Display) {
        self.warnings.push(format!("{spelling} on the command line is visible to other processes"));
    }

    pub(super) fn finish(mut self, plain: Vec<String>) -> Result<Parsed> {
        if self.by_value {
            self.warn_of_secret("a full token");
        }
        self.positional.extend(plain);
        let mut words = std::mem::take(&mut self.positional).into_iter();
        let command = match words.next().as_deref() {
            None => Command::List,
            Some("help") => {
                let topic = words.next().filter(|word| word != "sandbox");
                return Ok(Parsed::Help(topic.map(|word| Command::read(&word)).transpose()?));
            }
            Some(word) => Command::read(word)?,
        };
        let words: Vec<String> = words.collect();
        check_words(command, &words)?;
        if command == Command::Create {
            self.clear_cidr();
        }
        if let Some(flag) = self.given.iter().find(|flag| Flag::of(flag.name, command).is_none()) {
            return Err(misplaced(flag, command));
        }
        let has_password = self.values.iter().any(|(key, value)| key == "password" && *value != Value::Null);
        if self.password_stdin && has_password {
            return Err(usage("`--password` and `--password-stdin` are both given", "leave one of them out"));
        }
        let is_of_group =
            |group| move |(key, _): &(String, Value)| Flag::of(key, command).is_some_and(|flag| flag.group == group);
        let (filters, values): (Vec<_>, Vec<_>) = self.values.into_iter().partition(is_of_group(Group::Filter));
        let (judging, values): (Vec<_>, Vec<_>) = values.into_iter().partition(is_of_group(Group::Audit));
        let wanted = Wanted::read(&Source::Flag, &filters)?;
        let audit = Audit::read(&Source::Flag, &judging)?;
        let (password_stdin, by_value) = (self.password_stdin, self.by_value);
        Ok(Parsed::Run(Invocation {
            command,
            words,
            values,
            wanted,
            audit,
            password_stdin,
            by_value,
            warnings: self.warnings,
        }))
    }

    /// `--no-cidr` asks of a list for tokens without ranges, and of a create for none.
    fn clear_cidr(&mut self) {
        let is_cleared = |(key, value): &(String, Value)| key == "no-cidr" && *value == Value::Flag(true);
        if self.values.iter().any(is_cleared) {
            self.values.retain(|(key, _)| !matches!(key.as_str(), "cidr" | "no-cidr"));
            self.given.retain(|flag| flag.name != "no-cidr");
            self.set(known("cidr"), Value::Null);
        }
    }
}
