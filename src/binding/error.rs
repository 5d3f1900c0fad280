//! Turns an error of the core into the error object JavaScript gets.

use napi::bindgen_prelude::{Function, JsObjectValue, Object, ObjectRef, Unknown};
use napi::{Env, JsValue, Result};
use std::error::Error as _;

use super::reading::property;
use crate::config::option_name;
use crate::error::{Candidate, Error, Unapplied};
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
    let name = class(error);
    let mut object = new_error(env, if name == "TypeError" { name } else { "Error" }, &error.to_string())?;
    set(&mut object, "stack", site.stack(env, &format!("{name}: {error}")))?;
    describe(env, &mut object, error, cause)?;
    Ok(object.to_unknown())
}

/// Sets everything an error knows beside its message.
fn describe<'env>(
    env: &'env Env,
    object: &mut Object<'env>,
    error: &Error,
    cause: Option<Unknown<'env>>,
) -> Result<()> {
    if class(error) == "AbortError" {
        object.set("name", "AbortError")?;
    }
    object.set("code", error.code().as_str())?;
    set(object, "statusCode", error.status_code().map(u32::from))?;
    set(object, "registry", error.registry())?;
    set(object, "method", error.exchange().map(|exchange| exchange.method))?;
    set(object, "url", error.exchange().map(|exchange| exchange.url.as_str()))?;
    if let Some((auth_url, done_url)) = error.sign_in() {
        object.set("authUrl", auth_url.as_str())?;
        object.set("doneUrl", done_url.as_str())?;
    }
    set(object, "hint", error.hint())?;
    if !error.candidates().is_empty() {
        object.set("candidates", candidates(env, error.candidates())?)?;
    }
    if !error.restrictions().is_empty() {
        object.set("restrictions", restrictions(env, error.restrictions())?)?;
    }
    set(object, "key", error.key())?;
    set(object, "revoked", error.revoked())?;
    set(object, "oldKey", error.old_key())?;
    set(object, "cause", self::cause(env, error, cause)?)
}

/// The cause of an error: another one of ours, which then has what the caller gave, or that itself.
fn cause<'env>(env: &'env Env, error: &Error, given: Option<Unknown<'env>>) -> Result<Option<Unknown<'env>>> {
    if let Some(underlying) = error.underlying() {
        let mut object = new_error(env, "Error", &underlying.to_string())?;
        describe(env, &mut object, underlying, given)?;
        return Ok(Some(object.to_unknown()));
    }
    match (given, error.source()) {
        (Some(given), _) => Ok(Some(given)),
        (None, Some(source)) => {
            new_error(env, "Error", &redact::text(&source.to_string())).map(|object| Some(object.to_unknown()))
        }
        (None, None) => Ok(None),
    }
}

fn new_error<'env>(env: &'env Env, class: &str, message: &str) -> Result<Object<'env>> {
    let constructor: Function<'_, String, Unknown<'_>> = env.get_global()?.get_named_property(class)?;
    constructor.new_instance(message.to_owned())?.coerce_to_object()
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

fn restrictions<'env>(env: &'env Env, unapplied: &[Unapplied]) -> Result<Vec<Object<'env>>> {
    let describe = |one: &Unapplied| {
        let mut object = Object::new(env)?;
        object.set("name", option_name(one.restriction))?;
        object.set("instead", one.instead.as_str())?;
        Ok(object)
    };
    unapplied.iter().map(describe).collect()
}
