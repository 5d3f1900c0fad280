//! Runs an operation as a promise that resolves, or rejects with a complete error object, and never throws.

use std::future::{Future, pending};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use napi::bindgen_prelude::{PromiseRaw, ToNapiValue, Unknown};
use napi::{Env, Result};
use tokio::sync::oneshot;

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

/// Runs prepared work; `prepared` is an error if the options could not be read.
pub fn settle<P, T, W>(
    env: &Env,
    guard: Guard,
    prepared: std::result::Result<P, Error>,
    work: impl FnOnce(P) -> W,
) -> Result<PromiseRaw<'_, Unknown<'_>>>
where
    T: ToNapiValue + Send + 'static,
    W: Future<Output = std::result::Result<T, Error>> + Send + 'static,
{
    let site = Site::here(env)?;
    let prepared = prepared.map(work);
    let (listener, aborted) = guard.abort.unzip();
    let timeout = guard.timeout;
    let outcome = async move {
        Ok(match prepared {
            Ok(work) => within(work, aborted, timeout).await,
            Err(error) => Err(error),
        })
    };
    let (thrown, to_emit) = (guard.thrown, guard.warnings);
    env.spawn_future_with_callback(outcome, move |env, outcome: std::result::Result<T, Error>| {
        let is_aborted = matches!(outcome, Err(Error::Aborted));
        let reason = listener.and_then(|listener| listener.remove(env, is_aborted));
        warnings::emit(env, &to_emit);
        match outcome {
            Ok(value) => {
                site.forget(env);
                value.into_unknown(env)
            }
            Err(error) => {
                let thrown = thrown.lock().unwrap_or_else(PoisonError::into_inner).take();
                let cause = match (&error, thrown) {
                    (Error::Aborted, _) => reason,
                    (Error::Callback { .. }, Some(thrown)) => Some(thrown.into_unknown(env)?),
                    _ => None,
                };
                let object = to_object(env, &error, site, cause)?;
                // As it is: turning it into text would run code of the caller's, such as that of the cause.
                Err(napi::Error::from_unknown_without_coercion(object))
            }
        }
    })
}

/// Runs work until it is done, aborted, or out of time. What it was doing is dropped, connections included.
async fn within<T>(
    work: impl Future<Output = std::result::Result<T, Error>>,
    aborted: Option<oneshot::Receiver<()>>,
    timeout: Option<Duration>,
) -> std::result::Result<T, Error> {
    let abort = async {
        // Without a signal, or once it is gone for good, nothing fires.
        let fired = match aborted {
            Some(aborted) => aborted.await.is_ok(),
            None => false,
        };
        if !fired {
            pending::<()>().await;
        }
    };
    let end = async {
        match timeout {
            Some(timeout) => {
                tokio::time::sleep(timeout).await;
                timeout
            }
            None => pending().await,
        }
    };
    tokio::select! {
        biased;
        () = abort => Err(Error::Aborted),
        after = end => Err(Error::Timeout { after }),
        outcome = work => outcome,
    }
}
