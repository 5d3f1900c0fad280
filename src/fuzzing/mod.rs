//! What must hold for any input: each function here gives hostile input to one part of the crate and panics if a
//! promise is broken.
//!
//! Only built for tests and by `cargo fuzz`. Its targets (in `fuzz`) search for an input that breaks a promise; the
//! property tests beside this file try some, and everything in the corpora, at each test run.
#![allow(clippy::missing_panics_doc, reason = "a panic is the finding")]

mod arguments;
mod error_body;
mod expand;
mod expires;
mod ini;
mod list_page;
mod new_token;
mod redact;
mod registry_url;
#[cfg(test)]
mod tests;

use std::sync::Arc;

use crate::config::{Config, Given, Source, Value};
use crate::env::Env;
use crate::error::Error;
use crate::registry::{Nobody, Registry};
use crate::secret::Secret;

pub use arguments::arguments;
pub use error_body::error_body;
pub use expand::expand;
pub use expires::expires;
pub use ini::ini;
pub use list_page::list_page;
pub use new_token::new_token;
pub use redact::redact;
pub use registry_url::registry_url;

/// Stands for a secret in inputs: the functions that look for leaks put secrets in its place.
const MARK: char = '$';

/// A token as the public registry makes them.
const TOKEN: &str = concat!("npm", "_AbCdEfGhIjKlMnOpQrStUvWxYz0123456789");

/// The configuration of a machine without files, on which only these values are given.
fn config(values: Vec<(String, Value)>) -> Config {
    let env = Env::new(vec![("HOME".into(), "/nowhere".into())], "/nowhere".into());
    let given = Given { source: Source::Flag, values, auth_token: Some(Secret::new(TOKEN)) };
    Config::load(&env, given).expect("there is no file to read")
}

/// A registry that is never asked.
fn registry(address: &str) -> Registry {
    let settings = config(vec![("registry".into(), Value::Text(address.into()))]).settings();
    Registry::open(&settings.expect("the address is valid"), Arc::new(Nobody)).expect("nothing is wrong with it")
}

/// The input as text, without what the fuzzer has learnt of the secrets: a part of one is no secret.
fn text_without(input: &[u8], secrets: &[&str]) -> String {
    let mut text = String::from_utf8_lossy(input).into_owned();
    // What stood on both sides of one may make another.
    while let Some(secret) = secrets.iter().find(|secret| text.contains(**secret)) {
        text = text.replace(secret, "");
    }
    text
}

/// Everything an error shows to anybody.
fn shown(error: &Error) -> String {
    format!("{error}\n{}\n{error:?}", error.hint().unwrap_or_default())
}
