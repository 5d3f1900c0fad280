//! Dry runs of what makes a token.

use serde_json::{Map, Value};

use super::Session;
use super::output::Output;
use super::printable::printable;
use super::refusal::usage;
use crate::error::Result;

/// Tells whether this is a dry run. One that has nothing to print is refused.
pub(super) fn is_asked_for(session: &Session<'_>) -> Result<bool> {
    let is_rehearsal = session.is_rehearsal()?;
    if is_rehearsal && session.output == Output::Token {
        return Err(usage("a dry run makes no token that `--output=token` could print", "leave one of the two out"));
    }
    Ok(is_rehearsal)
}

/// What would be asked of the registry, for people.
pub(super) fn describe(request: &Map<String, Value>) -> String {
    let value = |value: &Value| value.as_str().map_or_else(|| value.to_string(), printable);
    let lines = request.iter().map(|(name, said)| format!("{name}: {}\n", value(said)));
    std::iter::once("Would create a token\n".to_owned()).chain(lines).collect()
}
