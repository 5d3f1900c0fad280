//! Compares a token that was made with what was asked for: registries ignore what they do not know, without a word.

mod rights;
#[cfg(test)]
mod tests;

use ipnet::IpNet;

use super::model::Token;
use super::new_token::{Coverage, NewToken};
use super::reach::is_of_packages;
use crate::redact;
use crate::registry::dialect;
use crate::time::{Span, Timestamp};
use rights::{is_of_orgs, permission, read_only};

/// What a token can be restricted by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Restriction {
    /// Its name, by which people and tools know it.
    Name,
    /// Packages.
    Packages,
    /// Scopes.
    Scopes,
    /// Organizations.
    Orgs,
    /// What it may do with packages and scopes.
    PackagesPermission,
    /// What it may do with organizations.
    OrgsPermission,
    /// That it can only read.
    ReadOnly,
    /// The addresses it may be used from.
    Cidr,
    /// Its end.
    Expires,
    /// That it needs two-factor authentication.
    Bypass2fa,
}

impl Restriction {
    /// All of them, in the order in which they are told.
    pub const ALL: [Self; 10] = [
        Self::Name,
        Self::Packages,
        Self::Scopes,
        Self::Orgs,
        Self::PackagesPermission,
        Self::OrgsPermission,
        Self::ReadOnly,
        Self::Cidr,
        Self::Expires,
        Self::Bypass2fa,
    ];

    /// npm's key for it.
    pub fn key(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Packages => "packages",
            Self::Scopes => "scopes",
            Self::Orgs => "orgs",
            Self::PackagesPermission => "packages-and-scopes-permission",
            Self::OrgsPermission => "orgs-permission",
            Self::ReadOnly => "read-only",
            Self::Cidr => "cidr",
            Self::Expires => "expires",
            Self::Bypass2fa => "bypass-2fa",
        }
    }

    /// What a token is that a registry says nothing about.
    pub(super) fn silence(self) -> &'static str {
        match self {
            Self::Name => "it has no name",
            Self::Packages => "nothing limits it to packages",
            Self::Scopes => "nothing limits it to scopes",
            Self::Orgs => "nothing limits it to organizations",
            Self::PackagesPermission => "nothing limits what it may do with packages",
            Self::OrgsPermission => "nothing limits what it may do with organizations",
            Self::ReadOnly => "nothing says that it can only read",
            Self::Cidr => "it may be used from anywhere",
            Self::Expires => "it has no end",
            Self::Bypass2fa => "nothing says that it needs two-factor authentication",
        }
    }
}

/// What a registry's description of a token says about a restriction that was asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It is there.
    Kept,
    /// It is not: what there is instead, in words.
    Broken(String),
    /// Less than was asked for.
    Less,
    /// Nothing.
    Silent,
    /// Something that neither shows nor contradicts it.
    Unproven,
}

use Verdict::{Broken, Kept, Less, Silent, Unproven};

/// Registries count days in their own way, to the end of the last one for instance.
const LEEWAY: Span = Span::from_hours(24);

/// Judges every restriction that was asked for, by one description of the token: the answer to the create, or a row of
/// the list. What is not restricted is not judged, except that nothing may be granted that was not asked for.
pub(super) fn judge(asked: &NewToken, made: &Token, now: Timestamp) -> Vec<(Restriction, Verdict)> {
    let strange = Strange::find(asked, made);
    let judged = [
        (Restriction::Name, name(asked, made)),
        (Restriction::Packages, named(asked, asked.packages.names(), made, &strange.packages)),
        (Restriction::Scopes, named(asked, &asked.scopes, made, &strange.scopes)),
        (Restriction::Orgs, named(asked, &asked.orgs, made, &strange.orgs)),
        (Restriction::PackagesPermission, permission(asked.packages_permission, asked, made, is_of_packages)),
        (Restriction::OrgsPermission, permission(asked.orgs_permission, asked, made, is_of_orgs)),
        (Restriction::ReadOnly, if asked.read_only { read_only(made) } else { Kept }),
        (Restriction::Cidr, cidr(&asked.cidr, made)),
        (Restriction::Expires, asked.expires.map_or(Kept, |end| expires(end.end(beginning(made, now)), made))),
        (Restriction::Bypass2fa, bypass_2fa(asked.bypass_2fa, made)),
    ];
    judged.into_iter().filter(|(_, verdict)| *verdict != Kept).collect()
}

fn name(asked: &NewToken, made: &Token) -> Verdict {
    match (&asked.name, &made.name) {
        (None, _) => Kept,
        (Some(asked), Some(made)) if asked == made => Kept,
        (Some(_), Some(made)) => Broken(format!("its name is `{}`", redact::quote(made))),
        (Some(_), None) => Silent,
    }
}

/// The targets of a token that were not asked for, by their kind.
#[derive(Default)]
struct Strange {
    packages: Vec<String>,
    scopes: Vec<String>,
    orgs: Vec<String>,
}

impl Strange {
    fn find(asked: &NewToken, made: &Token) -> Self {
        let mut strange = Self::default();
        for target in &made.scopes {
            let name = target.name.as_str();
            let is_owner_of =
                |names: &[String]| owner(name).is_some_and(|own| names.iter().any(|one| bare(one) == own));
            let is_package =
                || asked.packages == Coverage::All || asked.packages.names().iter().any(|one| is_same(one, name));
            // A scope belongs to an organization or a user, and registries call it by any of these.
            let is_owner = || is_owner_of(&asked.scopes) || is_owner_of(&asked.orgs);
            let (is_asked, list) = match target.kind.as_str() {
                // Without its `@`, a scope among packages is the package of that name.
                "package" => {
                    (is_package() || name.starts_with('@') && is_owner_of(&asked.scopes), &mut strange.packages)
                }
                "org" | "organization" => (is_owner(), &mut strange.orgs),
                // The package `acme` is not the scope `@acme`.
                "scope" => (asked.packages == Coverage::All || is_owner(), &mut strange.scopes),
                _ => (is_package() || is_owner(), &mut strange.scopes),
            };
            if !is_asked {
                list.push(redact::quote(&target.name));
            }
        }
        strange
    }
}

/// Tells whether two names are one package's, or one wild card.
fn is_same(one: &str, other: &str) -> bool {
    one.to_lowercase() == other.to_lowercase()
}

/// The scope, user or organization that a name stands for, if it is no package's alone.
fn owner(name: &str) -> Option<String> {
    Some(bare(name)).filter(|name| !name.contains('/'))
}

/// The name of an owner as it is compared: `@acme`, `@acme/*` and `acme` are the same.
fn bare(name: &str) -> String {
    let name = name.strip_suffix("/*").unwrap_or(name).to_lowercase();
    match name.strip_prefix('@') {
        Some(scope) if !scope.contains('/') => scope.to_owned(),
        _ => name,
    }
}

/// Judges one kind of target: the names that were asked for, and what is there beside them.
fn named(token: &NewToken, asked: &[String], made: &Token, strange: &[String]) -> Verdict {
    if !token.is_limited() {
        return Kept;
    }
    let is_silent = made.raw.fields().get("scopes").is_none_or(serde_json::Value::is_null);
    if is_silent {
        return if asked.is_empty() { Kept } else { Silent };
    }
    if !strange.is_empty() {
        return Broken(format!("it is also for `{}`", strange.join("`, `")));
    }
    if made.scopes.is_empty() && !asked.is_empty() {
        return Broken("it is limited to none".into());
    }
    let is_there = |name: &String| made.scopes.iter().any(|target| bare(&target.name) == bare(name));
    if asked.iter().all(is_there) { Kept } else { Less }
}

fn cidr(asked: &[String], made: &Token) -> Verdict {
    if asked.is_empty() {
        return Kept;
    }
    if dialect::CIDR.find(&made.raw.fields()).is_none() {
        return Silent;
    }
    let asked: Vec<IpNet> = asked.iter().filter_map(|range| range.parse().ok()).collect();
    let is_within =
        |range: &str| range.parse::<IpNet>().is_ok_and(|range| asked.iter().any(|one| one.contains(&range)));
    match made.cidr.iter().find(|range| !is_within(range)) {
        _ if made.cidr.is_empty() => Broken("it may be used from anywhere".into()),
        Some(strange) => Broken(format!("it may be used from `{}`", redact::quote(strange))),
        None if dialect::stores_cidr_only(&made.key) => Unproven,
        None if made.cidr.len() < asked.len() => Less,
        None => Kept,
    }
}

/// When a token's life began: as the registry has it, unless that is in the future, where it would be longer.
fn beginning(made: &Token, now: Timestamp) -> Timestamp {
    let created = made.created.as_deref().and_then(|created| created.parse().ok());
    created.map_or(now, |created: Timestamp| created.min(now))
}

fn expires(asked: Timestamp, made: &Token) -> Verdict {
    let Some(text) = &made.expiry else { return Silent };
    let Ok(end) = text.parse::<Timestamp>() else {
        return Broken(format!("its end is `{}`, which is no time", redact::quote(text)));
    };
    let longer = end.since(asked);
    if longer > LEEWAY {
        Broken(format!("it ends at {end}"))
    } else if longer < -LEEWAY {
        Less
    } else {
        Kept
    }
}

fn bypass_2fa(asked: bool, made: &Token) -> Verdict {
    match (asked, made.bypass_2fa) {
        (false, Some(true)) => Broken("it works without two-factor authentication".into()),
        (true, Some(false)) => Less,
        (true, None) => Unproven,
        // It says something, and neither yes nor no.
        (false, None) if dialect::BYPASS_2FA.find(&made.raw.fields()).is_some() => Unproven,
        _ => Kept,
    }
}
