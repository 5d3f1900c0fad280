//! Writes a file that nobody else can read, as a whole or not at all.

use std::fs::{self, File, Metadata, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::failed;
use crate::config::{Config, ini};
use crate::error::{self, Result};
use crate::time::Timestamp;

/// The largest `.npmrc` that is read as configuration.
const LARGEST: u64 = 1024 * 1024;

/// Where a file is to be.
pub(in crate::cli) struct Place {
    target: PathBuf,
    /// Whether no other may be there.
    is_new: bool,
}

impl Place {
    /// A place where nothing is.
    pub(super) fn empty(config: &Config, path: &str) -> Result<Self> {
        let place = Self { target: config.path(path), is_new: true };
        if place.target.symlink_metadata().is_ok() {
            return Err(place.refusal("there is a file already, which may be in use", "name another one, or remove it"));
        }
        place.prove()
    }

    /// The place of a file that may be there, wherever links lead.
    pub(super) fn of(path: PathBuf) -> Result<Self> {
        let place = Self { target: path, is_new: false };
        match fs::canonicalize(&place.target) {
            Ok(target) => Self { target, ..place }.prove(),
            Err(_) if place.target.symlink_metadata().is_err() => place.prove(),
            Err(cause) => Err(place.refusal(&format!("it cannot be followed: {cause}"), FIX)),
        }
    }

    /// Tries whether a file can be put there.
    fn prove(self) -> Result<Self> {
        if self.target.metadata().is_ok_and(|there| !there.is_file()) {
            return Err(self.refusal("it is no file", FIX));
        }
        let tried = self.beside().and_then(|(path, _)| fs::remove_file(path));
        tried.map_err(|cause| self.refusal(&format!("it cannot be written: {cause}"), FIX))?;
        Ok(self)
    }

    /// What the file says now, edited; the error says why it cannot be.
    pub(super) fn edited(&self, edit: impl FnOnce(&[u8]) -> ini::Edited) -> Result<Zeroizing<Vec<u8>>> {
        let mut now = Zeroizing::new(Vec::new());
        let read = File::open(&self.target).and_then(|file| file.take(LARGEST + 1).read_to_end(&mut now));
        match read {
            Ok(length) if length as u64 > LARGEST => Err(self.refusal("it is larger than 1 MiB", FIX)),
            Err(cause) if cause.kind() != ErrorKind::NotFound => {
                Err(self.refusal(&format!("it cannot be read: {cause}"), FIX))
            }
            _ => match edit(&now).map_err(|problem| self.refusal(problem, FIX))? {
                edited if edited.len() as u64 > LARGEST => Err(self.refusal("it would be larger than 1 MiB", FIX)),
                edited => Ok(edited),
            },
        }
    }

    /// Puts the file there.
    pub(super) fn write(&self, text: &[u8]) -> Result<()> {
        let written = self.beside().and_then(|(path, mut file)| {
            let written = file.write_all(text).and_then(|()| file.sync_all());
            // A link never takes the place of another, which may have come meanwhile.
            let place =
                |path| if self.is_new { fs::hard_link(path, &self.target) } else { fs::rename(path, &self.target) };
            let done = written.and_then(|()| place(&path));
            let removed = if self.is_new || done.is_err() { fs::remove_file(&path) } else { Ok(()) };
            done.and(removed)
        });
        written.map_err(|cause| failed(format!("write the new token to {self}"), cause))
    }

    /// Makes a file beside the one that is to be.
    fn beside(&self) -> std::io::Result<(PathBuf, File)> {
        let name = self.target.file_name().unwrap_or_default().to_string_lossy();
        let now = Timestamp::now().to_iso().replace(':', "");
        let path = self.target.with_file_name(format!(".{name}.{}.{now}", std::process::id()));
        let mut options = OpenOptions::new();
        options.write(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let file = options.open(&path)?;
        keep_owner(&file, self.target.metadata().ok().as_ref()).inspect_err(|_| _ = fs::remove_file(&path))?;
        Ok((path, file))
    }

    fn refusal(&self, problem: &str, fix: &str) -> error::Error {
        error::Error::InvalidOption { option: "--to".into(), problem: format!("{self}: {problem}"), fix: fix.into() }
    }
}

const FIX: &str = "name another file, or see to it that this one can be written";

impl std::fmt::Display for Place {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "`{}`", self.target.display())
    }
}

/// What another one owns stays theirs, also where the administrator writes it.
#[cfg(unix)]
fn keep_owner(file: &File, there: Option<&Metadata>) -> std::io::Result<()> {
    use std::os::unix::fs::{MetadataExt, fchown};
    let Some(there) = there else { return Ok(()) };
    let (uid, gid) = (there.uid(), there.gid());
    let own = file.metadata()?;
    if (own.uid(), own.gid()) == (uid, gid) { Ok(()) } else { fchown(file, Some(uid), Some(gid)) }
}

#[cfg(not(unix))]
fn keep_owner(_: &File, _: Option<&Metadata>) -> std::io::Result<()> {
    Ok(())
}
