//! The lives of the tokens, side by side on one scale: when each begins and ends, and how bad it is.

use super::paint;
use crate::cli::printable::printable;
use crate::cli::table::{self, Cell, Column, Room, Screen};
use crate::time::{Span, Timestamp};
use crate::tokens::{Finding, Rule, Severity, Token};

const DAY: i64 = 24 * 3600;

/// The columns there are where nobody knows how many.
const WIDTH: usize = 80;

/// The least and the most a bar takes.
const LEAST: usize = 16;
const MOST: usize = 120;

/// What a long name, or a long rule, gets before a bar does.
const SHORT: usize = 16;

/// What is shown before and after now, in days: what lies further away would leave no room for what is near.
const BEFORE: i64 = 90;
const AFTER: i64 = 365;

/// What the signs of a bar mean.
const LEGEND: &str = "█ error  ▓ warning  ▒ note  ░ nothing wrong  │ now  ▶ goes on  ? no end known\n";

/// One row for each token that is not revoked, in the order they come in.
pub(super) fn print(tokens: &[Token], findings: &[Finding<'_>], now: Timestamp, screen: Screen) -> String {
    let mut worst = vec![None; tokens.len()];
    // The gravest come first, and so last here.
    for finding in findings.iter().rev() {
        worst[finding.place] = Some(finding.rule);
    }
    let living = tokens.iter().zip(worst).filter(|(token, _)| token.revoked.is_none());
    let lives: Vec<Life<'_>> = living.map(|(token, worst)| Life::of(token, worst, now)).collect();
    let width = screen.width.unwrap_or(WIDTH);
    let column =
        |title, room, cell: &dyn Fn(&Life<'_>) -> Cell| Column { title, room, cells: lives.iter().map(cell).collect() };
    let mut columns = vec![
        column("id", Room::Whole, &|life| Cell::plain(printable(&life.token.id))),
        column("name", Room::Short, &|life| Cell::plain(life.token.name.as_deref().map(printable).unwrap_or_default())),
        column("ends", Room::Whole, &|life| Cell::plain(life.end.in_words())),
        column("worst", Room::Short, &|life| Cell {
            text: life.rule.unwrap_or_default().into(),
            paint: paint(life.worst),
        }),
    ];
    let taken = |column: &Column| table::GAP + column.natural_width().min(SHORT);
    let room = width.saturating_sub(columns.iter().map(taken).sum()).clamp(LEAST, MOST);
    let scale = Scale::of(&lives, room);
    let bar = |life: &Life<'_>| Cell { text: life.bar(&scale), paint: paint(life.worst) };
    columns.insert(2, column("life", Room::Whole, &bar));
    for column in &mut columns {
        column.cells.push(Cell::plain(if column.title == "life" { scale.axis(now) } else { String::new() }));
    }
    table::print(columns, Screen { width: Some(width), ..screen }) + LEGEND
}

/// When a token ends: in so many seconds, less than zero if it has.
#[derive(Clone, Copy)]
enum End {
    In(i64),
    Never,
    Unknown,
}

impl End {
    fn in_words(self) -> String {
        match self {
            Self::In(seconds) if seconds > 0 => format!("in {} d", seconds / DAY),
            Self::In(seconds) => format!("{} d ago", -seconds / DAY),
            Self::Never => "never".into(),
            Self::Unknown => String::new(),
        }
    }
}

/// What is shown of a token, in seconds from now.
struct Life<'a> {
    token: &'a Token,
    start: Option<i64>,
    end: End,
    worst: Option<Severity>,
    rule: Option<&'static str>,
}

impl<'a> Life<'a> {
    fn of(token: &'a Token, worst: Option<&'static Rule>, now: Timestamp) -> Self {
        let from_now = |time: &Option<String>| {
            let time: Timestamp = time.as_ref()?.parse().ok()?;
            Some(time.since(now).as_secs())
        };
        let unending = if token.is_endless { End::Never } else { End::Unknown };
        Self {
            token,
            start: from_now(&token.created),
            end: from_now(&token.expiry).map_or(unending, End::In),
            worst: worst.map(|rule| rule.severity),
            rule: worst.map(|rule| rule.id),
        }
    }

    fn bar(&self, scale: &Scale) -> String {
        let sign = match self.worst {
            Some(Severity::Error) => '█',
            Some(Severity::Warning) => '▓',
            Some(Severity::Note) => '▒',
            None => '░',
        };
        let last = scale.room - 1;
        let first = scale.place(self.start.unwrap_or(-scale.before));
        let (end, tip) = match self.end {
            End::In(seconds) if seconds > scale.after => (last, '▶'),
            End::In(seconds) => (scale.place(seconds), sign),
            End::Never => (last, '▶'),
            End::Unknown => (last, '?'),
        };
        let now = scale.place(0);
        let letter = |place| match place {
            _ if place == end && tip != sign => tip,
            _ if place == now => '│',
            _ if (first..=end).contains(&place) => sign,
            _ => ' ',
        };
        (0..scale.room).map(letter).collect::<String>().trim_end().into()
    }
}

/// Which time is where in a bar: so many seconds before and after now, in so many columns.
struct Scale {
    before: i64,
    after: i64,
    room: usize,
}

impl Scale {
    fn of(lives: &[Life<'_>], room: usize) -> Self {
        let ends = lives.iter().filter_map(|life| if let End::In(seconds) = life.end { Some(seconds) } else { None });
        let starts = lives.iter().filter_map(|life| life.start);
        let (least, most) =
            ends.clone().chain(starts).fold((0, 0), |(least, most), time| (time.min(least), time.max(most)));
        Self { before: (-least).clamp(DAY, BEFORE * DAY), after: most.clamp(30 * DAY, AFTER * DAY), room }
    }

    /// The column of a time; of one that is further away, that at the edge.
    fn place(&self, time: i64) -> usize {
        let last = i64::try_from(self.room).unwrap_or(i64::MAX) - 1;
        let place = (time.clamp(-self.before, self.after) + self.before) * last / (self.before + self.after);
        usize::try_from(place).unwrap_or(0)
    }

    /// Where now is, and the days at the edges as far as there is room.
    fn axis(&self, now: Timestamp) -> String {
        let span = |seconds: i64| Span::from_secs(i32::try_from(seconds).unwrap_or(0));
        let (first, last) = ((now + -span(self.before)).day(), (now + span(self.after)).day());
        let middle = self.place(0).saturating_sub(1);
        let first = if first.len() < middle { first } else { String::new() };
        let axis = format!("{first:middle$}now");
        let rest = self.room.saturating_sub(last.len());
        if axis.len() < rest { format!("{axis:rest$}{last}") } else { axis }
    }
}
