//! What is accepted of a registry that does less than it was asked for, or does not say what it did.

use super::restriction::Restriction;
use crate::config::Config;
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
    /// The same, with a token revoked whose value is lost.
    #[must_use]
    pub(super) fn revoking_lost(self) -> Self {
        Self { revokes_lost: true, ..self }
    }

    /// Reads what the caller accepts. No file counts: a stranger's would accept anything.
    pub fn read(config: &Config) -> Result<Self> {
        let mut terms = Self::default();
        if let Some(list) = config.list(ALLOWED)? {
            let source = list.source.clone();
            for name in list.of_person(ALLOWED)? {
                let spelling = |known: &Restriction| source.word_for(known.key());
                let known = Restriction::ALL.into_iter().find(|known| spelling(known) == name);
                let names = Restriction::ALL.map(|known| format!("`{}`", spelling(&known)));
                let fix = format!("name the restrictions one by one: {}", names.join(", "));
                let problem = "an entry of it is no restriction";
                terms.unenforced.push(known.ok_or_else(|| source.invalid(ALLOWED, problem, &fix))?);
            }
        }
        if let Some(choice) = config.text(ON_UNKNOWN)? {
            terms.revokes_lost = choice.of_person(ON_UNKNOWN)? == "revoke";
        }
        Ok(terms)
    }
}

const ALLOWED: &str = "allow-unenforced";
const ON_UNKNOWN: &str = "on-unknown-outcome";
