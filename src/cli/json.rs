//! Results as npm's `--json` has them: the server's own objects, with the `id` and without any masking.

use serde_json::{Map, Value, json};

use super::error_json::error_object;
use super::printable::printable_json;
use crate::tokens::{CreatedToken, Revocation, Token};

/// The listed tokens, one after the other: as values, all of them would take ten times the memory of their text.
pub(crate) fn list(tokens: &[Token]) -> String {
    if tokens.is_empty() {
        return "[]\n".into();
    }
    // Within a value, no line ends but between its parts.
    let object = |token| print(&Value::Object(with_id(token))).trim_end().replace('\n', "\n  ");
    let objects: Vec<String> = tokens.iter().map(object).collect();
    format!("[\n  {}\n]\n", objects.join(",\n  "))
}

/// The new token, with its value where that is to be shown.
pub(super) fn created(created: &CreatedToken, is_shown: bool) -> String {
    print(&Value::Object(created_fields(created, is_shown)))
}

/// What became of each token that was to be revoked.
pub(super) fn revocations(revocations: &[Revocation]) -> String {
    print(&revocations.iter().map(revocation).collect())
}

fn revocation(Revocation { selector, id, is_current, result, .. }: &Revocation) -> Value {
    let mut shown = match result {
        Ok(gone) => {
            let mut shown = json!({ "key": gone.key, "id": gone.id });
            if let Some(name) = &gone.name {
                shown["name"] = name.as_str().into();
            }
            shown["result"] = gone.end.as_str().into();
            shown
        }
        Err(error) => {
            let mut shown = json!({ "selector": selector, "result": "failed", "error": error_object(error) });
            if let Some(id) = id {
                shown["id"] = id.as_str().into();
            }
            shown
        }
    };
    if *is_current {
        shown["inUse"] = true.into();
    }
    shown
}

/// The fields of a new token, with its value where that is to be shown: the user gets to see it here and never again.
pub(super) fn created_fields(created: &CreatedToken, is_shown: bool) -> Map<String, Value> {
    let mut fields = with_id(&created.token);
    if is_shown {
        fields.insert("token".into(), created.secret.expose().into());
    }
    for (field, list) in [("unverified", &created.unverified), ("unenforced", &created.unenforced)] {
        fields.insert(field.into(), list.iter().map(|restriction| restriction.key()).collect());
    }
    fields
}

pub(super) fn with_id(token: &Token) -> Map<String, Value> {
    let mut fields = token.raw.fields();
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
    use super::{created, list, revocations};
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
        let shown: Value = serde_json::from_str(&created(&samples::created(), true)).expect("JSON");
        assert_eq!(shown["token"], samples::VALUE);
        assert_eq!((&shown["key"], &shown["name"]), (&json!("k-1"), &json!("ci")));
        assert_eq!(shown["id"], samples::created().token.id);
    }

    #[test]
    fn tells_each_revocation_and_how_it_went() {
        let shown: Value = serde_json::from_str(&revocations(&samples::revocations())).expect("JSON");
        let expected = json!([
            { "key": "key-1", "id": "id-1", "name": "ci\u{1b}", "result": "revoked" },
            { "key": "key-2", "id": "id-2", "result": "already-gone", "inUse": true },
            { "selector": "zzzzzz", "result": "failed", "error": {
                "code": "ETOKENNOTFOUND",
                "summary": "no token with id `zzzzzz` on https://registry.example/",
                "detail": "`npm-token list` shows the tokens there are",
                "registry": "https://registry.example/",
            } },
        ]);
        assert_eq!(shown, expected);
    }
}
