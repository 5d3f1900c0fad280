//! The note of a run that lives no more.

use std::fs::{File, remove_file};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use super::entry::{Head, Made, Purpose, VERSION};
use crate::time::{Span, Timestamp};

/// The largest file that is read.
const LARGEST: u64 = 64 * 1024;

/// How long after its end a token is certain to have ended: the registry's clock may be another.
const CERTAIN: Span = Span::from_hours(1);

/// What a run has left that ended before its token was seen to. Every text is the file's, which others may have written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Orphan {
    /// What the token was made for.
    pub purpose: Purpose,
    /// The registry's address, without user info.
    pub registry: String,
    /// The name that was asked for.
    pub name: Option<String>,
    /// When the run was about to make it.
    pub began: Timestamp,
    /// When it ends, where the registry has said so.
    pub ends: Option<Timestamp>,
    /// Its key; `None` if the run did not live to see whether there is such a token.
    pub key: Option<String>,
    /// The file with the note.
    pub path: PathBuf,
}

impl Orphan {
    /// Reads a note, unless the run that wrote it lives.
    pub(super) fn read(path: &Path) -> Option<Self> {
        // Opening a pipe would wait for whoever writes to it.
        if !path.symlink_metadata().ok()?.is_file() {
            return None;
        }
        let file = File::open(path).ok()?;
        // Others may look at the same time.
        file.try_lock_shared().ok()?;
        let mut text = String::new();
        file.take(LARGEST).read_to_string(&mut text).ok()?;
        Self::parse(&text, path.to_owned())
    }

    pub(super) fn parse(text: &str, path: PathBuf) -> Option<Self> {
        let mut lines = text.split_inclusive('\n');
        let Head { version, purpose, registry, name, began } = serde_json::from_str(lines.next()?).ok()?;
        if version != VERSION {
            return None;
        }
        // A line that was not written to its end does not count.
        let made =
            lines.filter(|line| line.ends_with('\n')).filter_map(|line| serde_json::from_str(line).ok()).next_back();
        let Made { key, ends } = made.unwrap_or_default();
        let key = Some(key).filter(|key| !key.is_empty());
        let ends = ends.and_then(|ends| ends.parse().ok());
        Some(Self { purpose, registry, name, began: began.parse().ok()?, ends, key, path })
    }

    /// Tells whether its token has certainly ended.
    pub(super) fn has_ended(&self, now: Timestamp) -> bool {
        self.ends.is_some_and(|ends| now.since(ends) > CERTAIN)
    }

    /// Tells whether nobody has a use for its token any more, so that it can be revoked without a look at what for.
    pub fn is_useless(&self) -> bool {
        self.purpose != Purpose::Rotate
    }

    /// Removes the note.
    ///
    /// # Errors
    ///
    /// If the file cannot be removed.
    pub fn forget(&self) -> io::Result<()> {
        remove_file(&self.path)
    }
}
