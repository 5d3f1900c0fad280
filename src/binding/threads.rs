//! The threads that do the work, and the end of the one that asked for it.

use std::io;
use std::sync::{Arc, LazyLock, Mutex, PoisonError};

use napi::{CleanupEnvHook, Env};
use tokio::runtime::{Builder, Runtime};
use tokio::sync::watch;

use crate::error::{Error, Result};

/// Calls wait for the network, mostly.
const THREADS: usize = 2;

/// The threads that do the work of all calls. They never end; napi's own do with the last JavaScript thread that has
/// loaded the addon, even while another one is just loading it, and all open connections with them.
pub fn runtime() -> Result<&'static Runtime> {
    static RUNTIME: LazyLock<io::Result<Runtime>> = LazyLock::new(|| {
        Builder::new_multi_thread().worker_threads(THREADS).thread_name("npm-token").enable_all().build()
    });
    RUNTIME.as_ref().map_err(|cause| {
        let action = "start the threads that do the work".into();
        Error::Io { action, cause: cause.kind().into() }
    })
}

/// The end of a JavaScript thread.
#[derive(Clone)]
pub struct ThreadEnd(Arc<State>);

pub struct State {
    /// Locked while the thread is told something: what carries it must not go meanwhile.
    is_over: Mutex<bool>,
    told: watch::Sender<bool>,
}

/// What is kept for each JavaScript thread.
struct Kept {
    end: ThreadEnd,
    hook: CleanupEnvHook<ThreadEnd>,
}

impl ThreadEnd {
    /// That of the thread that calls. Node.js ends things in the reverse of the order in which they began: to be noticed
    /// before what was made for a call goes, this is asked for after that was made, each time.
    pub fn of(env: &Env) -> napi::Result<Self> {
        if let Some(kept) = env.get_instance_data::<Kept>()? {
            let earlier = std::mem::replace(&mut kept.hook, kept.end.watched(env)?);
            env.remove_env_cleanup_hook(earlier)?;
            return Ok(kept.end.clone());
        }
        let end = Self(Arc::new(State { is_over: Mutex::new(false), told: watch::channel(false).0 }));
        let hook = end.watched(env)?;
        env.set_instance_data(Kept { end: end.clone(), hook }, (), drop)?;
        Ok(end)
    }

    fn watched(&self, env: &Env) -> napi::Result<CleanupEnvHook<Self>> {
        env.add_env_cleanup_hook(self.clone(), |end| {
            *end.0.is_over.lock().unwrap_or_else(PoisonError::into_inner) = true;
            end.0.told.send_replace(true);
        })
    }

    /// Tells the thread something, unless it has ended; it does not end meanwhile.
    pub fn unless_over(&self, tell: impl FnOnce()) {
        let is_over = self.0.is_over.lock().unwrap_or_else(PoisonError::into_inner);
        if !*is_over {
            tell();
        }
    }

    /// Waits for it.
    pub async fn come(&self) {
        // The sender is kept here, so there is no other end.
        let _ = self.0.told.subscribe().wait_for(|is_over| *is_over).await;
    }
}
