//! The threads that do the work, and the end of the one that asked for it.

use std::io;
use std::sync::LazyLock;

use napi::Env;
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
pub struct ThreadEnd(watch::Receiver<()>);

impl ThreadEnd {
    /// That of the thread that calls.
    pub fn of(env: &Env) -> napi::Result<Self> {
        if let Some(end) = env.get_instance_data::<Self>()? {
            return Ok(end.clone());
        }
        let (sender, receiver) = watch::channel(());
        env.add_env_cleanup_hook(sender, drop)?;
        let end = Self(receiver);
        env.set_instance_data(end.clone(), (), drop)?;
        Ok(end)
    }

    /// Waits for it.
    pub async fn come(mut self) {
        // Nothing is ever sent; the sender goes with the thread.
        while self.0.changed().await.is_ok() {}
    }
}
