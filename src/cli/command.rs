//! The commands, and what a command line asks for.

use super::near::nearest;
use super::refusal::{name_like, usage};
use crate::config::Value;
use crate::error::Result;
use crate::tokens::{Audit, Changes, Demands, Wanted};

/// What can be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Command {
    List,
    Check,
    Audit,
    Create,
    Rotate,
    Exec,
    Revoke,
}

/// What the command line asks for.
pub(crate) enum Parsed {
    Help(Option<Command>),
    Version,
    Run(Box<Invocation>),
}

/// A command with its flags.
pub(crate) struct Invocation {
    pub(super) command: Command,
    /// What is neither a flag nor the command.
    pub(crate) words: Vec<String>,
    /// The flags that are keys of the configuration, each once.
    pub(crate) values: Vec<(String, Value)>,
    /// Which tokens are asked for; all, where no flag says so.
    pub(crate) wanted: Wanted,
    /// What is demanded of the token in use.
    pub(super) demands: Demands,
    /// How an audit judges.
    pub(super) audit: Audit,
    /// Where the new token goes.
    pub(super) to: Option<String>,
    /// The switches that are on and no keys of the configuration.
    pub(super) switches: Vec<&'static str>,
    pub(super) bulk: Bulk,
    pub(super) rotation: Wish,
    pub(super) exec: Exec,
    pub(crate) warnings: Vec<String>,
}

/// What a revocation of many is told, by the command line alone.
#[derive(Default)]
pub(super) struct Bulk {
    /// The file with a selector in each line; `-` is standard input.
    pub(super) file: Option<String>,
    /// Whether all tokens are meant but the one in use.
    pub(super) all_except_current: bool,
    /// Whether the person has consented already.
    pub(super) yes: bool,
}

impl Bulk {
    /// Whether it says nothing of which tokens are meant.
    pub(super) fn names_nothing(&self) -> bool {
        self.file.is_none() && !self.all_except_current
    }
}

/// What a rotation is told, by the command line alone.
#[derive(Default)]
pub(super) struct Wish {
    pub(super) changes: Changes,
    /// How long the old token shall stay, as it was written.
    pub(super) keep_old_for: Option<String>,
}

/// What runs with a token of its own.
#[derive(Default)]
pub(super) struct Exec {
    /// The program and its arguments.
    pub(super) words: Vec<String>,
    /// The variables that get the token beside npm's own.
    pub(super) variables: Vec<String>,
}

impl Command {
    pub(super) const ALL: [Self; 7] =
        [Self::List, Self::Check, Self::Audit, Self::Create, Self::Rotate, Self::Exec, Self::Revoke];

    /// Tells whether it makes a token.
    pub(super) fn creates(self) -> bool {
        matches!(self, Self::Create | Self::Exec)
    }

    /// The names it answers to, the usual one first.
    pub(super) fn names(self) -> &'static [&'static str] {
        match self {
            Self::List => &["list", "ls"],
            Self::Check => &["check"],
            Self::Audit => &["audit"],
            Self::Create => &["create"],
            Self::Rotate => &["rotate"],
            Self::Exec => &["exec"],
            Self::Revoke => &["revoke", "rm", "remove", "delete"],
        }
    }

    /// The usual name.
    pub(super) fn name(self) -> &'static str {
        self.names()[0]
    }

    /// What it does, in a few words.
    pub(super) fn summary(self) -> &'static str {
        match self {
            Self::List => "the tokens there are",
            Self::Check => "is the token in use good, and until when?",
            Self::Audit => "what is wrong with the tokens there are",
            Self::Create => "a new token",
            Self::Rotate => "a token like the old one in its place",
            Self::Exec => "a command with a token of its own",
            Self::Revoke => "the end of tokens",
        }
    }

    /// Finds the command that answers to a name.
    pub(super) fn find(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|command| command.names().contains(&word))
    }

    /// The same for a word that must be a command.
    pub(super) fn read(word: &str) -> Result<Self> {
        if word == "sandbox" {
            return Err(usage("`sandbox` is not the first word", "write `npm-token sandbox`, then its flags"));
        }
        Self::find(word).ok_or_else(|| {
            let names = Self::ALL.into_iter().flat_map(Self::names).copied();
            if let Some(name) = nearest(word, names) {
                return usage(format!("unknown command `{}`", name_like(word)), format!("did you mean `{name}`?"));
            }
            // Like no command at all: it may be a password that lost its flag, so it is not quoted.
            let names: Vec<_> = Self::ALL.iter().map(|command| format!("`{}`", command.name())).collect();
            usage("unknown command", format!("the commands are {}; see `npm-token --help`", names.join(", ")))
        })
    }
}
