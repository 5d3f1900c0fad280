//! The variables by which the command gets the token.

use super::super::Session;
use super::super::refusal::usage;
use super::Exec;
use crate::config::Source;
use crate::error::Result;
use crate::secret::Secret;

/// What npm's variables begin with, in letters of any size.
const PREFIX: &str = "npm_config_";

/// What the command has of variables that this process has not, and the other way round.
pub(super) struct Variables {
    pub(super) removed: Vec<String>,
    pub(super) set: Vec<(String, Secret)>,
}

/// What stands for the account behind a registry's address. npm would take the token before it.
const ACCOUNT: [&str; 4] = ["_auth", "_password", "username", "email"];

/// Tells npm the token for the registry it is good for, and whoever else by the names that were given. The account's
/// password and codes are for the token alone, and do not get to the command.
pub(super) fn of(session: &Session<'_>, exec: &Exec, token: &Secret) -> Variables {
    let registry = &session.settings.registry;
    let credential = registry.value.token_key();
    let is_named = registry.source == Source::Flag;
    let of_registry = |key: &str| {
        let account = credential.strip_suffix("_authToken").and_then(|prefix| key.strip_prefix(prefix));
        account.is_some_and(|key| ACCOUNT.contains(&key))
    };
    let is_replaced = |name: &str| match npm_key(name) {
        Some(key) => {
            key == credential
                || of_registry(key)
                || ["password", "otp"].iter().any(|own| is_key(key, own))
                || is_named && is_key(key, "registry")
        }
        None => false,
    };
    let removed = session.env.vars().map(|(name, _)| name).filter(|name| is_replaced(name)).map(str::to_owned);
    let mut set = vec![(format!("{PREFIX}{credential}"), token.clone())];
    if is_named {
        set.push((format!("{PREFIX}registry"), Secret::new(registry.value.to_string())));
    }
    set.extend(exec.variables.iter().map(|name| (name.clone(), token.clone())));
    Variables { removed: removed.collect(), set }
}

/// Checks the name of a variable that gets the token.
pub(in crate::cli) fn check_name(name: &str) -> Result<()> {
    let is_letter = |byte: u8| byte.is_ascii_alphabetic() || byte == b'_';
    let is_valid =
        name.bytes().next().is_some_and(is_letter) && name.bytes().all(|byte| is_letter(byte) || byte.is_ascii_digit());
    if is_valid { Ok(()) } else { Err(usage("`--env` has a value that is no name of a variable", FIX)) }
}

const FIX: &str = "write the name alone, as in `--env=NPM_TOKEN`: letters, digits and `_`";

/// The key of the configuration that a variable stands for.
fn npm_key(name: &str) -> Option<&str> {
    let (prefix, key) = name.split_at_checked(PREFIX.len())?;
    prefix.eq_ignore_ascii_case(PREFIX).then_some(key)
}

fn is_key(written: &str, key: &str) -> bool {
    written.eq_ignore_ascii_case(key)
}

#[cfg(test)]
mod tests {
    use super::{check_name, npm_key};

    #[test]
    fn tells_names_of_variables_from_other_words() {
        for name in ["NPM_TOKEN", "_x", "a1"] {
            assert!(check_name(name).is_ok(), "{name}");
        }
        for name in ["", "1a", "A=b", "A-B", "A B", "Ä"] {
            assert!(check_name(name).is_err(), "{name}");
        }
    }

    #[test]
    fn knows_the_key_of_a_variable() {
        let cases = [
            ("npm_config_//r/:_authToken", Some("//r/:_authToken")),
            ("NPM_CONFIG_password", Some("password")),
            ("npm_package_name", None),
            ("ÄÄÄÄÄÄÄÄ", None),
        ];
        for (name, key) in cases {
            assert_eq!(npm_key(name), key, "{name}");
        }
    }
}
