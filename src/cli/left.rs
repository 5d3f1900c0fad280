//! What runs that were killed have left: told by every command, and revoked on request.

use super::Session;
use super::confirm::consent;
use super::output::Report;
use super::printable::printable;
use super::terminal::Terminal;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::journal::{Journal, Orphan, Purpose};
use crate::registry::Registry;
use crate::time::Timestamp;
use crate::tokens::{self, Revocation, Selector, Unmatched};

/// Says what was left, with the command that revokes it. `registry` is the one that is asked if no other is named.
pub(crate) fn notices(env: &Env, registry: &str) -> Vec<String> {
    Journal::of(env).orphans(Timestamp::now()).iter().map(|orphan| notice(orphan, registry)).collect()
}

fn notice(orphan: &Orphan, registry: &str) -> String {
    let what = match orphan.purpose {
        Purpose::Exec => "`npm-token exec`",
        Purpose::Temporary => "`withTemporaryToken`",
        Purpose::Rotate => "a rotation",
    };
    let at = if orphan.registry == registry { String::new() } else { format!(" --registry={}", orphan.registry) };
    let named = orphan.name.as_ref().map(|name| format!(" named `{name}`")).unwrap_or_default();
    let (registry, began) = (&orphan.registry, orphan.began);
    match (&orphan.key, &orphan.name) {
        (Some(key), _) if orphan.is_useless() => format!(
            "{what}, begun at {began}, was killed and left the token `{key}`{named} on {registry}: revoke it by `npm-token revoke {key}{at}`"
        ),
        (Some(key), _) => format!(
            "{what}, begun at {began}, was killed after it had made the token `{key}`{named} on {registry}: if nothing uses it, revoke it by `npm-token revoke {key}{at}`"
        ),
        (None, name) => {
            let command = match name {
                // The token that was to be replaced may have the same name.
                Some(name) if orphan.purpose == Purpose::Rotate => format!("npm-token list --name={name}{at}"),
                Some(name) => format!("npm-token revoke {name}{at}"),
                None => format!("npm-token list{at}"),
            };
            format!(
                "{what}, begun at {began}, was killed while it made a token{named} on {registry}: see to it by `{command}`; if there is none, remove `{}`",
                orphan.path.display()
            )
        }
    }
}

/// Offers to revoke what was left on this registry, and says what is left elsewhere or stays.
pub(super) async fn offer(
    session: &Session<'_>,
    registry: &Registry,
    terminal: Option<&Terminal>,
    report: &mut Report,
) -> Result<()> {
    let here = registry.url().to_string();
    for orphan in Journal::of(session.env).orphans(Timestamp::now()) {
        let said = notice(&orphan, &session.settings.registry.value.to_string());
        let (Some(terminal), Some(key), true) = (terminal, &orphan.key, orphan.registry == here && orphan.is_useless())
        else {
            report.notices.push(said);
            continue;
        };
        if !consent(terminal, &format!("{}.\nRevoke it now? [y/N] ", printable(&said))).await? {
            continue;
        }
        match tokens::revoke(registry, &Selector::Key(key.clone()), Unmatched::Refused).await {
            Ok(_) | Err(Error::TokenNotFound { .. }) => forget(&orphan, report),
            Err(error) => report.warnings.push(format!("the token `{key}` could not be revoked: {error}")),
        }
    }
    Ok(())
}

/// Removes the notes of tokens that are gone by now.
pub(super) fn settle(env: &Env, registry: &Registry, revocations: &[Revocation], report: &mut Report) {
    let here = registry.url().to_string();
    for orphan in Journal::of(env).orphans(Timestamp::now()).iter().filter(|orphan| orphan.registry == here) {
        if revocations.iter().any(|one| is_end_of(one, orphan)) {
            forget(orphan, report);
        }
    }
}

/// Tells whether a revocation shows that the token is gone: it is of its key or, where that is not known, of its name.
fn is_end_of(revocation: &Revocation, orphan: &Orphan) -> bool {
    let Revocation { selector, key, name, result, .. } = revocation;
    match (&orphan.key, result) {
        (Some(own), Ok(_)) => key.as_ref() == Some(own),
        // Not so by its name: not every registry keeps names.
        (Some(own), Err(Error::TokenNotFound { .. })) => selector == own,
        (None, Ok(_)) => orphan.is_useless() && orphan.name.is_some() && *name == orphan.name,
        _ => false,
    }
}

fn forget(orphan: &Orphan, report: &mut Report) {
    if let Err(cause) = orphan.forget() {
        report.warnings.push(format!("cannot remove `{}`: {cause}", orphan.path.display()));
    }
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::notice;
    use crate::journal::{Orphan, Purpose};

    const REGISTRY: &str = "https://registry.example/";

    #[test]
    fn says_what_was_left_and_what_to_do() {
        let orphan = |key: Option<&str>, name: Option<&str>| Orphan {
            purpose: Purpose::Exec,
            registry: REGISTRY.into(),
            name: name.map(str::to_owned),
            began: "2027-01-01T10:00:00Z".parse().expect("a time"),
            ends: None,
            key: key.map(str::to_owned),
            path: PathBuf::from("/state/note"),
        };
        let left = "`npm-token exec`, begun at 2027-01-01T10:00:00Z, was killed and left the token `k` named `n` on https://registry.example/: revoke it by `npm-token revoke k";
        let making = "`npm-token exec`, begun at 2027-01-01T10:00:00Z, was killed while it made a token";
        let file = "if there is none, remove `/state/note`";
        let cases = [
            (orphan(Some("k"), Some("n")), REGISTRY, format!("{left}`")),
            (orphan(Some("k"), Some("n")), "https://other.example/", format!("{left} --registry={REGISTRY}`")),
            (
                orphan(None, Some("n")),
                REGISTRY,
                format!("{making} named `n` on {REGISTRY}: see to it by `npm-token revoke n`; {file}"),
            ),
            (orphan(None, None), REGISTRY, format!("{making} on {REGISTRY}: see to it by `npm-token list`; {file}")),
        ];
        for (orphan, registry, said) in cases {
            assert_eq!(notice(&orphan, registry), said);
        }
    }
}
