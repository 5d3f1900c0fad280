//! Signals: until a create begins they end the process, and then the first Ctrl-C, hangup or SIGTERM ends the create.

#[cfg(unix)]
pub use unix::Interrupt;
#[cfg(windows)]
pub use windows::Interrupt;

#[cfg(unix)]
mod unix {
    use std::future::pending;
    use std::io;
    use std::mem::replace;
    use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
    use std::thread;

    use npm_token::cli;
    use npm_token::error::Error;
    use signal_hook::consts::{
        SIGABRT, SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGTRAP, SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM,
        SIGXCPU, SIGXFSZ,
    };
    use signal_hook::iterator::Signals;
    use signal_hook::low_level::emulate_default_handler;
    use tokio::sync::oneshot;

    use crate::executable::ignored::Ignored;

    /// What somebody sends to end a process, what the system does, and what stops it. Not the signals of a crash.
    const WATCHED: [i32; 14] = [
        SIGABRT, SIGALRM, SIGHUP, SIGINT, SIGPROF, SIGQUIT, SIGTERM, SIGTRAP, SIGTSTP, SIGUSR1, SIGUSR2, SIGVTALRM,
        SIGXCPU, SIGXFSZ,
    ];

    /// What the first Ctrl-C gives up, once there is something to give up. A hangup and SIGTERM do, too.
    #[derive(Clone, Default)]
    pub struct Interrupt(Arc<Mutex<Stage>>);

    #[derive(Default)]
    enum Stage {
        #[default]
        Before,
        Creating(oneshot::Sender<()>),
        /// Given up, but not by the person.
        HungUp,
        GivenUp,
    }

    impl Interrupt {
        /// Watches for signals as long as the process runs, but for those that whoever started it has it ignore, as
        /// `nohup` does.
        pub fn watch() -> io::Result<Self> {
            let interrupt = Self::default();
            let watcher = interrupt.clone();
            let ignored = Ignored::by_process();
            let mut signals = Signals::new(WATCHED.into_iter().filter(|signal| !ignored.has(*signal)))?;
            let watch = move || signals.forever().for_each(|signal| watcher.take(signal));
            thread::Builder::new().spawn(watch)?;
            Ok(interrupt)
        }

        /// Waits until a create is given up, which has begun, and says so.
        pub async fn during_create(&self) -> Error {
            let (sender, given_up) = oneshot::channel();
            *self.stage() = Stage::Creating(sender);
            match given_up.await {
                Ok(()) => Error::Aborted,
                Err(_) => pending().await,
            }
        }

        fn take(&self, signal: i32) {
            match signal {
                // A file that may not grow is an error of the write, as a full disk is.
                SIGXFSZ => {}
                SIGTSTP => cli::suspend(),
                // A command runs with a token that has to be revoked after it.
                SIGHUP | SIGINT | SIGQUIT | SIGTERM if cli::relay(signal) => {}
                SIGHUP | SIGINT | SIGTERM if self.give_up(signal) => {}
                _ => {
                    cli::restore_echo();
                    // For these it cannot fail, and it does not return.
                    let _ = emulate_default_handler(signal);
                }
            }
        }

        /// Gives the create up if there is one, and tells whether the process is to go on until it is looked for. If it
        /// is done already, its token is printed.
        fn give_up(&self, signal: i32) -> bool {
            let mut stage = self.stage();
            let next = match *stage {
                Stage::Before => return false,
                // Both the shell and the system tell of a terminal's end, and other signals come with it.
                Stage::Creating(_) | Stage::HungUp if signal == SIGHUP => Stage::HungUp,
                Stage::Creating(_) | Stage::HungUp => Stage::GivenUp,
                Stage::GivenUp => return signal == SIGHUP,
            };
            if let Stage::Creating(sender) = replace(&mut *stage, next) {
                let _ = sender.send(());
            }
            true
        }

        fn stage(&self) -> MutexGuard<'_, Stage> {
            self.0.lock().unwrap_or_else(PoisonError::into_inner)
        }
    }
}

#[cfg(windows)]
mod windows {
    use std::future::pending;
    use std::io;

    use npm_token::error::Error;
    use tokio::signal::windows::ctrl_c;

    /// What the first Ctrl-C gives up, once there is something to give up.
    pub struct Interrupt(());

    impl Interrupt {
        /// Leaves Ctrl-C its usual effect so far.
        #[expect(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
        pub fn watch() -> io::Result<Self> {
            Ok(Self(()))
        }

        /// Waits until a create is given up, which has begun, and says so.
        pub async fn during_create(&self) -> Error {
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
