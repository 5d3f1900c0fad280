//! What a listed token may do, and with which packages: by the rights and limits its registry describes.

use std::cell::OnceCell;

use serde_json::{Map, Value};

use super::model::Token;
use crate::registry::dialect;
use crate::time::Timestamp;

/// What a token may do with packages.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// Nothing.
    None,
    /// Read them.
    Read,
    /// Read and publish them.
    Write,
}

impl Access {
    /// npm's words for what it allows.
    pub const WORDS: [(&'static str, Self); 3] =
        [("no-access", Self::None), ("read-only", Self::Read), ("read-write", Self::Write)];

    /// The words for it.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, access)| *access == self).map_or("", |(word, _)| word)
    }
}

/// The limits of a token, as its registry describes them.
pub struct Reach<'a> {
    token: &'a Token,
    /// What it is read from, once that is needed: for each of many tokens it would take long.
    raw: OnceCell<Map<String, Value>>,
}

impl<'a> Reach<'a> {
    /// Those of a token.
    pub fn of(token: &'a Token) -> Self {
        Self { token, raw: OnceCell::new() }
    }

    fn raw(&self) -> &Map<String, Value> {
        self.raw.get_or_init(|| self.token.raw.fields())
    }

    /// What it may do with packages; `None` if the registry does not say, or not in a way that is known. Rights say more than
    /// the flag: a token that is called read-only and has a right to write can write.
    pub fn access(&self) -> Option<Access> {
        let rights = &self.token.permissions;
        let known = rights.iter().map(|right| match (right.name.as_str(), right.action.as_str()) {
            ("package" | "packages", "write" | "read-write") => Some(Access::Write),
            ("package" | "packages", action) if is_reading(action) => Some(Access::Read),
            ("package" | "packages", "none" | "no-access") => Some(Access::None),
            (name, _) => (!is_of_packages(name)).then_some(Access::None),
        });
        if known.clone().any(|access| access == Some(Access::Write)) {
            return Some(Access::Write);
        }
        // Where one right cannot be read, none is.
        if rights.is_empty() && self.has_unread_rights() {
            return None;
        }
        match self.token.readonly {
            // What nobody knows may be a right to publish, and may be none.
            _ if !rights.is_empty() => known.reduce(|one, other| Some(one?.max(other?))).flatten(),
            Some(true) => Some(Access::Read),
            Some(false) => Some(Access::Write),
            None => None,
        }
    }

    /// Tells whether there are rights that cannot be read.
    fn has_unread_rights(&self) -> bool {
        match self.raw().get("permissions") {
            None | Some(Value::Null) => false,
            Some(rights) => rights.as_array().is_none_or(|rights| !rights.is_empty()),
        }
    }

    /// Tells whether it is revoked, in whatever way that is said.
    pub fn is_revoked(&self) -> bool {
        self.raw().get("revoked").is_some_and(|revoked| !matches!(revoked, Value::Null | Value::Bool(false)))
    }

    /// Tells whether it has an end that cannot be read.
    pub fn has_odd_end(&self) -> bool {
        let end = self.token.expiry.as_deref().map(str::parse::<Timestamp>);
        match end {
            Some(end) => end.is_err(),
            None => dialect::EXPIRY.find(self.raw()).is_some(),
        }
    }

    /// Tells whether nothing limits it to packages or scopes.
    pub fn is_everywhere(&self) -> bool {
        match self.targets() {
            Some(targets) => targets.iter().any(|target| matches!(target, Target::Package("*"))),
            None => true,
        }
    }

    /// Tells whether it is for a package, by its name, its scope or as one of all.
    pub fn has_package(&self, name: &str) -> bool {
        let scope = scope_of(name);
        self.is_everywhere()
            || self.targets().iter().flatten().any(|target| match target {
                Target::Package(own) => *own == name,
                Target::Scope(own) => scope.is_some_and(|scope| scope == bare(own)),
            })
    }

    /// Tells whether it is for a scope, or for a package in it, or for all packages.
    pub fn has_part_of_scope(&self, scope: &str) -> bool {
        let scope = bare(scope);
        self.is_everywhere()
            || self.targets().iter().flatten().any(|target| match target {
                Target::Package(name) => scope_of(name).is_some_and(|own| own == scope),
                Target::Scope(own) => bare(own) == scope,
            })
    }

    /// Tells whether it is of the classic kind: it has the classic flag, and nothing else says what it may do, nor with
    /// what. cnpmcore's other tokens have lists of packages and scopes, empty ones too.
    pub fn is_classic(&self) -> bool {
        let is_empty = |list: &Value| list.is_null() || list.as_array().is_some_and(Vec::is_empty);
        let is_undescribed = ["permissions", "scopes"].iter().all(|name| self.raw().get(*name).is_none_or(is_empty));
        let has_lists = ["allowedPackages", "allowedScopes"].iter().any(|name| self.raw().contains_key(*name));
        self.token.readonly.is_some() && is_undescribed && !has_lists
    }

    /// Tells whether the registry says that it may be used from any address.
    pub fn has_no_ranges(&self) -> bool {
        let ranges = dialect::CIDR.find(self.raw());
        dialect::CIDR.is_null(self.raw()) || ranges.and_then(Value::as_array).is_some_and(Vec::is_empty)
    }

    /// What it is limited to; `None` if that is nothing. cnpmcore has lists of its own, where none is no limit.
    fn targets(&self) -> Option<Vec<Target<'_>>> {
        let lists =
            ["allowedPackages", "allowedScopes"].map(|name| self.raw().get(name).filter(|list| !list.is_null()));
        let is_limited = lists.iter().flatten().any(|list| list.as_array().is_none_or(|list| !list.is_empty()));
        let [packages, scopes] = lists.map(|list| list.and_then(Value::as_array).into_iter().flatten());
        let packages = packages.filter_map(Value::as_str).map(Target::Package);
        let scopes = scopes.filter_map(Value::as_str).map(Target::Scope);
        let mut targets: Vec<_> = packages.chain(scopes).collect();
        // Two empty lists are a token from before there were limits; one that cannot be read is no such thing.
        let is_described = match self.raw().get("scopes") {
            None | Some(Value::Null) => false,
            Some(Value::Array(scopes)) if scopes.is_empty() => !self.token.permissions.is_empty(),
            Some(_) => true,
        };
        if !is_described {
            return is_limited.then_some(targets);
        }
        targets.extend(self.token.scopes.iter().filter_map(|target| match target.kind.as_str() {
            "package" => Some(Target::Package(&target.name)),
            "scope" => Some(Target::Scope(&target.name)),
            // An organization has members and teams, and its token says nothing of packages; others are not known.
            _ => None,
        }));
        Some(targets)
    }
}

/// One thing a token is limited to.
enum Target<'a> {
    Package(&'a str),
    Scope(&'a str),
}

/// The scope of a package's name, without its sign.
fn scope_of(name: &str) -> Option<&str> {
    name.strip_prefix('@')?.split_once('/').map(|(scope, _)| scope)
}

/// A scope without its sign: `@acme`, `@acme/*` and `acme` are the same.
fn bare(scope: &str) -> &str {
    let scope = scope.strip_suffix("/*").unwrap_or(scope);
    scope.strip_prefix('@').unwrap_or(scope)
}

/// Tells whether a right does not go beyond reading.
pub(super) fn is_reading(action: &str) -> bool {
    matches!(action, "read" | "read-only" | "readonly")
}

/// A right of a name that is not known may be one of either kind.
pub(super) fn is_of_packages(name: &str) -> bool {
    !matches!(name, "org" | "orgs" | "organization" | "organizations")
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Access, Reach};
    use crate::tokens::{Raw, Token};

    fn token(mut row: Value) -> Token {
        row["key"] = "k".into();
        let row = row.as_object().expect("an object");
        Token::read(row, Raw::of(row)).expect("a token")
    }

    #[test]
    fn says_what_a_token_may_do_with_packages() {
        let right = |name: &str, action: &str| json!({ "name": name, "action": action });
        let cases = [
            (json!({}), None),
            (json!({ "readonly": true }), Some(Access::Read)),
            (json!({ "readonly": false }), Some(Access::Write)),
            (json!({ "permissions": [right("package", "read")], "readonly": false }), Some(Access::Read)),
            (json!({ "permissions": [right("package", "write")], "readonly": true }), Some(Access::Write)),
            (json!({ "permissions": [right("package", "stage")] }), None),
            (json!({ "permissions": [right("package", "no-access")], "readonly": false }), Some(Access::None)),
            (json!({ "permissions": [right("org", "write")], "readonly": false }), Some(Access::None)),
            (json!({ "permissions": [right("org", "write"), right("package", "read")] }), Some(Access::Read)),
            // A right of a kind that nobody knows may be one to publish, and may be none.
            (json!({ "permissions": [right("everything", "write")] }), None),
            (json!({ "permissions": [right("everything", "x"), right("package", "write")] }), Some(Access::Write)),
            // Neither is what cannot be read.
            (json!({ "permissions": [right("package", "read"), "write"], "readonly": true }), None),
            (json!({ "permissions": "all", "readonly": false }), None),
            (json!({ "permissions": [], "readonly": true }), Some(Access::Read)),
        ];
        for (row, access) in cases {
            assert_eq!(Reach::of(&token(row.clone())).access(), access, "{row}");
        }
    }

    #[test]
    fn tells_classic_tokens_by_what_they_lack() {
        let right = json!([{ "name": "package", "action": "read" }]);
        let cases = [
            (json!({}), false),
            (json!({ "readonly": false }), true),
            (json!({ "readonly": true, "permissions": null, "scopes": [] }), true),
            (json!({ "readonly": true, "permissions": right }), false),
            (json!({ "readonly": true, "scopes": [{ "type": "org", "name": "acme" }] }), false),
            // What is of another form says something all the same.
            (json!({ "readonly": true, "permissions": ["read"] }), false),
            (json!({ "readonly": true, "scopes": "all" }), false),
            (json!({ "readonly": false, "allowedPackages": [], "allowedScopes": [] }), false),
        ];
        for (row, expected) in cases {
            assert_eq!(Reach::of(&token(row.clone())).is_classic(), expected, "{row}");
        }
    }

    #[test]
    fn tells_what_is_known_to_have_no_ranges() {
        let cases = [
            (json!({}), false),
            (json!({ "cidr": null }), true),
            (json!({ "cidr": [] }), true),
            (json!({ "cidr": null, "cidr_whitelist": ["192.0.2.0/24"] }), false),
            (json!({ "cidr_whitelist": [] }), true),
            (json!({ "cidr": ["192.0.2.0/24"] }), false),
            (json!({ "cidr": "192.0.2.0/24" }), false),
        ];
        for (row, expected) in cases {
            assert_eq!(Reach::of(&token(row.clone())).has_no_ranges(), expected, "{row}");
        }
    }

    #[test]
    fn says_which_packages_a_token_is_for() {
        let target = |kind: &str, name: &str| json!({ "type": kind, "name": name });
        let right = |name: &str, action: &str| json!({ "name": name, "action": action });
        let described = |targets: &[Value]| json!({ "scopes": targets });
        // The row; whether it is for everything; for `@acme/app`; for something in `@acme`.
        let cases = [
            (json!({}), [true, true, true]),
            (json!({ "scopes": null }), [true, true, true]),
            (json!({ "scopes": "all" }), [false, false, false]),
            (described(&[target("package", "@acme/app"), json!({ "type": "org" })]), [false, false, false]),
            (described(&[]), [true, true, true]),
            (json!({ "scopes": [], "permissions": [right("package", "read")] }), [false, false, false]),
            (described(&[target("package", "*")]), [true, true, true]),
            (described(&[target("package", "@acme/app")]), [false, true, true]),
            (described(&[target("package", "@Acme/app")]), [false, false, false]),
            (described(&[target("user", "acme")]), [false, false, false]),
            (described(&[target("package", "@acme/other")]), [false, false, true]),
            (described(&[target("package", "acme")]), [false, false, false]),
            (described(&[target("scope", "@acme")]), [false, true, true]),
            (described(&[target("scope", "acme")]), [false, true, true]),
            (described(&[target("scope", "@acme/*")]), [false, true, true]),
            (described(&[target("scope", "@acme-too")]), [false, false, false]),
            (described(&[target("org", "acme")]), [false, false, false]),
            (json!({ "allowedPackages": [], "allowedScopes": [] }), [true, true, true]),
            (json!({ "allowedPackages": ["@acme/app"], "allowedScopes": [] }), [false, true, true]),
            (json!({ "allowedPackages": [], "allowedScopes": ["@acme"] }), [false, true, true]),
            (json!({ "allowedPackages": ["other"] }), [false, false, false]),
            (json!({ "allowedPackages": "other" }), [false, false, false]),
            (json!({ "allowedPackages": [{ "name": "other" }] }), [false, false, false]),
        ];
        for (row, expected) in cases {
            let token = token(row.clone());
            let reach = Reach::of(&token);
            let found = [reach.is_everywhere(), reach.has_package("@acme/app"), reach.has_part_of_scope("@acme")];
            assert_eq!(found, expected, "{row}");
        }
    }
}
