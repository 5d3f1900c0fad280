//! Runs an operation as a promise that resolves, or rejects with a complete error object, and never throws.

use std::convert::identity;
use std::future::{Future, pending};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use napi::bindgen_prelude::{Object, ToNapiValue};
use napi::{Env, Result};
use tokio::sync::oneshot;

use super::abort::Listener;
use super::error::{Site, to_object};
use super::threads::{self, ThreadEnd};
use crate::contain::{contain, contained};
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
}

/// A place for the error a callback threw, on its way to become the `cause`.
pub type Thrown = Arc<Mutex<Option<napi::Error>>>;

/// Runs prepared work; `prepared` is an error if the options could not be read. Nothing is told, and the work is given up,
/// once the thread that asked for it ends.
pub fn settle<P, T, W>(
    env: &Env,
    guard: Guard,
    prepared: std::result::Result<P, Error>,
    work: impl FnOnce(P) -> W,
) -> Result<Object<'_>>
where
    T: ToNapiValue + Send + 'static,
    W: Future<Output = std::result::Result<T, Error>> + Send + 'static,
{
    let Guard { abort, timeout, thrown } = guard;
    let (listener, aborted) = abort.unzip();
    let ending = Ending { site: Site::here(env)?, listener, thrown };
    let thread_end = ThreadEnd::of(env)?;
    let (deferred, promise) = env.create_deferred::<T, Tell<T>>()?;
    let runtime = match contain(threads::runtime).and_then(identity) {
        Ok(runtime) => runtime,
        Err(error) => {
            deferred.resolve(ending.with(Err(error)));
            return Ok(promise);
        }
    };
    let prepared = prepared.map(work);
    let call = async move {
        let outcome = match prepared {
            Ok(work) => contained(within(work, aborted, timeout)).await,
            Err(error) => Err(error),
        };
        deferred.resolve(ending.with(outcome));
    };
    runtime.spawn(async {
        tokio::select! {
            biased;
            () = thread_end.come() => {}
            () = call => {}
        }
    });
    Ok(promise)
}

/// Settles the promise, in the thread that has it.
type Tell<T> = Box<dyn FnOnce(Env) -> Result<T> + Send>;

/// What the end of a call needs.
struct Ending {
    site: Site,
    listener: Option<Listener>,
    thrown: Thrown,
}

impl Ending {
    fn with<T: Send + 'static>(self, outcome: std::result::Result<T, Error>) -> Tell<T> {
        Box::new(move |env| {
            let told = contain(|| self.tell(&env, outcome));
            told.unwrap_or_else(|error| Err(napi::Error::from_reason(error.to_string())))
        })
    }

    fn tell<T>(self, env: &Env, outcome: std::result::Result<T, Error>) -> Result<T> {
        let is_aborted = matches!(outcome, Err(Error::Aborted));
        let reason = self.listener.and_then(|listener| listener.remove(env, is_aborted));
        match outcome {
            Ok(value) => {
                self.site.forget(env);
                Ok(value)
            }
            Err(error) => {
                let thrown = self.thrown.lock().unwrap_or_else(PoisonError::into_inner).take();
                let cause = match (&error, thrown) {
                    (Error::Aborted, _) => reason,
                    (Error::Callback { .. }, Some(thrown)) => Some(thrown.into_unknown(env)?),
                    _ => None,
                };
                let object = to_object(env, &error, self.site, cause)?;
                // As it is: turning it into text would run code of the caller's, such as that of the cause.
                Err(napi::Error::from_unknown_without_coercion(object))
            }
        }
    }
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
