//! Results as npm's `--parseable` has them: fields separated by tabs, without any masking.

use serde_json::Value;

use super::json::created_fields;
use super::printable::in_one_field;
use crate::tokens::{CreatedToken, Revocation, Token};

/// npm's columns.
const COLUMNS: [&str; 7] = ["key", "token", "id", "name", "created", "readonly", "CIDR whitelist"];

/// The listed tokens, a line of titles first.
pub(super) fn list(tokens: &[Token]) -> String {
    let titles = COLUMNS.map(str::to_owned).to_vec();
    std::iter::once(titles).chain(tokens.iter().map(|token| row(token).to_vec())).map(|fields| line(&fields)).collect()
}

/// One line for each field of the new token.
pub(super) fn created(created: &CreatedToken, is_shown: bool) -> String {
    let fields = created_fields(created, is_shown);
    fields.iter().map(|(name, value)| line(&[name.clone(), text(value)])).collect()
}

/// The keys of the tokens that are gone, in one line.
pub(super) fn revocations(revocations: &[Revocation]) -> String {
    let gone = revocations.iter().filter_map(|one| one.result.as_ref().ok());
    line(&gone.map(|token| token.key.clone()).collect::<Vec<_>>())
}

fn row(token: &Token) -> [String; 7] {
    let or_empty = |text: &Option<String>| text.clone().unwrap_or_default();
    [
        token.key.clone(),
        or_empty(&token.token),
        token.id.clone(),
        or_empty(&token.name),
        or_empty(&token.created),
        token.readonly.map(|readonly| readonly.to_string()).unwrap_or_default(),
        token.cidr.join(","),
    ]
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        Value::Array(values) => values.iter().map(text).collect::<Vec<_>>().join(","),
        other => other.to_string(),
    }
}

pub(super) fn line(fields: &[String]) -> String {
    fields.iter().map(|field| in_one_field(field)).collect::<Vec<_>>().join("\t") + "\n"
}

#[cfg(test)]
mod tests {
    use super::{created, list, revocations};
    use crate::cli::samples;

    #[test]
    fn prints_npms_columns() {
        let shown = list(&samples::tokens());
        let lines: Vec<&str> = shown.lines().collect();
        assert_eq!(lines[0], "key\ttoken\tid\tname\tcreated\treadonly\tCIDR whitelist");
        assert_eq!(
            lines[1],
            "00000001-aaaa-4bbb-8ccc-000000000001\tnpm_aB1D...7891\t00000001\tci release\t2026-01-01T10:00:00.000Z\ttrue\t192.0.2.0/24,198.51.100.0/24"
        );
        // A name cannot add columns or lines.
        assert!(lines[2].contains("\ta b c\\u{1b}[31m\t"), "{}", lines[2]);
        assert!(lines.iter().all(|line| line.split('\t').count() == 7));
        assert_eq!(list(&[]).lines().count(), 1);
    }

    #[test]
    fn prints_the_fields_of_a_new_token() {
        let shown = created(&samples::created(), true);
        for line in ["key\tk-1", "name\tci", "cidr\t192.0.2.0/24,198.51.100.0/24", "expiry\tnull"] {
            assert!(shown.lines().any(|shown| shown == line), "{line} in {shown}");
        }
        assert!(shown.contains(&format!("token\t{}\n", samples::VALUE)));
    }

    #[test]
    fn prints_revoked_keys_in_one_line() {
        assert_eq!(revocations(&samples::revocations()), "key-1\tkey-2\n");
    }
}
