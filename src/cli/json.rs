//! Results as npm's `--json` has them: the server's own objects, with the `id` and without any masking.

use serde_json::{Map, Value};

use super::printable::printable_json;
use crate::tokens::{CreatedToken, RevokedToken, Token};

/// The listed tokens.
pub(super) fn list(tokens: &[Token]) -> String {
    print(&tokens.iter().map(|token| Value::Object(with_id(token))).collect())
}

/// The new token, with its value.
pub(super) fn created(created: &CreatedToken) -> String {
    print(&Value::Object(created_fields(created)))
}

/// The keys of the revoked tokens.
pub(super) fn revoked<'a>(revoked: impl Iterator<Item = &'a RevokedToken>) -> String {
    print(&revoked.map(|token| Value::from(token.key.as_str())).collect())
}

/// The fields of a new token, with its value: the user gets to see it here and never again.
pub(super) fn created_fields(created: &CreatedToken) -> Map<String, Value> {
    let mut fields = with_id(&created.token);
    fields.insert("token".into(), created.secret.expose().into());
    fields
}

fn with_id(token: &Token) -> Map<String, Value> {
    let mut fields = token.raw.clone();
    fields.insert("id".into(), token.id.as_str().into());
    fields
}

/// Prints a value over several lines.
pub(super) fn print(value: &Value) -> String {
    // The alternate form of a JSON value is indented by two spaces.
    printable_json(&format!("{value:#}\n"))
}

#[cfg(test)]
mod tests {
    use super::{created, list, revoked};
    use crate::cli::samples;
    use serde_json::{Value, json};

    #[test]
    fn lists_the_servers_own_objects() {
        let tokens = samples::tokens();
        let shown: Value = serde_json::from_str(&list(&tokens)).expect("JSON");
        // T15: the keys are whole.
        assert_eq!(shown[0]["key"], "00000001-aaaa-4bbb-8ccc-000000000001");
        assert_eq!(shown[0]["id"], tokens[0].id);
        assert_eq!(shown[0]["token"], "npm_aB1D...7891");
        assert_eq!(list(&[]), "[]\n");
        assert_eq!(
            list(&tokens).lines().take(3).collect::<Vec<_>>(),
            ["[", "  {", "    \"key\": \"00000001-aaaa-4bbb-8ccc-000000000001\","]
        );
    }

    #[test]
    fn shows_the_true_new_token() {
        // T13, T14: npm masks the token and drops the key.
        let shown: Value = serde_json::from_str(&created(&samples::created())).expect("JSON");
        assert_eq!(shown["token"], samples::VALUE);
        assert_eq!((&shown["key"], &shown["name"]), (&json!("k-1"), &json!("ci")));
        assert_eq!(shown["id"], samples::created().token.id);
    }

    #[test]
    fn lists_revoked_keys() {
        let gone = samples::revoked();
        let shown: Value = serde_json::from_str(&revoked(gone.iter())).expect("JSON");
        assert_eq!(shown, json!(["key-1", "key-2"]));
    }
}
