//! Makes a new token of what the registry shows of an old one. What is not shown, or not known, is not guessed: a successor
//! is as its predecessor was, or there is none.

mod life;
mod rights;
#[cfg(test)]
mod tests;

use serde_json::{Map, Value};

use super::Changes;
use crate::error::Uncarried;
use crate::redact;
use crate::registry::dialect::{self, Field};
use crate::time::Timestamp;
use crate::tokens::model::Token;
use crate::tokens::new_token::{Coverage, MOST_NAMED, NewToken};
use crate::tokens::reach::Reach;

/// What a registry says of a token that is not a property of it, and what is read here.
pub(super) const KNOWN: [&str; 22] = [
    "key",
    "token",
    "id",
    "user",
    "username",
    "created",
    "updated",
    "accessed",
    "lastUsedAt",
    "revoked",
    "name",
    "description",
    "expiry",
    "expires",
    "expiredAt",
    "expiresAt",
    "cidr",
    "cidr_whitelist",
    "readonly",
    "bypass_2fa",
    "permissions",
    "scopes",
];

/// What cnpmcore says of every token, and means nothing by if it is false or empty.
const PLAIN: [&str; 3] = ["automation", "allowedPackages", "allowedScopes"];

/// The limits of cnpmcore's granular tokens, which its token API cannot make: without them a token would reach everything.
const LIMITS: [&str; 2] = ["allowedPackages", "allowedScopes"];

/// What to do where nothing can be said about a property.
const CREATE: &str = "create a new token instead";

/// The new token, or everything that stands in its way.
pub(super) fn carry(old: &Token, changes: &Changes, now: Timestamp) -> Result<NewToken, Vec<Uncarried>> {
    let mut carrier = Carrier { old, fields: old.raw.fields(), uncarried: Vec::new() };
    let new = carrier.carry(changes, now);
    if carrier.uncarried.is_empty() { Ok(new) } else { Err(carrier.uncarried) }
}

struct Carrier<'a> {
    old: &'a Token,
    fields: Map<String, Value>,
    uncarried: Vec<Uncarried>,
}

/// What a token is for.
#[derive(Default)]
struct Targets {
    packages: Vec<String>,
    scopes: Vec<String>,
    orgs: Vec<String>,
}

impl Carrier<'_> {
    fn carry(&mut self, changes: &Changes, now: Timestamp) -> NewToken {
        if Reach::of(self.old).is_revoked() {
            self.refuse("revoked", "it is revoked already", CREATE);
        }
        self.check_unknown(changes);
        let targets = self.targets();
        let (packages_permission, orgs_permission) = self.permissions(&targets, changes);
        let is_everywhere = targets.packages.iter().any(|name| name == "*");
        NewToken {
            name: self.name(changes, now),
            description: self.text("description", self.old.description.as_deref()),
            expires: self.expires(changes, now),
            packages: if is_everywhere { Coverage::All } else { Coverage::Named(targets.packages) },
            scopes: targets.scopes,
            orgs: targets.orgs,
            packages_permission,
            orgs_permission,
            cidr: self.cidr(),
            bypass_2fa: self.bypass_2fa(),
            read_only: self.read_only(),
        }
    }

    fn refuse(&mut self, property: &str, problem: impl Into<String>, fix: &'static str) {
        self.uncarried.push(Uncarried { property: redact::quote(property), problem: problem.into(), fix });
    }

    /// What nobody knows may be a limit.
    fn check_unknown(&mut self, changes: &Changes) {
        let means_nothing = |name: &str, value: &Value| match value {
            Value::Null => true,
            Value::Bool(false) => PLAIN.contains(&name),
            Value::Array(items) => items.is_empty() && PLAIN.contains(&name),
            _ => false,
        };
        let is_unknown = |name: &str, value: &Value| !KNOWN.contains(&name) && !means_nothing(name, value);
        let unknown = self.fields.iter().filter(|(name, value)| is_unknown(name, value));
        let names: Vec<String> = unknown.map(|(name, _)| name.clone()).collect();
        for name in names {
            if LIMITS.contains(&name.as_str()) {
                let fix = "make it on the registry's web site";
                self.refuse(&name, "no token with such a limit can be made this way", fix);
            } else if !changes.lost.contains(&name) {
                let fix = "if the new token may lack it, name it in `allowUncarried` (`--allow-uncarried`)";
                self.refuse(&name, "what it means is not known", fix);
            }
        }
    }

    /// The name, with the day at its end, if there is one, moved to today.
    fn name(&mut self, changes: &Changes, now: Timestamp) -> Option<String> {
        const FIX: &str = "give one by `newName` (`--name`)";
        if changes.name.is_some() {
            return changes.name.clone();
        }
        let name = self.text("name", self.old.name.as_deref());
        if name.is_none() && !self.old.permissions.is_empty() {
            self.refuse("name", "it has none, and such a token needs one", FIX);
        }
        name.map(|name| renewed(&name, now))
    }

    fn text(&mut self, property: &str, text: Option<&str>) -> Option<String> {
        if text.is_none() && self.fields.get(property).is_some_and(|value| !value.is_null()) {
            self.refuse(property, "it cannot be read", CREATE);
        }
        text.filter(|text| !text.is_empty()).map(str::to_owned)
    }

    fn targets(&mut self) -> Targets {
        let mut targets = Targets::default();
        self.check_entries("scopes", self.old.scopes.len(), ["type", "name"]);
        for target in &self.old.scopes {
            match target.kind.as_str() {
                "package" => targets.packages.push(target.name.clone()),
                "scope" => targets.scopes.push(target.name.clone()),
                "org" | "organization" => targets.orgs.push(target.name.clone()),
                kind => {
                    let problem = format!("what a `{}` is is not known", redact::quote(kind));
                    self.refuse("scopes", problem, CREATE);
                }
            }
        }
        if targets.packages.len() + targets.scopes.len() > MOST_NAMED || targets.orgs.len() > MOST_NAMED {
            self.refuse("scopes", "there are more than 50, which is the most that can be asked for", CREATE);
        }
        targets
    }

    /// Entries of a list that cannot be read may be anything, and what else stands in one may be a limit.
    fn check_entries(&mut self, property: &str, read: usize, members: [&str; 2]) {
        let is_plain = |entry: &Value| {
            entry.as_object().is_some_and(|entry| entry.keys().all(|name| members.contains(&name.as_str())))
        };
        let is_read = match self.fields.get(property) {
            None | Some(Value::Null) => true,
            Some(list) => list.as_array().is_some_and(|list| list.len() == read && list.iter().all(is_plain)),
        };
        if !is_read {
            self.refuse(property, "not all of it can be read", CREATE);
        }
    }

    /// A registry that does not say whether there are ranges may have some, and one may have them under several names.
    fn cidr(&mut self) -> Vec<String> {
        let own: Value = self.old.cidr.clone().into();
        let is_known = match said(&self.fields, &dialect::CIDR).as_slice() {
            [] => dialect::CIDR.is_null(&self.fields),
            values => values.iter().all(|value| **value == own),
        };
        if !is_known {
            self.refuse("cidr", "the addresses it may be used from are not shown, or cannot be read", CREATE);
        }
        self.old.cidr.clone()
    }

    fn bypass_2fa(&mut self) -> bool {
        if self.old.bypass_2fa.is_none() && dialect::BYPASS_2FA.find(&self.fields).is_some() {
            self.refuse("bypass_2fa", "it cannot be read", CREATE);
        }
        self.old.bypass_2fa.unwrap_or_default()
    }
}

/// What a registry says of a thing, under all its names.
fn said<'a>(fields: &'a Map<String, Value>, field: &Field) -> Vec<&'a Value> {
    field.read.iter().filter_map(|name| fields.get(*name)).filter(|value| !value.is_null()).collect()
}

/// A name that ends with a day, as in `ci-2026-10-01`, with today in its place; any other as it is.
fn renewed(name: &str, now: Timestamp) -> String {
    let start = name.len().checked_sub("2026-10-01".len());
    let split = start.and_then(|start| name.split_at_checked(start));
    match split {
        Some((start, day)) if Timestamp::of_day(day).is_ok() && !start.ends_with(char::is_alphanumeric) => {
            format!("{start}{}", now.day())
        }
        _ => name.to_owned(),
    }
}
