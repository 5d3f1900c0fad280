//! Writes a file that nobody else can read; one that is there already is replaced as a whole or not at all.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{Error, ErrorKind, Write};
use std::path::{Path, PathBuf};

use zeroize::Zeroizing;

use super::failed;
use crate::error::Result;

/// The largest `.npmrc` that is read as configuration.
const LARGEST: u64 = 1024 * 1024;

/// A file that is about to be written; it goes away if that does not happen.
pub(in crate::cli) struct Pending {
    target: PathBuf,
    /// Where it is until then: beside the one whose place it takes.
    place: PathBuf,
    file: File,
    is_written: bool,
}

/// Gets a new file ready. One that is there already may be in use.
pub(super) fn create(target: PathBuf) -> Result<Pending> {
    pending(target.clone(), target)
}

/// Gets a file ready that takes the place of one that may be there, wherever a link leads.
pub(super) fn replace(target: PathBuf) -> Result<Pending> {
    let target = fs::canonicalize(&target).unwrap_or(target);
    let name = target.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let beside = target.with_file_name(format!(".{name}.{}", std::process::id()));
    pending(beside, target)
}

fn pending(place: PathBuf, target: PathBuf) -> Result<Pending> {
    let owner = target.metadata().ok();
    let file = private().open(&place).map_err(|cause| failed(action(&target), cause))?;
    let pending = Pending { target, place, file, is_written: false };
    pending.keep_owner(owner.as_ref()).map_err(|cause| failed(action(&pending.target), cause))?;
    Ok(pending)
}

fn private() -> OpenOptions {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options
}

fn action(target: &Path) -> String {
    format!("write the new token to `{}`", target.display())
}

impl Pending {
    /// What the file says now, edited; an error says why it cannot be.
    pub(super) fn edited(
        &self,
        edit: impl FnOnce(&[u8]) -> std::result::Result<Vec<u8>, &'static str>,
    ) -> Result<Zeroizing<Vec<u8>>> {
        let now = match fs::read(&self.target) {
            Err(cause) if cause.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            text => text,
        };
        let now = now.map(Zeroizing::new).map_err(|cause| failed(action(&self.target), cause))?;
        let edited = if now.len() as u64 > LARGEST { Err("it is larger than 1 MiB") } else { edit(&now) };
        edited.map(Zeroizing::new).map_err(|problem| failed(action(&self.target), Error::other(problem)))
    }

    /// Writes the file, and says where it is.
    pub(super) fn write(mut self, text: impl AsRef<[u8]>) -> Result<String> {
        let written = self.file.write_all(text.as_ref()).and_then(|()| self.file.sync_all());
        let is_elsewhere = self.place != self.target;
        let placed = written.and_then(|()| if is_elsewhere { fs::rename(&self.place, &self.target) } else { Ok(()) });
        placed.map_err(|cause| failed(action(&self.target), cause))?;
        self.is_written = true;
        Ok(format!("`{}`", self.target.display()))
    }

    /// What another one owns stays theirs, also where the administrator writes it.
    #[cfg(unix)]
    fn keep_owner(&self, owner: Option<&Metadata>) -> std::io::Result<()> {
        use std::os::unix::fs::{MetadataExt, fchown};
        let Some(owner) = owner else { return Ok(()) };
        let (uid, gid) = (owner.uid(), owner.gid());
        let own = self.file.metadata()?;
        if (own.uid(), own.gid()) == (uid, gid) { Ok(()) } else { fchown(&self.file, Some(uid), Some(gid)) }
    }

    #[cfg(not(unix))]
    fn keep_owner(&self, _: Option<&Metadata>) -> std::io::Result<()> {
        Ok(())
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if !self.is_written {
            // What cannot be removed is empty, or as private as it should be.
            let _ = fs::remove_file(&self.place);
        }
    }
}
