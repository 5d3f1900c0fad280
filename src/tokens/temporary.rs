//! A token for one piece of work: noted before it is made, and revoked at the end.

use super::create::create;
use super::enforce::take_back;
use super::expiry::Expires;
use super::model::{CreatedToken, RevokedToken};
use super::new_token::NewToken;
use super::restriction::Restriction;
use super::terms::Terms;
use crate::config::{Config, RegistryUrl};
use crate::contain::apart;
use crate::error::{Error, Left, Result};
use crate::journal::{self, Beginning, Entry, Journal, Purpose};
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

/// Where a token's life is noted, and what for.
pub struct Lifetime {
    /// The account's journal.
    pub journal: Journal,
    /// What the token is for.
    pub purpose: Purpose,
}

/// A token that is there, and that whoever has this is to revoke. Dropped, it leaves its note for a later run to find.
pub struct Temporary {
    /// The token, with its value. Nothing is said to be missing in it that nobody asked for.
    pub created: CreatedToken,
    /// Whether the registry gives it the end that it shall have.
    pub has_end: bool,
    registry: Registry,
    note: Option<Entry>,
}

impl Temporary {
    /// Makes a token. It is noted before the registry is asked, and its key as soon as there is one; `warnings` gets why it
    /// is not, where it cannot be. `stop` ends the call as it ends a [`create`].
    ///
    /// # Errors
    ///
    /// Those of [`create`]. Where they leave a token, or may have done so, the note stays.
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
        tokio::select! {
            biased;
            error = &mut stop => return Err(error),
            () = std::future::ready(()) => {}
        }
        let unnoted = |cause: &std::io::Error| {
            format!("the token is not noted, so nobody will know of it if this run is killed: {cause}")
        };
        let mut note = match begin(life, registry, &token).await {
            Ok(note) => Some(note),
            Err(cause) => {
                warnings.push(unnoted(&cause));
                None
            }
        };
        let mut noted = |key: &str, ends| {
            let made = note.as_mut().map_or(Ok(()), |note| note.made(key, ends));
            warnings.extend(made.err().map(|cause| unnoted(&cause)));
        };
        match create(registry, &token, password, &terms, stop).await {
            Ok(mut created) => {
                let has_end = !created.unenforced.contains(&Restriction::Expires);
                created.unenforced.retain(|restriction| !own.contains(restriction));
                let ends = created.token.expiry.as_deref().and_then(|end| end.parse().ok());
                noted(&registry.without_secrets(&created.token.key), ends);
                Ok(Self { created, has_end, registry: registry.clone(), note })
            }
            Err(error) => {
                match error.left() {
                    Left::Nothing => close(note),
                    Left::Token(key) => noted(key, None),
                    Left::Unknown => {}
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
                close(note);
                Ok(gone)
            }
            Err(cause) => Err(Error::NotRevoked {
                registry: registry.url().to_string(),
                key: registry.without_secrets(&created.token.key),
                cause: Box::new(cause),
            }),
        }
    }

    /// The registry it is good for.
    pub fn registry(&self) -> &Registry {
        &self.registry
    }
}

/// A disk may be slow, and other calls go on meanwhile.
async fn begin(life: Lifetime, registry: &Registry, token: &NewToken) -> std::io::Result<Entry> {
    let Lifetime { journal, purpose } = life;
    let (url, name) = (registry.url().clone(), token.name.as_deref().map(|name| registry.without_secrets(name)));
    let began = Timestamp::now();
    let write = move || {
        let beginning = Beginning { purpose, registry: &url, name: name.as_deref(), began };
        Ok(journal.begin(&beginning))
    };
    apart(write).await.map_err(std::io::Error::other)?
}

/// Removes a note. One that stays is told of by the next run, which is a lesser evil than to fail now.
fn close(note: Option<Entry>) {
    let _ = note.map(Entry::close);
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
