//! What the words of a command line have said so far, and whether that makes a command.

use super::command::{Bulk, Command, Exec, Invocation, Parsed, Wish};
use super::exec::check_name;
use super::flags::{Flag, Group, known};
use super::refusal::{check_exec, check_selection, check_words, misplaced, usage};
use crate::config::{Source, Value};
use crate::error::Result;
use crate::time::Timestamp;
use crate::tokens::{Audit, Changes, Demands, Wanted};

/// The switches that are no keys of npm's configuration.
const SWITCHES: [&str; 6] =
    ["password-stdin", "by-value", "token-stdin", "keep-on-sink-failure", "keep-old", super::login::NAME];

const CIDR: &str = "cidr";
const NO_CIDR: &str = "no-cidr";

/// Flags and words, gathered one by one.
#[derive(Default)]
pub(super) struct Gathered {
    given: Vec<&'static Flag>,
    values: Vec<(String, Value)>,
    pub(super) positional: Vec<String>,
    switches: Vec<&'static str>,
    warnings: Vec<String>,
}

impl Gathered {
    pub(super) fn set_level(&mut self, level: &str) {
        self.set(known("loglevel"), Value::Text(level.into()));
    }

    pub(super) fn set_switch(&mut self, flag: &'static Flag, on: bool) {
        if !SWITCHES.contains(&flag.name) {
            return self.set(flag, Value::Flag(on));
        }
        self.given.push(flag);
        self.switches.retain(|other| *other != flag.name);
        if on {
            self.switches.push(flag.name);
        }
    }

    /// The last one wins.
    pub(super) fn set(&mut self, flag: &'static Flag, value: Value) {
        self.given.push(flag);
        self.set_key(flag.name, value);
    }

    /// The same for a key that is no flag.
    pub(super) fn set_key(&mut self, key: &str, value: Value) {
        // `--no-cidr` asks of a list for tokens without ranges, and of a create for none.
        let other = match (key, &value) {
            (CIDR, _) => NO_CIDR,
            (NO_CIDR, Value::Flag(true)) => CIDR,
            (key, _) => key,
        };
        self.values.retain(|(known, _)| known != key && known != other);
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

    pub(super) fn finish(mut self, mut plain: Vec<String>) -> Result<Parsed> {
        // What stands behind the dashes is another command's.
        let is_exec = self.positional.first().is_some_and(|word| Command::find(word) == Some(Command::Exec));
        let program = if is_exec { std::mem::take(&mut plain) } else { Vec::new() };
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
        if command == Command::Exec {
            check_exec(&words, &program)?;
        }
        if self.switches.contains(&"by-value") && !words.is_empty() {
            self.warn_of_secret("a full token");
        }
        if command.creates() && self.given.iter().any(|flag| flag.name == NO_CIDR) {
            self.given.retain(|flag| flag.name != NO_CIDR);
            // Whichever of the two came last is there.
            if self.values.iter().any(|(key, value)| key == NO_CIDR && *value == Value::Flag(true)) {
                self.set(known(CIDR), Value::Null);
            }
            self.values.retain(|(key, _)| key != NO_CIDR);
        }
        if let Some(flag) = self.given.iter().find(|flag| Flag::of(flag.name, command).is_none()) {
            return Err(misplaced(flag, command));
        }
        let has_password = self.values.iter().any(|(key, value)| key == "password" && *value != Value::Null);
        if self.switches.contains(&"password-stdin") && has_password {
            return Err(usage("`--password` and `--password-stdin` are both given", "leave one of them out"));
        }
        let bulk = Bulk {
            file: self.take("file").and_then(|value| if let Value::Text(file) = value { Some(file) } else { None }),
            all_except_current: self.take("all-except-current") == Some(Value::Flag(true)),
            yes: self.take("yes") == Some(Value::Flag(true)),
        };
        let exec = Exec { words: program, variables: self.variables()? };
        // What is this program's own comes from the command line alone, and is no part of npm's configuration.
        let mut own_of = |group| {
            let is_of = |key: &str| Flag::of(key, command).is_some_and(|flag| flag.group == group);
            let (own, others) = std::mem::take(&mut self.values).into_iter().partition(|(key, _)| is_of(key));
            self.values = others;
            own
        };
        let wanted = Wanted::read(&Source::Flag, &own_of(Group::Filter))?;
        let to = own_of(Group::Deliver).into_iter().find_map(|(_, place)| match place {
            Value::Text(place) => Some(place),
            _ => None,
        });
        let demands = Demands::read(&Source::Flag, &own_of(Group::Check))?;
        let audit = Audit::read(&Source::Flag, &own_of(Group::Audit))?;
        let mut wish = own_of(Group::Rotate);
        let keep_old_for = wish.iter().position(|(name, _)| name == "keep-old-for").map(|at| wish.swap_remove(at).1);
        let rotation = Wish {
            changes: Changes::read(&Source::Flag, &wish, Timestamp::now())?,
            keep_old_for: keep_old_for.and_then(|time| if let Value::Text(time) = time { Some(time) } else { None }),
        };
        if command == Command::Revoke {
            check_selection(&words, &wanted, &bulk, self.switches.contains(&"by-value"))?;
        }
        Ok(Parsed::Run(Box::new(Invocation {
            command,
            words,
            values: self.values,
            wanted,
            demands,
            switches: self.switches,
            to,
            audit,
            bulk,
            rotation,
            exec,
            warnings: self.warnings,
        })))
    }

    /// The variables that get a token, each as often as it is named.
    fn variables(&mut self) -> Result<Vec<String>> {
        let Some(Value::List(lists)) = self.take("env") else { return Ok(Vec::new()) };
        let names: Vec<String> = lists.iter().flat_map(|list| list.split(',')).map(str::to_owned).collect();
        names.iter().try_for_each(|name| check_name(name))?;
        Ok(names)
    }

    /// The value of a flag that is no key of the configuration.
    fn take(&mut self, name: &str) -> Option<Value> {
        let place = self.values.iter().position(|(key, _)| key == name)?;
        Some(self.values.swap_remove(place).1)
    }
}
