//! Hands the value of a new token over: one that reaches nobody is revoked.

use super::enforce::take_back;
use super::model::CreatedToken;
use crate::error::{Error, Result};
use crate::registry::{BoxFuture, Registry};

/// Where the value of a new token goes.
pub trait Deliver: Send + Sync {
    /// Hands it over.
    fn deliver<'a>(&'a self, created: &'a CreatedToken) -> BoxFuture<'a, Result<Delivery>>;
}

/// How that went.
#[derive(Debug)]
pub enum Delivery {
    /// It is where it was to go.
    Done,
    /// It goes to the caller with the result.
    WithResult,
    /// It could not be handed over, and the caller wants to have the token all the same.
    Failed(Error),
}

/// Hands the value over. `stop` gives up what takes long.
///
/// # Errors
///
/// [`Error::Undelivered`] if it reached nobody; the token is revoked then, as far as that can be done.
pub async fn hand_over(
    registry: &Registry,
    created: &CreatedToken,
    to: &dyn Deliver,
    stop: impl Future<Output = Error>,
) -> Result<Delivery> {
    let delivered = tokio::select! {
        biased;
        delivered = to.deliver(created) => delivered,
        error = stop => Err(error),
    };
    match delivered {
        Ok(delivery) => Ok(delivery),
        Err(error) => Err(undelivered(registry, created, error).await),
    }
}

/// Revokes a token whose value has reached nobody, and tells what became of it.
pub(super) async fn undelivered(registry: &Registry, created: &CreatedToken, cause: Error) -> Error {
    // Whoever was to take the value may have said it.
    let cause = match cause {
        Error::Callback { callback, message } => {
            Error::Callback { callback, message: registry.without_secrets(&message) }
        }
        other => other,
    };
    let kept = take_back(registry, created).await.err();
    Error::Undelivered {
        registry: registry.url().to_string(),
        key: registry.without_secrets(&created.token.key),
        cause: Box::new(cause),
        kept: kept.map(Box::new),
    }
}
