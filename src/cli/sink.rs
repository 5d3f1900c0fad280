//! Where the value of a new token goes, beside standard output. What can be tried is tried before a token is made, so that
//! as little as possible can fail once there is one.

mod command;
mod file;

use self::file::Place;
use super::Session;
use super::refusal::usage;
use crate::config::ini;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// How places are written.
const FIX: &str = "write `--to=stdout`, `--to=file:<path>`, `--to=npmrc`, `--to=npmrc:<path>` or `--to=exec:<command>`";

/// A place that the value can go to.
pub(super) enum Sink {
    /// Standard output, with all that is known of the token.
    Stdout,
    /// A new file with nothing but the value in it.
    File(Place),
    /// The registry's token in an `.npmrc`.
    Npmrc { place: Place, key: String },
    /// The standard input of a command of the shell.
    Command(String),
}

impl Sink {
    /// Sees to it that the value can go to a place.
    pub(super) fn prepare(session: &Session<'_>, to: Option<&str>) -> Result<Self> {
        let (kind, place) = match to {
            None | Some("stdout") => return Ok(Self::Stdout),
            Some("npmrc") => return Self::npmrc(session, Place::of(session.config.npmrc()?)?),
            Some(to) => to.split_once(':').filter(|(_, place)| !place.trim().is_empty()).unwrap_or_default(),
        };
        match kind {
            "file" => Place::empty(&session.config, place).map(Self::File),
            "npmrc" => Self::npmrc(session, Place::of(session.config.path(place))?),
            "exec" => Ok(Self::Command(place.to_owned())),
            _ => Err(usage("`--to` names no place for the new token", FIX)),
        }
    }

    /// Tries it with a value as registries make them.
    fn npmrc(session: &Session<'_>, place: Place) -> Result<Self> {
        let key = session.settings.registry.value.token_key();
        place.edited(|text| ini::set(text, &key, "npm_0"))?;
        Ok(Self::Npmrc { place, key })
    }

    /// Tells whether the value is printed.
    pub(super) fn is_stdout(&self) -> bool {
        matches!(self, Self::Stdout)
    }

    /// Hands the value over.
    pub(super) async fn deliver(&self, value: &Secret) -> Result<()> {
        match self {
            Self::Stdout => Ok(()),
            Self::File(place) => place.write(value.expose().as_bytes()),
            Self::Npmrc { place, key } => place.write(&place.edited(|text| ini::set(text, key, value.expose()))?),
            Self::Command(line) => command::run(line, value).await,
        }
    }

    /// What to say once it is there.
    pub(super) fn done(&self) -> Option<String> {
        match self {
            Self::Stdout => None,
            Self::File(place) => Some(format!("the new token is in {place}")),
            Self::Npmrc { place, .. } => {
                Some(format!("the new token is in {place}, in place of one that was there for this registry"))
            }
            Self::Command(_) => Some("the new token was handed to the command, which ended well".into()),
        }
    }
}

/// What was tried with a place that failed.
fn failed(action: impl Into<String>, cause: std::io::Error) -> Error {
    Error::Io { action: action.into(), cause }
}
