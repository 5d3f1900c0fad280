//! What the unfinished word of a command line may become.

use super::Candidate;
use crate::cli::command::Command;
use crate::cli::flags::{FLAGS, Flag, Takes};
use crate::config::keys::{self, Kind};
use crate::tokens::{Access, RULES};

/// What there is to choose from.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Wanted<'a> {
    /// These.
    Known(Vec<Candidate>),
    /// The tokens whose name or id begins so.
    Token(&'a str),
}

/// What may be said beside the commands for tokens.
const OTHERS: [(&str, &str); 3] = [
    ("help", "what a command does"),
    ("sandbox", "an in-memory registry to try things out with"),
    (super::NAME, "a script by which a shell completes command lines"),
];

/// Finds out what is wanted; the last word is the one to complete.
pub(super) fn wanted<'a>(words: &[&'a str]) -> Wanted<'a> {
    let Some((word, before)) = words.split_last() else { return Wanted::Known(Vec::new()) };
    let command = before.iter().find_map(|word| Command::find(word));
    let begins = |candidate: &Candidate| candidate.word.starts_with(word);
    if let Some((flag, value)) = word.strip_prefix("--").and_then(|flag| flag.split_once('=')) {
        return Wanted::Known(values(flag, value).map(|value| of_flag(flag, &value)).collect());
    }
    if let Some(flag) = before.last().and_then(|word| word.strip_prefix("--")).filter(|flag| takes_word(flag)) {
        return Wanted::Known(values(flag, word).map(|word| Candidate { word, about: format!("--{flag}") }).collect());
    }
    if word.starts_with('-') {
        let flags = FLAGS.iter().filter(|flag| match command {
            Some(command) => Flag::of(flag.name, command).is_some_and(|own| own.group == flag.group),
            None => Command::ALL.into_iter().all(|command| flag.is_of(command)),
        });
        return Wanted::Known(flags.map(candidate).filter(begins).collect());
    }
    let is_help = before.first() == Some(&"help");
    match command {
        Some(Command::Revoke | Command::Rotate) if !is_help => Wanted::Token(word),
        None if before.iter().all(|word| word.starts_with('-') || is_help) => {
            let commands = Command::ALL
                .into_iter()
                .map(|command| Candidate { word: command.name().into(), about: command.summary().into() });
            let others = OTHERS.map(|(word, about)| Candidate { word: word.into(), about: about.into() });
            Wanted::Known(commands.chain(others).filter(begins).collect())
        }
        _ => Wanted::Known(Vec::new()),
    }
}

/// A flag, ready for its value where it takes one.
fn candidate(flag: &Flag) -> Candidate {
    let equals = if matches!(flag.takes(), Takes::Value | Takes::Values) { "=" } else { "" };
    Candidate { word: format!("--{}{equals}", flag.name), about: flag.help.into() }
}

fn of_flag(flag: &str, value: &str) -> Candidate {
    Candidate { word: format!("--{flag}={value}"), about: value.into() }
}

fn takes_word(flag: &str) -> bool {
    Flag::find(flag).is_some_and(|flag| matches!(flag.takes(), Takes::Value | Takes::Values))
}

/// The values of a flag that begin so, of which the last one counts where there may be several.
fn values(flag: &str, beginning: &str) -> impl Iterator<Item = String> {
    let (others, last) = beginning.rsplit_once(',').map_or(("", beginning), |(others, _)| {
        let (others, last) = beginning.split_at(others.len() + 1);
        (others, last)
    });
    let matching = known(flag).into_iter().filter(|value| value.starts_with(last));
    matching.map(|value| format!("{others}{value}")).collect::<Vec<_>>().into_iter()
}

/// The values there are.
fn known(flag: &str) -> Vec<&'static str> {
    match flag {
        "permission" => Access::WORDS.iter().map(|(word, _)| *word).collect(),
        "sort" => vec!["name", "created", "accessed", "expiry"],
        "fail-on" => vec!["error", "warning", "note", "none"],
        "ignore" => RULES.iter().map(|rule| rule.id).collect(),
        "to" => vec!["stdout", "file:", "npmrc", "npmrc:", "exec:"],
        _ => match keys::find(flag).map(|key| key.kind) {
            Some(Kind::Choice(words)) => words.to_vec(),
            Some(Kind::Flag) => vec!["true", "false"],
            _ => Vec::new(),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::{Wanted, wanted};

    fn words(line: &[&str]) -> Vec<String> {
        match wanted(line) {
            Wanted::Known(candidates) => candidates.into_iter().map(|candidate| candidate.word).collect(),
            Wanted::Token(beginning) => vec![format!("token {beginning}")],
        }
    }

    #[test]
    fn completes_commands_flags_values_and_tokens() {
        let cases: [(&[&str], &[&str]); 22] = [
            (&["l"], &["list"]),
            (&["re"], &["revoke"]),
            (&["comp"], &["completion"]),
            (&["help", "ch"], &["check"]),
            (&["--json", "au"], &["audit"]),
            (&["list", "--so"], &["--sort="]),
            (&["list", "--sort=e"], &["--sort=expiry"]),
            (&["list", "--sort", "e"], &["expiry"]),
            (&["list", "--perm"], &["--permission="]),
            (
                &["create", "--packages-and-scopes-permission=read-w"],
                &[
                    "--packages-and-scopes-permission=read-write",
                    "--packages-and-scopes-permission=read-write-stage-only",
                ],
            ),
            (&["create", "--to=n"], &["--to=npmrc", "--to=npmrc:"]),
            (&["audit", "--ignore=no-cidr,never-u"], &["--ignore=no-cidr,never-used"]),
            (&["audit", "--output=s"], &["--output=sarif"]),
            (&["rotate", "--keep"], &["--keep-on-sink-failure", "--keep-old", "--keep-old-for="]),
            (&["rotate", "c"], &["token c"]),
            (&["rm", "--json", ""], &["token "]),
            (&["help", "revoke", ""], &[]),
            (&["list", "x"], &[]),
            (&["create", "--password="], &[]),
            (&["list", "--packages"], &[]),
            (&["--auth-type=w"], &["--auth-type=web"]),
            (&[], &[]),
        ];
        for (line, expected) in cases {
            let mut found = words(line);
            found.sort();
            let mut expected: Vec<_> = expected.iter().map(ToString::to_string).collect();
            expected.sort();
            assert_eq!(found, expected, "{line:?}");
        }
        assert!(words(&["list", "--"]).contains(&"--registry=".into()));
        assert!(!words(&["--"]).contains(&"--sort=".into()));
    }
}
