//! Finds the word that was probably meant.

/// The known word nearest to a mistyped one, if one is near enough to be worth suggesting; of equals the first.
pub(super) fn nearest<'a>(word: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let word = word.to_ascii_lowercase().replace('_', "-");
    let scored = known.filter_map(|candidate| Some((score(&word, candidate)?, candidate)));
    scored.min_by_key(|(score, _)| *score).map(|(_, candidate)| candidate)
}

/// How far apart two words are; `None` if nobody would take one for the other.
fn score(word: &str, candidate: &str) -> Option<usize> {
    let distance = distance(word, candidate);
    let tolerated = if word.len().min(candidate.len()) < 4 { 1 } else { 2 };
    if distance <= tolerated {
        return Some(distance);
    }
    // An abbreviation, a longer form of the same, or the last part of a long name.
    let abbreviates = word.len() >= 2 && candidate.starts_with(word);
    let extends = candidate.len() >= 4 && word.starts_with(candidate);
    let ends = word.len() >= 4 && candidate.split_once('-').is_some_and(|(_, rest)| rest.starts_with(word));
    (abbreviates || extends || ends).then_some(tolerated + 1)
}

/// The least number of letters to insert, remove or replace.
fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = other.chars().collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (line, letter) in one.chars().enumerate() {
        let mut diagonal = line;
        row[0] = line + 1;
        for (column, same) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(letter != *same);
            diagonal = row[column + 1];
            row[column + 1] = replaced.min(diagonal + 1).min(row[column] + 1);
        }
    }
    row[other.len()]
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn suggests_what_was_probably_meant() {
        let known = [
            "name",
            "token-description",
            "expires",
            "packages",
            "packages-all",
            "packages-and-scopes-permission",
            "orgs-permission",
            "orgs",
            "cidr",
            "bypass-2fa",
            "json",
            "registry",
            "yes",
        ];
        let cases = [
            ("nmae", Some("name")),
            ("package", Some("packages")),
            ("org", Some("orgs")),
            ("expiry", Some("expires")),
            ("cidr-whitelist", Some("cidr")),
            ("description", Some("token-description")),
            ("desc", Some("token-description")),
            ("permission", Some("orgs-permission")),
            ("bypass2fa", Some("bypass-2fa")),
            ("JSON", Some("json")),
            ("reg", Some("registry")),
            ("packages_all", Some("packages-all")),
            // Two letters of three make another word.
            ("boss", None),
            ("foo", None),
            ("x", None),
            ("", None),
        ];
        for (word, meant) in cases {
            assert_eq!(nearest(word, known.into_iter()), meant, "{word}");
        }
    }
}
