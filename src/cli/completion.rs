//! `npm-token completion`: the scripts by which shells complete command lines, and what they ask when that is to be done.
//!
//! A script hands over the words up to the cursor, the last of them unfinished, and gets a line for each candidate: what the
//! word may become, a tab, and what that is. Tokens come from the registry, so only what no shell reads as anything but
//! text is among the candidates.

mod words;

use std::sync::Arc;
use std::time::Duration;

use tokio::time::timeout;

use self::words::{Wanted, wanted};
use super::args;
use super::command::Parsed;
use super::printable::printable;
use super::refusal::usage;
use crate::config::{Config, Given, Source};
use crate::env::Env;
use crate::error::Result;
use crate::registry::{Nobody, Registry};
use crate::tokens::{Token, list};

/// The word that names the command, and is no command of the token kind.
pub(super) const NAME: &str = "completion";

/// What the scripts ask by.
const ASK: &str = "--words";

/// How long a person waits for names.
const PATIENCE: Duration = Duration::from_secs(3);

/// The shells, and their scripts.
const SCRIPTS: [(&str, &str); 4] = [
    ("bash", include_str!("completion/npm-token.bash")),
    ("zsh", include_str!("completion/npm-token.zsh")),
    ("fish", include_str!("completion/npm-token.fish")),
    ("powershell", include_str!("completion/npm-token.ps1")),
];

/// One thing that a word may become.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Candidate {
    word: String,
    about: String,
}

/// Prints a shell's script, or the candidates for a word. `words` are what follows the command's name.
pub(super) async fn run(words: &[&str], env: &Env) -> Result<String> {
    if let [ASK, "--", words @ ..] = words {
        return Ok(candidates(words, env).await.iter().map(line).collect());
    }
    let names = SCRIPTS.map(|(name, _)| format!("`{name}`")).join(", ");
    let fix = format!("write `npm-token completion` and one of {names}; see README");
    match words {
        [shell] => {
            let script = SCRIPTS.iter().find(|(name, _)| name == shell);
            script
                .map(|(_, script)| (*script).to_owned())
                .ok_or_else(|| usage("there is no such shell to complete for", fix))
        }
        _ => Err(usage("`completion` takes the name of one shell", fix)),
    }
}

fn line(candidate: &Candidate) -> String {
    format!("{}\t{}\n", candidate.word, candidate.about)
}

async fn candidates(words: &[&str], env: &Env) -> Vec<Candidate> {
    match wanted(words) {
        Wanted::Known(candidates) => candidates,
        Wanted::Token(beginning) => {
            let tokens = timeout(PATIENCE, tokens(words, env)).await;
            // Whoever types is not disturbed.
            let tokens = tokens.ok().and_then(Result::ok).unwrap_or_default();
            named(&tokens).filter(|candidate| candidate.word.starts_with(beginning)).collect()
        }
    }
}

/// The tokens of the registry that the finished words lead to. Nobody is asked for anything.
async fn tokens(words: &[&str], env: &Env) -> Result<Vec<Token>> {
    let finished = words.split_last().map_or(&[][..], |(_, finished)| finished);
    // Where one has to be named, one is.
    let complete = finished.iter().copied().chain(["x"]).map(str::to_owned).collect();
    let values = match args::parse(complete) {
        Ok(Parsed::Run(invocation)) => invocation.values,
        // What cannot be understood may name another registry.
        _ => return Ok(Vec::new()),
    };
    let config = Config::load(env, Given { source: Source::Flag, values, auth_token: None })?;
    let registry = Registry::open(&config.settings()?, Arc::new(Nobody))?;
    list(&registry.hurried()).await
}

/// Each token by its id, and by its name if no other has it.
fn named(tokens: &[Token]) -> impl Iterator<Item = Candidate> {
    let is_plain = |text: &&str| {
        let is_of_word = |letter: char| letter.is_ascii_alphanumeric() || "-_.@/+".contains(letter);
        text.starts_with(|first: char| first.is_ascii_alphanumeric() || first == '@') && text.chars().all(is_of_word)
    };
    let is_only = |name: &&str| tokens.iter().filter(|other| other.name.as_deref() == Some(name)).count() == 1;
    tokens.iter().flat_map(move |token| {
        let name = token.name.as_deref();
        let about = printable(&name.map_or_else(|| "a token".into(), |name| format!("token {name}")));
        let by_name = name.filter(is_only).map(|name| (name, printable(&format!("token {}", token.id))));
        let words = std::iter::once((token.id.as_str(), about)).chain(by_name);
        let plain = words.filter(move |(word, _)| is_plain(word));
        plain.map(|(word, about)| Candidate { word: word.to_owned(), about }).collect::<Vec<_>>()
    })
}

#[cfg(test)]
mod tests {
    use super::{SCRIPTS, named};
    use crate::cli::samples;
    use crate::tokens::{Raw, Token};
    use serde_json::json;

    fn words(rows: &serde_json::Value) -> Vec<String> {
        let rows = rows.as_array().expect("a list").iter().filter_map(serde_json::Value::as_object);
        let tokens: Vec<Token> = rows.map(|row| Token::read(row, Raw::of(row)).expect("a token")).collect();
        named(&tokens).map(|candidate| candidate.word).collect()
    }

    #[test]
    fn names_tokens_by_what_means_one_of_them() {
        let rows = json!([
            { "key": "aaaaaa", "name": "ci" }, { "key": "bbbbbb", "name": "old" }, { "key": "cccccc", "name": "old" },
            { "key": "dddddd" },
        ]);
        assert_eq!(words(&rows), ["aaaaaa", "ci", "bbbbbb", "cccccc", "dddddd"]);
    }

    #[test]
    fn gives_a_shell_nothing_to_run() {
        for name in ["$(id)", "a b", "`id`", "a;b", "-rf", "--yes", "a\nb", "\u{1b}[31m", "a'b", "a\tb", "é", "", "*"]
        {
            assert_eq!(words(&json!([{ "key": "aaaaaa", "name": name }])), ["aaaaaa"], "{name:?}");
        }
        assert_eq!(words(&json!([{ "key": "$(id)id", "name": "ci" }])), ["ci"]);
        assert!(named(&samples::tokens()).all(|candidate| !candidate.about.contains(['\n', '\t', '\u{1b}'])));
    }

    #[test]
    fn every_script_asks_the_same_way() {
        for (shell, script) in SCRIPTS {
            assert!(script.contains("completion --words --"), "{shell}");
        }
    }
}
