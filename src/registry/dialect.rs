//! How registries differ on the wire. The one place that says which field exists for whom.

use serde_json::{Map, Value};

use super::transport::Response;

/// The names of one thing on the wire.
pub struct Field {
    /// The names under which it is sent, all of them, so that each kind of registry finds its own.
    pub sent: &'static [&'static str],
    /// The names under which it comes back; the first that is there counts.
    pub read: &'static [&'static str],
}

/// The token's name. Required by the public registry; unknown to registries of the classic kind.
pub const NAME: Field = Field { sent: &["name"], read: &["name"] };

/// The account's password. Required everywhere.
pub const PASSWORD: Field = Field { sent: &["password"], read: &[] };

/// `token_description` is the documented name, `description` the one npm sends and every registry answers with.
pub const DESCRIPTION: Field = Field { sent: &["token_description", "description"], read: &["description"] };

/// Packages the token is for; `["*"]` is the documented way to say all.
pub const PACKAGES: Field = Field { sent: &["packages"], read: &[] };

/// npm's own way to say all packages; the description does not have it.
pub const PACKAGES_ALL: Field = Field { sent: &["packages_all"], read: &[] };

/// Scopes the token is for.
pub const SCOPES: Field = Field { sent: &["scopes"], read: &[] };

/// Organizations the token is for.
pub const ORGS: Field = Field { sent: &["orgs"], read: &[] };

/// What the token may do with its packages and scopes.
pub const PACKAGES_PERMISSION: Field = Field { sent: &["packages_and_scopes_permission"], read: &[] };

/// What the token may do with its organizations.
pub const ORGS_PERMISSION: Field = Field { sent: &["orgs_permission"], read: &[] };

/// Days or an ISO date in the request. The answer has `expiry` (described), `expires` (as npm reads it),
/// `expiredAt` (cnpmcore) or `expiresAt`.
pub const EXPIRY: Field = Field { sent: &["expires"], read: &["expiry", "expires", "expiredAt", "expiresAt"] };

/// `cidr` is the documented name; `cidr_whitelist` is npm's, Verdaccio's and cnpmcore's.
pub const CIDR: Field = Field { sent: &["cidr", "cidr_whitelist"], read: &["cidr", "cidr_whitelist"] };

/// Whether the token may do without two-factor authentication. Public registry only.
pub const BYPASS_2FA: Field = Field { sent: &["bypass_2fa"], read: &["bypass_2fa"] };

/// The classic kind of restriction, honoured by Verdaccio and cnpmcore. The public registry answers with it but
/// has no such request field: there, permissions say it.
pub const READONLY: Field = Field { sent: &["readonly"], read: &["readonly"] };

/// When the token was last used; cnpmcore calls it `lastUsedAt`.
pub const ACCESSED: Field = Field { sent: &[], read: &["accessed", "lastUsedAt"] };

/// What a registry sends of one thing.
pub trait Row {
    /// The value of a name.
    fn value(&self, name: &str) -> Option<&Value>;
}

impl Row for Map<String, Value> {
    fn value(&self, name: &str) -> Option<&Value> {
        self.get(name)
    }
}

impl Field {
    /// Writes the value under all names.
    pub fn write(&self, body: &mut Map<String, Value>, value: &Value) {
        for name in self.sent {
            body.insert((*name).to_owned(), value.clone());
        }
    }

    /// Finds the first name that has a value; `null` counts as none.
    pub fn find<'a>(&self, row: &'a impl Row) -> Option<&'a Value> {
        self.read.iter().find_map(|name| row.value(name).filter(|value| !value.is_null()))
    }

    /// Tells whether the registry says that there is none, by `null`.
    pub fn is_null(&self, row: &impl Row) -> bool {
        let mut said = self.read.iter().filter_map(|name| row.value(name)).peekable();
        said.peek().is_some() && said.all(Value::is_null)
    }
}

/// Tells whether a token is of a registry that keeps its address ranges and lets it be used from anywhere all the same:
/// cnpmcore, known by keys that are a SHA-512.
pub fn stores_cidr_only(key: &str) -> bool {
    key.len() == 128 && key.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

/// Registries that have no token API, told by a header of their answers, and what they offer instead.
const VENDORS: [(&str, &str, &str); 8] = [
    (
        "x-github-request-id",
        "",
        "GitHub Packages takes personal access tokens: make one in the account's developer settings",
    ),
    (
        "x-gitlab-meta",
        "",
        "GitLab has tokens of its own: personal, project, group and deploy tokens, in its settings or REST API",
    ),
    ("x-jfrog-version", "", "Artifactory has access tokens of its own: `jf access-token-create` or its REST API"),
    ("x-artifactory-id", "", "Artifactory has access tokens of its own: `jf access-token-create` or its REST API"),
    ("server", "nexus", "Nexus has user tokens of its own; `npm login` makes one with the npm bearer token realm"),
    ("x-amzn-requestid", "", "CodeArtifact has short-lived tokens: `aws codeartifact login --tool npm`"),
    ("x-vss-e2eid", "", "Azure Artifacts takes personal access tokens of Azure DevOps"),
    ("x-gitea-version", "", "Gitea and Forgejo have access tokens of their own, in the user's settings"),
];

/// Says what a registry without the token API offers instead, where its answer shows whose it is.
pub fn instead(response: &Response) -> Option<&'static str> {
    VENDORS.iter().find_map(|(header, part, advice)| {
        let named = response.header_values(header).any(|value| value.to_ascii_lowercase().contains(part));
        named.then_some(*advice)
    })
}

#[cfg(test)]
mod tests {
    use super::{CIDR, DESCRIPTION, EXPIRY, instead};
    use crate::registry::transport::Response;
    use serde_json::{Map, json};

    #[test]
    fn writes_every_spelling_and_reads_the_first_that_is_there() {
        let mut body = Map::new();
        CIDR.write(&mut body, &json!(["192.0.2.0/24"]));
        DESCRIPTION.write(&mut body, &json!("d"));
        let expected = json!({
            "cidr": ["192.0.2.0/24"], "cidr_whitelist": ["192.0.2.0/24"], "token_description": "d", "description": "d",
        });
        assert_eq!(serde_json::Value::Object(body), expected);

        let row = json!({ "expiry": null, "expiredAt": "2026-01-01T00:00:00Z" });
        let row = row.as_object().expect("an object");
        assert_eq!(EXPIRY.find(row), Some(&json!("2026-01-01T00:00:00Z")));
    }

    #[test]
    fn names_what_a_vendor_offers_instead() {
        for (name, value, found) in
            [("server", "Nexus/3.70.0 (OSS)", true), ("x-gitlab-meta", "{}", true), ("server", "nginx", false)]
        {
            let mut headers = reqwest::header::HeaderMap::new();
            headers.insert(name, value.parse().expect("a header value"));
            let response = Response { status: 404, headers, body: Vec::new().into() };
            assert_eq!(instead(&response).is_some(), found, "{name}: {value}");
        }
    }
}
