//! What a registry sent of one token, as the text it came in: a tenth of the memory that its values would take.

use serde_json::value::RawValue;
use serde_json::{Map, Value};

/// The text of a JSON object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Raw(Box<str>);

impl Raw {
    /// Keeps the text of an object.
    pub fn new(text: &RawValue) -> Self {
        Self(text.get().into())
    }

    /// Writes the text of an object.
    pub fn of(fields: &Map<String, Value>) -> Self {
        Self(serde_json::to_string(fields).unwrap_or_default().into())
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
            let mut fields = Value::Object(self.fields());
            drop_prototypes(&mut fields);
            return fields.to_string();
        }
        self.0.into()
    }
}

fn drop_prototypes(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(drop_prototypes),
        Value::Object(fields) => {
            fields.shift_remove("__proto__");
            fields.values_mut().for_each(drop_prototypes);
        }
        _ => {}
    }
}
