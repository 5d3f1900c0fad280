//! What the picker looks like: the rows that match, all that is known of one, and the filter with the cursor below.

use super::details;
use super::state::{State, Take};
use crate::cli::picture::{Line, Picture, Size};
use crate::cli::printable::printable;
use crate::cli::table::{Screen, shorten};
use crate::cli::token_table;
use crate::time::Timestamp;
use crate::tokens::Choice;

/// The most rows of a list that are in view, however much room there is.
const MOST_ROWS: usize = 15;

/// The rows that stay in view when the details of a token take much room.
const KEPT_ROWS: usize = 3;

/// From this height on, there are titles above the rows and the keys below.
const ROOMY: usize = 8;

const IN_USE: &str = "  in use";

/// What there is to see of a choice on a terminal of some width; made anew when the width changes.
pub(super) struct Rows {
    titles: String,
    /// One line for each token.
    lines: Vec<String>,
    details: Vec<Vec<String>>,
    /// The lines of the longest details.
    longest: usize,
}

/// How many lines go to what.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Layout {
    has_question: bool,
    is_roomy: bool,
    pub(super) rows: usize,
    details: usize,
}

impl Rows {
    pub(super) fn new(choice: &Choice, take: Take, now: Timestamp, columns: usize) -> Self {
        let tokens = choice.tokens();
        let has_current = tokens.iter().any(|token| choice.is_current(token));
        let taken = mark(take, false, false).len() + if has_current { IN_USE.len() } else { 0 };
        let screen = Screen { width: Some(columns.saturating_sub(taken)), colour: false };
        let table = token_table::print(tokens, now, screen);
        let mut lines = table.lines().map(str::to_owned);
        let titles = lines.next().unwrap_or_default();
        let row = |(token, line)| if choice.is_current(token) { line + IN_USE } else { line };
        let details: Vec<_> = tokens
            .iter()
            .map(|token| details::lines(token, choice.is_current(token), now, columns.saturating_sub(INDENT)))
            .collect();
        let longest = details.iter().map(Vec::len).max().unwrap_or(0);
        Self { titles, lines: tokens.iter().zip(lines).map(row).collect(), details, longest }
    }

    /// Shares the lines out: the filter and a row come first, then the question, other rows, the details.
    pub(super) fn layout(&self, size: Size) -> Layout {
        let has_question = size.rows >= 3;
        let is_roomy = size.rows >= ROOMY;
        let left = size.rows.saturating_sub(1 + usize::from(has_question) + 2 * usize::from(is_roomy));
        let most = self.lines.len().clamp(1, MOST_ROWS).min(left);
        let rows = left.saturating_sub(self.longest).clamp(most.min(KEPT_ROWS), most);
        Layout { has_question, is_roomy, rows, details: (left - rows).min(self.longest) }
    }

    /// Draws the state. It must fit the layout.
    pub(super) fn picture(&self, state: &State, layout: &Layout, question: &str, size: Size) -> Picture {
        let plain = |text: &str| Line::plain(shorten(text, size.columns));
        let indent = " ".repeat(mark(state.take, false, false).len());
        let mut lines = Vec::new();
        if layout.has_question {
            lines.push(plain(&printable(question)));
        }
        if layout.is_roomy {
            lines.push(plain(&format!("{indent}{}", self.titles)));
        }
        // The picture keeps its height, so that nothing jumps about while a filter is typed.
        for row in 0..layout.rows {
            lines.push(match state.matches.get(state.top + row) {
                Some(place) => self.row(state, state.top + row, *place, size),
                None if row == 0 => plain(&format!("{indent}(none matches)")),
                None => plain(""),
            });
        }
        lines.extend(self.details_of(state, layout.details).into_iter().map(|line| plain(&line)));
        if layout.is_roomy {
            lines.push(plain(&keys(state)));
        }
        lines.push(Line::plain(filter(&state.filter, size.columns)));
        Picture(lines)
    }

    fn row(&self, state: &State, index: usize, place: usize, size: Size) -> Line {
        let is_current = index == state.cursor;
        let mark = mark(state.take, is_current, state.marked[place]);
        Line { text: shorten(&format!("{mark}{}", self.lines[place]), size.columns), is_bright: is_current }
    }

    /// The details of the token under the cursor, in exactly so many lines; the last one says if there are more.
    fn details_of(&self, state: &State, number: usize) -> Vec<String> {
        let known = state.current().map_or(&[][..], |place| &self.details[place]);
        let indented = known.iter().map(|line| format!("{:INDENT$}{line}", ""));
        let mut shown: Vec<String> = indented.take(number).collect();
        if known.len() > number
            && let Some(last) = shown.last_mut()
        {
            *last = format!("{:INDENT$}…", "");
        }
        shown.resize(number, String::new());
        shown
    }
}

/// How far the details are to the right of the edge.
const INDENT: usize = 2;

/// What is in front of a row.
fn mark(take: Take, is_current: bool, is_marked: bool) -> String {
    let cursor = if is_current { "> " } else { "  " };
    let mark = match take {
        Take::One => "",
        Take::Many if is_marked => "[x] ",
        Take::Many => "[ ] ",
    };
    format!("{cursor}{mark}")
}

fn keys(state: &State) -> String {
    let leave = if state.filter.is_empty() { "Esc leaves" } else { "Esc clears the filter" };
    let shown = format!("{} of {}", state.matches.len(), state.total());
    match state.take {
        Take::One => format!("{shown}. Enter chooses, {leave}"),
        Take::Many => format!("{shown}, {} marked. Space marks, Enter goes on, {leave}", state.all_marked().count()),
    }
}

/// The filter, of which the end stays in view, with room for the cursor.
fn filter(text: &str, columns: usize) -> String {
    let whole = format!("Filter: {}", printable(text));
    let room = columns.saturating_sub(1);
    if shorten(&whole, room) == whole {
        return whole;
    }
    let mut start: String = whole;
    while !start.is_empty() && shorten(&format!("…{start}"), room) != format!("…{start}") {
        start.remove(0);
    }
    if start.is_empty() { start } else { format!("…{start}") }
}

#[cfg(test)]
mod tests;
