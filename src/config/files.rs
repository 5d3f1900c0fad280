//! Where configuration files are, and how they are read.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::{Component, Path, PathBuf};

use zeroize::Zeroizing;

use super::workspaces;
use crate::env::Env;
use crate::error::{Error, Result};

#[cfg(test)]
mod tests;

/// Nobody writes longer ones by hand; the limit keeps a mistyped path from filling the memory.
const LARGEST: u64 = 1024 * 1024;

/// Makes a configured path absolute: `~/` is the home directory, relative ones count from the working directory
/// (not from the folder of the file they stand in).
pub(super) fn resolve(path: &str, env: &Env) -> PathBuf {
    let in_home = path.strip_prefix("~/").or_else(|| path.strip_prefix("~\\").filter(|_| cfg!(windows)));
    match (in_home, env.home()) {
        (Some(rest), Some(home)) => normal(&env.cwd().join(home).join(rest)),
        _ => normal(&env.cwd().join(path)),
    }
}

/// Takes `.` and `..` out of a path without looking at the disk, so that equal paths are equal texts.
fn normal(path: &Path) -> PathBuf {
    let mut result = PathBuf::new();
    for component in path.components() {
        match component {
            Component::CurDir => {}
            Component::ParentDir => _ = result.pop(),
            _ => result.push(component),
        }
    }
    result
}

/// The user's file, unless `userconfig` names another one.
pub(super) fn default_user_file(env: &Env) -> Option<PathBuf> {
    env.home().map(|home| normal(&env.cwd().join(home).join(".npmrc")))
}

/// The global file below a prefix.
pub(super) fn global_file(prefix: &Path) -> PathBuf {
    prefix.join("etc").join("npmrc")
}

/// The prefix unless one is configured: `$PREFIX`, else where Node.js is installed.
pub(super) fn default_prefix(env: &Env) -> Option<PathBuf> {
    if let Some(prefix) = env.var("PREFIX").filter(|prefix| !prefix.is_empty()) {
        return Some(normal(&env.cwd().join(prefix)));
    }
    let folder = env.node()?.parent()?;
    if cfg!(windows) {
        return Some(folder.to_owned());
    }
    let prefix = folder.parent().unwrap_or(folder);
    Some(match env.var("DESTDIR").filter(|root| !root.is_empty()) {
        Some(root) => normal(&env.cwd().join(root).join(prefix.components().filter(is_named).collect::<PathBuf>())),
        None => prefix.to_owned(),
    })
}

fn is_named(component: &Component<'_>) -> bool {
    !matches!(component, Component::RootDir | Component::Prefix(_))
}

/// Which folders above count as the project's root.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Workspaces {
    /// The root of a workspace stands for its members.
    Followed,
    /// A member stands for itself.
    Ignored,
}

/// The folder whose `.npmrc` is the project's.
///
/// It is the nearest one with a `package.json` or a `node_modules`, or the root of the workspace that has this
/// one as a member. Without any, it is the working directory.
pub(super) fn project_root(env: &Env, mode: Workspaces) -> PathBuf {
    let cwd = normal(env.cwd());
    let is_project = |folder: &&Path| folder.join("package.json").is_file() || folder.join("node_modules").is_dir();
    let Some(nearest) = cwd.ancestors().find(is_project) else { return cwd };
    let root = match mode {
        Workspaces::Followed => nearest.ancestors().skip(1).find(|root| workspaces::has_member(root, nearest)),
        Workspaces::Ignored => None,
    };
    root.unwrap_or(nearest).to_owned()
}

/// Reads a configuration file; a missing one is none, but one that cannot be read is an error.
pub(super) fn read(path: &Path) -> Result<Option<Zeroizing<String>>> {
    match contents(path) {
        Ok(text) => Ok(Some(text)),
        // `NotADirectory`: a folder above is a file, as in `HOME=/dev/null`.
        Err(cause) if matches!(cause.kind(), ErrorKind::NotFound | ErrorKind::NotADirectory) => Ok(None),
        Err(cause) => Err(unreadable(path, &cause)),
    }
}

fn unreadable(path: &Path, cause: &std::io::Error) -> Error {
    let name = path.file_name().unwrap_or_default();
    Error::InvalidConfig {
        key: name.to_string_lossy().into_owned(),
        place: path.parent().unwrap_or(path).display().to_string(),
        problem: format!("it cannot be read: {cause}"),
        fix: "make it a readable file, or remove it".to_owned(),
    }
}

/// The text of a small file, read as Node.js does: bytes that are not UTF-8 become replacement characters.
pub(super) fn contents(path: &Path) -> std::io::Result<Zeroizing<String>> {
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(path)?.take(LARGEST + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > LARGEST {
        return Err(std::io::Error::new(ErrorKind::FileTooLarge, "it is larger than 1 MiB"));
    }
    Ok(Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned()))
}
