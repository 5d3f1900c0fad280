//! Patterns for names: `*` stands for any text, `?` for one letter, and everything else for itself.

/// Tells whether a whole name is of a pattern.
pub fn matches(pattern: &str, name: &str) -> bool {
    let name: Vec<char> = name.chars().collect();
    // Whether the pattern so far matches the name up to there; trying one way after the other takes forever with many `*`.
    let mut reached = vec![false; name.len() + 1];
    reached[0] = true;
    for letter in pattern.chars() {
        if letter == '*' {
            let start = reached.iter().position(|place| *place).unwrap_or(reached.len());
            reached[start..].fill(true);
            continue;
        }
        for end in (1..reached.len()).rev() {
            reached[end] = reached[end - 1] && (letter == '?' || letter == name[end - 1]);
        }
        reached[0] = false;
    }
    reached[name.len()]
}

#[cfg(test)]
mod tests {
    use super::matches;

    #[test]
    fn matches_whole_names() {
        let cases = [
            ("ci", "ci", true),
            ("ci", "ci-1", false),
            ("ci", "CI", false),
            ("ci-*", "ci-", true),
            ("ci-*", "ci-release-1", true),
            ("ci-*", "xci-1", false),
            ("*-tmp", "a-tmp-b-tmp", true),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b*", "xxbxxaxx", false),
            ("ci-?", "ci-ü", true),
            ("ci-?", "ci-", false),
            ("?", "", false),
            ("*", "", true),
            ("", "", true),
            ("[a]", "a", false),
            ("[a]", "[a]", true),
        ];
        for (pattern, name, expected) in cases {
            assert_eq!(matches(pattern, name), expected, "{pattern} {name}");
        }
        assert!(!matches(&"*a".repeat(200), &"a".repeat(199)));
    }
}
