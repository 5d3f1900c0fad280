//! Turns an error of the core into the error object JavaScript gets.

use napi::bindgen_prelude::{Function, JsObjectValue, Object, ObjectRef, Unknown};
use napi::{Env, JsValue, Result};
use std::error::Error as _;

use super::reading::property;
use crate::error::{Candidate, Error};
use crate::redact;

/// The place of a call, kept as a JavaScript error made there: V8 notes the frames and formats them only if asked.
pub struct Site(ObjectRef<false>);

impl Site {
    /// Notes where JavaScript is now.
    pub fn here(env: &Env) -> Result<Self> {
        let constructor: Function<'_, (), Unknown<'_>> = env.get_global()?.get_named_property("Error")?;
        Ok(Self(constructor.new_instance(())?.coerce_to_object()?.create_ref()?))
    }

    /// Forgets the place of a call that went well.
    pub fn forget(self, env: &Env) {
        // At worst the note is kept.
        let _ = self.0.unref(env);
    }

    /// The call's frames under the given first line; `None` where the host has its own idea of a stack.
    fn stack(self, env: &Env, first_line: &str) -> Option<String> {
        let noted = self.0.get_value(env).and_then(|site| property::<String>(env, site, "stack")).ok();
        self.forget(env);
        let noted = noted?;
        let frames = noted.split_once('\n').map(|(_, frames)| format!("\n{frames}")).unwrap_or_default();
        Some(format!("{first_line}{frames}"))
    }
}

/// Builds the error object a promise rejects with. `cause` is what a callback threw or a signal gave as its reason.
pub fn to_object<'env>(
    env: &'env Env,
    error: &Error,
    site: Site,
    cause: Option<Unknown<'env>>,
) -> Result<Unknown<'env>> {
    let code = error.code();
    let name = class(error);
    let message = error.to_string();
    let constructor: Function<'_, String, Unknown<'_>> =
        env.get_global()?.get_named_property(if name == "TypeError" { name } else { "Error" })?;
    let mut object = constructor.new_instance(message.clone())?.coerce_to_object()?;
    set(&mut object, "stack", site.stack(env, &format!("{name}: {message}")))?;
    if name == "AbortError" {
        object.set("name", name)?;
    }
    object.set("code", code.as_str())?;
    set(&mut object, "statusCode", error.status_code().map(u32::from))?;
    set(&mut object, "registry", error.registry())?;
    set(&mut object, "method", error.exchange().map(|exchange| exchange.method))?;
    set(&mut object, "url", error.exchange().map(|exchange| exchange.url.as_str()))?;
    if let Some((auth_url, done_url)) = error.sign_in() {
        object.set("authUrl", auth_url.as_str())?;
        object.set("doneUrl", done_url.as_str())?;
    }
    set(&mut object, "hint", error.hint())?;
    if !error.candidates().is_empty() {
        object.set("candidates", candidates(env, error.candidates())?)?;
    }
    match cause {
        Some(cause) => object.set("cause", cause)?,
        None => {
            if let Some(source) = error.source() {
                let constructor: Function<'_, String, Unknown<'_>> = env.get_global()?.get_named_property("Error")?;
                object.set("cause", constructor.new_instance(redact::text(&source.to_string()))?)?;
            }
        }
    }
    Ok(object.to_unknown())
}

fn class(error: &Error) -> &'static str {
    match error {
        Error::ArgumentType { .. } | Error::ArgumentValue { .. } => "TypeError",
        Error::Aborted => "AbortError",
        _ => "Error",
    }
}

fn set<T: napi::bindgen_prelude::ToNapiValue>(object: &mut Object<'_>, name: &str, value: Option<T>) -> Result<()> {
    value.map_or(Ok(()), |value| object.set(name, value))
}

fn candidates<'env>(env: &'env Env, candidates: &[Candidate]) -> Result<Vec<Object<'env>>> {
    let describe = |candidate: &Candidate| {
        let mut object = Object::new(env)?;
        object.set("key", candidate.key.as_str())?;
        object.set("id", candidate.id.as_str())?;
        set(&mut object, "name", candidate.name.as_deref())?;
        set(&mut object, "created", candidate.created.as_deref())?;
        Ok(object)
    };
    candidates.iter().map(describe).collect()
}
