//! Runs an operation as a promise that resolves, or rejects with a complete error object, and never throws.

use std::future::{Future, pending};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use napi::bindgen_prelude::{PromiseRaw, ToNapiValue, Unknown};
use napi::{Env, Result};
use tokio::sync::oneshot;
use tokio::time::{Sleep, sleep};

use super::abort::Listener;
use super::error::{Site, to_object};
use super::warnings::{self, Warnings};
use crate::error::Error;

/// What ends a call before its time, and what it leaves to tidy up.
#[derive(Default)]
pub struct Guard {
    /// The listener on the caller's signal, and what it fires.
    pub abort: Option<(Listener, oneshot::Receiver<()>)>,
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

/// Makes of a result what JavaScript gets.
pub trait IntoJavaScript {
    /// Called on JavaScript's own thread.
    fn into_javascript(self, env: &Env) -> Result<Unknown<'_>>;
}

/// Runs prepared work; `prepared` is an error if the options could not be read.
pub fn settle<P, T, W>(
    env: &Env,
    guard: Guard,
    prepared: std::result::Result<P, Error>,
    work: impl FnOnce(P, Stop) -> W + Send + 'static,
) -> Result<PromiseRaw<'_, Unknown<'_>>>
where
    P: Send + 'static,
    T: IntoJavaScript + Send + 'static,
    W: Future<Output = std::result::Result<T, Error>> + Send + 'static,
{
    let site = Site::here(env)?;
    let (listener, aborted) = guard.abort.unzip();
    let timeout = guard.timeout;
    let outcome = async move {
        Ok(match prepared {
            Ok(prepared) => work(prepared, Stop::new(aborted, timeout)).await,
            Err(error) => Err(error),
        })
    };
    let (thrown, to_emit) = (guard.thrown, guard.warnings);
    env.spawn_future_with_callback(outcome, move |env, outcome: std::result::Result<T, Error>| {
        let is_aborted = matches!(&outcome, Err(error) if is_abort(error));
        let reason = listener.and_then(|listener| listener.remove(env, is_aborted));
        warnings::emit(env, &to_emit);
        match outcome {
            Ok(value) => {
                site.forget(env);
                value.into_javascript(env)
            }
            Err(error) => {
                let thrown = thrown.lock().unwrap_or_else(PoisonError::into_inner).take();
                let cause = match (&error, thrown) {
                    (Error::Callback { .. }, Some(thrown)) => Some(thrown.into_unknown(env)?),
                    _ => reason,
                };
                let object = to_object(env, &error, site, cause)?;
                // As it is: turning it into text would run code of the caller's, such as that of the cause.
                Err(napi::Error::from_unknown_without_coercion(object))
            }
        }
    })
}

/// Tells whether the caller's signal led to an error.
fn is_abort(error: &Error) -> bool {
    matches!(error, Error::Aborted) || error.underlying().is_some_and(is_abort)
}
