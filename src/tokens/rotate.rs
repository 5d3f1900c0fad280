//! Replaces a token: makes one that is as the old one was, hands it over, sees that it works, and only then revokes the
//! old one. At every step, one of the two works.

mod carry;
mod changes;

use std::time::Duration;

use tokio::time::{sleep, timeout};

use super::create::create;
use super::deliver::{Deliver, Delivery, hand_over, undelivered};
use super::list::list;
use super::model::{CreatedToken, RevokedToken, Token};
use super::new_token::NewToken;
use super::revoke::delete;
use super::selector::Selector;
use super::terms::Terms;
use super::whoami::whoami;
use crate::config::{Config, RegistryUrl};
use crate::error::{Error, Result, RotationStep};
use crate::registry::Registry;
use crate::secret::Secret;
use crate::time::Timestamp;

pub use changes::Changes;

/// The waits before it is asked whether the new token works, as long as the registry does not know it: it may have to
/// spread the word first.
const WAITS: [Duration; 4] =
    [Duration::ZERO, Duration::from_millis(500), Duration::from_millis(1500), Duration::from_secs(3)];

/// How long revoking the old token may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// A token, and what comes in its place.
pub struct Rotation {
    /// The token there is.
    pub old: Token,
    /// The token to make.
    pub new: NewToken,
}

/// A token that has a successor.
pub struct Rotated {
    /// The old token.
    pub old: Token,
    /// What became of it; `None` if it was kept.
    pub revoked: Option<RevokedToken>,
    /// The new token.
    pub created: CreatedToken,
    /// How the new one was handed over.
    pub delivery: Delivery,
}

impl Rotation {
    /// Finds the token, and what its successor has to be. Nothing is changed yet.
    ///
    /// # Errors
    ///
    /// [`Error::Uncarried`] if the successor could not be as the old token is.
    pub async fn plan(registry: &Registry, config: &Config, selector: &Selector, changes: &Changes) -> Result<Self> {
        let url = registry.url();
        let old = selector.find(&list(registry).await?, &url.to_string())?.clone();
        Self::of(old, config, url, changes, Timestamp::now())
    }

    fn of(old: Token, config: &Config, url: &RegistryUrl, changes: &Changes, now: Timestamp) -> Result<Self> {
        let new = carry::carry(&old, changes, now).map_err(|properties| Error::Uncarried {
            registry: url.to_string(),
            key: old.key.clone(),
            properties,
        })?;
        new.check(config, url, now)?;
        Ok(Self { old, new })
    }
}

/// Carries a rotation out. Where `keeps_old` is set, or the value goes to the caller with the result, the old token stays.
///
/// `stop` ends the call before its time, but for what would leave something undone: a create that was sent is looked for,
/// a token that was made is handed over or revoked, and once the new one works the old one is revoked.
///
/// # Errors
///
/// As [`create`] and [`hand_over`], with the old token as it was; [`Error::Rotation`] if both tokens are there.
pub async fn rotate(
    registry: &Registry,
    rotation: Rotation,
    password: &Secret,
    terms: &Terms,
    to: &dyn Deliver,
    keeps_old: bool,
    stop: impl Future<Output = Error>,
) -> Result<Rotated> {
    tokio::pin!(stop);
    let Rotation { old, new } = rotation;
    // A token that nobody has the value of is of no use to anybody.
    let terms = terms.clone().revoking_lost();
    let created = Box::pin(create(registry, &new, password, &terms, stop.as_mut())).await?;
    let delivery = Box::pin(hand_over(registry, &created, to, stop.as_mut())).await?;
    let proven = tokio::select! {
        biased;
        error = stop => Err(error),
        proven = prove(registry, &created.secret) => proven,
    };
    match (proven, &delivery) {
        (Ok(()), _) | (Err(_), Delivery::Failed(_)) => {}
        // The value has not left this place.
        (Err(error), Delivery::WithResult) => return Err(undelivered(registry, &created, error).await),
        (Err(error), Delivery::Done) => return Err(both(registry, &old, &created, RotationStep::Prove, error)),
    }
    let revoked = if keeps_old || !matches!(delivery, Delivery::Done) {
        None
    } else {
        let deletion = timeout(PATIENCE, Box::pin(delete(registry, &old))).await;
        let revoked = deletion.unwrap_or(Err(Error::Timeout { after: PATIENCE }));
        Some(revoked.map_err(|error| both(registry, &old, &created, RotationStep::Revoke, error))?)
    };
    Ok(Rotated { old, revoked, created, delivery })
}

/// Sees that a new token works.
async fn prove(registry: &Registry, token: &Secret) -> Result<()> {
    let registry = registry.authenticated_by(token)?;
    let mut proven = Ok(());
    for wait in WAITS {
        sleep(wait).await;
        proven = whoami(&registry).await.map(drop);
        if !matches!(proven, Err(Error::Status { status: 401 | 403, .. })) {
            break;
        }
    }
    proven
}

/// The error of a rotation that ends with two tokens.
fn both(registry: &Registry, old: &Token, created: &CreatedToken, step: RotationStep, cause: Error) -> Error {
    Error::Rotation {
        registry: registry.url().to_string(),
        step,
        old: old.key.clone(),
        key: registry.without_secrets(&created.token.key),
        cause: Box::new(cause),
    }
}
