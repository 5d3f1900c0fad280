//! Reads JSON values without letting a few bytes of text grow into very much memory.

use std::cell::Cell;
use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Number, Value};

/// The most values in one row: described tokens have some twenty, and two more for each package, scope and organization.
const MOST_IN_ROW: usize = 10_000;

/// The most values in all rows of a list, for what is kept of them may take far more memory than their text. Of the
/// [`MOST_TOKENS`](super::page::MOST_TOKENS) there can be, each has some 30, rights and all.
pub const MOST_VALUES: usize = 4_000_000;

/// Counts values while they are read, and keeps what was wrong with them: an error of the parser has only words.
#[derive(Default)]
pub struct Count {
    values: Cell<usize>,
    in_row: Cell<usize>,
    problem: Cell<Option<&'static str>>,
}

impl Count {
    /// Starts a new row.
    pub fn row(&self) {
        self.in_row.set(0);
    }

    /// How many values there were.
    pub fn values(&self) -> usize {
        self.values.get()
    }

    /// What was wrong with one of them, unless it was its JSON.
    pub fn problem(&self) -> Option<&'static str> {
        self.problem.get()
    }

    /// Ends the reading.
    pub fn refuse<E: Error>(&self, problem: &'static str) -> E {
        self.problem.set(Some(problem));
        E::custom(problem)
    }

    /// Counts one more value.
    pub fn one<E: Error>(&self) -> Result<(), E> {
        self.values.set(self.values.get() + 1);
        self.in_row.set(self.in_row.get() + 1);
        if self.in_row.get() > MOST_IN_ROW || self.values.get() > MOST_VALUES {
            return Err(self.refuse("it has more values than a list of tokens can have"));
        }
        Ok(())
    }
}

/// Reads an object, or `null` as none. Of a name that comes twice the last value counts, but for the names whose value
/// decides what is done: who saw the other value means something else.
pub struct Fields<'a> {
    /// Counts the values.
    pub count: &'a Count,
    /// The names that may come once only.
    pub once: &'static [&'static str],
    /// What to say of one that comes again.
    pub twice: &'static str,
}

impl<'de> DeserializeSeed<'de> for Fields<'_> {
    type Value = Option<Map<String, Value>>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Self::Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Fields<'_> {
    type Value = Option<Map<String, Value>>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("an object")
    }

    fn visit_unit<E: Error>(self) -> Result<Self::Value, E> {
        Ok(None)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Self::Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            if self.once.contains(&name.as_str()) && fields.contains_key(&name) {
                return Err(self.count.refuse(self.twice));
            }
            fields.insert(name, access.next_value_seed(Counted(self.count))?);
        }
        Ok(Some(fields))
    }
}

/// Reads any value.
#[derive(Clone, Copy)]
pub struct Counted<'a>(pub &'a Count);

impl<'de> DeserializeSeed<'de> for Counted<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        self.0.one()?;
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for Counted<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a JSON value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value.into()))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        Ok(Number::from_f64(value).map_or(Value::Null, Value::Number))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        Ok(Value::String(value.to_owned()))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut values = Vec::new();
        while let Some(value) = access.next_element_seed(self)? {
            values.push(value);
        }
        Ok(Value::Array(values))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        let mut fields = Map::new();
        while let Some(name) = access.next_key::<String>()? {
            fields.insert(name, access.next_value_seed(self)?);
        }
        Ok(Value::Object(fields))
    }
}
