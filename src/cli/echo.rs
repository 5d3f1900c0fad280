//! The terminal's echo: off while a hidden answer is awaited, whatever a shell makes of it meanwhile.

use std::fs::File;
use std::io;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread;
use std::time::Duration;

use rustix::process::getpgrp;
use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};
use signal_hook::consts::SIGTTIN;
use signal_hook::low_level::raise;

/// How often the echo is looked at. When a stopped process goes on, the time is over, and it is looked at without delay.
const PACE: Duration = Duration::from_millis(50);

/// The terminal that shows nothing of what is typed. There is one question at a time.
static SILENT: Mutex<Option<Silent>> = Mutex::new(None);

/// Does something while the echo is off; what was typed ahead stays.
pub(super) fn without<T>(terminal: &File, work: impl FnOnce() -> io::Result<T>) -> io::Result<T> {
    let _restored = Restored::later(terminal)?;
    let (working, worked) = channel::<()>();
    thread::scope(|scope| {
        // A shell that lets a stopped command go on gives the terminal modes of its own, and whoever reads is not told.
        let watch = move || {
            while worked.recv_timeout(PACE) == Err(RecvTimeoutError::Timeout) {
                if let Some(silent) = &mut *silent() {
                    silent.keep_off();
                }
            }
        };
        thread::Builder::new().spawn_scoped(scope, watch)?;
        let result = work();
        drop(working);
        result
    })
}

/// Switches the echo on again if a question has it switched off, for a process that is about to be ended.
pub fn restore_echo() {
    if let Some(silent) = silent().take() {
        silent.switch_on();
    }
}

/// Stops the process as Ctrl-Z does. Meanwhile the echo is on: not every shell sees to that.
pub fn suspend() {
    // Nobody else switches it off before the process has stopped.
    let mut silent = silent();
    if let Some(silent) = &*silent {
        silent.switch_on();
    }
    // The default effect of SIGTSTP is lost where that is caught, and SIGSTOP stops even what nobody can let go on.
    let _ = raise(SIGTTIN);
    if let Some(silent) = &mut *silent {
        silent.keep_off();
    }
}

fn silent() -> MutexGuard<'static, Option<Silent>> {
    SILENT.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Silent {
    terminal: File,
    before: Termios,
}

impl Silent {
    /// Switches the echo off if somebody else has switched it on.
    fn keep_off(&mut self) {
        let Ok(modes) = tcgetattr(&self.terminal) else { return };
        if modes.local_modes.contains(LocalModes::ECHO) && !is_background(&self.terminal) {
            let _ = tcsetattr(&self.terminal, OptionalActions::Now, &quiet(&modes));
            self.before = modes;
        }
    }

    fn switch_on(&self) {
        if !is_background(&self.terminal) {
            // A terminal that is gone needs no echo.
            let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
        }
    }
}

/// Switches the echo on again at its end, if that has not happened yet.
struct Restored(());

impl Restored {
    /// Switches the echo off at once.
    fn later(terminal: &File) -> io::Result<Self> {
        if is_background(terminal) {
            // Until the person has fetched this job, the modes are the shell's.
            let _ = raise(SIGTTIN);
        }
        let before = tcgetattr(terminal)?;
        let quiet = quiet(&before);
        *silent() = Some(Silent { terminal: terminal.try_clone()?, before });
        let restored = Self(());
        tcsetattr(terminal, OptionalActions::Now, &quiet)?;
        Ok(restored)
    }
}

impl Drop for Restored {
    fn drop(&mut self) {
        restore_echo();
    }
}

fn quiet(modes: &Termios) -> Termios {
    let mut quiet = modes.clone();
    quiet.local_modes.remove(LocalModes::ECHO);
    // Enter ends the line on the screen all the same.
    quiet.local_modes.insert(LocalModes::ECHONL);
    quiet
}

/// Tells whether another job has the terminal. This one has no say then: the shell has seen to the terminal, and asking
/// would stop the process.
fn is_background(terminal: &File) -> bool {
    tcgetpgrp(terminal).is_ok_and(|group| group != getpgrp())
}
