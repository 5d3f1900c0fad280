//! What is wrong with tokens, by rules of stable names. A rule speaks only of what the registry shows: what it does not say
//! of a token is not held against it.

mod rules;

pub use self::rules::{RULES, Rule, Severity};

use self::rules::{Case, EXPIRED};
use super::filter::{Criterion, Wanted};
use super::model::Token;
use crate::config::{Source, Value};
use crate::error::Result;
use crate::redact;
use crate::time::Timestamp;

/// Which tokens are judged, and how.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Audit {
    /// The tokens that are judged.
    pub wanted: Wanted,
    /// A token that ends within so many days is one that ends soon.
    pub expires_within: u32,
    /// A token that was not used for so many days is unused.
    pub unused_since: u32,
    /// The rules that are left out, by their ids.
    pub ignored: Vec<&'static str>,
    /// From which severity on a finding is one too many; none is, if there is no such severity.
    pub fail_on: Option<Severity>,
}

/// One thing that is wrong with a token.
#[derive(Debug, Clone)]
pub struct Finding<'a> {
    /// The token.
    pub token: &'a Token,
    /// Its place among the tokens that were judged.
    pub place: usize,
    /// The rule it breaks.
    pub rule: &'static Rule,
    /// What is wrong, in words of our own: nothing in it comes from the registry, but for numbers and dates.
    pub message: String,
}

impl Default for Audit {
    fn default() -> Self {
        Self {
            wanted: Wanted::default(),
            expires_within: 14,
            unused_since: 90,
            ignored: Vec::new(),
            fail_on: Some(Severity::Error),
        }
    }
}

impl Audit {
    /// The name of the list of rules to leave out.
    pub const IGNORE: &'static str = "ignore";

    /// The name of the severity from which on a finding is one too many.
    pub const FAIL_ON: &'static str = "fail-on";

    /// Reads what the caller asks for, by name. Thresholds are written as the filters of a list that mean the same.
    pub fn read(source: &Source, given: &[(String, Value)]) -> Result<Self> {
        let mut audit = Self::default();
        let mut filters = Vec::new();
        for (name, value) in given {
            match (name.as_str(), value) {
                (Self::IGNORE, Value::List(texts)) => audit.ignored = read_rules(source, texts)?,
                (Self::FAIL_ON, Value::Text(text)) => audit.fail_on = read_severity(source, text)?,
                _ => filters.push((name.clone(), value.clone())),
            }
        }
        audit.wanted = Wanted::read(source, &filters)?;
        audit.wanted.criteria.retain(|criterion| {
            match criterion {
                Criterion::ExpiresWithin(days) => audit.expires_within = *days,
                Criterion::UnusedSince(days) => audit.unused_since = *days,
                _ => return true,
            }
            false
        });
        Ok(audit)
    }

    /// Judges tokens: the gravest findings first, and those of one severity in the order of the tokens. Revoked tokens are
    /// passed over, and one that has ended can do nothing else wrong.
    pub fn judge<'a>(&self, tokens: &'a [Token], now: Timestamp) -> Vec<Finding<'a>> {
        let mut by_severity = [Vec::new(), Vec::new(), Vec::new()];
        for (place, token) in tokens.iter().enumerate().filter(|(_, token)| token.revoked.is_none()) {
            let has_ended = Criterion::Expired(true).holds(token, now);
            let case = Case::new(self, token, now);
            for rule in &RULES {
                if (rule.id == EXPIRED) != has_ended || self.ignored.contains(&rule.id) {
                    continue;
                }
                if let Some(message) = rule.broken(&case) {
                    by_severity[rule.severity as usize].push(Finding { token, place, rule, message });
                }
            }
        }
        by_severity.into_iter().rev().flatten().collect()
    }

    /// Tells whether there is a finding too many.
    pub fn fails(&self, findings: &[Finding<'_>]) -> bool {
        self.fail_on.is_some_and(|least| findings.iter().any(|finding| finding.rule.severity >= least))
    }
}

fn read_rules(source: &Source, texts: &[String]) -> Result<Vec<&'static str>> {
    let words = texts.iter().flat_map(|text| text.split(',')).map(str::trim);
    let read = |word| {
        let known = RULES.iter().find(|rule| rule.id == word).map(|rule| rule.id);
        known.ok_or_else(|| {
            let fix = format!("the rules are {}", listed(RULES.iter().map(|rule| rule.id), "and"));
            source.invalid(Audit::IGNORE, format!("`{}` is no rule", redact::quote(word)), &fix)
        })
    };
    words.map(read).collect()
}

fn read_severity(source: &Source, text: &str) -> Result<Option<Severity>> {
    match Severity::WORDS.iter().find(|(word, _)| *word == text) {
        Some((_, severity)) => Ok(Some(*severity)),
        None if text == "none" => Ok(None),
        None => {
            let fix = format!("give {}", listed(Severity::WORDS.iter().map(|(word, _)| *word).chain(["none"]), "or"));
            Err(source.invalid(Audit::FAIL_ON, format!("`{}` is no severity", redact::quote(text)), &fix))
        }
    }
}

/// Words as a sentence lists them.
fn listed(words: impl Iterator<Item = &'static str>, last: &str) -> String {
    let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    match words.split_last() {
        Some((end, [])) => end.clone(),
        Some((end, rest)) => format!("{} {last} {end}", rest.join(", ")),
        None => String::new(),
    }
}

#[cfg(test)]
mod tests;
