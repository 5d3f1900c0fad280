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
    /// The key of a token that was there before: as long as it is, what is new is ours, and it is never taken for the new one.
    pub(super) spared: Option<String>,
}

impl Terms {
    /// What is accepted of the successor of a token, of which a value that is lost is revoked. Only the call itself counts:
    /// variables are about tokens that are created.
    pub fn of_successor(config: &Config) -> Result<Self> {
        let given = config.list(ALLOWED)?.is_some_and(|list| list.source.is_given());
        let terms = if given { Self::read(config)? } else { Self::default() };
        Ok(Self { revokes_lost: true, ..terms })
    }

    pub(super) fn sparing(&self, key: &str) -> Self {
        Self { spared: Some(key.to_owned()), ..self.clone() }
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
