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

/// How many bytes all patterns together may come to while their braces are written out. Nobody needs as many, and
/// `{,}` a few times over would fill the memory.
const MOST_BYTES: usize = 64 * 1024;

/// A later pattern takes back an earlier `!pattern` that excludes it. Patterns beyond the limit do not count.
fn includes(patterns: &[String], path: &str) -> bool {
    let mut bytes_left = MOST_BYTES;
    let mut included: Vec<Vec<String>> = Vec::new();
    let mut excluded: Vec<Vec<String>> = Vec::new();
    for pattern in patterns {
        let bare = pattern.trim_start_matches('!');
        let is_negated = (pattern.len() - bare.len()) % 2 == 1;
        let bare = bare.strip_prefix('.').filter(|rest| rest.starts_with('/')).unwrap_or(bare);
        let bare = bare.trim_matches('/').replace('\\', "/");
        let alternatives = alternatives(&bare, &mut bytes_left);
        if is_negated {
            excluded.push(alternatives);
        } else {
            if bytes_left > 0 {
                excluded.retain(|negated| !matches(negated, &bare));
            }
            included.push(alternatives);
        }
    }
    let matches_path = |pattern: &Vec<String>| matches(pattern, path);
    let is_excluded = path.split('/').any(|part| part == "node_modules") || excluded.iter().any(matches_path);
    !is_excluded && included.iter().any(matches_path)
}

/// Matches a path against a pattern with `*`, `?`, `**` and `[…]`, whose braces are written out.
fn matches(alternatives: &[String], path: &str) -> bool {
    let parts: Vec<Vec<char>> = path.split('/').map(chars).collect();
    alternatives.iter().any(|pattern| {
        let pattern = pattern.split('/').filter(|part| !matches!(*part, "" | ".")).map(chars);
        matches_parts(pattern, &parts)
    })
}

/// Writes out the braces of a pattern: `{a,b}/*` is `a/*` and `b/*`. All steps on the way count as well.
fn alternatives(pattern: &str, bytes_left: &mut usize) -> Vec<String> {
    let mut take = |length: usize| {
        *bytes_left = bytes_left.saturating_sub(length + 1);
        *bytes_left > 0
    };
    let mut finished = Vec::new();
    let mut open: Vec<String> = Some(pattern.to_owned()).filter(|all| take(all.len())).into_iter().collect();
    while let Some(pattern) = open.pop() {
        // The innermost braces first: they hold no others.
        let braces = pattern.find('}').and_then(|close| Some((pattern[..close].rfind('{')?, close)));
        let Some((start, end)) = braces else {
            finished.push(pattern);
            continue;
        };
        let (before, after) = (&pattern[..start], &pattern[end + 1..]);
        let choices = pattern[start + 1..end].split(',');
        let affordable = choices.take_while(|choice| take(before.len() + choice.len() + after.len()));
        open.extend(affordable.map(|choice| format!("{before}{choice}{after}")));
    }
    finished
}

/// Follows all ways through the path at once, because trying one after the other takes forever with many `**`.
fn matches_parts(pattern: impl Iterator<Item = Vec<char>>, path: &[Vec<char>]) -> bool {
    let is_hidden = |part: &Vec<char>| part.first() == Some(&'.');
    // Whether the pattern so far matches the path up to there.
    let mut reached = vec![false; path.len() + 1];
    reached[0] = true;
    for part in pattern {
        if part == ['*', '*'] {
            for end in 1..=path.len() {
                reached[end] |= reached[end - 1] && !is_hidden(&path[end - 1]);
            }
        } else {
            advance(&mut reached, |at| (is_hidden(&part) || !is_hidden(&path[at])) && matches_name(&part, &path[at]));
        }
    }
    reached[path.len()]
}

/// Moves every place that was reached one on if what stands there matches.
fn advance(reached: &mut [bool], matches: impl Fn(usize) -> bool) {
    for end in (1..reached.len()).rev() {
        reached[end] = reached[end - 1] && matches(end - 1);
    }
    reached[0] = false;
}

fn chars(text: &str) -> Vec<char> {
    text.chars().collect()
}

/// Follows all ways through the name at once, as for the parts of a path.
fn matches_name(pattern: &[char], name: &[char]) -> bool {
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    let mut rest = pattern;
    while let [first, others @ ..] = rest {
        rest = others;
        let class = others.iter().position(|letter| *letter == ']').filter(|_| *first == '[');
        match (first, class) {
            (_, Some(close)) => {
                rest = &others[close + 1..];
                advance(&mut reached, |at| class_has(&others[..close], name[at]));
            }
            ('*', None) => {
                let start = reached.iter().position(|place| *place).unwrap_or(reached.len());
                reached[start..].fill(true);
            }
            ('?', None) => advance(&mut reached, |_| true),
            (letter, None) => advance(&mut reached, |at| name[at] == *letter),
        }
    }
    reached[name.len()]
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
