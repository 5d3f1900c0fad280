//! The reader of `.npmrc` files.

use std::collections::HashSet;
use std::fmt::Write as _;

use crate::config::Value;
use crate::config::ini::parse;

/// Every key has a name and is there once; what was read, written plainly and read again, is the same; and nothing in a
/// section or a comment counts.
pub fn ini(input: &[u8]) {
    let file = String::from_utf8_lossy(input);
    let entries = parse(&file);
    let keys: HashSet<&str> = entries.iter().map(|(key, _)| key.as_str()).collect();
    assert!(keys.len() == entries.len() && !keys.contains(""), "{keys:?}");
    let again = written(&entries);
    assert!(parse(&again) == entries, "{again}");
    assert!(parse(&format!("{file}\n[section]\nregistry=https://evil.example/")) == entries, "a section counts");
    let line = file.split(['\r', '\n', '\u{2028}', '\u{2029}']).next().unwrap_or_default();
    for sign in [';', '#'] {
        let read = parse(&format!("{sign}{line}\nregistry = value {sign}{line}"));
        assert!(read == [("registry".to_owned(), Value::Text("value".into()))], "a comment counts");
    }
}

/// Writes entries so that there is no doubt about them: JSON texts in ASCII, of which keys have no `=`.
fn written(entries: &[(String, Value)]) -> String {
    let mut file = String::new();
    for (key, value) in entries {
        let (suffix, value) = match value {
            Value::Null => ("", "null".into()),
            Value::Flag(flag) => ("", flag.to_string()),
            Value::Number(number) => ("", number.to_string()),
            Value::Text(text) => ("", json(text)),
            Value::List(items) => {
                ("[]", format!("'[{}]'", items.iter().map(|item| json(item)).collect::<Vec<_>>().join(",")))
            }
        };
        let key = json(&format!("{key}{suffix}")).replace('=', "\\u003d");
        writeln!(file, "{key}={value}").expect("a text takes everything");
    }
    file
}

fn json(text: &str) -> String {
    let mut written = String::new();
    for letter in serde_json::Value::from(text).to_string().chars() {
        match letter {
            ' '..='~' => written.push(letter),
            _ => written.extend(letter.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("\\u{unit:04x}"))),
        }
    }
    written
}
