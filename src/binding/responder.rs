//! Answers a registry's challenges by the caller's callbacks.

use std::sync::PoisonError;

use napi::bindgen_prelude::{
    Either3, Function, JsObjectValue, Null, Object, ObjectRef, Promise, PromiseRaw, Undefined, Unknown,
};
use napi::threadsafe_function::{ThreadsafeFunction, UnknownReturnValue};
use napi::{Env, JsValue, Status};
use napi_derive::napi;

use super::promise::Thrown;
use super::threads::Lent;
use crate::error::{Error, Result};
use crate::redact;
use crate::registry::{BoxFuture, Challenge, Responder, SignIn};
use crate::secret::Secret;

/// A registry's demand for a one-time password, as the `otp` callback gets it.
#[napi(object, object_from_js = false)]
pub struct OtpChallenge {
    /// The registry's words.
    pub message: Option<String>,
    /// Where a person can sign in instead of typing a code.
    pub auth_url: Option<String>,
    /// Where the one-time password appears after that sign-in.
    pub done_url: Option<String>,
    /// Whether a one-time password was sent and not accepted.
    pub refused: bool,
}

/// A web sign-in, as the `onWebAuth` callback gets it.
#[napi(object, object_from_js = false)]
pub struct WebAuth {
    /// The address a person has to open.
    pub auth_url: String,
    /// The address that is polled meanwhile.
    pub done_url: String,
}

pub type OtpCallback = ThreadsafeFunction<OtpChallenge, Promise<OtpAnswer>, OtpChallenge, Status, false, true>;

/// A code, or nothing.
type OtpAnswer = Either3<String, Null, Undefined>;
pub type WebAuthCallback = ThreadsafeFunction<WebAuth, Promise<UnknownReturnValue>, WebAuth, Status, false, true>;

/// Makes a function that always returns a promise, also where the callback returns something else or throws.
pub fn asynchronous<'env>(env: &'env Env, name: &str, callback: Function<'env, (), ()>) -> napi::Result<Unknown<'env>> {
    let callback = callback.create_ref()?;
    let function: Function<'_, (), ObjectRef<false>> = env.create_function_from_closure(name, move |context| {
        let question = PromiseRaw::resolve(context.env, context.get::<Unknown<'_>>(0)?)?;
        let then: Function<'_, Function<'_, (), ()>, Object<'_>> = question.get_named_property("then")?;
        then.apply(question, callback.borrow_back(context.env)?)?.create_ref()
    })?;
    Ok(function.to_unknown())
}

/// The callbacks of one call.
pub struct Callbacks {
    pub otp: Option<Lent<OtpCallback>>,
    pub on_web_auth: Option<Lent<WebAuthCallback>>,
    pub thrown: Thrown,
}

/// The error about a callback that failed; what it threw is kept.
pub fn failed(thrown: &Thrown, callback: &'static str, error: napi::Error) -> Error {
    // That is how a promise ends that nobody can settle any more, and V8 has collected.
    if matches!(error.reason.as_str(), "channel closed" | "oneshot canceled") {
        return Error::Callback { callback, message: "it returned a promise that can never settle".into() };
    }
    let message = match redact::text(&error.reason) {
        empty if empty.is_empty() => "what it threw does not say why".into(),
        message => message,
    };
    // What failed first led to the rest.
    thrown.lock().unwrap_or_else(PoisonError::into_inner).get_or_insert(error);
    Error::Callback { callback, message }
}

impl Callbacks {
    fn failed(&self, callback: &'static str, error: napi::Error) -> Error {
        failed(&self.thrown, callback, error)
    }

    async fn ask(&self, callback: &OtpCallback, challenge: &Challenge) -> napi::Result<OtpAnswer> {
        let sign_in = challenge.sign_in.as_ref();
        let question = OtpChallenge {
            message: challenge.message.clone(),
            auth_url: sign_in.map(|found| found.auth_url.to_string()),
            done_url: sign_in.map(|found| found.done_url.to_string()),
            refused: challenge.refused,
        };
        callback.call_async_catch(question).await?.await
    }

    async fn show(callback: &WebAuthCallback, sign_in: &SignIn) -> napi::Result<()> {
        let shown = WebAuth { auth_url: sign_in.auth_url.to_string(), done_url: sign_in.done_url.to_string() };
        callback.call_async_catch(shown).await?.await.map(drop)
    }
}

impl Responder for Callbacks {
    fn one_time_password<'a>(&'a self, challenge: &'a Challenge) -> BoxFuture<'a, Result<Option<Secret>>> {
        Box::pin(async move {
            let Some(callback) = self.otp.as_ref().and_then(Lent::get) else { return Ok(None) };
            match self.ask(callback, challenge).await {
                // What programs print ends with a line break.
                Ok(Either3::A(otp)) => Ok(Some(Secret::new(otp.trim()))),
                Ok(_) => Ok(None),
                Err(error) if error.status == Status::InvalidArg => Err(Error::Callback {
                    callback: "otp",
                    message: "it must return a string, or nothing, or a promise of these".into(),
                }),
                Err(error) => Err(self.failed("otp", error)),
            }
        })
    }

    fn can_sign_in(&self) -> bool {
        self.on_web_auth.is_some()
    }

    fn sign_in<'a>(&'a self, sign_in: &'a SignIn) -> BoxFuture<'a, Result<()>> {
        Box::pin(async move {
            let Some(callback) = self.on_web_auth.as_ref().and_then(Lent::get) else { return Ok(()) };
            Self::show(callback, sign_in).await.map_err(|error| self.failed("onWebAuth", error))
        })
    }
}
