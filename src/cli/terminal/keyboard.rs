//! What a person types.

use std::io::{ErrorKind, Read};

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};
use zeroize::Zeroizing;

use crate::contain::apart;
use crate::error::Result;
use crate::secret::Secret;

/// The longest line that is read apart; no terminal hands out more.
const LONGEST: usize = 4096;

/// What is typed comes from one thread that reads as long as the program runs. A question that is no longer of interest
/// just stops listening: nothing is left behind that could swallow the answer to the next one.
pub(super) struct Keyboard {
    pieces: UnboundedReceiver<Zeroizing<Vec<u8>>>,
    /// What has come, and nobody has asked for yet.
    rest: Zeroizing<Vec<u8>>,
    /// What the thread needs; it starts with the first question.
    unstarted: Option<(Box<dyn Read + Send>, UnboundedSender<Zeroizing<Vec<u8>>>)>,
}

/// What came of waiting for keys.
#[cfg(unix)]
pub(in crate::cli) enum Typed {
    Bytes(Zeroizing<Vec<u8>>),
    /// Nothing in that time.
    Nothing,
    /// Nothing, and nothing will.
    Over,
}

impl Keyboard {
    pub(super) fn new(input: Box<dyn Read + Send>) -> Self {
        let (sender, pieces) = unbounded_channel();
        Self { pieces, rest: Zeroizing::default(), unstarted: Some((input, sender)) }
    }

    /// Has the thread read, if it does not yet.
    fn start(&mut self) {
        if let Some((input, sender)) = self.unstarted.take() {
            std::thread::spawn(move || read_pieces(input, &sender));
        }
    }

    /// Waits for a line; gives what there is when there will be no more, and whether that is a whole line.
    pub(super) async fn line(&mut self) -> (Option<Secret>, bool) {
        self.start();
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

    /// Waits for a line, without the thread if it does not read yet: what follows is left to others.
    pub(super) async fn line_alone(&mut self) -> Result<Option<Secret>> {
        let Some((input, sender)) = self.unstarted.take() else { return Ok(self.line().await.0) };
        let (line, input) = apart(move || Ok(read_line(input))).await?;
        self.unstarted = Some((input, sender));
        Ok(line)
    }

    /// Waits for keys, for so long.
    #[cfg(unix)]
    pub(super) async fn keys(&mut self, wait: std::time::Duration) -> Typed {
        self.start();
        if !self.rest.is_empty() {
            return Typed::Bytes(std::mem::take(&mut self.rest));
        }
        match tokio::time::timeout(wait, self.pieces.recv()).await {
            Ok(Some(piece)) => Typed::Bytes(piece),
            Ok(None) => Typed::Over,
            Err(_) => Typed::Nothing,
        }
    }

    /// Forgets what was typed and nobody has asked for.
    #[cfg(unix)]
    pub(super) fn forget(&mut self) {
        self.rest = Zeroizing::default();
        while self.pieces.try_recv().is_ok() {}
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
