//! Dry runs: what would be done is found out, and nothing is changed.

use crate::config::{Config, Source};
use crate::error::Result;

/// Refuses a dry run of what has nothing to show then.
///
/// # Errors
///
/// If anything makes this one.
pub fn refuse_rehearsal(config: &Config, function: &str) -> Result<()> {
    let Some(source) = rehearsal(config)? else { return Ok(()) };
    let fix = "unset it, or see by `npm-token create --dry-run` what would be sent";
    Err(source.invalid(KEY, format!("`{function}` makes a token, and has no dry run"), fix))
}

/// What makes this a dry run, if anything does. npm sets the variable for its scripts, and its own token commands ignore it
/// (T22).
///
/// # Errors
///
/// If the project decides it, which may be a stranger's: the person would wait for what is not done, or not expect what is.
pub fn rehearsal(config: &Config) -> Result<Option<Source>> {
    let Some(flag) = config.flag(KEY)? else { return Ok(None) };
    if config.is_steered(KEY) {
        let fix = "give `--dry-run` or `--no-dry-run` (`dryRun`), or set `npm_config_dry_run`";
        return Err(flag.source.invalid(KEY, "a project does not decide whether anything is done", fix));
    }
    Ok(flag.value.then_some(flag.source))
}

const KEY: &str = "dry-run";
