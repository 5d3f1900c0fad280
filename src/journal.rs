//! Notes of tokens that are being made, or are in use by a run: what a run that was killed leaves behind, the next one finds.
//!
//! There is one small file for each token, in a folder of the account's own, and no secret is in any. A run keeps its file
//! locked for as long as it lives, so that others can tell a note that was left from one that is in use.

mod entry;
mod orphan;
#[cfg(test)]
mod tests;

use std::fs::{self, DirBuilder, File};
use std::io;
use std::path::PathBuf;

use crate::env::Env;
use crate::time::Timestamp;

pub(crate) use entry::random;
pub use entry::{Beginning, Entry, Purpose};
pub use orphan::Orphan;

/// What the folder is called, below the one for the state of programs.
const FOLDER: &str = "npm-token";

/// How the names of the files end.
const ENDING: &str = ".jsonl";

/// The most files that are looked at: the folder may be full of others' files.
const MOST: usize = 1000;

/// The folder with the notes.
#[derive(Debug, Clone)]
pub struct Journal {
    /// `None` where the surroundings name none.
    folder: Option<PathBuf>,
}

impl Journal {
    /// The journal of an account: in `npm-token` below [`Env::state`]. Nothing is made or read yet.
    pub fn of(env: &Env) -> Self {
        Self { folder: env.state().map(|state| state.join(FOLDER)) }
    }

    /// Notes that a token is about to be made; to be called before the registry is asked for it. The note is on the disk
    /// when this returns.
    ///
    /// # Errors
    ///
    /// If there is no folder for it, or it cannot be written or locked. The run can go on all the same, but has to say
    /// that nobody will know of the token if it is killed.
    pub fn begin(&self, beginning: &Beginning<'_>) -> io::Result<Entry> {
        let Some(folder) = &self.folder else {
            return Err(io::Error::new(io::ErrorKind::NotFound, "there is no home folder"));
        };
        let mut builder = DirBuilder::new();
        builder.recursive(true);
        #[cfg(unix)]
        std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
        builder.create(folder)?;
        let entry = Entry::write(folder, beginning)?;
        // So that the file's name outlives a power failure too; not every system lets a folder be opened.
        if let Ok(folder) = File::open(folder) {
            let _ = folder.sync_all();
        }
        Ok(entry)
    }

    /// The notes of runs that live no more, in the order in which they began. Those of tokens that have ended by now are
    /// removed. What cannot be read, or is no note, is passed over and stays.
    pub fn orphans(&self, now: Timestamp) -> Vec<Orphan> {
        let Some(files) = self.folder.as_ref().and_then(|folder| fs::read_dir(folder).ok()) else { return Vec::new() };
        let is_note = |path: &PathBuf| path.to_str().is_some_and(|path| path.ends_with(ENDING));
        let notes = files.filter_map(|file| Some(file.ok()?.path())).take(MOST).filter(is_note);
        let (ended, mut orphans): (Vec<Orphan>, Vec<Orphan>) =
            notes.filter_map(|path| Orphan::read(&path)).partition(|orphan| orphan.has_ended(now));
        for orphan in ended {
            // It is tried again the next time.
            let _ = orphan.forget();
        }
        orphans.sort_by_key(|orphan| orphan.began);
        orphans
    }
}
