//! What runs that were killed have left: told by every command, and revoked on request.

use super::Session;
use super::confirm::consent;
use super::output::Report;
use super::printable::printable;
use super::terminal::Terminal;
use crate::env::Env;
use crate::error::{Error, Result, paste};
use crate::journal::{Journal, Orphan, Purpose};
use crate::registry::Registry;
use crate::time::Timestamp;
use crate::tokens::{self, Revocation, Selector, Unmatched};

/// Says what was left, with the command that revokes it. `registry` is the one that is asked if no other is named.
pub(crate) fn notices(env: &Env, registry: &str) -> Vec<String> {
    Journal::of(env).orphans(Timestamp::now()).iter().map(|orphan| notice(orphan, registry)).collect()
}

fn notice(orphan: &Orphan, used: &str) -> String {
    let what = match orphan.purpose {
        Purpose::Exec => "`npm-token exec`",
        Purpose::Temporary => "`withTemporaryToken`",
        Purpose::Rotate => "a rotation",
    };
    let (registry, began, path) = (printable(&orphan.registry), orphan.began, orphan.path.display());
    let at = Some(orphan.registry.as_str()).filter(|registry| *registry != used);
    let named = orphan.name.as_ref().map(|name| format!(" named `{}`", printable(name))).unwrap_or_default();
    let run = format!("{what}, begun at {began},");
    match &orphan.key {
        Some(key) if orphan.is_useless() => {
            let (key, how) = (printable(key), paste::revoke(key, at));
            format!("{run} has left the token `{key}`{named} on {registry}: revoke it by {how}")
        }
        Some(key) => {
            let (key, how) = (printable(key), paste::revoke(key, at));
            format!(
                "{run} ended after it had made the token `{key}`{named} on {registry}: if nothing uses it, revoke it by {how}; else remove `{path}`"
            )
        }
        // By its name alone, nobody can tell it: not every registry keeps names, and others' tokens may have it.
        None => {
            let list =
                paste::command("npm-token list --sort=", "created", at).unwrap_or_else(|| "`npm-token list`".into());
            format!(
                "{run} ended while it made a token{named} on {registry}: look for it by {list}, also without its name, and revoke it by its key; then remove `{path}`"
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
        let left = "`npm-token exec`, begun at 2027-01-01T10:00:00Z, has left the token `k` named `n` on https://registry.example/: revoke it by `npm-token revoke k";
        let making = "`npm-token exec`, begun at 2027-01-01T10:00:00Z, ended while it made a token";
        let look = |at: &str| {
            format!(
                "look for it by `npm-token list --sort=created{at}`, also without its name, and revoke it by its key; then remove `/state/note`"
            )
        };
        let cases = [
            (orphan(Some("k"), Some("n")), REGISTRY, format!("{left}`")),
            (orphan(Some("k"), Some("n")), "https://other.example/", format!("{left} --registry={REGISTRY}`")),
            (orphan(None, Some("n")), REGISTRY, format!("{making} named `n` on {REGISTRY}: {}", look(""))),
            (
                orphan(None, None),
                "https://other.example/",
                format!("{making} on {REGISTRY}: {}", look(" --registry=https://registry.example/")),
            ),
            (
                Orphan { purpose: Purpose::Rotate, ..orphan(Some("k"), Some("n")) },
                REGISTRY,
                format!(
                    "a rotation, begun at 2027-01-01T10:00:00Z, ended after it had made the token `k` named `n` on {REGISTRY}: if nothing uses it, revoke it by `npm-token revoke k`; else remove `/state/note`"
                ),
            ),
            (
                orphan(Some("x;id"), Some("a\u{1b}b")),
                REGISTRY,
                format!(
                    "`npm-token exec`, begun at 2027-01-01T10:00:00Z, has left the token `x;id` named `a\\u{{1b}}b` on {REGISTRY}: revoke it by `npm-token revoke` and its key"
                ),
            ),
        ];
        for (orphan, registry, said) in cases {
            assert_eq!(notice(&orphan, registry), said);
        }
    }
}
