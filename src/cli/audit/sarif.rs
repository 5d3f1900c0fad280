//! Findings as SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>.

use serde_json::{Value, json};

use crate::cli::json;
use crate::tokens::{Audit, Finding, RULES, Rule};

/// One run with all rules, and a result for each finding. A token is in no file, so its place is a logical one.
pub(super) fn print(audit: &Audit, findings: &[Finding<'_>]) -> String {
    json::print(&json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "npm-token",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": RULES.iter().map(described).collect::<Value>(),
            } },
            "columnKind": "utf16CodeUnits",
            "properties": {
                "expiresWithin": audit.expires_within,
                "unusedSince": audit.unused_since,
                "ignore": audit.ignored,
            },
            "results": findings.iter().map(result).collect::<Value>(),
        }],
    }))
}

fn described(rule: &Rule) -> Value {
    json!({
        "id": rule.id,
        "shortDescription": { "text": rule.about },
        "defaultConfiguration": { "level": rule.severity.as_str() },
    })
}

fn result(finding: &Finding<'_>) -> Value {
    let Finding { token, rule, message, .. } = finding;
    let name = token.name.as_deref();
    let shown = name.map_or_else(|| token.id.clone(), |name| format!("{} ({name})", token.id));
    json!({
        "ruleId": rule.id,
        "ruleIndex": RULES.iter().position(|one| one.id == rule.id),
        "level": rule.severity.as_str(),
        "message": { "text": format!("Token {}: {message}.", plain(&shown)) },
        "locations": [{ "logicalLocations": [{
            "name": name.unwrap_or(&token.id),
            "fullyQualifiedName": token.key,
            "kind": "token",
        }] }],
        "partialFingerprints": { "tokenAndRule/v1": format!("{}:{}", token.key, rule.id) },
    })
}

/// Writes a registry's text so that no link and no placeholder of a message is made of it.
fn plain(text: &str) -> String {
    let mut plain = String::new();
    for letter in text.chars() {
        match letter {
            '\\' | '[' | ']' => plain.push('\\'),
            '{' | '}' => plain.push(letter),
            _ => {}
        }
        plain.push(letter);
    }
    plain
}
