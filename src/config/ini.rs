//! The ini dialect of `.npmrc` files.

use std::collections::HashMap;

use super::value::Value;

mod edit;
#[cfg(test)]
mod tests;

pub use edit::{Edited, set};

/// Reads the top-level keys of a file, in their order. Keys inside of a `[section]` are no configuration.
pub(crate) fn parse(text: &str) -> Vec<(String, Value)> {
    let mut entries = Entries::default();
    for line in text.split(['\r', '\n']) {
        let blank = trim(line);
        if blank.is_empty() || blank.starts_with([';', '#']) {
            continue;
        }
        if is_section(line) {
            break;
        }
        let (key, value) = match line.split_once('=') {
            Some((_, value)) if value.contains(['\u{2028}', '\u{2029}']) => continue,
            Some((key, value)) => (key, decode(value)),
            None => (line, Value::Flag(true)),
        };
        if !key.is_empty() {
            entries.add(&decode_key(key), value);
        }
    }
    entries.list
}

#[derive(Default)]
struct Entries {
    list: Vec<(String, Value)>,
    position: HashMap<String, usize>,
}

impl Entries {
    /// The last value of a key counts, except that `key[]` makes a list that only grows.
    fn add(&mut self, key: &str, value: Value) {
        let named_list = key.strip_suffix("[]").filter(|name| !name.is_empty());
        let grows = named_list.is_some();
        let name = named_list.unwrap_or(key);
        // A name that is empty once decoded names nothing; and npm's parser builds JavaScript objects, where the other
        // one has another meaning.
        if matches!(name, "" | "__proto__") {
            return;
        }
        match self.position.get(name).map(|&position| &mut self.list[position].1) {
            Some(Value::List(items)) => items.extend(items_of(value)),
            Some(scalar) if grows => {
                let mut items = items_of(std::mem::replace(scalar, Value::Null));
                items.extend(items_of(value));
                *scalar = Value::List(items);
            }
            Some(scalar) => *scalar = value,
            None => {
                self.position.insert(name.to_owned(), self.list.len());
                let value = if grows { Value::List(items_of(value)) } else { value };
                self.list.push((name.to_owned(), value));
            }
        }
    }
}

/// The items a value adds to a list.
fn items_of(value: Value) -> Vec<String> {
    match value {
        Value::List(items) => items,
        Value::Text(text) => vec![text],
        Value::Null => vec!["null".into()],
        Value::Flag(flag) => vec![flag.to_string()],
        Value::Number(number) => vec![number.to_string()],
    }
}

fn is_section(line: &str) -> bool {
    let name = line.trim_end_matches(is_space).strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
    name.is_some_and(|name| !name.contains(']'))
}

fn decode_key(raw: &str) -> String {
    let raw = trim(raw);
    match quoted(raw) {
        Some(serde_json::Value::String(text)) => text,
        Some(_) | None if is_quoted(raw) => strip_single_quotes(raw).to_owned(),
        _ => unescape(raw),
    }
}

fn decode(raw: &str) -> Value {
    let raw = trim(raw);
    let text = match quoted(raw) {
        Some(serde_json::Value::String(text)) => text,
        Some(serde_json::Value::Array(items)) => {
            return Value::List(
                items.iter().map(|item| item.as_str().map_or(item.to_string(), str::to_owned)).collect(),
            );
        }
        _ if is_quoted(raw) => strip_single_quotes(raw).to_owned(),
        _ => unescape(raw),
    };
    // npm's parser reads these words even when they were quoted.
    match text.as_str() {
        "true" => Value::Flag(true),
        "false" => Value::Flag(false),
        "null" => Value::Null,
        _ => Value::Text(text),
    }
}

/// Reads quoted text, which is JSON; within single quotes too.
///
/// npm keeps both the quotes and the comment of `"value" # comment` (trap T48), which nobody means.
fn quoted(raw: &str) -> Option<serde_json::Value> {
    let whole = if is_quoted(raw) { serde_json::from_str(strip_single_quotes(raw)).ok() } else { None };
    whole.or_else(|| {
        let (text, _) = split_comment(raw)?;
        match text.strip_prefix('\'') {
            Some(_) => Some(serde_json::Value::String(strip_single_quotes(text).to_owned())),
            None => serde_json::from_str(text).ok(),
        }
    })
}

/// Splits a quoted text from the comment behind it, if there is one.
fn split_comment(raw: &str) -> Option<(&str, &str)> {
    let quote = raw.chars().next().filter(|first| is_quote(*first))?;
    let mut escaped = false;
    let closes = |letter: char| {
        let is_end = letter == quote && !escaped;
        escaped = letter == '\\' && quote == '"' && !escaped;
        is_end
    };
    let end = 1 + raw[1..].find(closes)? + 1;
    let (text, rest) = raw.split_at(end);
    trim(rest).starts_with([';', '#']).then_some((text, rest))
}

fn is_quote(letter: char) -> bool {
    matches!(letter, '"' | '\'')
}

/// A single quotation mark counts as both ends.
fn is_quoted(raw: &str) -> bool {
    raw.starts_with('"') && raw.ends_with('"') || raw.starts_with('\'') && raw.ends_with('\'')
}

fn strip_single_quotes(raw: &str) -> &str {
    match raw.strip_prefix('\'') {
        Some(rest) => rest.strip_suffix('\'').unwrap_or(rest),
        None => raw,
    }
}

/// Reads unquoted text: up to a comment sign, which counts in the middle of a word too unless a `\` precedes it.
fn unescape(raw: &str) -> String {
    let mut text = String::with_capacity(raw.len());
    let mut letters = raw.chars();
    while let Some(letter) = letters.next() {
        match letter {
            ';' | '#' => break,
            '\\' => match letters.next() {
                Some(next @ ('\\' | ';' | '#')) => text.push(next),
                Some(next) => text.extend(['\\', next]),
                None => text.push('\\'),
            },
            _ => text.push(letter),
        }
    }
    trim(&text).to_owned()
}

/// Trims what JavaScript calls white space. Rust's own `trim` takes U+0085 for white space and U+FEFF for none.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches(is_space)
}

fn is_space(letter: char) -> bool {
    matches!(letter, '\u{9}'..='\u{d}' | ' ' | '\u{a0}' | '\u{1680}' | '\u{2000}'..='\u{200a}')
        || matches!(letter, '\u{2028}' | '\u{2029}' | '\u{202f}' | '\u{205f}' | '\u{3000}' | '\u{feff}')
}
