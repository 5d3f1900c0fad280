//! The note of a token that is about to be made, so that a run that is killed leaves none that nobody knows of.

use std::io;

use super::model::CreatedToken;
use super::new_token::NewToken;
use crate::contain::apart;
use crate::journal::{Beginning, Entry, Journal, Purpose};
use crate::registry::Registry;
use crate::time::Timestamp;

/// Where a token's life is noted, and what for.
pub struct Lifetime {
    /// The account's journal.
    pub journal: Journal,
    /// What the token is for.
    pub purpose: Purpose,
}

/// A note, where one can be written. Dropped, it stays for a later run to find.
pub(super) struct Note {
    entry: Option<Entry>,
    /// Why the token is not noted, where it cannot be.
    pub(super) warnings: Vec<String>,
}

impl Note {
    /// Notes a token before the registry is asked for it. A disk may be slow, and other calls go on meanwhile.
    pub(super) async fn begin(life: Lifetime, registry: &Registry, token: &NewToken) -> Self {
        let Lifetime { journal, purpose } = life;
        let (url, name) = (registry.url().clone(), token.name.as_deref().map(|name| registry.without_secrets(name)));
        let began = Timestamp::now();
        let write = move || {
            let beginning = Beginning { purpose, registry: &url, name: name.as_deref(), began };
            Ok(journal.begin(&beginning))
        };
        match apart(write).await.map_err(io::Error::other).and_then(|written| written) {
            Ok(entry) => Self { entry: Some(entry), warnings: Vec::new() },
            Err(cause) => Self { entry: None, warnings: vec![unnoted(&cause)] },
        }
    }

    /// Notes a token that is there. An end that is over is none: what ends is forgotten, and this one may live.
    pub(super) fn made(&mut self, registry: &Registry, created: &CreatedToken) {
        let ends = created.token.expiry.as_deref().and_then(|end| end.parse().ok());
        let ends = ends.filter(|ends| *ends > Timestamp::now());
        self.has_key(&registry.without_secrets(&created.token.key), ends);
    }

    /// Notes the key of a token that is left.
    pub(super) fn has_key(&mut self, key: &str, ends: Option<Timestamp>) {
        let made = self.entry.as_mut().map_or(Ok(()), |entry| entry.made(key, ends));
        self.warnings.extend(made.err().map(|cause| unnoted(&cause)));
    }

    /// Removes the note. One that stays is told of by the next run, which is a lesser evil than to fail now.
    pub(super) fn close(self) {
        let _ = self.entry.map(Entry::close);
    }
}

fn unnoted(cause: &io::Error) -> String {
    format!("the token is not noted, so nobody will know of it if this run is killed: {cause}")
}
