//! Has a person choose tokens from the list, where a command line does not say which.

use super::Session;
use crate::error::Result;
use crate::registry::Registry;
use crate::tokens::Plan;

#[cfg(unix)]
pub(super) use unix::{is_possible, to_revoke};

/// Whether the person can be asked: never, since the picker is not made for consoles of Windows.
#[cfg(windows)]
pub(super) fn is_possible(_session: &Session<'_>) -> bool {
    false
}

/// Refuses what cannot be.
#[cfg(windows)]
pub(super) fn to_revoke(_session: &Session<'_>, _registry: &Registry) -> std::future::Ready<Result<Plan>> {
    std::future::ready(Err(super::refusal::unsaid()))
}

#[cfg(unix)]
mod unix {
    use super::{Plan, Registry, Result, Session};
    use crate::cli::output::colour;
    use crate::cli::picker::{Question, Take, pick};
    use crate::cli::refusal::unsaid;
    use crate::env::person_is_attending;
    use crate::tokens::Choice;

    /// Whether the person can be asked: at a terminal that can take away what is drawn on it, unless nobody is to be.
    pub(in crate::cli) fn is_possible(session: &Session<'_>) -> bool {
        session.terminal.is_some() && person_is_attending() && session.env.var("TERM") != Some("dumb")
    }

    /// Lists the tokens, and plans to revoke those that are chosen; none if there are none.
    pub(in crate::cli) async fn to_revoke(session: &Session<'_>, registry: &Registry) -> Result<Plan> {
        let terminal = session.terminal.as_deref().ok_or_else(unsaid)?;
        let colour = colour(&session.config, session.env, true)?;
        let choice = Choice::read(registry, &session.settings.own_secrets()).await?;
        if choice.tokens().is_empty() {
            return Ok(choice.plan(&[]));
        }
        let text = format!("Which tokens are to be revoked on {}?", registry.url());
        let question = Question { text: &text, take: Take::Many, colour };
        Ok(choice.plan(&pick(terminal, &choice, &question).await?))
    }
}
