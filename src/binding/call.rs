//! Reads the option object of a call: what is not known or of the wrong type is refused by name.

use std::path::Path;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use napi::bindgen_prelude::{FromNapiValue, Function, Unknown};
use napi::{Env as NodeEnv, ValueType};

use super::deliverer::{DeliverCallback, Deliverer};
use super::options::{Meaning, SelectorKind, Signature, Type};
use super::promise::{Guard, Thrown};
use super::reading::{elements, properties};
use super::responder::{Callbacks, OtpCallback, WebAuthCallback, asynchronous};
use super::threads::Lent;
use super::warnings::{Warning, Warnings};
use super::{abort, surroundings};
use crate::config::{Config, Given, Settings, Source, Value};
use crate::contain::apart;
use crate::env::Env;
use crate::error::{Error, Result};
use crate::registry::Responder;
use crate::secret::Secret;
use crate::time::Timestamp;
use crate::tokens::{Audit, Changes, Demands, Selector, Wanted};

/// One call's options, checked for names and types.
pub struct Call {
    env: Env,
    given: Given,
    wanted: Vec<(String, Value)>,
    demanded: Vec<(String, Value)>,
    changed: Vec<(String, Value)>,
    pub(super) selectors: Vec<(&'static str, Selector)>,
    pub(super) by_value: bool,
    pub(super) keys: Option<Vec<String>>,
    pub(super) all_except_current: bool,
    pub(super) keep_old: bool,
    deliverer: Deliverer,
    callbacks: Callbacks,
    warnings: Warnings,
}

impl Call {
    /// Reads the options of a function. Nothing is given up silently: unknown names and wrong types are errors.
    pub fn read(env: &NodeEnv, options: Unknown<'_>, signature: &Signature, guard: &mut Guard) -> Result<Self> {
        let mut call = Self {
            env: surroundings::of(env),
            given: Given { source: Source::Option, values: Vec::new(), auth_token: None },
            wanted: Vec::new(),
            demanded: Vec::new(),
            changed: Vec::new(),
            selectors: Vec::new(),
            by_value: false,
            keys: None,
            all_except_current: false,
            keep_old: false,
            deliverer: Deliverer::new(Arc::clone(&guard.thrown)),
            callbacks: Callbacks { otp: None, on_web_auth: None, thrown: Arc::clone(&guard.thrown) },
            warnings: Arc::clone(&guard.warnings),
        };
        if type_of(&options)? == ValueType::Undefined {
            return Ok(call);
        }
        let properties = properties(env, options).map_err(|error| unreadable(&error))?;
        let properties = properties.ok_or_else(|| Error::ArgumentType {
            problem: format!(
                "the options of `{}` must be a plain object, not {}",
                signature.function,
                described(&options)
            ),
        })?;
        for (name, value) in properties {
            let Some((name, meaning)) = signature.entries().find(|(known, _)| *known == name) else {
                return Err(unknown(&name, signature));
            };
            if type_of(&value)? != ValueType::Undefined {
                call.take(env, name, *meaning, value, guard)?;
            }
        }
        Ok(call)
    }

    fn take(
        &mut self,
        env: &NodeEnv,
        name: &'static str,
        meaning: Meaning,
        value: Unknown<'_>,
        guard: &mut Guard,
    ) -> Result<()> {
        match meaning {
            Meaning::Setting(key, kind) => self.given.values.push((key.into(), setting(env, name, kind, &value)?)),
            Meaning::Wanted(key, kind) => self.wanted.push((key.into(), setting(env, name, kind, &value)?)),
            Meaning::Demanded(key, kind) => self.demanded.push((key.into(), setting(env, name, kind, &value)?)),
            Meaning::Changed(key, kind) => self.changed.push((key.into(), setting(env, name, kind, &value)?)),
            Meaning::AuthToken => self.given.auth_token = Some(Secret::new(filled(name, &value)?)),
            Meaning::Otp => match type_of(&value)? {
                ValueType::Function => self.callbacks.otp = Some(otp_callback(env, &value)?),
                ValueType::String => {
                    self.given.values.push(("otp".into(), Value::Text(filled(name, &value)?)));
                }
                _ => return Err(wrong_type(name, "a string or a function", &value)),
            },
            Meaning::OnWebAuth => match type_of(&value)? {
                ValueType::Function => self.callbacks.on_web_auth = Some(web_auth_callback(env, &value)?),
                _ => return Err(wrong_type(name, "a function", &value)),
            },
            Meaning::Deliver => match type_of(&value)? {
                ValueType::Function => self.deliverer.lend(deliver_callback(env, &value)?),
                _ => return Err(wrong_type(name, "a function", &value)),
            },
            Meaning::KeepOld => self.keep_old = flag(name, &value)?,
            Meaning::Cwd => self.env = self.env.clone().with_cwd(Path::new(&filled(name, &value)?)),
            Meaning::Timeout => guard.timeout = Some(milliseconds(name, &value)?),
            Meaning::Signal => guard.abort = Some(abort::listen(env, value)?),
            Meaning::ByValue => self.by_value = flag(name, &value)?,
            Meaning::AllExceptCurrent => self.all_except_current = flag(name, &value)?,
            Meaning::Keys => match setting(env, name, Type::List, &value)? {
                Value::List(keys) => self.keys = Some(keys),
                _ => return Err(wrong_type(name, expected(Type::List), &value)),
            },
            Meaning::Selector(kind) => self.selectors.push((name, selector(kind, text(name, &value)?))),
        }
        Ok(())
    }

    /// The configuration with these options on top, read anew, and whoever answers the registry's challenges. Files are
    /// read apart, so that a slow one holds up neither other calls nor `timeout` and `signal`.
    pub async fn open(self) -> Result<(Config, Settings, Arc<dyn Responder>)> {
        let Self { env, given, callbacks, warnings, .. } = self;
        let read = move || {
            let config = Config::load(&env, given)?;
            let settings = config.settings()?;
            Ok((config, settings))
        };
        let (config, settings) = apart(read).await?;
        warnings
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .extend(settings.warnings.iter().cloned().map(Warning::plain_http));
        Ok((config, settings, Arc::new(callbacks)))
    }

    /// The surroundings of the call.
    pub fn env(&self) -> &Env {
        &self.env
    }

    /// Where it is kept what a callback threw.
    pub fn thrown(&self) -> Thrown {
        Arc::clone(&self.callbacks.thrown)
    }

    /// Where it is kept what the caller should know.
    pub fn warnings(&self) -> Warnings {
        Arc::clone(&self.warnings)
    }

    /// The tokens that are asked for.
    pub fn wanted(&self) -> Result<Wanted> {
        Wanted::read(&Source::Option, &self.wanted)
    }

    /// What is demanded of the token in use.
    pub fn demands(&self) -> Result<Demands> {
        Demands::read(&Source::Option, &self.demanded)
    }

    /// What a token's successor shall have that is not as it was.
    pub fn changes(&self) -> Result<Changes> {
        Changes::read(&Source::Option, &self.changed, Timestamp::now())
    }

    /// Whoever takes the new token.
    pub fn deliverer(&mut self) -> Deliverer {
        let nobody = self.deliverer.nobody();
        std::mem::replace(&mut self.deliverer, nobody)
    }

    /// How tokens are judged.
    pub fn audit(&self) -> Result<Audit> {
        Audit::read(&Source::Option, &self.wanted)
    }
}

fn setting(env: &NodeEnv, name: &str, kind: Type, value: &Unknown<'_>) -> Result<Value> {
    match (kind, type_of(value)?) {
        (Type::NullableText, ValueType::Null) => Ok(Value::Null),
        (Type::Text | Type::NullableText | Type::TextOrNumber, ValueType::String) => text(name, value).map(Value::Text),
        (Type::TextOrNumber, ValueType::Number) => Ok(Value::Text(number(name, value)?.to_string())),
        (Type::Number, ValueType::Number) => number(name, value).map(Value::Number),
        (Type::Flag, _) => flag(name, value).map(Value::Flag),
        (Type::List, ValueType::String) => Ok(Value::List(vec![text(name, value)?])),
        (Type::List, ValueType::Object) => texts(env, name, value).map(Value::List),
        _ => Err(wrong_type(name, expected(kind), value)),
    }
}

fn expected(kind: Type) -> &'static str {
    match kind {
        Type::Text => "a string",
        Type::NullableText => "a string or null",
        Type::Flag => "a boolean",
        Type::Number => "a number",
        Type::List => "an array of strings",
        Type::TextOrNumber => "a number or a string",
    }
}

fn flag(name: &str, value: &Unknown<'_>) -> Result<bool> {
    match type_of(value)? {
        ValueType::Boolean => convert(value),
        _ => Err(wrong_type(name, expected(Type::Flag), value)),
    }
}

fn texts(env: &NodeEnv, name: &str, value: &Unknown<'_>) -> Result<Vec<String>> {
    let wrong = || wrong_type(name, expected(Type::List), value);
    let items = elements(env, *value).map_err(|error| unreadable(&error))?.ok_or_else(wrong)?;
    let item = |item| if type_of(&item)? == ValueType::String { text(name, &item) } else { Err(wrong()) };
    items.into_iter().map(item).collect()
}

fn text(name: &str, value: &Unknown<'_>) -> Result<String> {
    if type_of(value)? != ValueType::String {
        return Err(wrong_type(name, "a string", value));
    }
    let text: String = convert(value)?;
    // Half a surrogate pair becomes this character on the way, and something else would be sent.
    if text.contains(char::REPLACEMENT_CHARACTER) {
        return Err(Error::ArgumentValue { problem: format!("`{name}` has a character that is not valid Unicode") });
    }
    Ok(text)
}

/// A text that says something.
fn filled(name: &str, value: &Unknown<'_>) -> Result<String> {
    let text = text(name, value)?;
    if text.trim().is_empty() {
        return Err(Error::ArgumentValue { problem: format!("`{name}` must not be empty") });
    }
    Ok(text)
}

fn number(name: &str, value: &Unknown<'_>) -> Result<f64> {
    let number: f64 = convert(value)?;
    if !number.is_finite() || number < 0.0 {
        return Err(Error::ArgumentValue { problem: format!("`{name}` must be a finite number, 0 or above") });
    }
    Ok(number)
}

fn milliseconds(name: &str, value: &Unknown<'_>) -> Result<Duration> {
    if type_of(value)? != ValueType::Number {
        return Err(wrong_type(name, "a number of milliseconds", value));
    }
    Duration::try_from_secs_f64(number(name, value)? / 1000.0)
        .ok()
        .filter(|duration| !duration.is_zero())
        .ok_or_else(|| Error::ArgumentValue { problem: format!("`{name}` must be a number of milliseconds above 0") })
}

fn selector(kind: SelectorKind, text: String) -> Selector {
    match kind {
        SelectorKind::Key => Selector::Key(text),
        SelectorKind::Id => Selector::Id(text),
        SelectorKind::Name => Selector::Name(text),
        SelectorKind::Token => Selector::Token(Secret::new(text)),
    }
}

fn otp_callback(env: &NodeEnv, value: &Unknown<'_>) -> Result<Lent<OtpCallback>> {
    let function: Function<'_, _, _> =
        convert(&asynchronous(env, "otp", convert(value)?).map_err(|error| unreadable(&error))?)?;
    let function = function.build_threadsafe_function().weak::<true>().build();
    function.and_then(|function| Lent::new(env, function)).map_err(|error| unreadable(&error))
}

fn web_auth_callback(env: &NodeEnv, value: &Unknown<'_>) -> Result<Lent<WebAuthCallback>> {
    let function: Function<'_, _, _> =
        convert(&asynchronous(env, "onWebAuth", convert(value)?).map_err(|error| unreadable(&error))?)?;
    let function = function.build_threadsafe_function().weak::<true>().build();
    function.and_then(|function| Lent::new(env, function)).map_err(|error| unreadable(&error))
}

fn deliver_callback(env: &NodeEnv, value: &Unknown<'_>) -> Result<Lent<DeliverCallback>> {
    let function: Function<'_, _, _> =
        convert(&asynchronous(env, "deliver", convert(value)?).map_err(|error| unreadable(&error))?)?;
    let function = function.build_threadsafe_function().weak::<true>().build();
    function.and_then(|function| Lent::new(env, function)).map_err(|error| unreadable(&error))
}

fn type_of(value: &Unknown<'_>) -> Result<ValueType> {
    value.get_type().map_err(|error| unreadable(&error))
}

/// Converts a value whose type was checked.
fn convert<T: FromNapiValue>(value: &Unknown<'_>) -> Result<T> {
    T::from_unknown(*value).map_err(|error| unreadable(&error))
}

fn unreadable(error: &napi::Error) -> Error {
    Error::ArgumentType { problem: format!("the options cannot be read: {}", crate::redact::text(&error.reason)) }
}

fn wrong_type(name: &str, expected: &str, value: &Unknown<'_>) -> Error {
    Error::ArgumentType { problem: format!("`{name}` must be {expected}, not {}", described(value)) }
}

/// The type of a value in words; never the value, which may be a secret.
fn described(value: &Unknown<'_>) -> &'static str {
    match value.get_type() {
        Ok(ValueType::Undefined) => "undefined",
        Ok(ValueType::Null) => "null",
        Ok(ValueType::Boolean) => "a boolean",
        Ok(ValueType::Number) => "a number",
        Ok(ValueType::String) => "a string",
        Ok(ValueType::Object) => "another object",
        Ok(ValueType::Function) => "a function",
        _ => "a value of another type",
    }
}

fn unknown(name: &str, signature: &Signature) -> Error {
    let alike = |known: &&str| known.eq_ignore_ascii_case(&name.replace(['-', '_'], ""));
    let meant = signature.entries().map(|(known, _)| *known).find(alike);
    let hint = meant.map(|meant| format!("; did you mean `{meant}`?")).unwrap_or_default();
    Error::ArgumentValue {
        problem: format!("`{}` is not an option of `{}`{hint}", crate::redact::quote(name), signature.function),
    }
}
