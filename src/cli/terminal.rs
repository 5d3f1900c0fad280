//! The terminal itself, which stays usable when standard input and output are redirected.

use std::fs::{File, OpenOptions};
use std::io::{BufRead, BufReader, Read, Write};
use std::sync::{Mutex, PoisonError};

use tokio::sync::Mutex as AsyncMutex;
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zeroize::Zeroizing;

use crate::contain::apart;
use crate::env;
use crate::error::{Error, Result};
use crate::secret::Secret;

#[cfg(windows)]
const NAMES: [&str; 2] = ["CONIN$", "CONOUT$"];
#[cfg(not(windows))]
const NAMES: [&str; 2] = ["/dev/tty", "/dev/tty"];

/// The longest line that is read apart; no terminal hands out more.
const LONGEST: usize = 4096;

/// A person's screen and keyboard.
pub(super) struct Terminal {
    screen: Mutex<Box<dyn Write + Send>>,
    keyboard: AsyncMutex<Keyboard>,
    /// Whether what is typed after an answer is for another program.
    is_shared: bool,
}

/// Lines come from one thread that reads as long as the program runs. A question that is no longer of interest
/// just stops listening: nothing is left behind that could swallow the answer to the next one.
struct Keyboard {
    lines: UnboundedReceiver<Secret>,
    /// What the thread needs; it starts with the first question.
    unstarted: Option<(Box<dyn Read + Send>, UnboundedSender<Secret>)>,
}

impl Terminal {
    /// Opens the terminal, if there is one with a person at it.
    pub(super) fn open() -> Option<Self> {
        if !env::person_is_present() {
            return None;
        }
        let [input, output] = NAMES;
        let keyboard = File::open(input).ok()?;
        // Windows gives the size and modes of a console only to those who may also read it.
        let screen = OpenOptions::new().read(cfg!(windows)).write(true).open(output).ok()?;
        Some(Self::new(Box::new(keyboard), Box::new(screen)))
    }

    pub(super) fn new(keyboard: Box<dyn Read + Send>, screen: Box<dyn Write + Send>) -> Self {
        let (sender, lines) = unbounded_channel();
        let keyboard = Keyboard { lines, unstarted: Some((keyboard, sender)) };
        Self { screen: Mutex::new(screen), keyboard: AsyncMutex::new(keyboard), is_shared: false }
    }

    /// The same terminal for a program that another one follows: nothing is read ahead of what is asked for.
    pub(super) fn shared(self) -> Self {
        Self { is_shared: true, ..self }
    }

    /// Shows a text as it is.
    pub(super) fn show(&self, text: &str) -> Result<()> {
        let mut screen = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
        let written = screen.write_all(text.as_bytes()).and_then(|()| screen.flush());
        written.map_err(|cause| Error::Io { action: "write to the terminal".into(), cause })
    }

    /// Waits for the first line, and leaves what follows to whoever asks next, be it another reader of the terminal:
    /// the password's question is.
    pub(super) async fn first_line(&self) -> Result<Option<Secret>> {
        let mut keyboard = self.keyboard.lock().await;
        let Some((input, sender)) = keyboard.unstarted.take() else { return Ok(keyboard.lines.recv().await) };
        let (line, input) = apart(move || Ok(read_line(input))).await?;
        keyboard.unstarted = Some((input, sender));
        Ok(line)
    }

    /// Waits for a line, without its line break; `None` when there will be no more.
    pub(super) async fn line(&self) -> Option<Secret> {
        if self.is_shared {
            return self.first_line().await.ok().flatten();
        }
        let mut keyboard = self.keyboard.lock().await;
        if let Some((input, sender)) = keyboard.unstarted.take() {
            std::thread::spawn(move || read_lines(input, &sender));
        }
        keyboard.lines.recv().await
    }
}

/// Reads one line and not a byte more; `None` if the input ends before.
fn read_line(mut input: Box<dyn Read + Send>) -> (Option<Secret>, Box<dyn Read + Send>) {
    let mut line = Zeroizing::new(Vec::with_capacity(LONGEST));
    let mut byte = [0];
    while line.len() < LONGEST && matches!(input.read(&mut byte), Ok(1)) {
        if byte == *b"\n" {
            let text = String::from_utf8_lossy(&line);
            return (Some(Secret::new(text.trim_end_matches('\r'))), input);
        }
        line.push(byte[0]);
    }
    (None, input)
}

/// Hands on line after line until the input ends or nobody wants them.
fn read_lines(input: Box<dyn Read + Send>, lines: &UnboundedSender<Secret>) {
    let mut input = BufReader::new(input);
    loop {
        let mut line = String::new();
        if !matches!(input.read_line(&mut line), Ok(length) if length > 0) {
            return;
        }
        line.truncate(line.trim_end_matches(['\r', '\n']).len());
        if lines.send(Secret::new(line)).is_err() {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Terminal;

    #[tokio::test]
    async fn reads_the_first_line_apart() {
        let terminal = Terminal::new(Box::new(&b"yes\r\nmore\n"[..]), Box::new(std::io::sink()));
        let first = terminal.first_line().await.expect("it can be read");
        assert_eq!(first.as_ref().map(crate::secret::Secret::expose), Some("yes"));
        assert_eq!(terminal.line().await.as_ref().map(crate::secret::Secret::expose), Some("more"));
        let ended = Terminal::new(Box::new(&b"half"[..]), Box::new(std::io::sink()));
        assert!(ended.first_line().await.expect("it can be read").is_none());
    }

    #[tokio::test]
    async fn hands_out_lines_until_the_end() {
        let terminal = Terminal::new(Box::new(&b"one \r\n\ntwo"[..]), Box::new(std::io::sink()));
        for expected in [Some("one "), Some(""), Some("two"), None, None] {
            assert_eq!(terminal.line().await.as_ref().map(crate::secret::Secret::expose), expected);
        }
    }
}
