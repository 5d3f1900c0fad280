//! The ways in which a command line is refused. None of them quotes what may be a password that lost its flag.

use super::command::{Bulk, Command};
use super::flags::{FLAGS, Flag};
use super::near::nearest;
use super::printable::printable;
use crate::error::{Error, Result};
use crate::redact;
use crate::tokens::Wanted;

/// How a credential is given as a flag.
pub(super) const CREDENTIAL_FIX: &str = "write `--//registry.example/:_authToken=…` with your registry's host and path";

/// A command line that cannot be carried out.
pub(super) fn usage(problem: impl Into<String>, fix: impl Into<String>) -> Error {
    Error::Usage { problem: problem.into(), fix: fix.into() }
}

/// Refuses words that a command has no use for.
pub(super) fn check_words(command: Command, words: &[String]) -> Result<()> {
    match command {
        Command::List | Command::Check | Command::Audit | Command::Create if !words.is_empty() => {
            let fix = "several values are written `--packages=a,b` or `--packages=a --packages=b`, spaces in quotes";
            Err(usage(format!("`{}` takes no words beside its flags", command.name()), fix))
        }
        Command::Rotate if words.len() > 1 => Err(unsaid_for_rotate(words.len())),
        _ => Ok(()),
    }
}

/// A revocation that does not say which tokens, where nobody can be asked.
pub(super) fn unsaid() -> Error {
    let fix = "write `npm-token revoke <key|id|name|token>`, or flags that ask for tokens, such as `--expired`";
    usage("`revoke` does not say which token", fix)
}

/// A rotation that does not say which token, or names several.
pub(super) fn unsaid_for_rotate(named: usize) -> Error {
    let problem = format!("`rotate` takes one token, and {named} are named");
    usage(problem, "write `npm-token rotate <key|id|name|token>`, once for each token")
}

/// Refuses to run a command that is not set apart: its flags and ours would be mixed up.
pub(super) fn check_exec(words: &[String], program: &[String]) -> Result<()> {
    let fix = "write `npm-token exec [flags] -- <command> [arguments]`, as in `npm-token exec -- npm publish`";
    match (words, program) {
        ([_, ..], _) => Err(usage("`exec` takes its command after ` -- `, and there are words before that", fix)),
        (_, []) => Err(usage("`exec` does not say which command to run", fix)),
        _ => Ok(()),
    }
}

/// Refuses a revocation that says which tokens in more than one way: nobody knows then whether all of them have to agree.
/// One that does not say it at all asks, unless it says something of the tokens all the same.
pub(super) fn check_selection(words: &[String], wanted: &Wanted, bulk: &Bulk, by_value: bool) -> Result<()> {
    let is_filtered = bulk.all_except_current || !wanted.criteria.is_empty();
    let ways =
        [(!words.is_empty(), "words"), (bulk.file.is_some(), "`--file`"), (is_filtered, "flags that ask for tokens")];
    let given: Vec<_> = ways.iter().filter(|(is_given, _)| *is_given).map(|(_, way)| *way).collect();
    match given.as_slice() {
        // Consent to what nobody knows yet is none.
        [] if by_value || bulk.yes => Err(unsaid()),
        [_] if by_value && is_filtered => {
            Err(usage("`--by-value` is about words and lines of a file, and there are none", "leave it out"))
        }
        [] | [_] => Ok(()),
        _ => Err(usage(format!("`revoke` is told which tokens by {}", given.join(" and by ")), "give one of them")),
    }
}

/// Editors and web pages turn two dashes into a long one.
pub(super) fn refuse_other_dashes(word: &str) -> Result<()> {
    let dashes = ['\u{2010}', '\u{2011}', '\u{2012}', '\u{2013}', '\u{2014}', '\u{2015}', '\u{2212}', '\u{ff0d}'];
    if word.starts_with(dashes) {
        let fix = "type the keyboard's minus sign, twice; what really begins so comes after ` -- `";
        return Err(usage("an argument begins with a dash that is not `-`", fix));
    }
    Ok(())
}

/// A flag that does not exist, with the one that was probably meant.
pub(super) fn unknown(name: &str) -> Error {
    let bare = name.strip_prefix("no-").unwrap_or(name);
    let fix = match nearest(bare, FLAGS.iter().map(|flag| flag.name)) {
        Some(meant) => format!("did you mean `--{meant}`?"),
        None => "see `npm-token --help`".into(),
    };
    usage(format!("unknown flag `--{}`", name_like(name)), fix)
}

/// A flag of other commands, with the one of this command that was probably meant.
pub(super) fn misplaced(flag: &Flag, command: Command) -> Error {
    let names = |command: &Command| format!("`{}`", command.name());
    let owners = Command::ALL.iter().filter(|owner| Flag::of(flag.name, **owner).is_some()).map(names);
    let own = FLAGS.iter().filter(|own| own.is_of(command)).map(|own| own.name);
    let fix = match nearest(flag.name, own) {
        Some(meant) => format!("did you mean `--{meant}`?"),
        None => format!("leave it out; `npm-token {} --help` shows the flags there are", command.name()),
    };
    let owners = owners.collect::<Vec<_>>().join(", ");
    let owners = match owners.rsplit_once(", ") {
        Some((others, last)) => format!("{others} and {last}"),
        None => owners,
    };
    usage(format!("`--{}` belongs to {owners}, not to `{}`", flag.name, command.name()), fix)
}

/// The part of a mistyped name that looks like one: what follows may be a value, glued to it or behind a `=`.
pub(super) fn name_like(name: &str) -> String {
    let is_of_a_name = |letter: &char| letter.is_ascii_alphanumeric() || "-_".contains(*letter);
    redact::text(&name.chars().take_while(is_of_a_name).collect::<String>()).chars().take(40).collect()
}

/// A value attached to a flag that has none.
pub(super) fn no_value(spelling: &str) -> Error {
    usage(format!("`{}` takes no value", printable(spelling)), "write it alone")
}
