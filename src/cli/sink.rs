//! Where the value of a new token goes, beside standard output. All of it is got ready before a token is made, so that as
//! little as possible can fail once there is one.

mod command;
mod file;

use self::file::Pending;
use super::Session;
use super::refusal::usage;
use crate::config::ini;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// How places are written.
const FIX: &str = "write `--to=stdout`, `--to=file:<path>`, `--to=npmrc`, `--to=npmrc:<path>` or `--to=exec:<command>`";

/// A place that is ready to take the value.
pub(super) enum Sink {
    /// Standard output, with all that is known of the token.
    Stdout,
    /// A new file that nobody else can read, with nothing but the value in it.
    File(Pending),
    /// The registry's token in an `.npmrc`.
    Npmrc { file: Pending, key: String },
    /// The standard input of a command of the shell.
    Command(String),
}

impl Sink {
    /// Gets a place ready.
    pub(super) fn prepare(session: &Session<'_>, to: Option<&str>) -> Result<Self> {
        let (kind, place) = match to.map(|to| to.split_once(':').unwrap_or((to, ""))) {
            None | Some(("stdout", "")) => return Ok(Self::Stdout),
            Some(parts) => parts,
        };
        match (kind, place) {
            ("file", place) if !place.is_empty() => file::create(session.config.path(place)).map(Self::File),
            ("npmrc", place) => {
                let path = if place.is_empty() { session.config.npmrc()? } else { session.config.path(place) };
                let key = session.settings.registry.value.token_key();
                let file = file::replace(path)?;
                // With a value as registries make them: what cannot be done is told before there is a token.
                file.edited(|text| ini::set(text, &key, "npm_0"))?;
                Ok(Self::Npmrc { file, key })
            }
            ("exec", command) if !command.trim().is_empty() => Ok(Self::Command(command.to_owned())),
            _ => Err(usage("`--to` names no place for the new token", FIX)),
        }
    }

    /// Tells whether the value is printed.
    pub(super) fn is_stdout(&self) -> bool {
        matches!(self, Self::Stdout)
    }

    /// Hands the value over, and says where it is.
    pub(super) async fn deliver(self, value: &Secret) -> Result<Option<String>> {
        Ok(match self {
            Self::Stdout => None,
            Self::File(file) => Some(file.write(format!("{}\n", value.expose()).into_bytes())?),
            Self::Npmrc { file, key } => {
                let text = file.edited(|text| ini::set(text, &key, value.expose()))?;
                Some(file.write(text)?)
            }
            Self::Command(line) => {
                command::run(&line, value).await?;
                Some("the command's standard input".into())
            }
        })
    }
}

/// What was tried with a place that failed.
fn failed(action: impl Into<String>, cause: std::io::Error) -> Error {
    Error::Io { action: action.into(), cause }
}
