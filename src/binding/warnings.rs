//! Hands warnings to `process.emitWarning`, each once per process.

use std::collections::HashSet;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use napi::bindgen_prelude::{JsObjectValue, Object, Unknown};
use napi::{Env, Result};

use super::reading::{apply, property};

/// The warnings of one call, on their way to JavaScript.
pub type Warnings = Arc<Mutex<Vec<Warning>>>;

/// What a caller should know.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Warning {
    /// What kind it is of: `NPM_TOKEN_PLAIN_HTTP`, `NPM_TOKEN_LEFT`, `NPM_TOKEN_UNNOTED`.
    pub code: &'static str,
    /// What it says.
    pub words: String,
}

impl Warning {
    /// A warning of secrets that go over plain http.
    pub fn plain_http(words: String) -> Self {
        Self { code: "NPM_TOKEN_PLAIN_HTTP", words }
    }
}

/// Adds warnings of one kind to those of a call.
pub fn add(warnings: &Warnings, code: &'static str, list: Vec<String>) {
    let list = list.into_iter().map(|words| Warning { code, words });
    warnings.lock().unwrap_or_else(PoisonError::into_inner).extend(list);
}

static EMITTED: LazyLock<Mutex<HashSet<Warning>>> = LazyLock::new(Mutex::default);

/// Emits the warnings of a call. A host without `process.emitWarning`, or with one that throws, gets none.
pub fn emit(env: &Env, warnings: &Warnings) {
    let warnings = std::mem::take(&mut *warnings.lock().unwrap_or_else(PoisonError::into_inner));
    for warning in warnings {
        if EMITTED.lock().unwrap_or_else(PoisonError::into_inner).insert(warning.clone()) {
            // A warning that nobody wants is no reason to fail.
            let _ = emit_one(env, warning);
        }
    }
}

fn emit_one(env: &Env, Warning { code, words }: Warning) -> Result<()> {
    let process: Object<'_> = env.get_global()?.get_named_property("process")?;
    let function: Unknown<'_> = property(env, process, "emitWarning")?;
    let mut options = Object::new(env)?;
    options.set("type", "NpmTokenWarning")?;
    options.set("code", code)?;
    apply(env, function, process, (words, options)).map(drop)
}
