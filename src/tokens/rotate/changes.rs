//! What a token's successor shall have that is not as it was, in the caller's own words.

use crate::config::{Source, Value};
use crate::error::Result;
use crate::time::Timestamp;
use crate::tokens::expiry::{EXPIRES_FIX, Expires};
use crate::tokens::new_token::{PACKAGES_PERMISSION, Permission};
use crate::tokens::rotate::carry::KNOWN;

/// What the caller changes.
#[derive(Debug, Clone, Default)]
pub struct Changes {
    pub(super) name: Option<String>,
    pub(super) expires: Option<Expires>,
    pub(super) permission: Option<Permission>,
    /// The properties, by the registry's names, that the new token may lack.
    pub(super) lost: Vec<String>,
}

/// Where `name` says which token is meant, its successor's is the new one.
const NEW_NAME: &str = "new-name";
const NAME: &str = "name";
const LOST: &str = "allow-uncarried";

impl Changes {
    /// Reads what the caller changes, by name. It comes from flags and options alone: what variables and files say of new
    /// tokens is not about this one.
    pub fn read(source: &Source, given: &[(String, Value)], now: Timestamp) -> Result<Self> {
        let mut changes = Self::default();
        for (name, value) in given {
            let invalid = |problem: &str, fix: &str| source.invalid(name, problem, fix);
            match (name.as_str(), value) {
                (NAME | NEW_NAME, Value::Text(text)) if text.trim().is_empty() => {
                    return Err(invalid("it is empty", "give a name, or leave it out to keep the old one"));
                }
                (NAME | NEW_NAME, Value::Text(text)) => changes.name = Some(text.clone()),
                ("expires", Value::Text(text)) => {
                    let expires = Expires::parse(text, now).map_err(|problem| invalid(&problem, EXPIRES_FIX))?;
                    changes.expires = Some(expires);
                }
                (PACKAGES_PERMISSION, Value::Text(text)) => {
                    let fix = "give `no-access`, `read-only`, `read-write` or `read-write-stage-only`";
                    changes.permission = Some(Permission::find(text).ok_or_else(|| invalid("it is not known", fix))?);
                }
                (LOST, Value::List(names)) => {
                    let is_known = |name: &str| KNOWN.contains(&name);
                    let names = names.iter().flat_map(|names| names.split(','));
                    changes.lost = names.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty()).collect();
                    if let Some(name) = changes.lost.iter().find(|name| is_known(name)) {
                        let problem = format!("`{name}` is known, and is carried over or cannot be given up");
                        return Err(invalid(&problem, "name properties that are not known"));
                    }
                }
                _ => return Err(invalid("it is of another kind", "see `npm-token rotate --help`")),
            }
        }
        Ok(changes)
    }
}
