//! Sets one key of an `.npmrc` file, and leaves every other byte as it is.

use zeroize::Zeroizing;

use super::super::value::Value;
use super::{decode_key, is_quoted, is_section, is_space, parse, split_comment, trim};

/// The file as it is then; or why it cannot be.
pub type Edited = Result<Zeroizing<Vec<u8>>, &'static str>;

/// What a line ends with.
const BREAKS: [u8; 2] = [b'\r', b'\n'];

/// The file with a key set to a value; the error says why that cannot be done. Of several lines with the key, the last one
/// counts, so that is the one that is changed; where there is none, one is added before the first `[section]`, where keys
/// are no configuration any more.
pub fn set(file: &[u8], key: &str, value: &str) -> Edited {
    let (line, end) = find(file, key);
    let edited = if let Some((start, end)) = line {
        let line = str::from_utf8(&file[start..end]).map_err(|_| "the line with the token is not UTF-8")?;
        splice(file, start, end, &Zeroizing::new(changed(line, key, value)))
    } else {
        let line_break = if file.windows(2).any(|pair| pair == b"\r\n") { "\r\n" } else { "\n" };
        let is_open = end > 0 && !BREAKS.contains(&file[end - 1]);
        let before = if is_open { line_break } else { "" };
        splice(file, end, end, &Zeroizing::new(format!("{before}{key}={value}{line_break}")))
    };
    let text = |file: &[u8]| parse(&String::from_utf8_lossy(file));
    let (mut before, mut after) = (text(file), text(&edited));
    let is_set = after.iter().any(|(name, set)| name == key && *set == Value::Text(value.to_owned()));
    before.retain(|(name, _)| name != key);
    after.retain(|(name, _)| name != key);
    if !is_set || value.is_empty() || value.contains("${") {
        return Err("the token cannot be written there: maybe there is a list under its key");
    }
    if before != after {
        return Err("other keys would mean something else then");
    }
    Ok(edited)
}

/// The last line with a key, and where the keys end.
fn find(file: &[u8], key: &str) -> (Option<(usize, usize)>, usize) {
    let (mut found, mut start) = (None, 0);
    while start < file.len() {
        let end =
            file[start..].iter().position(|byte| BREAKS.contains(byte)).map_or(file.len(), |length| start + length);
        let line = String::from_utf8_lossy(&file[start..end]);
        if is_section(&line) {
            return (found, start);
        }
        let blank = trim(&line);
        let name = line.split_once('=').map_or(&*line, |(name, _)| name);
        if !blank.is_empty() && !blank.starts_with([';', '#']) && decode_key(name) == key {
            found = Some((start, end));
        }
        start = end + 1;
    }
    (found, file.len())
}

/// A line with another value; what stands around it, and a comment behind it, stay.
fn changed(line: &str, key: &str, value: &str) -> String {
    let Some((name, old)) = line.split_once('=') else { return format!("{key}={value}") };
    let bare = trim(old);
    let (indent, rest) = old.split_at(old.len() - old.trim_start_matches(is_space).len());
    let comment = match split_comment(bare) {
        Some((_, comment)) => comment,
        None if is_quoted(bare) => "",
        None => unquoted_comment(bare),
    };
    let tail = &rest[rest.trim_end_matches(is_space).len()..];
    format!("{name}={indent}{value}{comment}{tail}")
}

/// The comment behind unquoted text, with the white space before it.
fn unquoted_comment(text: &str) -> &str {
    let mut escaped = false;
    let begins = |letter: char| {
        let is_sign = matches!(letter, ';' | '#') && !escaped;
        escaped = letter == '\\' && !escaped;
        is_sign
    };
    let Some(start) = text.find(begins) else { return "" };
    &text[text[..start].trim_end_matches(is_space).len()..]
}

fn splice(file: &[u8], start: usize, end: usize, text: &str) -> Zeroizing<Vec<u8>> {
    Zeroizing::new([&file[..start], text.as_bytes(), &file[end..]].concat())
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::set;

    const KEY: &str = "//registry.example/:_authToken";

    #[test]
    fn changes_the_last_line_with_the_key_or_adds_one() {
        let cases = [
            ("", "//registry.example/:_authToken=new\n"),
            ("a=1", "a=1\n//registry.example/:_authToken=new\n"),
            ("a=1\r\nb=2", "a=1\r\nb=2\r\n//registry.example/:_authToken=new\r\n"),
            ("//registry.example/:_authToken=old", "//registry.example/:_authToken=new"),
            (" //registry.example/:_authToken = old \r\nb", " //registry.example/:_authToken = new \r\nb"),
            (
                "//registry.example/:_authToken=a\n//registry.example/:_authToken=b\n",
                "//registry.example/:_authToken=a\n//registry.example/:_authToken=new\n",
            ),
            ("//registry.example/:_authToken=old ; mine", "//registry.example/:_authToken=new ; mine"),
            ("//registry.example/:_authToken=\"o;ld\" # mine", "//registry.example/:_authToken=new # mine"),
            ("//registry.example/:_authToken='o#ld'", "//registry.example/:_authToken=new"),
            ("//registry.example/:_authToken=o\\;ld;x", "//registry.example/:_authToken=new;x"),
            ("//registry.example/:_authToken=${NPM_TOKEN}\n", "//registry.example/:_authToken=new\n"),
            ("//registry.example/:_authToken\n", "//registry.example/:_authToken=new\n"),
            (
                "; //registry.example/:_authToken=old\n",
                "; //registry.example/:_authToken=old\n//registry.example/:_authToken=new\n",
            ),
            (
                "a=1\n[s]\n//registry.example/:_authToken=x\n",
                "a=1\n//registry.example/:_authToken=new\n[s]\n//registry.example/:_authToken=x\n",
            ),
            (
                "//registry.example/a/:_authToken=x\n",
                "//registry.example/a/:_authToken=x\n//registry.example/:_authToken=new\n",
            ),
        ];
        for (before, after) in cases {
            let edited =
                set(before.as_bytes(), KEY, "new").map(|bytes| String::from_utf8(bytes.to_vec()).expect("text"));
            assert_eq!(edited.as_deref(), Ok(after), "{before:?}");
        }
    }

    #[test]
    fn writes_nothing_that_would_be_read_otherwise() {
        for value in ["a;b", "a#b", " a", "a\nb", "\"a\"", "true", "${HOME}", "a\\\\b", ""] {
            assert!(set(b"a=1\n", KEY, value).is_err(), "{value:?}");
        }
        let list = b"//registry.example/:_authToken[]=x\n";
        assert!(set(list, KEY, "new").is_err());
        let odd = set(b"\xff=1\n", KEY, "new").expect("bytes");
        assert_eq!(odd.as_slice(), b"\xff=1\n//registry.example/:_authToken=new\n");
        assert!(set(b"//registry.example/:_authToken=x ; caf\xe9\n", KEY, "new").is_err());
    }

    fn line() -> impl Strategy<Value = String> {
        let odd = "[a-z\\[\\] =;#\"'\\\\$\\{\\}\t\u{feff}é:/_.@-]{0,24}";
        let own = "[ \t]{0,2}//registry\\.example/:_authToken[ ]{0,2}(=[ ]{0,2}[a-z\"';# ]{0,8})?";
        prop_oneof![
            4 => odd,
            1 => own,
            1 => "[;#][ -~]{0,16}",
            1 => "[a-z]{1,4}\\[\\][ ]?=[ ]?[a-z0-9]{0,4}",
            1 => "@[a-z]{1,4}:registry = https://registry\\.example/[ ]{0,2}",
            1 => "\\[[a-z]{1,4}\\]",
        ]
    }

    proptest! {
        #[test]
        fn leaves_every_other_byte(lines in prop::collection::vec((line(), "\n|\r\n|\r|\n\n"), 0..12), open in any::<bool>()) {
            let mut file: String = lines.iter().flat_map(|(line, end)| [line.as_str(), end.as_str()]).collect();
            if open {
                file.truncate(file.trim_end().len());
            }
            let edited = set(file.as_bytes(), KEY, "npm_new");
            // Only what stands under the key itself can keep it from being set.
            prop_assert!(edited.is_ok() || file.contains(":_authToken"), "{edited:?}");
            let Ok(edited) = edited else { return Ok(()) };
            let (before, after) = (file.as_bytes(), edited.as_slice());
            // What both begin and end with, and what is left between.
            let start = before.iter().zip(after).take_while(|(one, other)| one == other).count();
            let most = before.len().min(after.len()) - start;
            let end = before.iter().rev().zip(after.iter().rev()).take(most).take_while(|(one, other)| one == other).count();
            let removed = &before[start..before.len() - end];
            let added = &after[start..after.len() - end];
            // Nothing but the value of one line goes, and no line but one comes.
            prop_assert!(!removed.contains(&b'\n') && !removed.contains(&b'\r'), "{removed:?}");
            prop_assert!(String::from_utf8_lossy(&edited).contains("npm_new"));
            if !removed.is_empty() {
                let line = before[..start].iter().rposition(|byte| b"\r\n".contains(byte)).map_or(0, |place| place + 1);
                prop_assert!(String::from_utf8_lossy(&before[line..]).contains(":_authToken"));
                prop_assert!(!added.contains(&b'\n') && !added.contains(&b'\r'), "{added:?}");
            }
            // Once set, it stays as it is.
            prop_assert_eq!(set(&edited, KEY, "npm_new").expect("again"), edited);
        }
    }
}
