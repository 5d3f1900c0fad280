//! The gate before a secret goes where only a project's files lead: passed once for the whole command, or not at all.

use std::sync::atomic::{AtomicBool, Ordering};

use reqwest::Method;
use tokio::sync::OnceCell;

use super::{Call, Registry};
use crate::error::{Error, Result, Steering};
use crate::secret::Secret;

/// What is not trusted, and what was decided about it.
pub(super) struct Gate {
    untrusted: Vec<Steering>,
    /// What the person has said.
    answer: OnceCell<bool>,
    /// Whether a request was made.
    has_sent: AtomicBool,
}

impl Gate {
    pub(super) fn new(untrusted: &[Steering]) -> Self {
        Self { untrusted: untrusted.to_vec(), answer: OnceCell::new(), has_sent: AtomicBool::new(false) }
    }
}

impl Registry {
    /// Makes sure that secrets may be sent: nothing untrusted leads here, or the person has confirmed it.
    ///
    /// # Errors
    ///
    /// If nobody trusts it.
    pub async fn trust(&self) -> Result<()> {
        let Gate { untrusted, answer, has_sent } = &self.command.gate;
        if untrusted.is_empty() {
            return Ok(());
        }
        let registry = self.url.to_string();
        if *answer.get_or_try_init(|| self.responder.confirm(&registry, untrusted)).await? {
            return Ok(());
        }
        let sent = has_sent.load(Ordering::Relaxed);
        Err(Error::Untrusted { registry: Some(registry), settings: untrusted.clone(), sent })
    }

    /// Lets a request through that carries no secret but the credentials configured for this registry; others only if
    /// they are trusted. A POST carries the password, and brings the new token.
    pub(super) async fn admit(&self, call: &Call, otp: Option<&Secret>) -> Result<()> {
        let sends = self.command.gate.untrusted.iter().any(|steering| steering.sends.is_some());
        if sends || call.method == Method::POST || otp.is_some() {
            self.trust().await?;
        }
        self.command.gate.has_sent.store(true, Ordering::Relaxed);
        Ok(())
    }
}
