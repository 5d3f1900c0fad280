//! Shows what is about to be revoked.

use super::printable::printable;
use super::table::Screen;
use super::token_table;
use crate::time::Timestamp;
use crate::tokens::{End, Plan, Planned, Revocation, Spared, Token, Which};

/// The tokens that were found.
pub(super) fn tokens(plan: &Plan) -> Vec<Token> {
    plan.tokens.iter().filter_map(|one| one.found.as_ref().ok().cloned()).collect()
}

/// How many deletions it takes; what is not found takes none.
pub(super) fn number(plan: &Plan) -> usize {
    plan.tokens.iter().filter(|one| one.found.is_ok() || one.value.is_some()).count()
}

/// The plan as a table, with what has to be known of the token in use below it. It may go elsewhere than the results, so
/// it has no colours.
pub(super) fn show(plan: &Plan, registry: &str, now: Timestamp, screen: Screen) -> String {
    let tokens = tokens(plan);
    let mut lines = Vec::new();
    if !tokens.is_empty() {
        lines.push(format!("To be revoked on {}: {}", printable(registry), count(tokens.len())));
        lines.push(token_table::print(&tokens, now, Screen { colour: false, ..screen }).trim_end().to_owned());
    }
    let values = plan.tokens.iter().filter(|one| one.value.is_some()).count();
    if values > 0 {
        lines.push(format!("By its value, which the list does not tell: {}", count(values)));
    }
    lines.extend(in_use(plan));
    lines.into_iter().map(|line| line + "\n").collect()
}

/// What has to be known of the token in use.
fn in_use(plan: &Plan) -> Option<String> {
    let current: Vec<_> = plan.tokens.iter().filter(|one| one.is_current).filter_map(id).collect();
    Some(match (current.as_slice(), &plan.spared) {
        ([], None) => return None,
        ([], Some(Spared::Listed(id))) => format!("The token in use is kept: `{}`", printable(id)),
        ([], Some(Spared::Unlisted)) => "The token in use is none of those that are listed.".into(),
        ([id], _) => format!("The token in use is among them, and goes last: `{id}`"),
        (ids, _) => format!("Each of these may be the token in use, so they go last: `{}`", ids.join("`, `")),
    })
}

fn id(one: &Planned) -> Option<String> {
    one.found.as_ref().ok().map(|token| printable(&token.id))
}

/// Says that there is nothing to do.
pub(super) fn nothing(plan: &Plan, which: &Which, registry: &str) -> String {
    match (which, plan.listed) {
        (Which::Named(..), _) => "no line of the file names a token".into(),
        (_, 0) => format!("there are no tokens on {registry}"),
        (_, listed) => format!("of the {} on {registry}, none is to be revoked", count(listed)),
    }
}

/// Says how many went how.
pub(super) fn summary(revocations: &[Revocation]) -> String {
    let number = |end: Option<End>| {
        let ended = revocations.iter().map(|one| one.result.as_ref().ok().map(|gone| gone.end));
        ended.filter(|other| *other == end).count()
    };
    let parts = [
        (number(Some(End::Revoked)), "revoked"),
        (number(Some(End::AlreadyGone)), "already gone"),
        (number(None), "failed"),
    ];
    let said = parts.iter().filter(|(number, _)| *number > 0).map(|(number, what)| format!("{number} {what}"));
    format!("of {}: {}", count(revocations.len()), said.collect::<Vec<_>>().join(", "))
}

/// So many tokens.
pub(super) fn count(number: usize) -> String {
    format!("{number} token{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::{show, summary};
    use crate::cli::samples;
    use crate::cli::table::Screen;
    use crate::time::Timestamp;
    use crate::tokens::{Plan, Planned, Spared};

    fn planned(is_current: bool) -> Vec<Planned> {
        let mut planned: Vec<Planned> = samples::tokens().into_iter().map(Planned::from).collect();
        planned[1].is_current = is_current;
        planned
    }

    #[test]
    fn shows_the_tokens_and_the_one_in_use() {
        let cases = [
            (false, None, ""),
            (true, None, "The token in use is among them, and goes last: `00000002`\n"),
            (false, Some(Spared::Listed("00000001".into())), "The token in use is kept: `00000001`\n"),
            (false, Some(Spared::Unlisted), "The token in use is none of those that are listed.\n"),
        ];
        for (is_current, spared, end) in cases {
            let plan = Plan { tokens: planned(is_current), spared, listed: 2 };
            let screen = Screen { width: None, colour: true };
            let shown = show(&plan, "https://registry.example/", Timestamp::now(), screen);
            assert!(shown.starts_with("To be revoked on https://registry.example/: 2 tokens\nid "), "{shown}");
            assert!(shown.ends_with(end) && shown.lines().count() == 4 + end.lines().count(), "{shown}");
            assert!(!shown.contains('\u{1b}'));
        }
    }

    #[test]
    fn counts_what_became_of_them() {
        assert_eq!(summary(&samples::revocations()), "of 3 tokens: 1 revoked, 1 already gone, 1 failed");
    }
}
