//! Has a person choose tokens from the list, where a command line does not say which.

use super::Session;
use crate::error::Result;
use crate::registry::Registry;
use crate::tokens::{Plan, Selector};

#[cfg(unix)]
pub(super) use unix::{is_possible, to_revoke, to_rotate};

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

/// The same.
#[cfg(windows)]
pub(super) fn to_rotate(_session: &Session<'_>, _registry: &Registry) -> std::future::Ready<Result<Selector>> {
    std::future::ready(Err(super::refusal::unsaid_for_rotate(0)))
}

#[cfg(unix)]
mod unix {
    use super::{Plan, Registry, Result, Selector, Session};
    use crate::cli::output::colour;
    use crate::cli::picker::{Question, Take, pick};
    use crate::cli::refusal::unsaid;
    use crate::env::person_is_attending;
    use crate::error::Error;
    use crate::tokens::Choice;

    /// Whether the person can be asked: at a terminal that can take away what is drawn on it, unless nobody is to be.
    pub(in crate::cli) fn is_possible(session: &Session<'_>) -> bool {
        session.terminal.is_some() && person_is_attending() && session.env.var("TERM") != Some("dumb")
    }

    /// Lists the tokens, and plans to revoke those that are chosen; none if there are none.
    pub(in crate::cli) async fn to_revoke(session: &Session<'_>, registry: &Registry) -> Result<Plan> {
        let choice = Choice::read(registry, &session.settings.own_secrets()).await?;
        let text = format!("Which tokens are to be revoked on {}?", registry.url());
        Ok(choice.plan(&ask(session, &choice, &text, Take::Many).await?))
    }

    /// Lists the tokens, and has the person choose the one to rotate.
    pub(in crate::cli) async fn to_rotate(session: &Session<'_>, registry: &Registry) -> Result<Selector> {
        let choice = Choice::read(registry, &session.settings.own_secrets()).await?;
        let text = format!("Which token is to be rotated on {}?", registry.url());
        let picked = ask(session, &choice, &text, Take::One).await?;
        let token = picked.first().and_then(|place| choice.tokens().get(*place));
        let none = || Error::TokenNotFound { selector: "any name".into(), registry: registry.url().to_string() };
        token.map(|token| Selector::Key(token.key.clone())).ok_or_else(none)
    }

    /// The places of what is picked; none if there is nothing to pick from.
    async fn ask(session: &Session<'_>, choice: &Choice, text: &str, take: Take) -> Result<Vec<usize>> {
        let terminal = session.terminal.as_deref().ok_or_else(unsaid)?;
        let colour = colour(&session.config, session.env, true)?;
        if choice.tokens().is_empty() {
            return Ok(Vec::new());
        }
        pick(terminal, choice, &Question { text, take, colour }).await
    }
}
