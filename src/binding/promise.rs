//! Runs an operation as a promise that resolves, or rejects with a complete error object, and never throws.

use std::convert::identity;
use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use napi::bindgen_prelude::{Either, Object, ToNapiValue, Unknown};
use napi::{Env, JsValue, Result};
use tokio::sync::oneshot;
use tokio::time::{Sleep, sleep};

use super::abort::{Listener, Listening};
use super::error::{Site, to_object};
use super::json::Json;
use super::temporary::Held;
use super::threads::{self, Thread, ThreadEnd};
use super::types::CliOutcome;
use super::warnings::{self, Warnings};
use crate::contain::{contain, contained};
use crate::error::Error;
use crate::registry::BoxFuture;

/// What ends a call before its time, and what it leaves to tidy up.
#[derive(Default)]
pub struct Guard {
    /// The listener on the caller's signal, and what it fires.
    pub abort: Option<Listening>,
    /// How long the whole call may take.
    pub timeout: Option<Duration>,
    /// What a callback of the caller threw.
    pub thrown: Thrown,
    /// What the caller should know, whatever comes of the call.
    pub warnings: Warnings,
}

/// A place for the error a callback threw, on its way to become the `cause`.
pub type Thrown = Arc<Mutex<Option<napi::Error>>>;

/// What ends a call before its time: the caller's signal, or the time it may take.
pub struct Stop {
    aborted: Option<oneshot::Receiver<()>>,
    /// How long the call may take, and when that is over.
    timeout: Option<(Duration, Pin<Box<Sleep>>)>,
}

impl Stop {
    /// Starts to count the time.
    fn new(aborted: Option<oneshot::Receiver<()>>, timeout: Option<Duration>) -> Self {
        Self { aborted, timeout: timeout.map(|after| (after, Box::pin(sleep(after)))) }
    }

    /// Waits until the call has to end, and says why.
    pub async fn fired(&mut self) -> Error {
        let aborted = async {
            // Without a signal, or once it is gone for good, nothing fires.
            let fired = match &mut self.aborted {
                Some(aborted) => aborted.await.is_ok(),
                None => false,
            };
            if !fired {
                pending::<()>().await;
            }
        };
        let over = async {
            match &mut self.timeout {
                Some((after, sleep)) => {
                    sleep.as_mut().await;
                    *after
                }
                None => pending().await,
            }
        };
        tokio::select! {
            biased;
            () = aborted => Error::Aborted,
            after = over => Error::Timeout { after },
        }
    }

    /// Does work until it is done, or has to end. What it was doing is dropped then, connections included.
    pub async fn or<T>(
        &mut self,
        work: impl Future<Output = std::result::Result<T, Error>>,
    ) -> std::result::Result<T, Error> {
        tokio::select! {
            biased;
            error = self.fired() => Err(error),
            outcome = work => outcome,
        }
    }
}

/// What a call comes to, on its way to JavaScript.
pub enum Settled {
    /// Plain objects.
    Json(Json),
    /// A plain object, which gets the handle of a token that the thread holds from then on.
    Held(Json, Box<Held>),
    /// What the command line printed.
    Cli(CliOutcome),
}

/// How a call ended.
pub type Outcome = std::result::Result<Settled, Error>;

/// What a call resolves with.
type Resolution = Either<Unknown<'static>, CliOutcome>;

/// The work of a call, ready to be begun. Of one type, whatever the call: what carries it is compiled once.
pub type Work = Box<dyn FnOnce(Stop) -> BoxFuture<'static, Outcome> + Send>;

/// Runs prepared work; `prepared` is an error if the options could not be read. Nothing is told, and the work is given up,
/// once the thread that asked for it ends.
pub fn settle(env: &Env, guard: Guard, prepared: std::result::Result<Work, Error>) -> Result<Object<'_>> {
    let Guard { abort, timeout, thrown, warnings } = guard;
    let (listener, aborted) = abort.unzip();
    let ending = Ending { site: Site::here(env)?, listener, thrown, warnings };
    let (deferred, promise) = env.create_deferred::<Resolution, Tell>()?;
    let tell: Box<dyn FnOnce(Outcome) + Send> = Box::new(|outcome| deferred.resolve(ending.with(outcome)));
    let thread_end = ThreadEnd::of(env)?;
    let runtime = match contain(threads::runtime).and_then(identity) {
        Ok(runtime) => runtime,
        Err(error) => {
            tell(Err(error));
            return Ok(promise);
        }
    };
    let call = async move {
        let outcome = match prepared {
            Ok(work) => contained(async { work(Stop::new(aborted, timeout)).await }).await,
            Err(error) => Err(error),
        };
        tell(outcome);
    };
    runtime.spawn(async move {
        tokio::select! {
            biased;
            () = thread_end.come() => {}
            () = call => {}
        }
    });
    Ok(promise)
}

/// Settles the promise, in the thread that has it.
type Tell = Box<dyn FnOnce(Env) -> Result<Resolution> + Send>;

/// What the end of a call needs.
struct Ending {
    site: Site,
    listener: Option<Listener>,
    thrown: Thrown,
    warnings: Warnings,
}

impl Ending {
    fn with(self, outcome: Outcome) -> Tell {
        Box::new(move |env| {
            let told = contain(|| self.tell(&env, outcome));
            told.unwrap_or_else(|error| Err(napi::Error::from_reason(error.to_string())))
        })
    }

    fn tell(self, env: &Env, outcome: Outcome) -> Result<Resolution> {
        let is_aborted = matches!(&outcome, Err(error) if is_abort(error));
        let reason = self.listener.and_then(|listener| listener.remove(env, is_aborted));
        warnings::emit(env, &self.warnings);
        match outcome {
            Ok(settled) => {
                self.site.forget(env);
                match settled {
                    Settled::Json(json) => Thread::of(env)?.parser.parse(env, &json).map(Either::A),
                    Settled::Held(json, held) => {
                        let thread = Thread::of(env)?;
                        let mut object = thread.parser.parse(env, &json)?.coerce_to_object()?;
                        object.set("handle", thread.holdings.hold(*held))?;
                        Ok(Either::A(object.to_unknown()))
                    }
                    Settled::Cli(outcome) => Ok(Either::B(outcome)),
                }
            }
            Err(error) => {
                let thrown = self.thrown.lock().unwrap_or_else(PoisonError::into_inner).take();
                let cause = match thrown {
                    Some(thrown) if is_of_callback(&error) => Some(thrown.into_unknown(env)?),
                    _ => reason,
                };
                let object = to_object(env, &error, self.site, cause)?;
                // As it is: turning it into text would run code of the caller's, such as that of the cause.
                Err(napi::Error::from_unknown_without_coercion(object))
            }
        }
    }
}

/// Tells whether a callback led to an error.
fn is_of_callback(error: &Error) -> bool {
    matches!(error, Error::Callback { .. }) || error.underlying().is_some_and(is_of_callback)
}

/// Tells whether the caller's signal led to an error.
fn is_abort(error: &Error) -> bool {
    matches!(error, Error::Aborted) || error.underlying().is_some_and(is_abort)
}
