//! Dry runs: what would be done is found out, and nothing is changed.

use crate::config::{Config, Source};
use crate::error::Result;

/// Refuses a dry run of what has nothing to show then.
///
/// # Errors
///
/// If anything makes this one.
pub fn refuse_rehearsal(config: &Config, function: &str) -> Result<()> {
    let Some(flag) = config.flag("dry-run")?.filter(|flag| flag.value) else { return Ok(()) };
    let fix = "unset it, or see by `npm-token create --dry-run` what would be sent";
    Err(flag.source.invalid("dry-run", format!("`{function}` makes a token, and has no dry run"), fix))
}

/// What makes this a dry run, if anything does. npm sets the variable for its scripts, and its own token commands ignore it
/// (T22).
///
/// # Errors
///
/// If only the project says so. It may be a stranger's, and the person would wait for what is not done.
pub fn rehearsal(config: &Config) -> Result<Option<Source>> {
    let Some(flag) = config.flag("dry-run")?.filter(|flag| flag.value) else { return Ok(None) };
    if flag.source.is_of_project() {
        let fix = "give `--dry-run` or `--no-dry-run` (`dryRun`)";
        return Err(flag.source.invalid("dry-run", "a project does not decide whether anything is done", fix));
    }
    Ok(Some(flag.source))
}
