//! What a new token shall be, from what was asked for to what is sent.

use ipnet::Ipv4Net;
use serde_json::Value as Json;

use crate::config::{RegistryUrl, Value, ini};
use crate::secret::Secret;
use crate::time::Timestamp;
use crate::tokens::NewToken;
use crate::tokens::request::body;

/// The keys that say what the token may do; others could name files.
const KEYS: [&str; 11] = [
    "name",
    "token-description",
    "expires",
    "packages",
    "packages-all",
    "scopes",
    "packages-and-scopes-permission",
    "orgs",
    "orgs-permission",
    "cidr",
    "read-only",
];

/// What is sent is never wider than what was asked for. The input is an `.npmrc` file.
pub fn new_token(input: &[u8]) {
    let mut asked = ini::parse(&String::from_utf8_lossy(input));
    asked.retain(|(key, _)| KEYS.contains(&key.as_str()));
    let has = |key: &str| asked.iter().any(|(other, value)| other == key && *value != Value::Null);
    let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a timestamp");
    let config = super::config(asked.clone());
    let Ok(registry) = RegistryUrl::parse("https://registry.example/") else { return };
    let Ok(token) = NewToken::read(&config, &registry, now) else { return };
    let sent: Json = serde_json::from_slice(&body(&token, &Secret::new("password")).bytes()).expect("it is JSON");

    assert!(sent["password"] == "password" && sent.get("bypass_2fa").is_none(), "{sent}");
    for (field, key) in [("expires", "expires"), ("scopes", "scopes"), ("orgs", "orgs"), ("cidr", "cidr")] {
        assert!(sent.get(field).is_none() || has(key), "{sent}");
    }
    check_ranges(&sent, config.list("cidr").ok().flatten().map(|list| list.value).unwrap_or_default());
    assert!(sent.get("packages_all").is_none() || sent["packages"] == serde_json::json!(["*"]), "{sent}");
    assert!(sent.get("packages").is_none() || has("packages") || has("packages-all"), "{sent}");
    let permissions = [&sent["packages_and_scopes_permission"], &sent["orgs_permission"]];
    if sent.get("readonly").is_some() {
        assert!(permissions.iter().all(|permission| permission.as_str().is_none_or(|word| !word.contains("write"))));
    }
}

/// The ranges that were asked for, all of them, each an IPv4 range as it is printed.
fn check_ranges(sent: &Json, asked: Vec<String>) {
    let ranges = sent["cidr"].as_array().cloned().unwrap_or_default();
    assert!(sent["cidr"] == sent["cidr_whitelist"] && ranges == asked, "{sent}");
    for range in asked {
        assert!(range.parse::<Ipv4Net>().is_ok_and(|read| read.to_string() == range), "{range}");
    }
}
