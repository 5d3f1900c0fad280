//! Ctrl-C and its like: until a create is on its way they end the process, and then the first one ends the create.

#[cfg(unix)]
pub use unix::Interrupt;
#[cfg(windows)]
pub use windows::Interrupt;

#[cfg(unix)]
mod unix {
    use std::future::pending;
    use std::io;
    use std::sync::{Arc, Mutex, PoisonError};
    use std::thread;

    use npm_token::cli;
    use npm_token::error::Error;
    use npm_token::registry::Progress;
    use signal_hook::consts::{SIGINT, SIGQUIT, SIGTERM, SIGXFSZ};
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    use tokio::sync::oneshot;

    /// What the first Ctrl-C gives up, once there is something to give up.
    #[derive(Clone, Default)]
    pub struct Interrupt(Arc<Mutex<Option<oneshot::Sender<()>>>>);

    impl Interrupt {
        /// Watches for signals as long as the process runs.
        pub fn watch() -> io::Result<Self> {
            let interrupt = Self::default();
            let watcher = interrupt.clone();
            let mut signals = Signals::new([SIGINT, SIGQUIT, SIGTERM, SIGXFSZ])?;
            let watch = move || signals.forever().for_each(|signal| watcher.take(signal));
            thread::Builder::new().spawn(watch)?;
            Ok(interrupt)
        }

        /// Waits until a create is on its way and then given up, and says so.
        pub async fn after_sending(&self, progress: Progress) -> Error {
            progress.leaving().await;
            let (sender, given_up) = oneshot::channel();
            *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some(sender);
            match given_up.await {
                Ok(()) => Error::Aborted,
                Err(_) => pending().await,
            }
        }

        fn take(&self, signal: i32) {
            match signal {
                // A file that may not grow is an error of the write, as a full disk is.
                SIGXFSZ => {}
                SIGINT if self.give_up() => {}
                _ => {
                    cli::restore_echo();
                    // For these it cannot fail, and it does not return.
                    let _ = emulate_default_handler(signal);
                }
            }
        }

        /// Gives the create up, once; tells whether there was one. If it is done already, its token is printed.
        fn give_up(&self) -> bool {
            let sender = self.0.lock().unwrap_or_else(PoisonError::into_inner).take();
            sender.is_some_and(|sender| {
                let _ = sender.send(());
                true
            })
        }
    }
}

#[cfg(windows)]
mod windows {
    use std::future::pending;
    use std::io;

    use npm_token::error::Error;
    use npm_token::registry::Progress;
    use tokio::signal::windows::ctrl_c;

    /// What the first Ctrl-C gives up, once there is something to give up.
    pub struct Interrupt(());

    impl Interrupt {
        /// Leaves Ctrl-C its usual effect so far.
        #[expect(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
        pub fn watch() -> io::Result<Self> {
            Ok(Self(()))
        }

        /// Waits until a create is on its way and then given up, and says so.
        pub async fn after_sending(&self, progress: Progress) -> Error {
            progress.leaving().await;
            let Ok(mut pressed) = ctrl_c() else { return pending().await };
            pressed.recv().await;
            tokio::spawn(async move {
                pressed.recv().await;
                std::process::exit(130);
            });
            Error::Aborted
        }
    }
}
