//! Objects for JavaScript that its own parser makes of text: much faster than one call for each property.

use napi::bindgen_prelude::{FromNapiValue, Function, FunctionRef, JsObjectValue, Object, Unknown};
use napi::{Env, JsValue, Result};
use serde::Serialize;
use zeroize::Zeroizing;

use super::types;
use crate::contain::apart;
use crate::error::Error;
use crate::tokens;

/// Room for the object of a new token, so that its text is not moved while it grows, and no copy stays behind.
const ROOM: usize = 16 * 1024;

/// Text that `JSON.parse` makes objects of. It may hold a new token.
pub struct Json(Zeroizing<String>);

impl Json {
    /// Writes a value.
    pub fn of(value: &impl Serialize) -> std::result::Result<Self, Error> {
        let mut text = Vec::with_capacity(ROOM);
        serde_json::to_writer(&mut text, value).map_err(|_| Error::Internal { place: None })?;
        let text = String::from_utf8(text).map_err(|_| Error::Internal { place: None })?;
        Ok(Self(Zeroizing::new(text)))
    }

    /// Writes listed tokens. Many take long enough that other calls would notice.
    pub async fn of_tokens(tokens: Vec<tokens::Token>) -> std::result::Result<Self, Error> {
        let write =
            |tokens: Vec<tokens::Token>| Self::of(&tokens.into_iter().map(types::Token::from).collect::<Vec<_>>());
        if tokens.len() > 1000 { apart(move || write(tokens)).await } else { write(tokens) }
    }

    /// Gives the text up without zeroing it: only of what holds no secret.
    pub fn into_text(mut self) -> String {
        std::mem::take(&mut self.0)
    }
}

impl Drop for Json {
    fn drop(&mut self) {
        // Room that is free is zeroed in one go, what is in use byte by byte.
        self.0.clear();
    }
}

/// JavaScript's parser as it was when the addon was loaded: what others put in its place later sees no token.
pub struct Parser(FunctionRef<(), Unknown<'static>>);

impl Parser {
    /// Finds it.
    pub fn of(env: &Env) -> Result<Self> {
        let json: Object<'_> = env.get_global()?.get_named_property("JSON")?;
        let parse: Function<'_, (), Unknown<'static>> = json.get_named_property("parse")?;
        Ok(Self(parse.create_ref()?))
    }

    /// Has the objects made, in the thread that asked for them.
    pub fn parse(&self, env: &Env, json: &Json) -> Result<Unknown<'static>> {
        let parse = self.0.borrow_back(env)?.to_unknown();
        Function::<&str, Unknown<'static>>::from_unknown(parse)?.call(&json.0)
    }
}
