//! Which tokens of a list are wanted: those of which everything that was asked for is known. What a registry does not say of
//! a token, no filter takes for granted, but for limits: where none is described, there is none.

use super::expiry::days;
use super::glob;
use super::model::Token;
use super::reach::{Access, Reach};
use crate::config::{Source, Value};
use crate::error::Result;
use crate::registry::dialect;
use crate::time::{Span, Timestamp};

/// One thing that is asked of a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Criterion {
    /// Its name is of a pattern.
    Name(String),
    /// It is for something in a scope.
    Scope(String),
    /// It is for a package.
    Package(String),
    /// What it may do with packages.
    Permission(Access),
    /// Whether it works without two-factor authentication.
    Bypass2fa(bool),
    /// Whether its end is over.
    Expired(bool),
    /// It ends within so many days, and has not yet.
    ExpiresWithin(u32),
    /// It was last used so many days ago or earlier; or never, and is as old.
    UnusedSince(u32),
    /// It was created so many days ago or earlier.
    OlderThan(u32),
    /// It may be used from anywhere.
    NoCidr(bool),
}

impl Criterion {
    /// The names of all, as npm would write them, and whether each is a switch.
    pub const NAMES: [(&'static str, bool); 10] = [
        ("name", false),
        ("scope", false),
        ("package", false),
        ("permission", false),
        ("bypass-2fa", true),
        ("expired", true),
        ("expires-within", false),
        ("unused-since", false),
        ("older-than", false),
        ("no-cidr", true),
    ];

    fn of_switch(name: &str, on: bool) -> std::result::Result<Self, (String, &'static str)> {
        Ok(match name {
            "bypass-2fa" => Self::Bypass2fa(on),
            "expired" => Self::Expired(on),
            "no-cidr" => Self::NoCidr(on),
            _ => return Err(("it is no switch".into(), "give a value")),
        })
    }

    /// Reads one by its name; the error says what is wrong with what is given, and what to give.
    fn of_text(name: &str, text: &str) -> std::result::Result<Self, (String, &'static str)> {
        if text.is_empty() {
            return Err(("it is empty".into(), "give a value, or leave it out"));
        }
        let duration = || match days(text) {
            Ok(Some(days)) => Ok(days),
            Ok(None) => Err(("it is no number of days".into(), DURATION_FIX)),
            Err(problem) => Err((problem, DURATION_FIX)),
        };
        Ok(match name {
            "name" => Self::Name(text.into()),
            "package" if text.contains(['*', '?']) => {
                return Err(("it is a pattern".into(), "give the name of one package, or a scope by `scope`"));
            }
            "package" => Self::Package(text.into()),
            "scope" if text.trim_end_matches("/*").contains('/') => {
                return Err(("it is no scope".into(), "give a scope as `@acme`, or a package by `package`"));
            }
            "scope" => Self::Scope(text.into()),
            "permission" => {
                let access = Access::WORDS.iter().find(|(word, _)| *word == text);
                let (_, access) = access.ok_or(("it is not known".into(), PERMISSION_FIX))?;
                Self::Permission(*access)
            }
            "expires-within" => Self::ExpiresWithin(duration()?),
            "unused-since" => Self::UnusedSince(duration()?),
            "older-than" => Self::OlderThan(duration()?),
            _ => return Err(("it takes no value".into(), "write it alone")),
        })
    }

    /// Tells whether it is known to be so of a token.
    pub fn holds(&self, token: &Token, now: Timestamp) -> bool {
        let is_past = |time: Option<&String>, days: u32| at(time).is_some_and(|time| now.since(time) >= DAY * days);
        match self {
            Self::Name(pattern) => token.name.as_deref().is_some_and(|name| glob::matches(pattern, name)),
            Self::Scope(scope) => Reach::of(token).has_part_of_scope(scope),
            Self::Package(name) => Reach::of(token).has_package(name),
            Self::Permission(access) => Reach::of(token).access() == Some(*access),
            Self::Bypass2fa(wanted) => token.bypass_2fa == Some(*wanted),
            Self::Expired(wanted) => match at(token.expiry.as_ref()) {
                Some(end) => (end <= now) == *wanted,
                // What has no end is not over.
                None => token.is_endless && !wanted,
            },
            Self::ExpiresWithin(days) => {
                at(token.expiry.as_ref()).is_some_and(|end| end > now && end.since(now) <= DAY * *days)
            }
            Self::UnusedSince(days) => {
                is_past(token.accessed.as_ref(), *days) || token.is_unused && is_past(token.created.as_ref(), *days)
            }
            Self::OlderThan(days) => is_past(token.created.as_ref(), *days),
            Self::NoCidr(true) => !has_ranges(token),
            Self::NoCidr(false) => !token.cidr.is_empty(),
        }
    }
}

const DAY: Span = Span::from_hours(24);

const DURATION_FIX: &str = "give days (`30`) or a duration (`30d`, `12w`)";
const ORDER_FIX: &str = "give `name`, `created`, `accessed` or `expiry`";
const PERMISSION_FIX: &str = "give `no-access`, `read-only` or `read-write`";

/// Tells whether a token is limited to addresses, be it in a way that cannot be read.
fn has_ranges(token: &Token) -> bool {
    let raw = token.raw.fields();
    dialect::CIDR.find(&raw).is_some_and(|ranges| ranges.as_array().is_none_or(|ranges| !ranges.is_empty()))
}

/// A time that can be read.
pub(super) fn at(time: Option<&String>) -> Option<Timestamp> {
    time.and_then(|text| text.parse().ok())
}

/// The name of the order among what is asked for.
pub const SORT: &str = "sort";

/// In which order a list is wanted. Tokens of which a registry does not say it come last, and of equals the first stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// By name.
    Name,
    /// The oldest first.
    Created,
    /// Those that were never used first, then the one whose last use is longest ago.
    Accessed,
    /// The one that ends next first.
    Expiry,
}

impl Order {
    /// The words for each: the names of the fields.
    pub const WORDS: [(&'static str, Self); 4] =
        [("name", Self::Name), ("created", Self::Created), ("accessed", Self::Accessed), ("expiry", Self::Expiry)];

    /// Reads the word for one.
    pub fn read(word: &str) -> Option<Self> {
        Self::WORDS.iter().find(|(known, _)| *known == word).map(|(_, order)| *order)
    }

    /// Puts a list in order.
    pub fn sort(self, tokens: &mut [Token]) {
        let time = |text: &Option<String>| (at(text.as_ref()).is_none(), at(text.as_ref()));
        match self {
            Self::Name => tokens.sort_by_cached_key(|token| (token.name.is_none(), token.name.clone())),
            Self::Created => tokens.sort_by_cached_key(|token| time(&token.created)),
            Self::Accessed => tokens.sort_by_cached_key(|token| (!token.is_unused, time(&token.accessed))),
            Self::Expiry => tokens.sort_by_cached_key(|token| time(&token.expiry)),
        }
    }
}

/// Which tokens are wanted, and in which order.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Wanted {
    /// What must be so of each.
    pub criteria: Vec<Criterion>,
    /// The registry's own order if there is none.
    pub order: Option<Order>,
}

impl Wanted {
    /// Reads what the caller asks for, by name.
    pub fn read(source: &Source, given: &[(String, Value)]) -> Result<Self> {
        let mut wanted = Self::default();
        for (name, value) in given {
            let invalid = |(problem, fix): (String, &str)| source.invalid(name, problem, fix);
            let text = match value {
                Value::Flag(on) => {
                    wanted.criteria.push(Criterion::of_switch(name, *on).map_err(invalid)?);
                    continue;
                }
                Value::Null => continue,
                Value::Text(text) => text.clone(),
                Value::Number(number) => number.to_string(),
                Value::List(_) => return Err(invalid(("it is a list".into(), "give one value"))),
            };
            if name == SORT {
                let order = Order::read(&text);
                wanted.order = Some(order.ok_or_else(|| invalid(("it is not known".into(), ORDER_FIX)))?);
            } else {
                wanted.criteria.push(Criterion::of_text(name, text.trim()).map_err(invalid)?);
            }
        }
        Ok(wanted)
    }

    /// Takes out of a list what is wanted. The ids stay those of the whole list.
    pub fn of(&self, mut tokens: Vec<Token>, now: Timestamp) -> Vec<Token> {
        tokens.retain(|token| self.criteria.iter().all(|criterion| criterion.holds(token, now)));
        if let Some(order) = self.order {
            order.sort(&mut tokens);
        }
        tokens
    }
}

#[cfg(test)]
mod tests;
