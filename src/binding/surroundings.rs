//! The surroundings as JavaScript sees them: `process.env` may differ from the real environment, in workers it does.

use napi::bindgen_prelude::{FromNapiValue, JsObjectValue, Object, Unknown, ValueType};
use napi::{Env as NodeEnv, Result};

use crate::env::{self, Env};

/// Takes a snapshot of `process.env` and the folders; of the process itself where JavaScript has no `process`.
pub fn of(env: &NodeEnv) -> Env {
    let vars = process_env(env);
    let surroundings = match vars {
        Ok(vars) => Env::new(vars, env::working_directory()),
        Err(_) => Env::of_process(),
    };
    // Where there is no such list, Node.js was told nothing.
    let surroundings = surroundings.with_node_arguments(node_arguments(env).unwrap_or_default());
    match env::program() {
        Some(node) => surroundings.with_node(node),
        None => surroundings,
    }
}

fn node_arguments(env: &NodeEnv) -> Result<Vec<String>> {
    let process: Object<'_> = env.get_global()?.get_named_property("process")?;
    process.get_named_property("execArgv")
}

fn process_env(env: &NodeEnv) -> Result<Vec<(String, String)>> {
    let process: Object<'_> = env.get_global()?.get_named_property("process")?;
    let vars: Object<'_> = process.get_named_property("env")?;
    let names = vars.get_property_names()?;
    let mut pairs = Vec::new();
    for index in 0..names.get_array_length()? {
        // Asked for by the name as it is in JavaScript: made anew of its text, it would have to be looked up first.
        let name: Unknown<'_> = names.get_element(index)?;
        let value: Unknown<'_> = vars.get_property(name)?;
        if value.get_type()? == ValueType::String {
            pairs.push((String::from_unknown(name)?, String::from_unknown(value)?));
        }
    }
    Ok(pairs)
}
