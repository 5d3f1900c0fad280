//! Replaces a token: makes one that is as the old one was, hands it over, sees that it works, and only then revokes the
//! old one. At every step, one of the two works.

mod carry;
mod changes;

use reqwest::Method;
use tokio::time::sleep;

use super::create::create_prepared;
use super::deliver::{Deliver, Delivery, hand_over, undelivered};
use super::enforce::{own, within};
use super::list::list;
use super::lost::{Lost, WAITS};
use super::model::{CreatedToken, RevokedToken, Token};
use super::new_token::NewToken;
use super::noted::{Lifetime, Note};
use super::revoke::delete;
use super::selector::{Selector, has_value};
use super::terms::Terms;
use super::whoami::{WHOAMI, whoami};
use crate::config::Config;
use crate::error::{Error, Result, RotationStep, Uncarried};
use crate::registry::{Registry, TOKENS};
use crate::secret::Secret;
use crate::time::Timestamp;

pub use changes::Changes;

/// What changes of a token by its use.
const PASSING: [&str; 3] = ["accessed", "lastUsedAt", "updated"];

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
    /// Why the new one may not work, where it is wanted all the same.
    pub doubt: Option<Error>,
}

impl Rotation {
    /// Finds the token, and what its successor has to be. Nothing is changed yet.
    ///
    /// # Errors
    ///
    /// [`Error::Uncarried`] if the successor could not be as the old token is.
    pub async fn plan(registry: &Registry, config: &Config, selector: &Selector, changes: &Changes) -> Result<Self> {
        let (url, now) = (registry.url(), Timestamp::now());
        let old = selector.find(&list(registry).await?, &url.to_string())?.clone();
        let new = carry::carry(&old, changes, now).map_err(|properties| uncarried(registry, &old, properties))?;
        new.check(config, url, now)?;
        Ok(Self { old, new })
    }

    /// Makes sure that the token is still as it was planned, and gives the tokens there are.
    async fn confirm(&self, registry: &Registry, owner: Option<&str>) -> Result<Vec<Token>> {
        let tokens = list(registry).await?;
        let now = Selector::Key(self.old.key.clone()).find(&tokens, &registry.url().to_string())?;
        let (was, is) = (lasting(&self.old), lasting(now));
        let names = was.keys().chain(is.keys().filter(|name| !was.contains_key(*name)));
        let changed = names.filter(|name| was.get(*name) != is.get(*name)).map(|name| Uncarried {
            property: name.clone(),
            problem: "it has changed meanwhile".into(),
            fix: "look at the token, and try again",
        });
        let mut properties: Vec<_> = changed.collect();
        let user = ["user", "username"].iter().find_map(|name| is.get(*name)?.as_str());
        if user.zip(owner).is_some_and(|(user, owner)| user != owner) {
            let fix = "rotate it with the credentials of that account";
            properties.push(Uncarried { property: "user".into(), problem: "it is of another account".into(), fix });
        }
        if properties.is_empty() { Ok(tokens) } else { Err(uncarried(registry, &self.old, properties)) }
    }
}

/// How a rotation is carried out.
pub struct Handling<'a> {
    /// What is accepted of the new token.
    pub terms: &'a Terms,
    /// Where its value goes.
    pub to: &'a dyn Deliver,
    /// Whether the old token stays. It does so too where the value goes to the caller with the result.
    pub keeps_old: bool,
    /// Where it is noted as long as nobody knows what came of it.
    pub life: Lifetime,
}

/// Carries a rotation out. `warnings` gets why the new token is not noted, where it cannot be.
///
/// `stop` ends the call before its time, but for what would leave something undone: a create that was sent is looked for,
/// and a token that was made is handed over or revoked.
///
/// # Errors
///
/// As [`create`](super::create()) and [`hand_over`], with the old token as it was; [`Error::Rotation`] if both tokens may be
/// there.
pub async fn rotate(
    registry: &Registry,
    rotation: Rotation,
    password: &Secret,
    handling: Handling<'_>,
    warnings: &mut Vec<String>,
    stop: impl Future<Output = Error>,
) -> Result<Rotated> {
    tokio::pin!(stop);
    let Handling { terms, to, keeps_old, life } = handling;
    let terms = terms.sparing(&rotation.old.key);
    // What is awaited is boxed, or the future of a whole call would be too large to move about.
    let prepared = async {
        let owner = match whoami(registry).await {
            Ok((owner, _)) => Some(owner),
            // A registry may say that to nobody, or not to this token.
            Err(
                Error::Status { status: 401 | 403 | 404, .. } | Error::NotSupported { .. } | Error::BadResponse { .. },
            ) => None,
            Err(error) => return Err(error),
        };
        let tokens = rotation.confirm(registry, owner.as_deref()).await?;
        Ok((owner, tokens))
    };
    let (owner, tokens) = tokio::select! {
        biased;
        error = stop.as_mut() => return Err(error),
        prepared = Box::pin(prepared) => prepared?,
    };
    // Once this run can say what came of the token, the note is of no use.
    let mut note = Note::begin(life, registry, &rotation.new).await;
    let rotated =
        Box::pin(make(registry, rotation, (password, &terms), (to, keeps_old), (owner, tokens), &mut note, stop));
    let rotated = rotated.await;
    warnings.append(&mut note.warnings);
    note.close();
    rotated
}

/// Makes the new token, and sees to both.
async fn make(
    registry: &Registry,
    rotation: Rotation,
    (password, terms): (&Secret, &Terms),
    (to, keeps_old): (&dyn Deliver, bool),
    (owner, tokens): (Option<String>, Vec<Token>),
    note: &mut Note,
    stop: impl Future<Output = Error>,
) -> Result<Rotated> {
    tokio::pin!(stop);
    let Rotation { old, new } = rotation;
    let lost = Lost::since(registry, &new, terms, Some(&tokens));
    let note_it = |created: &CreatedToken| {
        if created.token.key != old.key {
            note.made(registry, created);
        }
    };
    let created = Box::pin(create_prepared(registry, &new, password, terms, lost, note_it, stop.as_mut())).await?;
    if !created.lessened.is_empty() {
        let less = lessened(registry, &created);
        return Err(Box::pin(undelivered(registry, &created, less)).await);
    }
    let delivery = Box::pin(hand_over(registry, &created, to, stop.as_mut())).await?;
    let proven = tokio::select! {
        biased;
        error = stop.as_mut() => Err(error),
        proven = prove(registry, &created.secret, owner.as_deref()) => proven,
    };
    let doubt = match (proven, &delivery) {
        (Ok(()), _) => None,
        // The value has not left this place.
        (Err(error), Delivery::WithResult) => return Err(Box::pin(undelivered(registry, &created, error)).await),
        (Err(error), Delivery::Failed(_)) => Some(error),
        (Err(error), Delivery::Done) => return Err(both(registry, &old, &created, RotationStep::Prove, error).await),
    };
    if created.is_spared(&created.token) || has_value(&old, created.secret.expose()) {
        let same = unusable(registry, &Method::POST, TOKENS, "it names the old token as the new one".into());
        return Err(both(registry, &old, &created, RotationStep::Same, same).await);
    }
    let revoked = if keeps_old || !matches!(delivery, Delivery::Done) {
        None
    } else {
        let revoked = tokio::select! {
            biased;
            error = stop => Err(error),
            revoked = Box::pin(delete(registry, &old)) => revoked,
        };
        match revoked {
            Ok(revoked) => Some(revoked),
            Err(error) => return Err(both(registry, &old, &created, RotationStep::Revoke, error).await),
        }
    };
    Ok(Rotated { old, revoked, created, delivery, doubt })
}

/// Sees that a new token works, and is the caller's, where it is known who that is.
async fn prove(registry: &Registry, token: &Secret, owner: Option<&str>) -> Result<()> {
    let registry = registry.authenticated_by(token)?;
    let mut proven = Ok(());
    for wait in WAITS {
        sleep(wait).await;
        proven = match whoami(&registry).await {
            Ok((name, _)) if owner.is_some_and(|owner| owner != name) => {
                Err(unusable(&registry, &Method::GET, WHOAMI, "it is not known as a token of this account".into()))
            }
            answer => answer.map(drop),
        };
        if !matches!(proven, Err(Error::Status { status: 401 | 403, .. })) {
            break;
        }
    }
    proven
}

fn lessened(registry: &Registry, created: &CreatedToken) -> Error {
    let names: Vec<_> = created.lessened.iter().map(|restriction| format!("`{}`", restriction.key())).collect();
    let problem = format!("the new token may do less than the old one by {}", names.join(", "));
    unusable(registry, &Method::POST, TOKENS, problem)
}

fn unusable(registry: &Registry, method: &Method, path: &str, problem: String) -> Error {
    let exchange = registry.exchange(method, &registry.url().endpoint(path));
    Error::BadResponse { exchange, status: 200, problem }
}

fn uncarried(registry: &Registry, old: &Token, properties: Vec<Uncarried>) -> Error {
    let clean = |one: Uncarried| Uncarried {
        property: registry.without_secrets(&one.property),
        problem: registry.without_secrets(&one.problem),
        ..one
    };
    Error::Uncarried {
        registry: registry.url().to_string(),
        key: registry.without_secrets(&old.key),
        properties: properties.into_iter().map(clean).collect(),
    }
}

/// What a registry says of a token, but for what its use changes.
fn lasting(token: &Token) -> serde_json::Map<String, serde_json::Value> {
    let mut fields = token.raw.fields();
    fields.retain(|name, _| !PASSING.contains(&name.as_str()));
    fields
}

/// The error of a rotation that ends with two tokens. A new one that the registry gave no key is looked for.
async fn both(registry: &Registry, old: &Token, created: &CreatedToken, step: RotationStep, cause: Error) -> Error {
    let key = match created.token.key.as_str() {
        _ if created.is_spared(&created.token) => String::new(),
        "" => within(Box::pin(own(registry, created, created.began))).await.map(|token| token.key).unwrap_or_default(),
        key => key.to_owned(),
    };
    Error::Rotation {
        registry: registry.url().to_string(),
        step,
        old: registry.without_secrets(&old.key),
        key: registry.without_secrets(&key),
        cause: Box::new(cause),
    }
}
