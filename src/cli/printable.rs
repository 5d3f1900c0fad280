//! Makes a server's text fit for a terminal: what is not printable is shown as an escape, never sent.

/// Characters that no control category holds and that still reorder, hide or break text on a terminal.
const DECEPTIVE: [std::ops::RangeInclusive<char>; 6] = [
    '\u{061c}'..='\u{061c}',
    '\u{200b}'..='\u{200b}',
    '\u{200e}'..='\u{200f}',
    '\u{2028}'..='\u{202e}',
    '\u{2066}'..='\u{2069}',
    '\u{feff}'..='\u{feff}',
];

/// Shows control characters, escape sequences and direction overrides as `\u{..}`.
pub(super) fn printable(text: &str) -> String {
    escape(text, is_printable, |letter, shown| shown.extend(letter.escape_unicode()))
}

/// The same for a finished JSON text, which means the same afterwards. Line breaks between its values stay.
pub(super) fn printable_json(json: &str) -> String {
    escape(json, |letter| letter == '\n' || is_printable(letter), escape_in_json)
}

/// A value of a tab-separated line: tabs and line breaks become spaces.
pub(super) fn in_one_field(text: &str) -> String {
    printable(&text.replace(['\t', '\n', '\r'], " "))
}

fn escape(text: &str, stays: impl Fn(char) -> bool, write: impl Fn(char, &mut String)) -> String {
    let mut shown = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((at, letter)) = rest.char_indices().find(|(_, letter)| !stays(*letter)) {
        shown.push_str(&rest[..at]);
        write(letter, &mut shown);
        rest = &rest[at + letter.len_utf8()..];
    }
    shown + rest
}

/// Such characters stand only inside strings of a JSON text, where an escape is the same character.
fn escape_in_json(letter: char, shown: &mut String) {
    shown.extend(letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}")));
}

fn is_printable(letter: char) -> bool {
    if matches!(letter, ' '..='~') {
        return true;
    }
    let is_tag = ('\u{e0000}'..='\u{e007f}').contains(&letter);
    !letter.is_control() && !is_tag && !DECEPTIVE.iter().any(|range| range.contains(&letter))
}

#[cfg(test)]
mod tests {
    use super::{in_one_field, printable, printable_json};

    #[test]
    fn shows_what_cannot_be_printed() {
        // T12: a token's name may hold escape sequences.
        let cases = [
            ("plain näme 名前 👩‍💻", "plain näme 名前 👩‍💻"),
            ("\u{1b}[31mred\u{1b}[0m", "\\u{1b}[31mred\\u{1b}[0m"),
            ("a\u{9b}31mb\u{7f}\u{7}", "a\\u{9b}31mb\\u{7f}\\u{7}"),
            ("a\r\nb\tc", "a\\u{d}\\u{a}b\\u{9}c"),
            ("\u{202e}txt\u{2066}\u{200f}\u{feff}", "\\u{202e}txt\\u{2066}\\u{200f}\\u{feff}"),
        ];
        for (text, shown) in cases {
            assert_eq!(printable(text), shown);
        }
    }

    #[test]
    fn json_means_the_same_afterwards() {
        let value = serde_json::json!({ "name": "\u{1b}[31m\u{9b}\u{202e}\u{7f}\u{e0041}\n名" });
        let shown = printable_json(&serde_json::to_string_pretty(&value).expect("plain values"));
        assert!(shown.contains("\\u009b\\u202e\\u007f\\udb40\\udc41\\n名"), "{shown}");
        assert_eq!(serde_json::from_str::<serde_json::Value>(&shown).expect("still JSON"), value);
        assert_eq!(shown.lines().count(), 3);
    }

    #[test]
    fn a_field_stays_in_its_line() {
        assert_eq!(in_one_field("a\tb\r\nc\u{1b}"), "a b  c\\u{1b}");
    }
}
