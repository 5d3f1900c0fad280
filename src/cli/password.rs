//! The account's password, which every registry wants for a new token.

use super::piped::PASSWORD;
use super::{Session, prompt};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Takes the password from where it was given, or asks for it.
pub(super) async fn password(session: &Session<'_>) -> Result<Secret> {
    if session.has("password-stdin") {
        return PASSWORD.read().await;
    }
    if let Some(given) = session.config.secret("password")? {
        return Ok(given.value);
    }
    let asked = prompt::password(session.terminal.as_deref(), &session.settings.registry.value.to_string()).await?;
    // T33: npm ends here without a word.
    asked.ok_or_else(|| Error::InvalidOption {
        option: "password".into(),
        problem: "it is missing, and nobody can be asked for it".into(),
        fix: "pipe it in with `--password-stdin`, set `npm_config_password`, or run the command in a terminal".into(),
    })
}
