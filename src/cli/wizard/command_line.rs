//! The command line that says what a person has answered, for a POSIX shell.

use super::is_said;
use crate::cli::Session;
use crate::cli::flags::{FLAGS, Group};
use crate::cli::printable::printable;
use crate::config::keys::{KEYS, Kind};
use crate::config::{Config, Value};
use crate::redact;

/// Shows it, and which flags are left out of it: what is secret is not shown, nor is what may hold something secret.
pub(super) fn shown(session: &Session<'_>) -> String {
    let mut own = Vec::new();
    if let Some(place) = &session.to {
        own.push(Flag::valued("to", place));
    }
    own.extend(
        session.switches.iter().map(|switch| Flag { name: (*switch).to_owned(), word: Some(format!("--{switch}")) }),
    );
    let (words, hidden): (Vec<_>, Vec<_>) =
        flags(&session.config).into_iter().chain(own).partition(|flag| flag.word.is_some());
    let command = "npm-token create".to_owned();
    let line: Vec<String> = std::iter::once(command).chain(words.into_iter().filter_map(|flag| flag.word)).collect();
    let hidden: Vec<_> = hidden.into_iter().map(|flag| format!("`--{}`", flag.name)).collect();
    let rest = if hidden.is_empty() { String::new() } else { format!("and {}, not shown here\n", hidden.join(", ")) };
    format!("The same without questions:\n  {}\n{}", printable(&line.join(" ")), printable(&rest))
}

/// A flag, and how it is written if it may be shown.
struct Flag {
    name: String,
    word: Option<String>,
}

impl Flag {
    fn valued(name: &str, value: &str) -> Self {
        let is_harmless = redact::text(value) == value;
        Self { name: name.to_owned(), word: is_harmless.then(|| format!("--{name}={}", quoted(value))) }
    }

    fn switch(name: &str, is_on: bool) -> Self {
        let no = if is_on { "" } else { "no-" };
        Self { name: name.to_owned(), word: Some(format!("--{no}{name}")) }
    }
}

/// The flags of the configuration that were given, and what else counts of the token, in the order in which the keys are known.
fn flags(config: &Config) -> Vec<Flag> {
    let given: Vec<_> = config.given().collect();
    let credential = given.iter().any(|(key, _)| key.starts_with("//"));
    let credential = credential.then(|| Flag { name: "//…".into(), word: None });
    let flags = KEYS.iter().filter_map(|key| {
        let value = given.iter().find(|(name, _)| *name == key.name).map(|(_, value)| *value);
        // What variables and files say of the token is part of what is agreed to.
        let is_of_token = FLAGS.iter().any(|flag| flag.name == key.name && flag.group == Group::Create);
        let value = value.or_else(|| config.said(key.name).filter(|_| is_of_token && is_said(config, key.name)))?;
        Some(match value {
            Value::Null | Value::Flag(false) => Flag::switch(key.name, false),
            Value::Flag(true) => Flag::switch(key.name, true),
            _ if matches!(key.kind, Kind::Secret | Kind::Pem) => Flag { name: key.name.into(), word: None },
            Value::Text(text) => Flag::valued(key.name, text),
            Value::Number(number) => Flag::valued(key.name, &number.to_string()),
            Value::List(items) => {
                // Where commas were typed with spaces behind them, none are needed.
                let items: Vec<&str> = items.iter().flat_map(|item| item.split(',')).map(str::trim).collect();
                Flag::valued(key.name, &items.join(","))
            }
        })
    });
    flags.chain(credential).collect()
}

/// A word as a shell takes it to the letter.
fn quoted(word: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "@%_+=:,./-".contains(letter);
    if !word.is_empty() && word.chars().all(is_plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}

#[cfg(test)]
mod tests {
    use super::{flags, quoted};
    use crate::config::{Config, Given, Source, Value};
    use crate::env::Env;

    #[test]
    fn quotes_what_a_shell_would_read_otherwise() {
        let cases = [
            ("ci", "ci"),
            ("@acme/app,left-pad", "@acme/app,left-pad"),
            ("192.0.2.0/24", "192.0.2.0/24"),
            ("", "''"),
            ("my ci", "'my ci'"),
            ("$HOME `x` \"y\" \\z", "'$HOME `x` \"y\" \\z'"),
            ("it's", r"'it'\''s'"),
            ("*", "'*'"),
            ("~/x;y&z|(w)<v>#u!", "'~/x;y&z|(w)<v>#u!'"),
            ("名前", "'名前'"),
        ];
        for (word, expected) in cases {
            assert_eq!(quoted(word), expected);
        }
    }

    #[test]
    fn writes_what_was_given_and_nothing_secret() {
        const SECRET: &str = "npm_inventedInventedInventedInvented1234";
        let text = |text: &str| Value::Text(text.to_owned());
        let given = [
            ("expires", text("7d")),
            ("name", text("my ci")),
            ("packages", Value::List(vec!["@acme/a, b".into(), "c".into()])),
            ("read-only", Value::Flag(true)),
            ("bypass-2fa", Value::Flag(false)),
            ("cidr", Value::Null),
            ("color", text("always")),
            ("fetch-retries", Value::Number(3.0)),
            ("password", text(SECRET)),
            ("otp", text("123456")),
            ("ca", text("-----BEGIN")),
            ("token-description", text(SECRET)),
            ("registry", text("https://user:pass@registry.example/")),
            ("//registry.example/:_authToken", text(SECRET)),
        ];
        let values = given.into_iter().map(|(key, value)| (key.to_owned(), value)).collect();
        let given = Given { source: Source::Flag, values, auth_token: None };
        let env = Env::new(vec![("HOME".into(), "/nonexistent/home".into())], "/nonexistent/project".into());
        let config = Config::load(&env, given).expect("no files");
        let written = flags(&config);
        let words: Vec<&str> = written.iter().filter_map(|flag| flag.word.as_deref()).collect();
        assert_eq!(
            words.join(" "),
            "--name='my ci' --expires=7d --packages=@acme/a,b,c --no-cidr --no-bypass-2fa --read-only \
             --fetch-retries=3 --color=always"
        );
        let hidden: Vec<&str> =
            written.iter().filter(|flag| flag.word.is_none()).map(|flag| flag.name.as_str()).collect();
        assert_eq!(hidden, ["token-description", "password", "registry", "otp", "ca", "//…"]);
    }
}
