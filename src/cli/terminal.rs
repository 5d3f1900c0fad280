//! The terminal itself, which stays usable when standard input and output are redirected.

mod keyboard;
#[cfg(unix)]
mod modes;
mod screen;

use std::fs::{File, OpenOptions};
use std::io::{Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

use tokio::sync::Mutex as AsyncMutex;

use crate::env;
use crate::error::{Error, Result};
use crate::secret::Secret;

use keyboard::Keyboard;
#[cfg(unix)]
pub(super) use keyboard::Typed;
use screen::Screen;

#[cfg(windows)]
const NAMES: [&str; 2] = ["CONIN$", "CONOUT$"];
#[cfg(not(windows))]
const NAMES: [&str; 2] = ["/dev/tty", "/dev/tty"];

/// A person's screen and keyboard.
pub(super) struct Terminal {
    screen: Mutex<Screen>,
    keyboard: AsyncMutex<Keyboard>,
    /// Whether what is typed after an answer is for another program.
    is_shared: bool,
    /// How many questions wait for an answer; meanwhile, nothing is drawn.
    questions: AtomicUsize,
    /// How many answers the registry has given.
    answers: AtomicUsize,
}

/// A question that waits for an answer.
struct Asking<'a>(&'a AtomicUsize);

impl<'a> Asking<'a> {
    fn begin(questions: &'a AtomicUsize) -> Self {
        questions.fetch_add(1, Ordering::Relaxed);
        Self(questions)
    }
}

impl Drop for Asking<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

/// The terminal with its modes, to be read and written.
#[cfg(unix)]
pub(super) fn device() -> std::io::Result<File> {
    OpenOptions::new().read(true).write(true).open(NAMES[0])
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
        Self {
            screen: Mutex::new(Screen::new(screen)),
            keyboard: AsyncMutex::new(Keyboard::new(keyboard)),
            is_shared: false,
            questions: AtomicUsize::new(0),
            answers: AtomicUsize::new(0),
        }
    }

    /// The same terminal for a program that another one follows: nothing is read ahead of what is asked for.
    pub(super) fn shared(self) -> Self {
        Self { is_shared: true, ..self }
    }

    /// Tells whether another program follows at this terminal.
    pub(super) fn is_shared(&self) -> bool {
        self.is_shared
    }

    /// Shows a text as it is.
    pub(super) fn show(&self, text: &str) -> Result<()> {
        let mut screen = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
        screen.write(text).map_err(|cause| Error::Io { action: "write to the terminal".into(), cause })
    }

    /// Draws one line, in place of the one before, unless somebody is asked something. It is no loss if that fails.
    pub(super) fn draw(&self, line: &str) {
        if self.questions.load(Ordering::Relaxed) == 0 {
            self.screen.lock().unwrap_or_else(PoisonError::into_inner).draw(line);
        }
    }

    /// Has nothing drawn as long as the result is kept: somebody else may write here.
    pub(super) fn quiet(&self) -> impl Drop {
        self.erase();
        Asking::begin(&self.questions)
    }

    /// Takes away what is drawn.
    pub(super) fn erase(&self) {
        let _ = self.screen.lock().unwrap_or_else(PoisonError::into_inner).write("");
    }

    /// Counts an answer of the registry.
    pub(super) fn count_answer(&self) {
        self.answers.fetch_add(1, Ordering::Relaxed);
    }

    /// How many answers were counted.
    pub(super) fn answers(&self) -> usize {
        self.answers.load(Ordering::Relaxed)
    }

    /// Waits for the first line, and leaves what follows to whoever asks next, be it another reader of the terminal: the
    /// password's question is, on Windows.
    pub(super) async fn first_line(&self) -> Result<Option<Secret>> {
        let _asking = Asking::begin(&self.questions);
        self.keyboard.lock().await.line_alone().await
    }

    /// Waits for a line, without its line break; `None` when there will be no more. What is typed may be seen.
    pub(super) async fn line(&self) -> Option<Secret> {
        if self.is_shared {
            #[cfg(unix)]
            let _lines = modes::Lines::hold();
            return self.first_line().await.ok().flatten();
        }
        let _asking = Asking::begin(&self.questions);
        self.keyboard.lock().await.line().await.0
    }

    /// The same, and what nobody has confirmed by Enter is no line.
    #[cfg(unix)]
    pub(super) async fn whole_line(&self) -> Option<Secret> {
        if self.is_shared {
            return self.first_line().await.ok().flatten();
        }
        let _asking = Asking::begin(&self.questions);
        match self.keyboard.lock().await.line().await {
            (line, true) => line,
            (_, false) => None,
        }
    }

    /// Waits for keys, for so long. What they are is for whoever has changed the terminal's modes.
    #[cfg(unix)]
    pub(super) async fn keys(&self, wait: std::time::Duration) -> Typed {
        let _asking = Asking::begin(&self.questions);
        self.keyboard.lock().await.keys(wait).await
    }

    /// Forgets what was typed and nobody has asked for: it was typed before the next question could be seen.
    #[cfg(unix)]
    pub(super) async fn forget_keys(&self) {
        self.keyboard.lock().await.forget();
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

    #[cfg(unix)]
    #[tokio::test]
    async fn hands_out_keys_and_forgets_what_nobody_asked_for() {
        use std::io::Write;
        use std::time::Duration;

        use super::Typed;

        let long = Duration::from_secs(20);
        let (reader, mut writer) = std::io::pipe().expect("a pipe");
        let terminal = Terminal::new(Box::new(reader), Box::new(std::io::sink()));
        assert!(matches!(terminal.keys(Duration::ZERO).await, Typed::Nothing));
        writer.write_all(b"one\ntwo\n").expect("a listener");
        let first = terminal.line().await;
        assert_eq!(first.as_ref().map(crate::secret::Secret::expose), Some("one"));
        // What came with the line that was asked for.
        assert!(matches!(terminal.keys(long).await, Typed::Bytes(bytes) if *bytes == *b"two\n"));
        writer.write_all(b"three\nfour\n").expect("a listener");
        terminal.line().await.expect("a line");
        terminal.forget_keys().await;
        writer.write_all(b"five\n").expect("a listener");
        drop(writer);
        assert_eq!(terminal.whole_line().await.as_ref().map(crate::secret::Secret::expose), Some("five"));
        assert!(matches!(terminal.keys(long).await, Typed::Over));
        assert!(terminal.whole_line().await.is_none());
    }

    #[cfg(unix)]
    #[tokio::test]
    async fn takes_what_nobody_confirmed_for_no_whole_line() {
        let terminal = Terminal::new(Box::new(&b"pass\nhalf"[..]), Box::new(std::io::sink()));
        assert_eq!(terminal.whole_line().await.as_ref().map(crate::secret::Secret::expose), Some("pass"));
        assert!(terminal.whole_line().await.is_none());
    }
}
