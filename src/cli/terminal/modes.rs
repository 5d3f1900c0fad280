//! The terminal's modes while a question is asked at a terminal that another program may have left as it alone needs it:
//! without lines, without an echo.

use std::fs::File;

use rustix::process::getpgrp;
use rustix::termios::{InputModes, LocalModes, OptionalActions, OutputModes, Termios, tcgetattr, tcgetpgrp, tcsetattr};

use super::device;

/// A terminal that takes lines and shows them, until this is dropped: not for what is to be hidden. Then it is as it was: whose
/// modes these are, nobody here can know.
pub(super) struct Lines(Option<(File, Termios)>);

impl Lines {
    /// Changes what has to be changed, unless another job has the terminal.
    pub(super) fn hold() -> Self {
        Self(changed())
    }
}

impl Drop for Lines {
    fn drop(&mut self) {
        if let Some((terminal, before)) = self.0.take().filter(|(terminal, _)| is_ours(terminal)) {
            set(&terminal, &before);
        }
    }
}

/// The terminal that was changed, and its modes before.
fn changed() -> Option<(File, Termios)> {
    let terminal = device().ok().filter(is_ours)?;
    let before = tcgetattr(&terminal).ok()?;
    let mut modes = before.clone();
    modes.local_modes.insert(LocalModes::ICANON | LocalModes::ECHO | LocalModes::ISIG);
    modes.input_modes.insert(InputModes::ICRNL);
    modes.output_modes.insert(OutputModes::OPOST);
    let is_needed = (modes.local_modes, modes.input_modes, modes.output_modes)
        != (before.local_modes, before.input_modes, before.output_modes);
    if !is_needed {
        return None;
    }
    set(&terminal, &modes);
    Some((terminal, before))
}

fn is_ours(terminal: &File) -> bool {
    tcgetpgrp(terminal).is_ok_and(|group| group == getpgrp())
}

fn set(terminal: &File, modes: &Termios) {
    // A terminal that is gone needs no modes.
    let _ = tcsetattr(terminal, OptionalActions::Now, modes);
}
