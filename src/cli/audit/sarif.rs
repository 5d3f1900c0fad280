//! Findings as SARIF 2.1.0: <https://docs.oasis-open.org/sarif/sarif/v2.1.0/>.

use serde_json::Value;

use super::forms::{object, thresholds};
use crate::cli::json;
use crate::tokens::{Audit, Finding, RULES, Rule};

/// One run with all rules, and a result for each finding. A token is in no file, so its place is a logical one.
pub(super) fn print(audit: &Audit, findings: &[Finding<'_>]) -> String {
    let driver = object(vec![
        ("name", "npm-token".into()),
        ("version", env!("CARGO_PKG_VERSION").into()),
        ("rules", RULES.iter().map(described).collect()),
    ]);
    let run = object(vec![
        ("tool", object(vec![("driver", driver)])),
        ("columnKind", "utf16CodeUnits".into()),
        ("properties", object(thresholds(audit))),
        ("results", findings.iter().map(result).collect()),
    ]);
    json::print(&object(vec![
        ("$schema", "https://json.schemastore.org/sarif-2.1.0.json".into()),
        ("version", "2.1.0".into()),
        ("runs", Value::Array(vec![run])),
    ]))
}

fn described(rule: &Rule) -> Value {
    object(vec![
        ("id", rule.id.into()),
        ("shortDescription", object(vec![("text", rule.about.into())])),
        ("defaultConfiguration", object(vec![("level", rule.severity.as_str().into())])),
    ])
}

fn result(finding: &Finding<'_>) -> Value {
    let Finding { token, rule, message, .. } = finding;
    let name = token.name.as_deref();
    let shown = name.map_or_else(|| token.id.clone(), |name| format!("{} ({name})", token.id));
    let place = object(vec![
        ("name", name.unwrap_or(&token.id).into()),
        ("fullyQualifiedName", token.key.as_str().into()),
        ("kind", "token".into()),
    ]);
    object(vec![
        ("ruleId", rule.id.into()),
        ("ruleIndex", RULES.iter().position(|one| one.id == rule.id).into()),
        ("level", rule.severity.as_str().into()),
        ("message", object(vec![("text", format!("Token {}: {message}.", plain(&shown)).into())])),
        ("locations", Value::Array(vec![object(vec![("logicalLocations", Value::Array(vec![place]))])])),
        ("partialFingerprints", object(vec![("tokenAndRule/v1", format!("{}:{}", token.key, rule.id).into())])),
    ])
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
