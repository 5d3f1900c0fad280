//! The terminal's modes, which a command may leave as it alone needs them: without an echo, without lines. A question for a
//! code to revoke the token by could not be answered then.

#[cfg(unix)]
use std::fs::File;

#[cfg(unix)]
use rustix::process::getpgrp;
#[cfg(unix)]
use rustix::termios::{OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};

#[cfg(unix)]
use crate::cli::terminal::device;

/// The modes of a moment; those of no terminal, if there is none.
#[cfg(unix)]
pub(super) struct Modes(Option<(File, Termios)>);

#[cfg(unix)]
impl Modes {
    pub(super) fn now() -> Self {
        let terminal = device().ok();
        Self(terminal.and_then(|terminal| tcgetattr(&terminal).ok().map(|modes| (terminal, modes))))
    }

    /// Restores them, unless another job has the terminal.
    pub(super) fn restore(&self) {
        let Some((terminal, modes)) = &self.0 else { return };
        if tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp()) {
            // A terminal that is gone needs no modes.
            let _ = tcsetattr(terminal, OptionalActions::Now, modes);
        }
    }
}

/// Not on Windows, where questions set the modes they need.
#[cfg(not(unix))]
pub(super) struct Modes;

#[cfg(not(unix))]
impl Modes {
    pub(super) fn now() -> Self {
        Self
    }

    #[expect(clippy::unused_self, reason = "elsewhere it is used")]
    pub(super) fn restore(&self) {}
}
