//! What is accepted of a registry that does less than it was asked for, or does not say what it did.

use super::restriction::Restriction;
use crate::config::{Config, Source};
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
        if let Some(list) = config.list(ALLOWED)? {
            refuse_file(&list.source, ALLOWED)?;
            for name in &list.value {
                let spelling = |known: &Restriction| list.source.word_for(known.key());
                let known = Restriction::ALL.into_iter().find(|known| spelling(known) == *name);
                let names = Restriction::ALL.map(|known| format!("`{}`", spelling(&known)));
                let fix = format!("name the restrictions one by one: {}", names.join(", "));
                let problem = "an entry of it is no restriction";
                terms.unenforced.push(known.ok_or_else(|| list.source.invalid(ALLOWED, problem, &fix))?);
            }
        }
        if let Some(choice) = config.text(ON_UNKNOWN)? {
            refuse_file(&choice.source, ON_UNKNOWN)?;
            terms.revokes_lost = choice.value == "revoke";
        }
        Ok(terms)
    }
}

const ALLOWED: &str = "allow-unenforced";
const ON_UNKNOWN: &str = "on-unknown-outcome";

fn refuse_file(source: &Source, key: &str) -> Result<()> {
    if source.file().is_none() {
        return Ok(());
    }
    Err(source.invalid(key, "it does not count in a file", "give it as a flag, an option or a variable"))
}
