//! What is asked, and what the answers mean.

use crate::tokens::NewToken;

pub(super) const NAME: &str = "Name";
pub(super) const NAME_OR_NONE: &str =
    "Name (Enter alone: none, for a registry whose tokens have neither names nor limits)";
pub(super) const PACKAGES: &str = "Packages, with commas between them (Enter alone: scopes instead)";
pub(super) const SCOPES: &str = "Scopes, as `@acme`, with commas between them";
pub(super) const SCOPES_OR_NONE: &str = "Scopes, as `@acme`, with commas between them (Enter alone: no limit)";
pub(super) const MAY: &str = "What it may do";
pub(super) const RANGES: &str = "IPv4 ranges it may be used from, with commas between them (Enter alone: everywhere)";

/// How long it may live, the shortest first.
pub(super) const LIFETIMES: [&str; 3] = ["7d", "30d", "90d"];

/// The question for a lifetime.
pub(super) fn lifetime() -> String {
    let [usual, others @ ..] = LIFETIMES;
    let others = others.join(", ");
    format!("How long it lives: {usual}, {others}, or days, weeks (`12w`) or an ISO date of your own [{usual}]")
}

/// A question to which any text may be the answer.
pub(super) fn open(question: &str) -> String {
    format!("{question}: ")
}

/// A question to which one of some words is the answer, by its number too; the first, if nothing is typed.
pub(super) fn numbered(question: &str, choices: &[(&str, Permission)]) -> String {
    let lines = choices.iter().enumerate().map(|(index, (word, _))| format!("  {} {word}\n", index + 1));
    format!("{question}:\n{}Choose one [1]: ", lines.collect::<String>())
}

/// What a token may do, as a flag says it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Permission {
    /// To read, in whatever way the registry has for it.
    ReadOnly,
    /// Everything, of a token of the older kind.
    Older,
    /// A word for one of the permissions.
    Named(&'static str, String),
}

/// What a token may be allowed, the least first.
pub(super) fn permissions(token: &NewToken) -> Vec<(&'static str, Permission)> {
    let named = |key, word: &'static str| (word, Permission::Named(key, word.to_owned()));
    let mut choices = vec![("read-only", Permission::ReadOnly)];
    if token.names_packages() {
        // Organizations, if they are named too, stay what the registry makes of them: to be read.
        choices.push(named(PACKAGES_PERMISSION, "read-write"));
        choices.push(named(PACKAGES_PERMISSION, "read-write-stage-only"));
    } else if token.is_limited() {
        choices.push(named("orgs-permission", "read-write"));
    } else {
        choices.push(("read-write", Permission::Older));
    }
    choices
}

const PACKAGES_PERMISSION: &str = "packages-and-scopes-permission";

/// The choice that an answer names. Another word is taken for a permission, and refused as such.
pub(super) fn chosen(choices: &[(&str, Permission)], answer: &str) -> Permission {
    let number = if answer.is_empty() { Ok(1) } else { answer.parse::<usize>() };
    let by_number = number.ok().and_then(|number| choices.get(number.checked_sub(1)?));
    let found = by_number.or_else(|| choices.iter().find(|(word, _)| *word == answer));
    found.map_or_else(|| Permission::Named(PACKAGES_PERMISSION, answer.to_owned()), |(_, choice)| choice.clone())
}
