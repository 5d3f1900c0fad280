//! Lines that are drawn on the terminal, and taken away again without a trace.

use unicode_width::UnicodeWidthStr;

/// The room on a terminal, in characters of usual width.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Size {
    pub(super) columns: usize,
    pub(super) rows: usize,
}

/// One line, printable.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) text: String,
    /// Whether it is shown in reverse.
    pub(super) is_bright: bool,
}

impl Line {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), is_bright: false }
    }
}

/// Lines of which the last one holds the cursor, so that whatever is written by others comes below.
#[derive(Debug, Default)]
pub(super) struct Picture(pub(super) Vec<Line>);

impl Picture {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// What draws it, from the beginning of a line. No line is broken, however wide a terminal takes its characters to be.
    pub(super) fn draw(&self) -> String {
        if self.is_empty() {
            return String::new();
        }
        let shown = |line: &Line| {
            if line.is_bright { format!("\u{1b}[7m{}\u{1b}[27m", line.text) } else { line.text.clone() }
        };
        let lines: Vec<String> = self.0.iter().map(shown).collect();
        format!("\u{1b}[?7l{}\u{1b}[?7h", lines.join("\r\n"))
    }

    /// What takes it away. A terminal that has become narrower since has broken the lines that were too long for it.
    pub(super) fn erase(&self, size: Size) -> String {
        let rows = |line: &Line| line.text.width().div_ceil(size.columns.max(1)).max(1);
        let up = match self.0.iter().map(rows).sum::<usize>() {
            0 => return String::new(),
            1 => String::new(),
            rows => format!("\u{1b}[{}A", rows - 1),
        };
        format!("\r{up}\u{1b}[J")
    }
}

#[cfg(test)]
mod tests {
    use super::{Line, Picture, Size};

    #[test]
    fn takes_away_as_many_lines_as_there_are() {
        let size = |columns| Size { columns, rows: 24 };
        let picture = |lines: &[&str]| Picture(lines.iter().map(|text| Line::plain(*text)).collect());
        let cases = [
            (picture(&[]), 80, ""),
            (picture(&["a"]), 80, "\r\u{1b}[J"),
            (picture(&["a", "", "b"]), 80, "\r\u{1b}[2A\u{1b}[J"),
            // Of a terminal that has become narrower; the second line is six characters wide.
            (picture(&["abcdef", "名前名", "b"]), 4, "\r\u{1b}[4A\u{1b}[J"),
            (picture(&["ab", "b"]), 0, "\r\u{1b}[2A\u{1b}[J"),
        ];
        for (picture, columns, erased) in cases {
            assert_eq!(picture.erase(size(columns)), erased, "{picture:?}");
        }
    }

    #[test]
    fn breaks_no_line_and_ends_every_attribute() {
        let bright = Line { text: "b".into(), is_bright: true };
        let drawn = Picture(vec![Line::plain("a"), bright]).draw();
        assert_eq!(drawn, "\u{1b}[?7la\r\n\u{1b}[7mb\u{1b}[27m\u{1b}[?7h");
        assert_eq!(Picture::default().draw(), "");
    }
}
