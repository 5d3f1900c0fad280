//! The terminal's modes while a question needs others than a shell leaves, and what the question has drawn. Whatever
//! a shell makes of the modes meanwhile, and however the process ends, the terminal is left as it was found.

use std::fs::File;
use std::io::{self, Write};
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use rustix::process::getpgrp;
use rustix::termios::{
    Action, LocalModes, OptionalActions, QueueSelector, SpecialCodeIndex, Termios, tcflow, tcflush, tcgetattr,
    tcgetpgrp, tcgetwinsize, tcsetattr,
};
use signal_hook::consts::SIGTTIN;
use signal_hook::low_level::raise;

use super::picture::{Picture, Size};

/// How often the modes are looked at. When a stopped process goes on, the time is over, and they are looked at without
/// delay.
const PACE: Duration = Duration::from_millis(50);

/// The terminal whose modes are changed. There is one question at a time.
static HELD: Mutex<Option<Holding>> = Mutex::new(None);

/// What a question needs. Ctrl-C and Ctrl-Z stay signals, which whoever owns them has seen to already.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Whole lines that are not shown.
    Silent,
    /// Each key at once, and none is shown.
    Keys,
}

impl Mode {
    fn of(self, modes: &Termios) -> Termios {
        let mut changed = modes.clone();
        changed.local_modes.remove(LocalModes::ECHO);
        match self {
            // Enter ends the line on the screen all the same.
            Self::Silent => changed.local_modes.insert(LocalModes::ECHONL),
            Self::Keys => {
                changed.local_modes.remove(LocalModes::ECHONL | LocalModes::ICANON | LocalModes::IEXTEN);
                changed.special_codes[SpecialCodeIndex::VMIN] = 1;
                changed.special_codes[SpecialCodeIndex::VTIME] = 0;
            }
        }
        changed
    }

    fn is_kept(self, modes: &Termios) -> bool {
        let unwanted = match self {
            Self::Silent => LocalModes::ECHO,
            Self::Keys => LocalModes::ECHO | LocalModes::ICANON,
        };
        !modes.local_modes.intersects(unwanted)
    }
}

/// Restores the terminal if a question has changed it, for a process that is about to be ended.
pub fn restore_echo() {
    if let Some(holding) = held().take() {
        holding.let_go();
    }
}

/// Stops the process as Ctrl-Z does. Meanwhile the terminal is as it was: not every shell sees to that.
pub fn suspend() {
    // Nobody else changes it before the process has stopped.
    let mut held = held();
    if let Some(holding) = &*held {
        holding.let_go();
    }
    // The default effect of SIGTSTP is lost where that is caught, and SIGSTOP stops even what nobody can let go on.
    let _ = raise(SIGTTIN);
    if let Some(holding) = &mut *held {
        holding.keep();
    }
}

fn held() -> MutexGuard<'static, Option<Holding>> {
    HELD.lock().unwrap_or_else(PoisonError::into_inner)
}

struct Holding {
    terminal: File,
    before: Termios,
    mode: Mode,
    picture: Picture,
}

impl Holding {
    /// Changes the modes again if somebody else has changed them back, and draws again what that one has written over.
    fn keep(&mut self) {
        let Ok(modes) = tcgetattr(&self.terminal) else { return };
        if !self.mode.is_kept(&modes) && !is_background(&self.terminal) {
            let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.mode.of(&modes));
            self.before = modes;
            self.write(&self.picture.draw());
        }
    }

    /// Gives the modes back, and takes away what is drawn.
    fn let_go(&self) {
        if !is_background(&self.terminal) {
            // A terminal that is gone needs no modes.
            let _ = tcsetattr(&self.terminal, OptionalActions::Now, &self.before);
            if !self.picture.is_empty() {
                // After Ctrl-S nothing could be written, and the process would not end.
                let _ = tcflow(&self.terminal, Action::OOn);
            }
            self.write(&self.picture.erase(size(&self.terminal)));
        }
    }

    fn write(&self, text: &str) {
        // What cannot be shown changes nothing about the modes.
        let _ = (&self.terminal).write_all(text.as_bytes());
    }
}

/// A terminal with other modes, until this is dropped.
pub(super) struct Held {
    terminal: File,
    watch: Option<(Sender<()>, JoinHandle<()>)>,
}

/// Changes the modes at once; what was typed ahead stays.
pub(super) fn hold(terminal: File, mode: Mode) -> io::Result<Held> {
    if is_background(&terminal) {
        // Until the person has fetched this job, the modes are the shell's.
        let _ = raise(SIGTTIN);
    }
    let before = tcgetattr(&terminal)?;
    let changed = mode.of(&before);
    *held() = Some(Holding { terminal: terminal.try_clone()?, before, mode, picture: Picture::default() });
    let mut guard = Held { terminal, watch: None };
    tcsetattr(&guard.terminal, OptionalActions::Now, &changed)?;
    let (working, worked) = channel::<()>();
    // A shell that lets a stopped command go on gives the terminal modes of its own, and whoever reads is not told.
    let watch = move || {
        while worked.recv_timeout(PACE) == Err(RecvTimeoutError::Timeout) {
            if let Some(holding) = &mut *held() {
                holding.keep();
            }
        }
    };
    guard.watch = Some((working, thread::Builder::new().spawn(watch)?));
    Ok(guard)
}

impl Held {
    /// Draws a picture in the place of the last one.
    pub(super) fn draw(&self, picture: Picture) -> io::Result<()> {
        let text = match &mut *held() {
            Some(holding) => {
                let text = holding.picture.erase(size(&self.terminal)) + &picture.draw();
                holding.picture = picture;
                text
            }
            // The process is about to end.
            None => return Ok(()),
        };
        // Nobody else waits for a terminal that takes nothing.
        (&self.terminal).write_all(text.as_bytes())
    }

    /// Forgets what was typed and not read.
    pub(super) fn forget(&self) {
        // What cannot be forgotten is read, and forgotten then.
        let _ = tcflush(&self.terminal, QueueSelector::IFlush);
    }

    /// How much room there is.
    pub(super) fn size(&self) -> Size {
        size(&self.terminal)
    }
}

impl Drop for Held {
    fn drop(&mut self) {
        if let Some((working, watch)) = self.watch.take() {
            drop(working);
            // It does nothing that could fail.
            let _ = watch.join();
        }
        restore_echo();
    }
}

/// The terminal's size; that of the first ones where it does not say.
fn size(terminal: &File) -> Size {
    match tcgetwinsize(terminal) {
        Ok(size) if size.ws_col > 0 && size.ws_row > 0 => {
            Size { columns: usize::from(size.ws_col), rows: usize::from(size.ws_row) }
        }
        _ => Size { columns: 80, rows: 24 },
    }
}

/// Tells whether another job has the terminal. This one has no say then: the shell has seen to the terminal, and asking
/// would stop the process.
fn is_background(terminal: &File) -> bool {
    tcgetpgrp(terminal).is_ok_and(|group| group != getpgrp())
}
