//! Dry runs.

use serde_json::{Map, Value};

use super::Session;
use super::output::Output;
use super::printable::{printable, printable_json};
use super::refusal::usage;
use crate::config::Source;
use crate::error::Result;

/// Refuses a dry run of what makes a token in a form that has nothing but that to print.
pub(super) fn check_output(session: &Session<'_>) -> Result<()> {
    if !session.is_rehearsal() || matches!(session.output, Output::Table | Output::Json) {
        return Ok(());
    }
    let fix = "leave one of the two out, or take `--json`";
    Err(usage("a dry run makes no token that `--output=token` or `--parseable` could print", fix))
}

/// Says that this is one, and what makes it one: that may be a variable or a file.
pub(super) fn notice(session: &Session<'_>, what: &str) -> String {
    match &session.rehearsal {
        None | Some(Source::Flag) => format!("a dry run: {what}"),
        Some(source) => format!("a dry run (by {source}): {what}"),
    }
}

/// What would be asked of the registry, for people.
pub(super) fn describe(request: &Map<String, Value>) -> String {
    let value = |value: &Value| value.as_str().map_or_else(|| printable_json(&value.to_string()), printable);
    let lines = request.iter().map(|(name, said)| format!("{name}: {}\n", value(said)));
    std::iter::once("Would create a token\n".to_owned()).chain(lines).collect()
}
