//! What a person reads.

use std::io::{Result, Write};

/// Where texts are shown.
pub(super) struct Screen {
    out: Box<dyn Write + Send>,
    /// Whether there is a line that is to be taken away before anything else is shown.
    is_drawn: bool,
}

impl Screen {
    pub(super) fn new(out: Box<dyn Write + Send>) -> Self {
        Self { out, is_drawn: false }
    }

    /// Writes a text in place of what is drawn.
    pub(super) fn write(&mut self, text: &str) -> Result<()> {
        if std::mem::take(&mut self.is_drawn) {
            self.out.write_all(b"\r\x1b[J")?;
        }
        self.out.write_all(text.as_bytes())?;
        self.out.flush()
    }

    /// Draws a line, in place of the one before. It is no loss if that fails.
    pub(super) fn draw(&mut self, line: &str) {
        self.is_drawn |= self.write(line).is_ok();
    }
}
