//! A token for one piece of work: noted before it is made, and revoked at the end.

use serde_json::{Map, Value};

use super::create::create_prepared;
use super::enforce::take_back;
use super::expiry::Expires;
use super::lost::Lost;
use super::model::{CreatedToken, RevokedToken};
use super::new_token::NewToken;
use super::noted::{Lifetime, Note};
use super::restriction::Restriction;
use super::terms::Terms;
use crate::config::{Config, RegistryUrl};
use crate::error::{Error, Left, Result};
use crate::journal::{self, Purpose};
use crate::registry::Registry;
use crate::secret::Secret;
use crate::time::Timestamp;

/// The shortest life that registries give a token.
const SHORTEST: Expires = Expires::Days(1);

/// What a temporary token shall be.
pub struct TemporaryPlan {
    token: NewToken,
    terms: Terms,
    /// What nobody asked for, so that it may be missing.
    own: Vec<Restriction>,
}

impl TemporaryPlan {
    /// Reads what was asked for. Where nothing is said of them, the token gets a name that no other has, and one day to
    /// live. Nobody asked for these two, so a registry that keeps neither is no failure then.
    pub fn read(config: &Config, registry: &RegistryUrl, purpose: Purpose, now: Timestamp) -> Result<Self> {
        let name = own_name(purpose, now)?;
        let token = NewToken::read_with(config, registry, now, (Some(name.clone()), Some(SHORTEST)))?;
        let mut terms = Terms::read(config)?;
        let own = [
            (Restriction::Name, token.name.as_ref() == Some(&name)),
            (Restriction::Expires, config.text("expires")?.is_none()),
        ];
        let own: Vec<_> = own.into_iter().filter(|(_, is_own)| *is_own).map(|(restriction, _)| restriction).collect();
        terms.unenforced.extend(&own);
        Ok(Self { token, terms, own })
    }

    /// The body of the request, without the password.
    pub fn request(&self) -> Map<String, Value> {
        self.token.request()
    }
}

/// A name as registries take it, and shells do without quotes.
fn own_name(purpose: Purpose, now: Timestamp) -> Result<String> {
    let what = match purpose {
        Purpose::Exec => "exec",
        Purpose::Temporary => "temporary",
        Purpose::Rotate => "rotate",
    };
    let time: String = now.to_iso().chars().take(19).filter(|letter| !matches!(letter, '-' | ':')).collect();
    let random = journal::random().map_err(|cause| Error::Io { action: "make up a name".into(), cause })?;
    Ok(format!("npm-token-{what}-{time}Z-{random}"))
}

/// A token that is there, and that whoever has this is to revoke. Dropped, it leaves its note for a later run to find.
pub struct Temporary {
    /// The token, with its value. Nothing is said to be missing in it that nobody asked for.
    pub created: CreatedToken,
    /// Whether the registry gives it the end that it shall have.
    pub has_end: bool,
    registry: Registry,
    note: Note,
}

impl Temporary {
    /// Makes a token. It is noted before the registry is asked, and its key as soon as there is one; `warnings` gets why it
    /// is not, where it cannot be. `stop` ends the call as it ends a [`create`](super::create()).
    ///
    /// # Errors
    ///
    /// Those of [`create`](super::create()). Where they leave a token, or may have done so, the note stays.
    pub async fn make(
        registry: &Registry,
        plan: TemporaryPlan,
        password: &Secret,
        life: Lifetime,
        warnings: &mut Vec<String>,
        stop: impl Future<Output = Error>,
    ) -> Result<Self> {
        let TemporaryPlan { token, terms, own } = plan;
        tokio::pin!(stop);
        // From here on the program ends by this alone, so that no note is left of what was never sent.
        let lost = tokio::select! {
            biased;
            error = &mut stop => return Err(error),
            lost = Lost::prepare(registry, &token, &terms) => lost?,
        };
        let mut note = Note::begin(life, registry, &token).await;
        let note_it = |created: &CreatedToken| note.made(registry, created);
        // Boxed, or the future of a whole call would be too large to move about.
        let made = match Box::pin(create_prepared(registry, &token, password, &terms, lost, note_it, stop)).await {
            Ok(mut created) => {
                let has_end = !created.unenforced.contains(&Restriction::Expires);
                created.unenforced.retain(|restriction| !own.contains(restriction));
                Ok((created, has_end))
            }
            Err(error) => {
                if let Left::Token(key) = error.left() {
                    note.has_key(key, None);
                }
                Err(error)
            }
        };
        warnings.append(&mut note.warnings);
        match made {
            Ok((created, has_end)) => Ok(Self { created, has_end, registry: registry.clone(), note }),
            Err(error) => {
                if matches!(error.left(), Left::Nothing) {
                    note.close();
                }
                Err(error)
            }
        }
    }

    /// Revokes the token. Takes at most two minutes, whatever the registry does.
    ///
    /// # Errors
    ///
    /// [`Error::NotRevoked`], and then the note stays.
    pub async fn end(self) -> Result<RevokedToken> {
        let Self { created, registry, note, .. } = self;
        match take_back(&registry, &created).await {
            Ok(gone) => {
                note.close();
                Ok(gone)
            }
            Err(cause) => Err(Error::NotRevoked {
                registry: registry.url().to_string(),
                key: registry.without_secrets(&created.token.key),
                cause: Box::new(cause),
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::own_name;
    use crate::journal::Purpose;

    #[test]
    fn names_are_plain_and_each_is_new() {
        let now = "2027-01-01T10:00:00.123Z".parse().expect("a time");
        let names = [(); 2].map(|()| own_name(Purpose::Exec, now).expect("a name"));
        assert!(names[0].starts_with("npm-token-exec-20270101T100000Z-"), "{names:?}");
        assert!(names[0].len() == 40 && names[0] != names[1], "{names:?}");
    }
}
