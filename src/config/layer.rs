//! What one place says: its keys and their values as they are written there.

use std::collections::HashMap;

use zeroize::Zeroize;

use super::expand::expand;
use super::ini;
use super::value::{Source, Value};
use crate::env::Env;

/// One place and what it says.
pub(super) struct Layer {
    pub(super) source: Source,
    pub(super) values: HashMap<String, Value>,
    /// The first variable that a key or its value refers to, by key.
    pub(super) references: HashMap<String, String>,
    /// The first variable that a key refers to which is not of a registry: which key that is depends on who reads it.
    pub(super) computed: Option<String>,
}

impl Drop for Layer {
    fn drop(&mut self) {
        self.values.values_mut().for_each(Zeroize::zeroize);
    }
}

impl Layer {
    /// Takes values as they are.
    pub(super) fn new(source: Source, values: HashMap<String, Value>) -> Self {
        Self { source, values, references: HashMap::new(), computed: None }
    }

    /// Reads the text of a file.
    pub(super) fn of_file(source: Source, text: &str, env: &Env) -> Self {
        let mut layer = Self::new(source, HashMap::new());
        for (written, value) in ini::parse(text) {
            let key = expand(&written, env);
            if !written.starts_with("//") {
                layer.computed = layer.computed.take().or_else(|| key.reference.clone());
            }
            if let Some(name) = key.reference.or_else(|| reference(&value, env)) {
                layer.references.insert(key.text.clone(), name);
            }
            layer.values.insert(key.text, value);
        }
        layer
    }

    /// Reads the variables named `npm_config_…`. Empty ones do not count, nor does what a package manager says of itself.
    pub(super) fn of_environment(env: &Env) -> Self {
        let mut layer = Self::new(Source::Environment, HashMap::new());
        for (name, value) in env.vars() {
            let prefix = name.get(..PREFIX.len()).filter(|start| start.eq_ignore_ascii_case(PREFIX));
            if prefix.is_none() || value.is_empty() {
                continue;
            }
            let key = expand(&key_of(&name[PREFIX.len()..]), env).text;
            if key == "user-agent" && is_of_a_package_manager(value) {
                continue;
            }
            let value = Value::Text(value.to_owned());
            layer.references.extend(reference(&value, env).map(|name| (key.clone(), name)));
            layer.values.insert(key, value);
        }
        layer
    }
}

/// The first variable that a value refers to.
fn reference(value: &Value, env: &Env) -> Option<String> {
    match value {
        Value::Text(text) => expand(text, env).reference,
        Value::List(texts) => texts.iter().find_map(|text| expand(text, env).reference),
        Value::Null | Value::Flag(_) | Value::Number(_) => None,
    }
}

const PREFIX: &str = "npm_config_";

/// Tells whether a user agent is that of the program that runs us.
///
/// npm, pnpm, yarn and bun set `npm_config_user_agent` to their own for every script they run, so that the script
/// knows its caller. Nobody chose it for our requests, and it would tell the registry that npm makes them.
fn is_of_a_package_manager(user_agent: &str) -> bool {
    ["npm/", "pnpm/", "yarn/", "bun/"].iter().any(|start| user_agent.starts_with(start))
}

/// The key that a variable sets: keys of a registry as they are, others in npm's spelling.
pub(super) fn key_of(name: &str) -> String {
    if name.starts_with("//") {
        return name.to_owned();
    }
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    format!("{first}{}", rest.replace('_', "-")).to_lowercase()
}
