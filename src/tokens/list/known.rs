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

/// Reads what is known of a row, or `null` as none. Of a name that comes twice the last value counts, as in [`Fields`].
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
        Ok(KNOWN.into_iter().find(|known| *known == name))
    }
}

#[cfg(test)]
mod tests {
    use super::KNOWN;
    use crate::registry::dialect;

    #[test]
    fn knows_every_name_that_something_comes_under() {
        let fields = [
            dialect::NAME,
            dialect::DESCRIPTION,
            dialect::ACCESSED,
            dialect::EXPIRY,
            dialect::READONLY,
            dialect::BYPASS_2FA,
            dialect::CIDR,
        ];
        for name in fields.iter().flat_map(|field| field.read) {
            assert!(KNOWN.contains(name), "{name}");
        }
    }
}
