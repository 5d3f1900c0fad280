//! The command that runs with the token.

use std::ffi::OsString;
use std::io;
use std::path::Path;
use std::process::{self, Command, ExitStatus};
use std::time::Duration;

use tokio::time::sleep;

use super::relay;
use super::variables::Variables;

/// How often it is looked whether the command has ended: within Node.js, what the system tells of children is not ours.
const STEP: Duration = Duration::from_millis(20);

/// A command that runs, with this process's own streams. It is never ended from here, but by signals that are passed on.
pub(super) struct Child(process::Child);

impl Child {
    /// Starts a program. `words` are its name as it was written, and its arguments.
    pub(super) fn start(program: &Path, words: &[String], variables: &Variables) -> io::Result<Self> {
        let mut command = Command::new(program);
        #[cfg(unix)]
        if let Some(word) = words.first() {
            std::os::unix::process::CommandExt::arg0(&mut command, word);
        }
        command.args(words.iter().skip(1));
        variables.removed.iter().for_each(|name| _ = command.env_remove(name));
        variables.set.iter().for_each(|(name, value)| _ = command.env(OsString::from(name), value.expose()));
        hand_over_streams(&mut command)?;
        command.spawn().map(Self)
    }

    /// Waits for the command's end, passes signals on meanwhile, and gives the exit code.
    pub(super) async fn end(mut self) -> io::Result<u8> {
        let mut told = None;
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(told.map_or_else(|| code_of(status), relay::by_signal));
            }
            for signal in relay::waiting() {
                // What the terminal tells, it tells the command too, which may have another mind about it.
                if !is_of_terminal(signal) {
                    told.get_or_insert(signal);
                    self.pass_on(signal);
                }
            }
            tokio::select! {
                () = relay::told() => {}
                () = sleep(STEP) => {}
            }
        }
    }

    #[cfg(unix)]
    fn pass_on(&self, signal: i32) {
        use rustix::process::{Pid, Signal, kill_process};
        // It was not waited for yet, so nobody else has its number.
        let pid = i32::try_from(self.0.id()).ok().and_then(Pid::from_raw);
        if let Some((pid, signal)) = pid.zip(Signal::from_named_raw(signal)) {
            // It may have ended just now.
            let _ = kill_process(pid, signal);
        }
    }

    /// A console tells all of its processes, and there is no other way to tell one.
    #[cfg(not(unix))]
    #[expect(clippy::unused_self, reason = "elsewhere it is used")]
    fn pass_on(&self, _: i32) {}
}

/// Node.js lets no child have its own streams, so each is named.
#[cfg(unix)]
fn hand_over_streams(command: &mut Command) -> io::Result<()> {
    use std::os::fd::AsFd;
    command.stdin(io::stdin().as_fd().try_clone_to_owned()?);
    command.stdout(io::stdout().as_fd().try_clone_to_owned()?);
    command.stderr(io::stderr().as_fd().try_clone_to_owned()?);
    Ok(())
}

#[cfg(not(unix))]
#[expect(clippy::unnecessary_wraps, reason = "elsewhere it may fail")]
fn hand_over_streams(_: &mut Command) -> io::Result<()> {
    Ok(())
}

/// Tells whether a signal is one of the terminal's keys, which reach all of its foreground.
#[cfg(unix)]
fn is_of_terminal(signal: i32) -> bool {
    use rustix::process::getpgrp;
    use rustix::termios::tcgetpgrp;
    let is_key = matches!(signal, 2 | 3);
    let terminal = std::fs::File::open("/dev/tty").ok();
    is_key && terminal.is_some_and(|terminal| tcgetpgrp(&terminal).is_ok_and(|group| group == getpgrp()))
}

#[cfg(not(unix))]
fn is_of_terminal(signal: i32) -> bool {
    signal == 2
}

fn code_of(status: ExitStatus) -> u8 {
    #[cfg(unix)]
    if let Some(signal) = std::os::unix::process::ExitStatusExt::signal(&status) {
        return relay::by_signal(signal);
    }
    // Windows has larger ones.
    status.code().map_or(1, |code| u8::try_from(code).unwrap_or(1))
}
