//! A table that fits a terminal's width.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

/// The space between two columns.
pub(super) const GAP: usize = 2;

/// The least a column is shortened to before whole columns are left out.
const LEAST: usize = 5;

/// A colour, where colours are wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Paint {
    Plain,
    Yellow,
    Red,
}

/// What stands in one place of a table; printable, in one line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Cell {
    pub(super) text: String,
    pub(super) paint: Paint,
}

/// How a column gives way when there is too little room.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Room {
    /// It is always shown whole.
    Whole,
    /// It is shown whole or left out.
    WholeOrNot,
    /// It is shortened, and always shown.
    Short,
    /// It is shortened, and left out when that is not enough.
    ShortOrNot,
}

/// One column with its title and a cell for each row.
pub(super) struct Column {
    pub(super) title: &'static str,
    pub(super) room: Room,
    pub(super) cells: Vec<Cell>,
}

/// How a table is to be shown.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Screen {
    /// The columns of text there is room for; unlimited if unknown.
    pub(crate) width: Option<usize>,
    /// Whether colours are wanted.
    pub(crate) colour: bool,
}

impl Cell {
    pub(super) fn plain(text: impl Into<String>) -> Self {
        Self { text: text.into(), paint: Paint::Plain }
    }
}

impl Column {
    pub(super) fn natural_width(&self) -> usize {
        self.cells.iter().map(|cell| cell.text.width()).fold(self.title.width(), usize::max)
    }

    fn is_empty(&self) -> bool {
        self.cells.iter().all(|cell| cell.text.is_empty())
    }

    fn can_shrink(&self) -> bool {
        matches!(self.room, Room::Short | Room::ShortOrNot)
    }

    fn can_go(&self) -> bool {
        matches!(self.room, Room::WholeOrNot | Room::ShortOrNot)
    }
}

/// Prints the columns that have anything in them, a line of titles first.
pub(super) fn print(mut columns: Vec<Column>, screen: Screen) -> String {
    columns.retain(|column| !column.is_empty());
    let widths = loop {
        let natural: Vec<usize> = columns.iter().map(Column::natural_width).collect();
        let widths = fit(&columns, natural, screen.width);
        let too_wide = screen.width.is_some_and(|limit| total(&widths) > limit);
        match columns.iter().rposition(Column::can_go).filter(|_| too_wide) {
            Some(last) => drop(columns.remove(last)),
            None => break widths,
        }
    };
    let rows = columns.iter().map(|column| column.cells.len()).max().unwrap_or(0);
    let mut lines = vec![line(columns.iter().map(|column| (column.title, Paint::Plain)), &widths, screen)];
    for row in 0..rows {
        let cells = columns.iter().filter_map(|column| column.cells.get(row));
        lines.push(line(cells.map(|cell| (cell.text.as_str(), cell.paint)), &widths, screen));
    }
    lines.concat()
}

/// Takes from the widest column that can be shortened until all fit, or none can give more.
fn fit(columns: &[Column], mut widths: Vec<usize>, limit: Option<usize>) -> Vec<usize> {
    while limit.is_some_and(|limit| total(&widths) > limit) {
        let shrinkable = |index: &usize| columns[*index].can_shrink() && widths[*index] > LEAST;
        match (0..widths.len()).filter(shrinkable).max_by_key(|index| widths[*index]) {
            Some(widest) => widths[widest] -= 1,
            None => break,
        }
    }
    widths
}

fn total(widths: &[usize]) -> usize {
    widths.iter().sum::<usize>() + GAP * widths.len().saturating_sub(1)
}

fn line<'a>(cells: impl Iterator<Item = (&'a str, Paint)>, widths: &[usize], screen: Screen) -> String {
    let mut line = String::new();
    // Padding is owed until something follows it, so that no line ends in spaces.
    let mut owed = 0;
    for ((text, paint), width) in cells.zip(widths) {
        let text = shorten(text, *width);
        if !text.is_empty() {
            line.push_str(&" ".repeat(std::mem::take(&mut owed)));
            line.push_str(&painted(&text, paint, screen.colour));
        }
        // A sequence of characters may be wider than they are one by one.
        owed += width.saturating_sub(text.width()) + GAP;
    }
    line.push('\n');
    line
}

fn painted(text: &str, paint: Paint, colour: bool) -> String {
    match paint {
        Paint::Yellow if colour => format!("\u{1b}[33m{text}\u{1b}[39m"),
        Paint::Red if colour => format!("\u{1b}[31m{text}\u{1b}[39m"),
        _ => text.to_owned(),
    }
}

/// Cuts a text to a width, and shows by `…` that something is missing.
pub(super) fn shorten(text: &str, width: usize) -> String {
    if text.width() <= width {
        return text.to_owned();
    }
    let mut used = 0;
    let start = text.chars().take_while(|letter| {
        used += letter.width().unwrap_or(0);
        used < width
    });
    start.chain(['…']).collect()
}

#[cfg(test)]
mod tests {
    use super::{Cell, Column, Paint, Room, Screen, print, shorten};
    use unicode_width::UnicodeWidthStr;

    fn columns(parts: &[(&'static str, Room, &[&str])]) -> Vec<Column> {
        let column = |(title, room, texts): &(&'static str, Room, &[&str])| Column {
            title,
            room: *room,
            cells: texts.iter().map(|text| Cell::plain(*text)).collect(),
        };
        parts.iter().map(column).collect()
    }

    #[test]
    fn fits_the_width() {
        let parts: &[(&'static str, Room, &[&str])] = &[
            ("id", Room::Whole, &["deadbeef", "0123"]),
            ("name", Room::Short, &["a rather long name", ""]),
            ("empty", Room::Short, &["", ""]),
            ("covers", Room::ShortOrNot, &["@acme/package +12", "all packages"]),
            ("created", Room::WholeOrNot, &["2026-01-01", "2026-01-02"]),
        ];
        let cases = [
            (
                None,
                "id        name                covers             created\n\
                 deadbeef  a rather long name  @acme/package +12  2026-01-01\n\
                 0123                          all packages       2026-01-02\n",
            ),
            (
                Some(40),
                "id        name      covers    created\n\
                 deadbeef  a rathe…  @acme/p…  2026-01-01\n\
                 0123                all pac…  2026-01-02\n",
            ),
            (Some(30), "id        name       covers\ndeadbeef  a rather…  @acme/pa…\n0123                 all pack…\n"),
            (Some(20), "id        name\ndeadbeef  a rather …\n0123\n"),
            // The id is never cut: it has to be given to `revoke`.
            (Some(3), "id        name\ndeadbeef  a ra…\n0123\n"),
        ];
        for (width, shown) in cases {
            let printed = print(columns(parts), Screen { width, colour: false });
            assert_eq!(printed, shown, "{width:?}");
            let limit = width.filter(|width| *width >= 20).unwrap_or(usize::MAX);
            assert!(printed.lines().all(|line| line.width() <= limit), "{width:?}");
        }
    }

    #[test]
    fn shortens_by_what_is_seen() {
        let cases =
            [("abcdef", 6, "abcdef"), ("abcdef", 5, "abcd…"), ("名前名前", 8, "名前名前"), ("名前名前", 6, "名前…")];
        for (text, width, shown) in cases {
            assert_eq!(shorten(text, width), shown);
        }
    }

    #[test]
    fn survives_characters_of_disputed_width() {
        let columns = columns(&[(
            "name",
            Room::Short,
            &["❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}❤\u{fe0f}", "👩\u{200d}💻\u{301}"],
        )]);
        assert_eq!(print(columns, Screen { width: Some(5), colour: false }).lines().count(), 3);
    }

    #[test]
    fn paints_only_where_colour_is_wanted() {
        let cells = vec![Cell { text: "in 2 d".into(), paint: Paint::Red }];
        let column = || vec![Column { title: "expires", room: Room::Whole, cells: cells.clone() }];
        assert_eq!(print(column(), Screen { width: None, colour: true }), "expires\n\u{1b}[31min 2 d\u{1b}[39m\n");
        assert_eq!(print(column(), Screen { width: None, colour: false }), "expires\nin 2 d\n");
    }
}
