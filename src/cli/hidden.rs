//! Asks a question at the terminal, and reads an answer that is not shown.

use super::terminal::Terminal;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Asks the question. The console echoes what is typed ahead when it is read, and then the echo is off already.
#[cfg(windows)]
pub(super) async fn ask(_terminal: &Terminal, question: &str) -> Result<Secret> {
    let question = question.to_owned();
    let ask = move || rpassword::prompt_password(question).map(Secret::new).map_err(unread);
    crate::contain::apart(ask).await
}

/// Asks the question, when the echo is off already: somebody may type faster than the question is shown.
#[cfg(unix)]
pub(super) async fn ask(terminal: &Terminal, question: &str) -> Result<Secret> {
    use super::echo::{Mode, hold};

    let held = super::terminal::device().and_then(|device| hold(device, Mode::Silent)).map_err(unread)?;
    terminal.show(question)?;
    let answer = terminal.whole_line().await;
    drop(held);
    if answer.is_none() {
        // Nobody pressed Enter, so the question's line has no end yet. That it is canceled is what counts.
        let _ = terminal.show("\n");
    }
    answer.ok_or(Error::Canceled)
}

fn unread(cause: std::io::Error) -> Error {
    match cause.kind() {
        std::io::ErrorKind::UnexpectedEof | std::io::ErrorKind::Interrupted => Error::Canceled,
        _ => Error::Io { action: "read the password from the terminal".into(), cause },
    }
}
