//! A session for one command: begun by a web sign-in before it, ended after it, and kept nowhere.

use std::time::Duration;

use tokio::time::timeout;

use super::refusal::usage;
use super::{Session, prompt};
use crate::config::{Credentials, Source, Sourced};
use crate::error::{Error, Result};
use crate::registry::Registry;
use crate::secret::Secret;

/// The switch that asks for it.
pub(super) const NAME: &str = "login";

/// How long ending the session may take.
const PATIENCE: Duration = Duration::from_secs(30);

/// A session that is to be ended.
pub(super) struct Login {
    registry: Registry,
    token: Secret,
}

impl Login {
    /// Has the person sign in, and the command use that session in place of any other credentials. Whoever has trusted the
    /// project's word for this has done so for the whole command.
    pub(super) async fn begin(session: &mut Session<'_>) -> Result<Self> {
        if session.has("token-stdin") {
            return Err(usage("`--login` and `--token-stdin` contradict each other", "leave one of them out"));
        }
        if session.is_rehearsal() {
            let fix = "leave `--login` out, or carry the command out";
            return Err(usage("`--login` begins a session, and a dry run changes nothing", fix));
        }
        let Some(terminal) = session.terminal.clone() else {
            let fix = "run it in a terminal, or sign in by `npm login` before";
            return Err(usage("`--login` has a person sign in, and nobody can be asked", fix));
        };
        let browser = if terminal.is_shared() { None } else { session.browser()? };
        let registry = Registry::open_to_sign_in(&session.settings, prompt::responder(Some(terminal), browser))?;
        registry.trust().await?;
        let token = registry.log_in().await.map_err(explained)?;
        session.settings.untrusted.clear();
        session.settings.credentials =
            Some(Sourced { value: Credentials::Bearer(token.clone()), source: Source::Flag });
        Ok(Self { registry: registry.authenticated_by(&token)?, token })
    }

    /// Ends the session, and says why that failed.
    pub(super) async fn end(self) -> Option<String> {
        let ended = timeout(PATIENCE, self.registry.log_out(&self.token)).await;
        let error = ended.unwrap_or(Err(Error::Timeout { after: PATIENCE })).err()?;
        Some(format!("the session of `--login` could not be ended, and lives until the registry ends it: {error}"))
    }
}

/// A registry may have no such sign-in.
fn explained(error: Error) -> Error {
    match error {
        Error::Status { exchange, status: status @ (404 | 405 | 501), .. } => {
            let said = Some("it has no web sign-in; `npm login` may know another way".into());
            Error::Status { exchange, status, said }
        }
        other => other,
    }
}
