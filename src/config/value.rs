//! A configured value as it was written, and the place that says so.

use std::fmt;
use std::path::PathBuf;

use zeroize::Zeroize;

use crate::error::Error;
use crate::redact;
use crate::secret::Secret;

/// Where a value comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// The option object of a JavaScript call.
    Option,
    /// A flag of the command line.
    Flag,
    /// A variable of the environment.
    Environment,
    /// The project's `.npmrc`.
    Project(PathBuf),
    /// The user's `.npmrc`.
    User(PathBuf),
    /// The global `npmrc`.
    Global(PathBuf),
    /// A variable that a package manager which runs us may have made of what this place says.
    Exported(Box<Source>),
    /// A file that the project chose, and stands behind.
    ByProject(Box<Source>),
    /// Nobody set it.
    Default,
}

impl Source {
    /// The file, if it is one.
    pub fn file(&self) -> Option<&PathBuf> {
        match self {
            Self::Project(path) | Self::User(path) | Self::Global(path) => Some(path),
            Self::ByProject(file) => file.file(),
            Self::Option | Self::Flag | Self::Environment | Self::Exported(_) | Self::Default => None,
        }
    }

    /// The place itself, also where a package manager has made a variable of it.
    pub(super) fn origin(&self) -> &Self {
        match self {
            Self::Exported(origin) => origin.origin(),
            other => other,
        }
    }

    /// Tells whether the caller gave the value, so that no shell and no parser stands in between.
    pub fn is_given(&self) -> bool {
        matches!(self, Self::Option | Self::Flag)
    }

    /// A key as a value of this place names it: as the option in a JavaScript call, else as in files.
    pub fn word_for(&self, key: &str) -> String {
        if *self == Self::Option { option_name(key) } else { key.to_owned() }
    }

    /// Tells whether it is a variable, whoever set it.
    pub(super) fn is_variable(&self) -> bool {
        matches!(self, Self::Environment | Self::Exported(_))
    }

    /// Tells whether the caller or the person's own environment says so, and no file.
    pub fn is_from_person(&self) -> bool {
        self.is_given() || *self == Self::Environment
    }

    /// Tells whether the project stands behind the value, directly or by way of a file or a package manager. A project
    /// may be a stranger's.
    pub fn is_of_project(&self) -> bool {
        match self {
            Self::Project(_) | Self::ByProject(_) => true,
            Self::Exported(origin) => origin.is_of_project(),
            _ => false,
        }
    }

    /// The place in npm's order, 0 for what counts first.
    pub(super) fn rank(&self) -> u8 {
        match self {
            Self::Option | Self::Flag => 0,
            Self::Environment | Self::Exported(_) => 1,
            Self::Project(_) => 2,
            Self::User(_) => 3,
            Self::Global(_) => 4,
            Self::ByProject(file) => file.rank(),
            Self::Default => 5,
        }
    }

    /// The error about a value of this place that cannot be used, with the key as one writes it there.
    pub fn invalid(&self, key: &str, problem: impl Into<String>, fix: &str) -> Error {
        let (problem, fix) = (problem.into(), fix.to_owned());
        let spelling = self.spelling(key);
        match self {
            Self::Option | Self::Flag => Error::InvalidOption { option: spelling, problem, fix },
            _ => Error::InvalidConfig { key: spelling, place: self.to_string(), problem, fix },
        }
    }

    /// The key as one writes it there.
    pub(super) fn spelling(&self, key: &str) -> String {
        match self {
            Self::Option => option_name(key),
            Self::Flag => format!("--{key}"),
            Self::Environment | Self::Exported(_) => variable_name(key),
            _ => key.to_owned(),
        }
    }
}

impl fmt::Display for Source {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Option => formatter.write_str("the options"),
            Self::Flag => formatter.write_str("the command line"),
            Self::Environment => formatter.write_str("the environment"),
            Self::Project(path) => write!(formatter, "the project's {}", path.display()),
            Self::User(path) => write!(formatter, "the user's {}", path.display()),
            Self::Global(path) => write!(formatter, "the global {}", path.display()),
            Self::Exported(origin) => {
                write!(formatter, "the environment, where a package manager puts what {origin} says")
            }
            Self::ByProject(file) => write!(formatter, "{file}, which the project chose"),
            Self::Default => formatter.write_str("the defaults"),
        }
    }
}

/// The name of a key in the option object: `fetch-timeout` is `fetchTimeout` there.
pub fn option_name(key: &str) -> String {
    if key.starts_with("//") {
        return key.to_owned();
    }
    if key == "noproxy" {
        return "noProxy".to_owned();
    }
    let mut words = key.split('-');
    let first = words.next().unwrap_or_default().to_owned();
    words.fold(first, |name, word| {
        let mut letters = word.chars();
        let initial: String = letters.next().into_iter().flat_map(char::to_uppercase).collect();
        name + &initial + letters.as_str()
    })
}

fn variable_name(key: &str) -> String {
    if key.starts_with("//") { format!("npm_config_{key}") } else { format!("npm_config_{}", key.replace('-', "_")) }
}

/// A value and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sourced<T> {
    /// The value.
    pub value: T,
    /// Where it comes from.
    pub source: Source,
}

impl<T> Sourced<T> {
    pub(super) fn new(value: T, source: &Source) -> Self {
        Self { value, source: source.clone() }
    }
}

/// A value before anybody asked what it means.
#[derive(Clone, PartialEq)]
pub enum Value {
    /// Explicitly nothing: hides what the lower places say.
    Null,
    /// True or false, or a key without `=` in a file.
    Flag(bool),
    /// A number of a JavaScript call.
    Number(f64),
    /// Any text.
    Text(String),
    /// Several texts.
    List(Vec<String>),
}

impl Value {
    /// The value for a message, tokens and user info masked; never for keys that hold secrets.
    pub(super) fn quote(&self) -> String {
        match self {
            Self::Null => "null".into(),
            Self::Flag(flag) => flag.to_string(),
            Self::Number(number) => number.to_string(),
            Self::Text(text) => redact::quote(text),
            Self::List(_) => "a list".into(),
        }
    }

    /// Takes over the text of a value that is about to become a secret, or says what it is instead.
    pub(super) fn into_secret(self) -> Result<Option<Secret>, &'static str> {
        match self {
            Self::Null | Self::Flag(false) => Ok(None),
            Self::Flag(true) => Ok(Some(Secret::new("true"))),
            Self::Number(number) => Ok(Some(Secret::new(number.to_string()))),
            Self::Text(text) => Ok(Some(Secret::new(text)).filter(|text| !text.is_empty())),
            Self::List(_) => Err("it is a list"),
        }
    }
}

/// Shows the kind alone: any value may be a secret.
impl fmt::Debug for Value {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Null => "Null",
            Self::Flag(_) => "Flag(***)",
            Self::Number(_) => "Number(***)",
            Self::Text(_) => "Text(***)",
            Self::List(_) => "List(***)",
        })
    }
}

impl Zeroize for Value {
    fn zeroize(&mut self) {
        match self {
            Self::Text(text) => text.zeroize(),
            Self::List(items) => items.zeroize(),
            Self::Null | Self::Flag(_) | Self::Number(_) => {}
        }
    }
}
