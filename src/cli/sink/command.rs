//! Hands a value to a command of the shell, on its standard input.

use std::io::{Error, Read, Write, pipe};
use std::process::{Child, Command, ExitStatus};
use std::time::Duration;

use tokio::time::sleep;

use super::failed;
use crate::error::Result;
use crate::secret::Secret;

/// How often it is looked whether the command has ended.
const STEP: Duration = Duration::from_millis(20);

/// What a pipe holds before anybody reads from it: the value is written at once, and never waited for.
const MOST: usize = 4096;

/// Runs a command that gets the value, and nothing behind it. What it prints goes to standard error, since standard output
/// is for results. Dropping the future ends the command.
pub(super) async fn run(line: &str, value: &Secret) -> Result<()> {
    fed(line, value).await.map_err(|cause| failed("hand the new token to the command of `--to`", cause))
}

async fn fed(line: &str, value: &Secret) -> std::io::Result<()> {
    if value.expose().len() > MOST {
        return Err(Error::other("it is longer than 4 KiB"));
    }
    let (mut unread, mut input) = pipe()?;
    let mut command = shell(line);
    // Both are named, since Node.js lets no child have its own standard error.
    command.stdin(unread.try_clone()?).stdout(std::io::stderr()).stderr(std::io::stderr());
    let mut running = Running(command.spawn()?);
    // It holds the end that the command reads from.
    drop(command);
    input.write_all(value.expose().as_bytes())?;
    drop(input);
    let status = running.end().await?;
    match status.code() {
        Some(0) if unread.read(&mut [0])? > 0 => Err(Error::other("it ended without reading all of it")),
        Some(0) => Ok(()),
        Some(code) => Err(Error::other(format!("it ended with exit code {code}"))),
        None => Err(Error::other("it was ended by a signal")),
    }
}

/// A command that runs, and is ended with whoever waits for it.
struct Running(Child);

impl Running {
    async fn end(&mut self) -> std::io::Result<ExitStatus> {
        loop {
            if let Some(status) = self.0.try_wait()? {
                return Ok(status);
            }
            sleep(STEP).await;
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // One that has ended takes no notice.
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[cfg(not(windows))]
fn shell(line: &str) -> Command {
    let mut command = Command::new("sh");
    command.args(["-c", line]);
    command
}

#[cfg(windows)]
fn shell(line: &str) -> Command {
    let mut command = Command::new("cmd");
    std::os::windows::process::CommandExt::raw_arg(&mut command, format!("/d /s /c \"{line}\""));
    command
}
