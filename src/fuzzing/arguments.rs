//! The command line.

use std::collections::HashSet;

use super::{MARK, TOKEN, shown, text_without};
use crate::cli::args::parse;
use crate::cli::command::Parsed;

/// A password that is near no command and no flag.
const PASSWORD: &str = "hunter2hunter2";

/// A refusal is one of usage, or of a value, and shows neither a password, wherever a value may stand, nor a token, wherever it stands;
/// what is taken has each key once.
///
/// Each line of the input is an argument, and each `$` stands for a secret.
pub fn arguments(input: &[u8]) {
    let body = &TOKEN["npm_".len()..];
    let input = text_without(input, &[body, PASSWORD]);
    let lines = || input.split('\n');
    check(lines().map(with_password).collect(), PASSWORD);
    check(lines().map(|word| word.replace(MARK, TOKEN)).collect(), body);
}

/// A password takes the place of a whole argument, or of all behind the first `=`.
fn with_password(word: &str) -> String {
    match word.split_once('=') {
        Some((name, value)) if value.contains(MARK) => format!("{name}={PASSWORD}"),
        None if word.contains(MARK) && !word.starts_with('-') => PASSWORD.into(),
        _ => word.into(),
    }
}

fn check(words: Vec<String>, secret: &str) {
    match parse(words) {
        Err(error) => {
            assert!(!shown(&error).contains(secret), "{error}");
            assert!(
                matches!(error.code().as_str(), "EUSAGE" | "EINVALIDOPTION") && error.exit_status() == 2,
                "{error}"
            );
        }
        Ok(Parsed::Run(invocation)) => {
            let keys: HashSet<&String> = invocation.values.iter().map(|(key, _)| key).collect();
            assert!(keys.len() == invocation.values.len(), "{keys:?}");
            assert!(!invocation.warnings.concat().contains(secret), "{:?}", invocation.warnings);
        }
        Ok(Parsed::Help(_) | Parsed::Version) => {}
    }
}
