//! The thread that does the work, and the end of the one that asked for it.

use std::future::pending;
use std::io;
use std::mem::forget;
use std::sync::{Arc, LazyLock, Mutex, MutexGuard, PoisonError};
use std::thread;

use napi::Env;
use tokio::runtime::{Builder, Handle};
use tokio::sync::watch;

use super::json::Parser;
use super::temporary::Holdings;
use crate::error::{Error, Result};

/// The thread that does the work of all calls, which wait for the network, mostly. It never ends; napi's own do with the
/// last JavaScript thread that has loaded the addon, even while another one is just loading it, and all open connections
/// with them.
pub fn runtime() -> Result<&'static Handle> {
    static RUNTIME: LazyLock<io::Result<Handle>> = LazyLock::new(start);
    RUNTIME.as_ref().map_err(|cause| {
        let action = "start the thread that does the work".into();
        Error::Io { action, cause: cause.kind().into() }
    })
}

fn start() -> io::Result<Handle> {
    let runtime = Builder::new_current_thread().enable_all().build()?;
    let handle = runtime.handle().clone();
    thread::Builder::new().name("npm-token".into()).spawn(move || runtime.block_on(pending::<()>()))?;
    Ok(handle)
}

/// What a JavaScript thread has of its own, from when it loads the addon.
pub struct Thread {
    /// Its end.
    pub end: ThreadEnd,
    /// What makes objects in it.
    pub parser: Parser,
    /// The tokens it has for a piece of work.
    pub holdings: Holdings,
}

impl Thread {
    /// That of the thread that calls.
    pub fn of(env: &Env) -> napi::Result<&'static Self> {
        if env.get_instance_data::<Self>()?.is_none() {
            let (end, parser) = (ThreadEnd::new(env)?, Parser::of(env)?);
            env.set_instance_data(Self { end, parser, holdings: Holdings::default() }, (), drop)?;
        }
        let thread = env.get_instance_data::<Self>()?;
        thread.map(|thread| &*thread).ok_or_else(|| napi::Error::from_reason("it was set just now"))
    }
}

/// The end of a JavaScript thread.
#[derive(Clone)]
pub struct ThreadEnd(Arc<State>);

struct State {
    is_over: Mutex<bool>,
    told: watch::Sender<bool>,
}

impl ThreadEnd {
    /// That of the thread that calls.
    pub fn of(env: &Env) -> napi::Result<Self> {
        Ok(Thread::of(env)?.end.clone())
    }

    fn new(env: &Env) -> napi::Result<Self> {
        let end = Self(Arc::new(State { is_over: Mutex::new(false), told: watch::channel(false).0 }));
        env.add_env_cleanup_hook(end.clone(), |end| {
            *end.is_over() = true;
            end.0.told.send_replace(true);
        })?;
        Ok(end)
    }

    /// While it is held, the thread cannot end.
    fn is_over(&self) -> MutexGuard<'_, bool> {
        self.0.is_over.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for it.
    pub async fn come(&self) {
        // The sender is kept here, so there is no other end.
        let _ = self.0.told.subscribe().wait_for(|is_over| *is_over).await;
    }
}

/// A way to call into a JavaScript thread, in the hands of another one.
///
/// Node.js frees what is behind such a way once it has run all hooks on a thread's end, and napi releases it when it is
/// dropped, without a look at whether it is there. So it is dropped only while the thread cannot end, and forgotten once
/// it has.
pub struct Lent<T> {
    way: Option<T>,
    owner: ThreadEnd,
}

impl<T> Lent<T> {
    /// Lends what was just made in the thread that calls.
    pub fn new(env: &Env, way: T) -> napi::Result<Self> {
        Ok(Self { owner: ThreadEnd::of(env)?, way: Some(way) })
    }

    /// `None` only while it is dropped.
    pub fn get(&self) -> Option<&T> {
        self.way.as_ref()
    }
}

impl<T> Drop for Lent<T> {
    fn drop(&mut self) {
        let is_over = self.owner.is_over();
        let way = self.way.take();
        if *is_over { forget(way) } else { drop(way) }
    }
}
