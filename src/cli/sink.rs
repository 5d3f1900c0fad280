//! Where the value of a new token goes, beside standard output. What can be tried is tried before a token is made, so that
//! as little as possible can fail once there is one.

mod command;
mod file;

use std::sync::Arc;

use self::file::Place;
use super::Session;
use super::closed::refuse_closed_output;
use super::output::Output;
use super::refusal::usage;
use super::terminal::Terminal;
use crate::config::ini;
use crate::error::{Error, Result};
use crate::registry::BoxFuture;
use crate::secret::Secret;
use crate::tokens::{CreatedToken, Deliver, Delivery};

/// How places are written.
const FIX: &str = "write `--to=stdout`, `--to=file:<path>`, `--to=npmrc`, `--to=npmrc:<path>` or `--to=exec:<command>`";

/// Where the value goes, and what becomes of a token if that fails.
pub(super) struct Sink {
    place: Target,
    /// Whether a token that cannot be handed over is kept, and printed.
    keeps: bool,
    /// Where a command may have something to ask.
    terminal: Option<Arc<Terminal>>,
}

/// A place that the value can go to.
enum Target {
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
    /// Sees to it that the value can go to where the command line says.
    pub(super) fn prepare(session: &Session<'_>) -> Result<Self> {
        if session.to.is_some() && session.output == Output::Token {
            return Err(usage("`--output=token` and `--to` contradict each other", "leave one of them out"));
        }
        let place = Target::prepare(session, session.to.as_deref())?;
        let sink = Self { place, keeps: session.has("keep-on-sink-failure"), terminal: session.terminal.clone() };
        if sink.is_stdout() || sink.keeps {
            refuse_closed_output()?;
        }
        Ok(sink)
    }

    /// Tells whether the value is printed.
    pub(super) fn is_stdout(&self) -> bool {
        matches!(self.place, Target::Stdout)
    }

    /// What to say once it is there.
    pub(super) fn done(&self) -> Option<String> {
        match &self.place {
            Target::Stdout => None,
            Target::File(place) => Some(format!("the new token is in {place}")),
            Target::Npmrc { place, .. } => {
                Some(format!("the new token is in {place}, in place of any that was there for this registry"))
            }
            Target::Command(_) => Some("the new token was handed to the command, which ended well".into()),
        }
    }
}

impl Deliver for Sink {
    fn deliver<'a>(&'a self, created: &'a CreatedToken) -> BoxFuture<'a, Result<Delivery>> {
        Box::pin(async {
            let _undisturbed = self.terminal.as_deref().map(Terminal::quiet);
            match self.place.take(&created.secret).await {
                Ok(()) if self.is_stdout() => Ok(Delivery::WithResult),
                Ok(()) => Ok(Delivery::Done),
                Err(error) if self.keeps => Ok(Delivery::Failed(error)),
                Err(error) => Err(error),
            }
        })
    }
}

impl Target {
    fn prepare(session: &Session<'_>, to: Option<&str>) -> Result<Self> {
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

    /// Takes the value.
    async fn take(&self, value: &Secret) -> Result<()> {
        match self {
            Self::Stdout => Ok(()),
            Self::File(place) => place.write(value.expose().as_bytes()),
            Self::Npmrc { place, key } => place.write(&place.edited(|text| ini::set(text, key, value.expose()))?),
            Self::Command(line) => command::run(line, value).await,
        }
    }
}

/// What was tried with a place that failed.
fn failed(action: impl Into<String>, cause: std::io::Error) -> Error {
    Error::Io { action: action.into(), cause }
}
