//! The note of a run that lives.

use std::fs::{File, OpenOptions, remove_file};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use ring::rand::{SecureRandom, SystemRandom};
use serde::{Deserialize, Serialize};

use super::ENDING;
use crate::config::RegistryUrl;
use crate::time::Timestamp;

/// The version of the files' form.
pub(super) const VERSION: u32 = 1;

/// What a token is made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// A command that runs with it (`npm-token exec`); the token is of no use afterwards.
    Exec,
    /// A function that is called with it (`withTemporaryToken`); the token is of no use afterwards.
    Temporary,
    /// The place of another token, which may be gone by then.
    Rotate,
}

/// What is known before a token is made.
#[derive(Debug, Clone, Copy)]
pub struct Beginning<'a> {
    /// What it is made for.
    pub purpose: Purpose,
    /// The registry that is asked for it.
    pub registry: &'a RegistryUrl,
    /// The name that is asked for.
    pub name: Option<&'a str>,
    /// When that is, by this machine's clock.
    pub began: Timestamp,
}

/// The first line of a file: what is known before the token is made.
#[derive(Serialize, Deserialize)]
pub(super) struct Head {
    pub(super) version: u32,
    pub(super) purpose: Purpose,
    /// Its address, without user info.
    pub(super) registry: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) name: Option<String>,
    pub(super) began: String,
}

/// A further line: what is known once the token is there.
#[derive(Default, Serialize, Deserialize)]
pub(super) struct Made {
    pub(super) key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) ends: Option<String>,
}

/// The note of a token that this run is responsible for. Dropped without [`close`](Self::close), it stays for later runs to
/// find.
#[derive(Debug)]
pub struct Entry {
    path: PathBuf,
    /// Locked until it is dropped, or the process ends in whatever way.
    file: File,
}

impl Entry {
    pub(super) fn write(folder: &Path, beginning: &Beginning<'_>) -> io::Result<Self> {
        let Beginning { purpose, registry, name, began } = *beginning;
        let head = Head {
            version: VERSION,
            purpose,
            registry: registry.to_string(),
            name: name.map(str::to_owned),
            began: began.to_iso(),
        };
        let path = folder.join(format!("{}-{}{ENDING}", began.to_iso().replace(':', ""), random()?));
        let mut options = OpenOptions::new();
        // Windows locks nothing that can only be appended to.
        options.read(true).append(true).create_new(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let mut entry = Self { file: options.open(&path)?, path };
        // Whoever looks at it meanwhile has it for a moment only.
        match entry.file.lock().and_then(|()| entry.append(&head)) {
            Ok(()) => Ok(entry),
            Err(error) => {
                let _ = entry.close();
                Err(error)
            }
        }
    }

    /// Notes the new token's key, and when it ends, where that is known. To be called as soon as the registry has answered.
    /// `key` must have no secret in it, whatever the registry has made of it.
    ///
    /// # Errors
    ///
    /// If it cannot be written. What was noted before stays.
    pub fn made(&mut self, key: &str, ends: Option<Timestamp>) -> io::Result<()> {
        self.append(&Made { key: key.to_owned(), ends: ends.map(Timestamp::to_iso) })
    }

    /// Removes the note: no token came to be, it is revoked, or whoever is to have it has it.
    ///
    /// # Errors
    ///
    /// If the file cannot be removed.
    pub fn close(self) -> io::Result<()> {
        remove_file(&self.path)
    }

    /// Adds one line, which is either there as a whole or does not count.
    fn append(&mut self, line: &impl Serialize) -> io::Result<()> {
        let mut line = serde_json::to_vec(line)?;
        line.push(b'\n');
        self.file.write_all(&line)?;
        self.file.sync_all()
    }
}

/// Eight hexadecimal digits that no other run has.
pub(crate) fn random() -> io::Result<String> {
    let mut bytes = [0; 4];
    SystemRandom::new().fill(&mut bytes).map_err(|_| io::Error::other("the system gives no random numbers"))?;
    Ok(format!("{:08x}", u32::from_be_bytes(bytes)))
}
