//! Objects for JavaScript that its own parser makes of text: much faster than one call for each property.

use napi::Env;
use napi::bindgen_prelude::{Function, JsObjectValue, Object, Unknown};
use serde::Serialize;
use zeroize::Zeroizing;

use crate::error::Error;

/// Text that `JSON.parse` makes objects of. It may hold a new token.
pub struct Json(Zeroizing<String>);

impl Json {
    /// Writes a value, in the thread that has time for it.
    pub fn of(value: &impl Serialize) -> Result<Self, Error> {
        let text = serde_json::to_string(value).map_err(|_| Error::Internal { place: None })?;
        Ok(Self(Zeroizing::new(text)))
    }

    /// Has the objects made, in the thread that asked for them.
    pub fn parse(&self, env: &Env) -> napi::Result<Unknown<'static>> {
        let json: Object<'_> = env.get_global()?.get_named_property("JSON")?;
        let parse: Function<'_, &str, Unknown<'static>> = json.get_named_property("parse")?;
        parse.call(&self.0)
    }
}
