//! What a registry sent of one token, as the text it came in: a tenth of the memory that its values would take.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// The text of a JSON object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw(Box<str>);

impl Default for Raw {
    fn default() -> Self {
        Self("{}".into())
    }
}

impl Raw {
    /// Keeps the text of an object.
    pub fn new(text: &RawValue) -> Self {
        Self(text.get().into())
    }

    /// Writes the text of an object.
    pub fn of(fields: &Map<String, Value>) -> Self {
        Self(serde_json::to_string(fields).unwrap_or_default().into())
    }

    /// How many bytes it has.
    pub fn size(&self) -> usize {
        self.0.len()
    }

    /// Its fields; of a name that comes twice, the last one counts.
    pub fn fields(&self) -> Map<String, Value> {
        // It was read before.
        serde_json::from_str(&self.0).unwrap_or_default()
    }

    /// Its text without `__proto__`, which would replace the prototype of whatever it is copied to.
    pub fn harmless(self) -> String {
        // Any letter of a name may be written as an escape.
        if self.0.contains("__proto__") || self.0.contains("\\u") {
            let mut fields = self.fields();
            drop_prototypes(&mut fields);
            return Self::of(&fields).0.into();
        }
        self.0.into()
    }
}

fn drop_prototypes(fields: &mut Map<String, Value>) {
    fields.shift_remove("__proto__");
    fields.values_mut().for_each(drop_prototypes_within);
}

fn drop_prototypes_within(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_prototypes_within),
        Value::Object(fields) => drop_prototypes(fields),
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::Raw;
    use serde_json::value::RawValue;

    #[test]
    fn takes_prototypes_out_wherever_they_are() {
        let cases = [
            (r#"{ "a": 1.50, "b": [] }"#, r#"{ "a": 1.50, "b": [] }"#),
            (r#"{"__proto__":{"x":1},"a":1}"#, r#"{"a":1}"#),
            (r#"{"a":[{"b":{"__proto__":null,"c":2}}]}"#, r#"{"a":[{"b":{"c":2}}]}"#),
            (r#"{"\u005f_proto__":1,"a":"\u00e9"}"#, r#"{"a":"é"}"#),
            (r#"{"a":"__proto__"}"#, r#"{"a":"__proto__"}"#),
        ];
        for (text, harmless) in cases {
            let raw = Raw::new(serde_json::from_str::<&RawValue>(text).expect("JSON"));
            assert_eq!(raw.harmless(), harmless, "{text}");
        }
    }

    #[test]
    fn gives_the_last_of_two_fields() {
        let raw = Raw::new(serde_json::from_str::<&RawValue>(r#"{"a":1,"b":2,"a":3}"#).expect("JSON"));
        assert_eq!(Raw::of(&raw.fields()), Raw("{\"a\":3,\"b\":2}".into()));
    }
}
