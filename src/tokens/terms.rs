//! What is accepted of a registry that does less than it was asked for, or does not say what it did.

use super::restriction::Restriction;
use crate::config::{Config, Sourced};
use crate::error::Result;

/// What the caller accepts of a create.
#[derive(Debug, Clone, Default)]
pub struct Terms {
    /// The restrictions that may be missing.
    pub(super) unenforced: Vec<Restriction>,
    /// Whether a token whose value is lost is revoked, where it can be told for certain.
    pub(super) revokes_lost: bool,
}

impl Terms {
    /// Reads what the caller accepts. No file counts: a stranger's would accept anything.
    pub fn read(config: &Config) -> Result<Self> {
        let mut terms = Self::default();
        if let Some(list) = of_person(ALLOWED, config.list(ALLOWED)?)? {
            for name in &list.value {
                let spelling = |known: &Restriction| list.source.word_for(known.key());
                let known = Restriction::ALL.into_iter().find(|known| spelling(known) == *name);
                let names = Restriction::ALL.map(|known| format!("`{}`", spelling(&known)));
                let fix = format!("name the restrictions one by one: {}", names.join(", "));
                let problem = "an entry of it is no restriction";
                terms.unenforced.push(known.ok_or_else(|| list.source.invalid(ALLOWED, problem, &fix))?);
            }
        }
        if let Some(choice) = of_person(ON_UNKNOWN, config.text(ON_UNKNOWN)?)? {
            terms.revokes_lost = choice.value == "revoke";
        }
        Ok(terms)
    }
}

const ALLOWED: &str = "allow-unenforced";
const ON_UNKNOWN: &str = "on-unknown-outcome";

fn of_person<T>(key: &str, found: Option<Sourced<T>>) -> Result<Option<Sourced<T>>> {
    match found {
        Some(found) if !found.source.is_from_person() => Err(found.source.refused(key)),
        found => Ok(found),
    }
}
