//! Standard output that leads nowhere.

use std::io;

use crate::error::{Error, Result};

/// Refuses to go on if whatever is printed is lost, unless somebody wants it so (`>/dev/null`).
pub(super) fn refuse_closed_output() -> Result<()> {
    if is_closed() {
        let cause = io::Error::other("it is closed, and the new token would be lost");
        return Err(Error::Io { action: "write to standard output".into(), cause });
    }
    Ok(())
}

/// Tells whether standard output was closed, or is ignored by the program that started this one. Rust's runtime and
/// Node.js have put the null device in its place then, and opened it for reading too, which no shell does.
#[cfg(unix)]
fn is_closed() -> bool {
    use rustix::fs::{OFlags, fcntl_getfl, fstat, stat};

    let stdout = io::stdout();
    let is_null = match (fstat(&stdout), stat("/dev/null")) {
        (Ok(is), Ok(null)) => (is.st_dev, is.st_ino) == (null.st_dev, null.st_ino),
        _ => false,
    };
    is_null && fcntl_getfl(&stdout).is_ok_and(|flags| flags.contains(OFlags::RDWR))
}

#[cfg(not(unix))]
fn is_closed() -> bool {
    false
}
