//! Reads what is known of a token's row, and passes over the rest.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, Visitor};
use serde_json::Value;

use super::row::{Count, Counted};
use crate::registry::dialect::Row;

/// What is read of a token's row; all the rest is text only.
const KNOWN: [&str; 19] = [
    "key",
    "token",
    "name",
    "description",
    "created",
    "updated",
    "accessed",
    "lastUsedAt",
    "expiry",
    "expires",
    "expiredAt",
    "expiresAt",
    "revoked",
    "readonly",
    "bypass_2fa",
    "cidr",
    "cidr_whitelist",
    "permissions",
    "scopes",
];

/// A token's row, as far as it is known.
#[derive(Default)]
pub struct Known(Vec<(&'static str, Value)>);

impl Row for Known {
    fn value(&self, name: &str) -> Option<&Value> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| value)
    }
}

/// Reads what is known of a row, or `null` as none. Of a name that comes twice the last value counts, but for the key and
/// the value, which decide what is revoked.
pub struct KnownFields<'a> {
    /// Counts the values.
    pub count: &'a Count,
}

impl<'de> DeserializeSeed<'de> for KnownFields<'_> {
    type Value = Option<Known>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for KnownFields<'_> {
    type Value = Option<Known>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a token")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut fields = Known::default();
        while let Some(name) = access.next_key_seed(Name)? {
            // The rest has to be readable all the same: its text is kept.
            let value = access.next_value_seed(Counted(self.count))?;
            let Some(name) = name else { continue };
            match fields.0.iter_mut().find(|(known, _)| *known == name) {
                Some(_) if matches!(name, "key" | "token") => {
                    return Err(self.count.refuse("a token in it has two keys or two values"));
                }
                Some((_, earlier)) => *earlier = value,
                None => fields.0.push((name, value)),
            }
        }
        Ok(Some(fields))
    }
}

/// Reads a name, if it is a known one.
struct Name;

impl<'de> DeserializeSeed<'de> for Name {
    type Value = Option<&'static str>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for Name {
    type Value = Option<&'static str>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a name")
    }

    fn visit_str<E: Error>(self, name: &str) -> Result<Self::Value, E> {
        // Most differ in length, which is compared in place; bytes are compared by a call.
        Ok(KNOWN.into_iter().find(|known| known.len() == name.len() && *known == name))
    }
}

#[cfg(test)]
mod tests {
    use serde::de::DeserializeSeed;
    use serde_json::json;

    use super::super::row::Count;
    use super::KnownFields;
    use crate::registry::dialect;
    use crate::tokens::{Raw, Token};

    #[test]
    fn knows_everything_that_a_token_is_made_of() {
        let row = json!({
            "key": "k", "token": "npm_aBcD...7890", "created": "c", "updated": "u", "revoked": "r", "unknown": { "x": 1 },
            "permissions": [{ "name": "package", "action": "read" }], "scopes": [{ "type": "package", "name": "a" }],
        });
        let texts = [dialect::NAME, dialect::DESCRIPTION, dialect::ACCESSED, dialect::EXPIRY];
        let values =
            [(dialect::READONLY, json!(true)), (dialect::BYPASS_2FA, json!(false)), (dialect::CIDR, json!(["c"]))];
        let fields = texts.into_iter().map(|field| (field, json!("t"))).chain(values);
        for (field, value) in fields {
            for name in field.read {
                let mut row = row.clone();
                row[*name] = value.clone();
                let (row, text) = (row.as_object().expect("an object"), row.to_string());
                let raw = Raw::of(row);
                let count = Count::default();
                let known = KnownFields { count: &count }.deserialize(&mut serde_json::Deserializer::from_str(&text));
                let known = known.expect("JSON").expect("a row");
                assert_eq!(Token::read(&known, raw.clone()), Token::read(row, raw), "{name}");
            }
        }
    }
}
