//! Which folders are members of an npm workspace, by the patterns in the root's `package.json`.

use std::path::Path;

use super::files;

#[cfg(test)]
mod tests;

/// Tells whether `root` has a `package.json` whose `workspaces` include the folder `member` below it.
///
/// A `package.json` that cannot be read has no workspaces, as for npm.
pub(super) fn has_member(root: &Path, member: &Path) -> bool {
    let below = member.strip_prefix(root).ok().and_then(Path::to_str);
    let Some(path) = below else { return false };
    let path = path.replace('\\', "/");
    member.join("package.json").is_file() && includes(&patterns(root), &path)
}

fn patterns(root: &Path) -> Vec<String> {
    let Ok(text) = files::contents(&root.join("package.json")) else { return Vec::new() };
    let manifest: serde_json::Value = serde_json::from_str(text.trim_start_matches('\u{feff}')).unwrap_or_default();
    let workspaces = &manifest["workspaces"];
    let list = workspaces["packages"].as_array().or_else(|| workspaces.as_array());
    list.into_iter().flatten().filter_map(|pattern| pattern.as_str().map(str::to_owned)).collect()
}

/// A later pattern takes back an earlier `!pattern` that excludes it.
fn includes(patterns: &[String], path: &str) -> bool {
    let mut included: Vec<String> = Vec::new();
    let mut excluded: Vec<String> = Vec::new();
    for pattern in patterns {
        let bare = pattern.trim_start_matches('!');
        let is_negated = (pattern.len() - bare.len()) % 2 == 1;
        let bare = bare.strip_prefix('.').filter(|rest| rest.starts_with('/')).unwrap_or(bare);
        let bare = bare.trim_matches('/').replace('\\', "/");
        if is_negated {
            excluded.push(bare);
        } else {
            excluded.retain(|negated| !matches(negated, &bare));
            included.push(bare);
        }
    }
    let is_excluded =
        path.split('/').any(|part| part == "node_modules") || excluded.iter().any(|pattern| matches(pattern, path));
    !is_excluded && included.iter().any(|pattern| matches(pattern, path))
}

/// Matches a path against a pattern with `*`, `?`, `**`, `[…]` and `{…,…}`.
fn matches(pattern: &str, path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    alternatives(pattern).iter().any(|pattern| {
        let pattern: Vec<&str> = pattern.split('/').filter(|part| !matches!(*part, "" | ".")).collect();
        matches_parts(&pattern, &parts)
    })
}

/// Writes out the braces of a pattern: `{a,b}/*` is `a/*` and `b/*`.
fn alternatives(pattern: &str) -> Vec<String> {
    // The innermost braces first: they hold no others.
    let braces = pattern.find('}').and_then(|close| Some((pattern[..close].rfind('{')?, close)));
    match braces {
        Some((open, close)) if pattern.len() < 1000 => pattern[open + 1..close]
            .split(',')
            .flat_map(|choice| alternatives(&format!("{}{choice}{}", &pattern[..open], &pattern[close + 1..])))
            .collect(),
        _ => vec![pattern.to_owned()],
    }
}

fn matches_parts(pattern: &[&str], path: &[&str]) -> bool {
    match (pattern, path) {
        ([], []) => true,
        (["**", rest @ ..], _) => {
            let hidden = path.iter().position(|part| part.starts_with('.')).unwrap_or(path.len());
            (0..=hidden).any(|skipped| matches_parts(rest, &path[skipped..]))
        }
        ([first, rest @ ..], [part, others @ ..]) => {
            let is_hidden = part.starts_with('.') && !first.starts_with('.');
            !is_hidden && matches_name(&chars(first), &chars(part)) && matches_parts(rest, others)
        }
        _ => false,
    }
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

fn matches_name(pattern: &[char], name: &[char]) -> bool {
    match pattern {
        [] => name.is_empty(),
        ['*', rest @ ..] => (0..=name.len()).any(|taken| matches_name(rest, &name[taken..])),
        ['?', rest @ ..] => !name.is_empty() && matches_name(rest, &name[1..]),
        ['[', rest @ ..] if rest.contains(&']') => {
            let close = rest.iter().position(|letter| *letter == ']').unwrap_or_default();
            let (class, after) = (&rest[..close], &rest[close + 1..]);
            !name.is_empty() && class_has(class, name[0]) && matches_name(after, &name[1..])
        }
        [letter, rest @ ..] => name.first() == Some(letter) && matches_name(rest, &name[1..]),
    }
}

fn class_has(class: &[char], letter: char) -> bool {
    let (is_negated, class) = match class {
        ['!' | '^', rest @ ..] => (true, rest),
        _ => (false, class),
    };
    let single = class.contains(&letter);
    let in_range = class.windows(3).any(|range| range[1] == '-' && (range[0]..=range[2]).contains(&letter));
    (single || in_range) != is_negated
}
