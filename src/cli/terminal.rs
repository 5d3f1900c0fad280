//! The terminal itself, which stays usable when standard input and output are redirected.

use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::sync::atomic::{AtomicUsize, Ordering};
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
    screen: Mutex<Screen>,
    keyboard: AsyncMutex<Keyboard>,
    /// Whether what is typed after an answer is for another program.
    is_shared: bool,
    /// How many questions wait for an answer; meanwhile, nothing is drawn.
    questions: AtomicUsize,
    /// How many answers the registry has given.
    answers: AtomicUsize,
}

/// Where a person reads.
struct Screen {
    out: Box<dyn Write + Send>,
    /// Whether there is a line that is to be taken away before anything else is shown.
    is_drawn: bool,
}

impl Screen {
    /// Writes a text in place of what is drawn.
    fn write(&mut self, text: &str) -> std::io::Result<()> {
        if std::mem::take(&mut self.is_drawn) {
            self.out.write_all(b"\r\x1b[J")?;
        }
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }
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

/// What is typed comes from one thread that reads as long as the program runs. A question that is no longer of interest
/// just stops listening: nothing is left behind that could swallow the answer to the next one.
struct Keyboard {
    pieces: UnboundedReceiver<Zeroizing<Vec<u8>>>,
    /// What has come, and nobody has asked for yet.
    rest: Zeroizing<Vec<u8>>,
    /// What the thread needs; it starts with the first question.
    unstarted: Option<(Box<dyn Read + Send>, UnboundedSender<Zeroizing<Vec<u8>>>)>,
}

/// What came of waiting for keys.
#[cfg(unix)]
pub(super) enum Typed {
    Bytes(Zeroizing<Vec<u8>>),
    /// Nothing in that time.
    Nothing,
    /// Nothing, and nothing will.
    Over,
}

impl Keyboard {
    /// Has the thread read, if it does not yet.
    fn start(&mut self) {
        if let Some((input, sender)) = self.unstarted.take() {
            std::thread::spawn(move || read_pieces(input, &sender));
        }
    }

    /// Waits for a line; gives what there is when there will be no more, and whether that is a whole line.
    async fn line(&mut self) -> (Option<Secret>, bool) {
        loop {
            if let Some(end) = self.rest.iter().position(|byte| *byte == b'\n') {
                let text = str::from_utf8(&self.rest[..end]).ok();
                let line = text.map(|text| Secret::new(text.trim_end_matches('\r')));
                self.rest = Zeroizing::new(self.rest[end + 1..].to_vec());
                return (line, true);
            }
            let Some(piece) = self.pieces.recv().await else { break };
            // A vector that grew would leave a copy behind.
            self.rest = Zeroizing::new([self.rest.as_slice(), &piece].concat());
        }
        let rest = std::mem::take(&mut self.rest);
        let text = str::from_utf8(&rest).ok().filter(|text| !text.is_empty());
        (text.map(Secret::new), false)
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
        let (sender, pieces) = unbounded_channel();
        let keyboard = Keyboard { pieces, rest: Zeroizing::default(), unstarted: Some((keyboard, sender)) };
        let screen = Screen { out: screen, is_drawn: false };
        Self {
            screen: Mutex::new(screen),
            keyboard: AsyncMutex::new(keyboard),
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
            let mut screen = self.screen.lock().unwrap_or_else(PoisonError::into_inner);
            screen.is_drawn |= screen.write(line).is_ok();
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
        let mut keyboard = self.keyboard.lock().await;
        let Some((input, sender)) = keyboard.unstarted.take() else { return Ok(keyboard.line().await.0) };
        let (line, input) = apart(move || Ok(read_line(input))).await?;
        keyboard.unstarted = Some((input, sender));
        Ok(line)
    }

    /// Waits for a line, without its line break; `None` when there will be no more.
    pub(super) async fn line(&self) -> Option<Secret> {
        if self.is_shared {
            return self.first_line().await.ok().flatten();
        }
        let _asking = Asking::begin(&self.questions);
        let mut keyboard = self.keyboard.lock().await;
        keyboard.start();
        keyboard.line().await.0
    }

    /// The same, and what nobody has confirmed by Enter is no line.
    #[cfg(unix)]
    pub(super) async fn whole_line(&self) -> Option<Secret> {
        if self.is_shared {
            return self.first_line().await.ok().flatten();
        }
        let _asking = Asking::begin(&self.questions);
        let mut keyboard = self.keyboard.lock().await;
        keyboard.start();
        match keyboard.line().await {
            (line, true) => line,
            (_, false) => None,
        }
    }

    /// Waits for keys, for so long. What they are is for whoever has changed the terminal's modes.
    #[cfg(unix)]
    pub(super) async fn keys(&self, wait: std::time::Duration) -> Typed {
        let _asking = Asking::begin(&self.questions);
        let mut keyboard = self.keyboard.lock().await;
        keyboard.start();
        if !keyboard.rest.is_empty() {
            return Typed::Bytes(std::mem::take(&mut keyboard.rest));
        }
        match tokio::time::timeout(wait, keyboard.pieces.recv()).await {
            Ok(Some(piece)) => Typed::Bytes(piece),
            Ok(None) => Typed::Over,
            Err(_) => Typed::Nothing,
        }
    }

    /// Forgets what was typed and nobody has asked for: it was typed before the next question could be seen.
    #[cfg(unix)]
    pub(super) async fn forget_keys(&self) {
        let mut keyboard = self.keyboard.lock().await;
        keyboard.rest = Zeroizing::default();
        while keyboard.pieces.try_recv().is_ok() {}
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

/// Hands on what comes until the input ends or nobody wants it.
fn read_pieces(mut input: Box<dyn Read + Send>, pieces: &UnboundedSender<Zeroizing<Vec<u8>>>) {
    let mut buffer = Zeroizing::new([0; LONGEST]);
    loop {
        match input.read(&mut buffer[..]) {
            Ok(0) => return,
            Ok(length) if pieces.send(Zeroizing::new(buffer[..length].to_vec())).is_err() => return,
            Ok(_) => {}
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(_) => return,
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
