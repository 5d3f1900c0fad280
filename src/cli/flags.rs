//! What a flag is, and the commands it belongs to. What kind of value it takes, `config` says.

mod table;

use super::command::Command;
use crate::config::keys::{self, Kind};
use crate::tokens::SORT;

pub(super) use table::FLAGS;

/// A flag as the help shows it.
pub(super) struct Flag {
    /// Its name without dashes; for most also a key of the configuration.
    pub(super) name: &'static str,
    /// The shorter spellings.
    pub(super) short: &'static str,
    /// What stands for its value in the help; empty for switches.
    pub(super) value: &'static str,
    /// The commands it belongs to.
    pub(super) group: Group,
    /// What it does, with unit and default.
    pub(super) help: &'static str,
}

/// Under which heading a flag stands, which also says where it may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Check,
    Create,
    Rotate,
    Secure,
    Deliver,
    Exec,
    Revoke,
    Rehearse,
    Filter,
    Audit,
    Output,
    Registry,
    Network,
    General,
}

/// What results are printed by; those of the command that `exec` runs are its own.
const OF_RESULTS: [&str; 4] = ["json", "parseable", "output", "color"];

impl Group {
    /// The groups in the order of the help.
    pub(super) const ALL: [Self; 14] = [
        Self::Check,
        Self::Create,
        Self::Rotate,
        Self::Secure,
        Self::Deliver,
        Self::Exec,
        Self::Revoke,
        Self::Rehearse,
        Self::Filter,
        Self::Audit,
        Self::Output,
        Self::Registry,
        Self::Network,
        Self::General,
    ];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Check => "The token in use",
            Self::Create => "The new token",
            Self::Rotate => "What is not as it was",
            Self::Secure => "What it takes, and what is accepted",
            Self::Rehearse => "Rehearsal",
            Self::Exec => "The token of the command",
            Self::Deliver => "Where the new token goes",
            Self::Revoke => "What to revoke",
            Self::Filter => "Which tokens",
            Self::Audit => "What is judged, and how",
            Self::Output => "Output",
            Self::Registry => "Registry and credentials",
            Self::Network => "Network",
            Self::General => "General",
        }
    }

    fn is_of(self, command: Command) -> bool {
        match self {
            Self::Filter => matches!(command, Command::List | Command::Revoke),
            Self::Audit => command == Command::Audit,
            Self::Check => command == Command::Check,
            Self::Create => command.creates(),
            Self::Rotate => command == Command::Rotate,
            Self::Secure => command.creates() || command == Command::Rotate,
            Self::Deliver => matches!(command, Command::Create | Command::Rotate),
            Self::Exec => command == Command::Exec,
            Self::Revoke => command == Command::Revoke,
            Self::Rehearse => command.creates() || matches!(command, Command::Rotate | Command::Revoke),
            _ => true,
        }
    }
}

/// A flag that the code itself names.
pub(super) fn known(name: &str) -> &'static Flag {
    Flag::find(name).expect("every flag named in the code is in the table")
}

/// What follows a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Nothing at all.
    Nothing,
    /// Nothing, or `true` or `false`.
    Switch,
    /// The same, or one more word.
    SwitchOr(&'static str),
    /// Nothing, or an attached text.
    SwitchOrText,
    /// One value.
    Value,
    /// One value each time, or several with commas.
    Values,
}

impl Flag {
    /// Finds a flag by its full name. Several may have it, of different commands; all of them take the same.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        FLAGS.iter().find(|flag| flag.name == name)
    }

    /// The flag of this name that a command has: its own before one that all have.
    pub(super) fn of(name: &str, command: Command) -> Option<&'static Self> {
        FLAGS.iter().find(|flag| flag.name == name && flag.is_of(command))
    }

    /// Tells whether a command has it. An order is of no use to what is revoked.
    pub(super) fn is_of(&self, command: Command) -> bool {
        let is_useless = command == Command::Exec && OF_RESULTS.contains(&self.name);
        self.group.is_of(command) && !is_useless && (self.name != SORT || command == Command::List)
    }

    /// What may follow it: for keys of the configuration, what these are.
    pub(super) fn takes(&self) -> Takes {
        match keys::find(self.name).map(|key| key.kind) {
            Some(Kind::Flag) => Takes::Switch,
            Some(Kind::TextOrFlag) => Takes::SwitchOrText,
            Some(Kind::Choice([word, "true", "false"])) => Takes::SwitchOr(word),
            Some(Kind::List) => Takes::Values,
            // Several certificate authorities may be given; a client certificate is one text.
            Some(Kind::Pem) if self.name == "ca" => Takes::Values,
            Some(_) => Takes::Value,
            None if self.group == Group::General => Takes::Nothing,
            None => match self.value {
                "" => Takes::Switch,
                "<names>" | "<rules>" => Takes::Values,
                _ => Takes::Value,
            },
        }
    }

    /// Tells whether `--no-…` makes nothing of its value.
    pub(super) fn is_clearable(&self) -> bool {
        keys::find(self.name).is_some_and(|key| key.nullable)
    }
}
