//! Makes a new token of what the registry shows of an old one. What is not shown, or not known, is not guessed: a successor
//! is as its predecessor was, or there is none.

use serde_json::{Map, Value};

use super::Changes;
use crate::error::Uncarried;
use crate::redact;
use crate::registry::dialect;
use crate::time::{Span, Timestamp};
use crate::tokens::expiry::Expires;
use crate::tokens::model::Token;
use crate::tokens::new_token::{Coverage, NewToken, Permission};
use crate::tokens::reach::{Reach, is_of_packages, is_reading};

const DAY: Span = Span::from_hours(24);

/// What a registry says of a token that is not a property of it, and what is read here.
const KNOWN: [&str; 22] = [
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

/// The limits of cnpmcore's granular tokens, which its token API cannot make: without them a token would reach everything.
const LIMITS: [&str; 2] = ["allowedPackages", "allowedScopes"];

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
            self.refuse("revoked", "it is revoked already", "create a new token instead");
        }
        self.check_unknown(changes);
        let targets = self.targets();
        let has_packages = !targets.packages.is_empty() || !targets.scopes.is_empty();
        let [packages_permission, orgs_permission] = self.permissions(has_packages, !targets.orgs.is_empty(), changes);
        let is_everywhere = targets.packages.iter().any(|name| name == "*");
        NewToken {
            name: changes.name.clone().or_else(|| self.text("name", self.old.name.as_deref(), now)),
            description: self.text("description", self.old.description.as_deref(), now),
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
        let says_something = |value: &Value| match value {
            Value::Null | Value::Bool(false) => false,
            Value::String(text) => !text.is_empty(),
            Value::Array(items) => !items.is_empty(),
            Value::Object(fields) => !fields.is_empty(),
            _ => true,
        };
        let unknown =
            self.fields.iter().filter(|(name, value)| !KNOWN.contains(&name.as_str()) && says_something(value));
        let names: Vec<String> = unknown.map(|(name, _)| name.clone()).collect();
        for name in names {
            if LIMITS.contains(&name.as_str()) {
                self.refuse(
                    &name,
                    "no token with such a limit can be made this way",
                    "make it on the registry's web site",
                );
            } else if !changes.lost.contains(&name) {
                let fix = "if the new token may lack it, name it in `allowUncarried` (`--allow-uncarried`)";
                self.refuse(&name, "what it means is not known", fix);
            }
        }
    }

    /// A text with the day at its end, if there is one, moved to today.
    fn text(&mut self, property: &str, text: Option<&str>, now: Timestamp) -> Option<String> {
        if text.is_none() && self.fields.get(property).is_some_and(|value| !value.is_null()) {
            self.refuse(property, "it cannot be read", "create a new token instead");
        }
        let text = text.filter(|text| !text.is_empty())?;
        Some(if property == "name" { renewed(text, now) } else { text.to_owned() })
    }

    fn targets(&mut self) -> Targets {
        let mut targets = Targets::default();
        if has_unread(self.fields.get("scopes"), self.old.scopes.len()) {
            self.refuse("scopes", "they cannot be read", "create a new token instead");
        }
        for target in &self.old.scopes {
            match target.kind.as_str() {
                "package" => targets.packages.push(target.name.clone()),
                "scope" => targets.scopes.push(target.name.clone()),
                "org" | "organization" => targets.orgs.push(target.name.clone()),
                kind => {
                    let problem = format!("what a `{}` is is not known", redact::quote(kind));
                    self.refuse("scopes", problem, "create a new token instead");
                }
            }
        }
        targets
    }

    /// What it may do with packages, and with organizations.
    fn permissions(&mut self, has_packages: bool, has_orgs: bool, changes: &Changes) -> [Option<Permission>; 2] {
        let is_described = !self.old.permissions.is_empty();
        if has_unread(self.fields.get("permissions"), self.old.permissions.len()) {
            self.refuse("permissions", "they cannot be read", "create a new token instead");
        } else if (has_packages || has_orgs) != is_described {
            let problem = if is_described { "nothing says what for" } else { "nothing says what it may do" };
            self.refuse("permissions", problem, "create a new token instead");
        }
        let packages = self.right(is_of_packages, &["package", "packages"]);
        let orgs = self.right(|name| !is_of_packages(name), &["org", "orgs", "organization", "organizations"]);
        let packages = if has_packages || changes.permission.is_some() {
            self.packages_permission(packages, changes.permission)
        } else {
            packages
        };
        let or_none = |right: Option<Permission>, is_there: bool| right.or(is_there.then_some(Permission::NoAccess));
        [or_none(packages, has_packages), or_none(orgs, has_orgs)]
    }

    /// The one right of a kind.
    fn right(&mut self, is_its: fn(&str) -> bool, names: &[&str]) -> Option<Permission> {
        let rights: Vec<_> = self.old.permissions.iter().filter(|right| is_its(&right.name)).collect();
        let right = match rights.as_slice() {
            [] => return None,
            [right] if names.contains(&right.name.as_str()) => match right.action.as_str() {
                "write" | "read-write" => Some(Permission::ReadWrite),
                "none" | "no-access" => Some(Permission::NoAccess),
                action if is_reading(action) => Some(Permission::ReadOnly),
                _ => None,
            },
            _ => None,
        };
        if right.is_none() {
            self.refuse("permissions", "they are not of a kind that is known", "create a new token instead");
        }
        right
    }

    /// The list does not tell a token that publishes from one that only stages, so the caller has to.
    fn packages_permission(&mut self, old: Option<Permission>, wanted: Option<Permission>) -> Option<Permission> {
        const FIX: &str = "say which by `packagesAndScopesPermission` (`--packages-and-scopes-permission`): `read-write` or `read-write-stage-only`";
        let can_write = old == Some(Permission::ReadWrite);
        match wanted {
            None if can_write => {
                self.refuse("permissions", "the registry does not show whether it may publish or only stage", FIX);
                None
            }
            None => old,
            Some(wanted) if can_write || Some(wanted) == old || wanted == Permission::NoAccess => Some(wanted),
            Some(_) => {
                let fix = "rotating widens nothing: leave `packagesAndScopesPermission` out, or create a new token";
                self.refuse("permissions", "the old token may do less than is asked for", fix);
                None
            }
        }
    }

    /// The flag of tokens without rights; else the rights say it.
    fn read_only(&mut self) -> bool {
        let can_write = self.old.permissions.iter().any(|right| !is_reading(&right.action));
        match self.old.readonly {
            Some(true) if can_write => {
                self.refuse("readonly", "it contradicts the permissions", "create a new token instead");
                false
            }
            Some(is_read_only) => is_read_only && self.old.permissions.is_empty(),
            None => {
                if self.old.permissions.is_empty() {
                    self.refuse("readonly", "nothing says what the token may do", "create a new token instead");
                }
                false
            }
        }
    }

    /// A registry may have the ranges under more than one name.
    fn cidr(&mut self) -> Vec<String> {
        let said = dialect::CIDR.read.iter().filter_map(|name| self.fields.get(*name)).filter(|value| !value.is_null());
        let own: Value = self.old.cidr.clone().into();
        if said.into_iter().any(|value| *value != own) {
            self.refuse("cidr", "it cannot be read", "create a new token instead");
        }
        self.old.cidr.clone()
    }

    fn bypass_2fa(&mut self) -> bool {
        if self.old.bypass_2fa.is_none() && dialect::BYPASS_2FA.find(&self.fields).is_some() {
            self.refuse("bypass_2fa", "it cannot be read", "create a new token instead");
        }
        self.old.bypass_2fa.unwrap_or_default()
    }

    /// A life as long as the old token's, to the day.
    fn expires(&mut self, changes: &Changes, now: Timestamp) -> Option<Expires> {
        const FIX: &str = "give the new token's life by `expires` (`--expires`)";
        if changes.expires.is_some() {
            return changes.expires;
        }
        let Some(end) = &self.old.expiry else {
            if self.old.is_endless {
                self.refuse("expiry", "the old token has no end", FIX);
            } else if dialect::EXPIRY.find(&self.fields).is_some() {
                self.refuse("expiry", "it cannot be read", FIX);
            }
            return None;
        };
        let life = end.parse::<Timestamp>().ok().zip(self.old.created.as_deref().and_then(|text| text.parse().ok()));
        let seconds = life.map(|(end, created): (_, Timestamp)| end.since(created).as_secs());
        let days = seconds.map(|seconds| (seconds + DAY.as_secs() / 2).div_euclid(DAY.as_secs()).max(1));
        let expires = days.and_then(|days| Expires::parse(&days.to_string(), now).ok());
        if expires.is_none() {
            self.refuse("expiry", "nothing shows how long the old token was to live", FIX);
        }
        expires
    }
}

/// Tells whether a list has something in it that cannot be read.
fn has_unread(list: Option<&Value>, read: usize) -> bool {
    match list {
        None | Some(Value::Null) => false,
        Some(list) => list.as_array().is_none_or(|list| list.len() != read),
    }
}

/// A name that ends with a day, as in `ci-2026-10-01`, with today in its place; any other as it is.
fn renewed(name: &str, now: Timestamp) -> String {
    let start = name.len().checked_sub("2026-10-01".len());
    let split = start.and_then(|start| name.split_at_checked(start));
    match split {
        Some((start, day))
            if Timestamp::of_day(day).is_ok() && !start.ends_with(|last: char| last.is_alphanumeric()) =>
        {
            format!("{start}{}", now.day())
        }
        _ => name.to_owned(),
    }
}

#[cfg(test)]
mod tests;
