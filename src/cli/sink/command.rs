//! Hands a value to a command of the shell, on its standard input.

use std::io::{Error, Write};
use std::process::{Command, Stdio};

use super::failed;
use crate::contain::apart;
use crate::error::Result;
use crate::secret::Secret;

/// Runs a command that gets the value, and nothing behind it. What it prints goes to standard error, since standard output
/// is for results.
pub(super) async fn run(line: &str, value: &Secret) -> Result<()> {
    let (line, value) = (line.to_owned(), value.clone());
    apart(move || feed(&line, &value).map_err(|cause| failed("hand the new token to the command of `--to`", cause)))
        .await
}

fn feed(line: &str, value: &Secret) -> std::io::Result<()> {
    let mut command = shell(line);
    let mut child = command.stdin(Stdio::piped()).stdout(std::io::stderr()).spawn()?;
    // Dropped once it is written, so that the command sees the end.
    let written = child.stdin.take().map_or(Ok(()), |mut input| input.write_all(value.expose().as_bytes()));
    let status = child.wait()?;
    match status.code() {
        Some(0) => written,
        Some(code) => Err(Error::other(format!("it ended with exit code {code}"))),
        None => Err(Error::other("it was ended by a signal")),
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
