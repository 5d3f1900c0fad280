//! Asking for a value: what a key's kind makes of the text in its layer.

use super::keys::{self, Key, Kind};
use super::value::{Source, Sourced, Value};
use super::{Config, expand, files, ini};
use crate::error::{Error, Result};
use crate::secret::Secret;

#[cfg(test)]
mod tests;

impl Config {
    /// Where a key's value comes from.
    pub fn source_of(&self, key: &str) -> Source {
        self.find(key).map_or(Source::Default, |(_, source)| source.clone())
    }

    /// The error about a key, in the spelling of the place that sets it, or of the caller if none does.
    pub fn invalid(&self, key: &str, problem: &str, fix: &str) -> Error {
        match self.source_of(key) {
            Source::Default => self.given.invalid(key, problem, fix),
            source => source.invalid(key, problem, fix),
        }
    }

    /// Gives a key's value as text: paths absolute, choices checked.
    pub fn text(&self, key: &str) -> Result<Option<Sourced<String>>> {
        let Some((value, source)) = self.value(key)? else { return Ok(None) };
        let kind = keys::describe(key).kind;
        let is_path = matches!(kind, Kind::Path | Kind::Folder);
        let text = match value {
            Value::Null => return Ok(None),
            // npm makes nothing of `false` where there is no yes and no: that is what `--no-name` gives.
            Value::Flag(false) if matches!(kind, Kind::Text | Kind::Path | Kind::Folder | Kind::Pem | Kind::Secret) => {
                return Ok(None);
            }
            Value::Flag(true) if is_path => {
                return Err(source.invalid(key, "it has no value", "give a path"));
            }
            Value::Flag(flag) => flag.to_string(),
            Value::Number(number) => number.to_string(),
            Value::Text(text) => text,
            Value::List(_) => return Err(source.invalid(key, "it is a list", "give one value")),
        };
        let text = match kind {
            _ if is_path && text.is_empty() => return Err(source.invalid(key, "it is empty", "give a path")),
            _ if is_path => files::resolve(&text, &self.env).to_string_lossy().into_owned(),
            Kind::Choice(words) if !words.contains(&text.as_str()) => {
                let problem = format!("`{}` is not known", self.shown(key, &Value::Text(text).quote()));
                return Err(source.invalid(key, problem, &format!("give one of `{}`", words.join("`, `"))));
            }
            _ => text,
        };
        Ok(Some(Sourced::new(text, source)))
    }

    /// Gives a key's value as a secret; an empty one is none. What the caller gives is taken as it is, and so is
    /// a password from the environment (trap T28: npm trims and expands it).
    pub fn secret(&self, key: &str) -> Result<Option<Sourced<Secret>>> {
        let Some((value, source)) = self.value(key)? else { return Ok(None) };
        let secret = value.into_secret().map_err(|problem| source.invalid(key, problem, "give one value"))?;
        Ok(secret.map(|secret| Sourced::new(secret, source)))
    }

    /// Gives a key's value as true or false; npm takes every other word for true (trap T7).
    pub fn flag(&self, key: &str) -> Result<Option<Sourced<bool>>> {
        let Some((value, source)) = self.value(key)? else { return Ok(None) };
        let flag = match &value {
            Value::Null => return Ok(None),
            Value::Flag(flag) => Some(*flag),
            Value::Text(text) => match text.as_str() {
                "true" | "1" => Some(true),
                "false" | "0" => Some(false),
                // `key=` in a file is the same as `key` alone.
                "" if source.file().is_some() => Some(true),
                _ => None,
            },
            Value::Number(_) | Value::List(_) => None,
        };
        let problem = || format!("`{}` is neither true nor false", self.shown(key, &value.quote()));
        let flag = flag.ok_or_else(|| source.invalid(key, problem(), "write `true` or `false`"))?;
        Ok(Some(Sourced::new(flag, source)))
    }

    /// Gives a key's value as a number, written in plain decimals.
    pub fn number(&self, key: &str) -> Result<Option<Sourced<f64>>> {
        let Some((value, source)) = self.value(key)? else { return Ok(None) };
        let number = match &value {
            Value::Null => return Ok(None),
            Value::Number(number) => Some(*number),
            Value::Text(text) => decimal(text),
            Value::Flag(_) | Value::List(_) => None,
        };
        let problem = || format!("`{}` is not a number", self.shown(key, &value.quote()));
        let number = number.filter(|number| number.is_finite());
        let number = number.ok_or_else(|| source.invalid(key, problem(), "write a number such as `3` or `1.5`"))?;
        Ok(Some(Sourced::new(number, source)))
    }

    /// Gives a key's values: split at blank lines, as npm has it, and at commas unless they are certificates.
    ///
    /// npm takes `a,b` for one name (trap T23), but no name of a package, scope, organization or address has a comma.
    pub fn list(&self, key: &str) -> Result<Option<Sourced<Vec<String>>>> {
        let Some((value, source)) = self.value(key)? else { return Ok(None) };
        let texts = match value {
            Value::Null | Value::Flag(false) => return Ok(None),
            Value::Text(text) => vec![text],
            Value::List(texts) => texts,
            Value::Flag(_) | Value::Number(_) => {
                return Err(source.invalid(key, "it is not text", "give one or more texts"));
            }
        };
        let Key { kind, skips_empty, .. } = keys::describe(key);
        let mut pieces: Vec<String> = texts.iter().flat_map(|text| split(text, kind == Kind::Pem)).collect();
        if skips_empty {
            pieces.retain(|piece| !piece.is_empty());
        }
        if pieces.iter().any(String::is_empty) {
            return Err(source.invalid(key, "an entry of it is empty", "take the empty entry out"));
        }
        Ok(Some(Sourced::new(pieces, source)))
    }

    /// The highest value of a key, as text without outer white space and with its variables expanded.
    pub(super) fn value(&self, key: &str) -> Result<Option<(Value, &Source)>> {
        let Some((raw, source)) = self.find(key) else { return Ok(None) };
        self.refuse_to_send(key)?;
        let value = match raw {
            Value::Text(text) => self.prepared(key, text, source)?,
            Value::List(texts) => {
                let texts: Result<Vec<String>> = texts.iter().map(|text| self.expanded(key, text, source)).collect();
                Value::List(texts?)
            }
            Value::Null | Value::Flag(_) | Value::Number(_) => raw.clone(),
        };
        Ok(Some((value, source)))
    }

    fn prepared(&self, key: &str, text: &str, source: &Source) -> Result<Value> {
        let is_credential = key.starts_with("//");
        if keys::describe(key).verbatim && (source.is_given() || source.is_variable()) {
            return Ok(Value::Text(text.to_owned()));
        }
        // In a JavaScript call these words are written without quotes.
        if *source == Source::Option {
            return self.expanded(key, text, source).map(Value::Text);
        }
        // Of a key it does not know, npm reads them before it expands the value.
        if is_credential {
            return Ok(match ini::trim(text) {
                "null" | "undefined" => Value::Null,
                "false" => Value::Flag(false),
                _ => Value::Text(self.expanded(key, text, source)?),
            });
        }
        let text = self.expanded(key, text, source)?;
        Ok(match text.as_str() {
            "null" => Value::Null,
            "false" if keys::describe(key).kind == Kind::Url => Value::Flag(false),
            _ => Value::Text(text),
        })
    }

    fn expanded(&self, key: &str, text: &str, source: &Source) -> Result<String> {
        let Key { kind, verbatim, .. } = keys::describe(key);
        let is_to_the_letter = verbatim || kind == Kind::Secret && source.is_given();
        let text = if is_to_the_letter { text } else { ini::trim(text) };
        // A shell has expanded flags already; another `${…}` in them is meant.
        if source.is_given() {
            return Ok(text.to_owned());
        }
        let expanded = expand::expand(text, &self.env);
        match expanded.unset {
            Some(name) if must_be_set(kind) => {
                let problem = format!("it refers to the variable `{name}`, which is not set");
                let fix = format!("set the variable, or write `${{{name}?}}` if it may be missing");
                Err(source.invalid(key, problem, &fix))
            }
            _ => Ok(expanded.text),
        }
    }
}

/// Where an unset variable is an error: npm sends `${NAME}` as a token or looks for a file of that name (trap T11).
fn must_be_set(kind: Kind) -> bool {
    matches!(kind, Kind::Secret | Kind::Url | Kind::Path | Kind::Pem)
}

/// Reads plain decimals, as JSON does: the standard library's own way brings large tables along.
fn decimal(text: &str) -> Option<f64> {
    let (sign, text) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let (whole, fraction) = text.split_once('.').unwrap_or((text, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|digit| digit.is_ascii_digit());
    if !is_number(whole) || !is_number(fraction) {
        return None;
    }
    // JSON has no zeros in front of another digit.
    let whole = Some(whole.trim_start_matches('0')).filter(|rest| !rest.is_empty()).unwrap_or("0");
    serde_json::from_str(&format!("{sign}{whole}.{fraction}")).ok()
}

fn split(text: &str, only_at_blank_lines: bool) -> Vec<String> {
    let lines: Vec<&str> = text.split('\n').collect();
    let blocks = lines.split(|line| ini::trim(line).is_empty()).filter(|block| !block.is_empty());
    let mut pieces: Vec<String> = blocks.map(|block| ini::trim(&block.join("\n")).to_owned()).collect();
    if pieces.is_empty() {
        pieces.push(String::new());
    }
    if only_at_blank_lines {
        return pieces;
    }
    pieces.iter().flat_map(|piece| piece.split(',')).map(|piece| ini::trim(piece).to_owned()).collect()
}
