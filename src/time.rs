//! Points in time, to the microsecond, as ISO 8601 writes them, and what lies between two.

use std::fmt;
use std::ops::{Add, Mul, Neg};
use std::str::FromStr;
use std::time::{SystemTime, UNIX_EPOCH};

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;

/// A point in time: microseconds since 1970 began, in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Timestamp(i64);

/// How much later one point in time is than another, in microseconds; less than zero if it is earlier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span(i64);

/// Text that is no point in time.
#[derive(Debug, PartialEq, Eq)]
pub struct NotATime;

impl Timestamp {
    /// The time now, by this machine's clock.
    pub fn now() -> Self {
        SystemTime::now().into()
    }

    /// The beginning of a day, `2027-01-01`, in UTC.
    pub fn of_day(text: &str) -> Result<Self, NotATime> {
        let mut reader = Reader(text.as_bytes());
        reader.date().filter(|_| reader.0.is_empty()).map(Self).ok_or(NotATime)
    }

    /// How much later than another it is.
    pub fn since(self, earlier: Self) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }

    /// Its day in UTC, `2027-01-01`.
    pub fn day(self) -> String {
        let (year, month, day) = civil(self.0.div_euclid(DAY));
        format!("{year:04}-{month:02}-{day:02}")
    }

    /// As JavaScript writes it, milliseconds included: `2027-01-01T10:00:00.000Z`. What is below a millisecond is cut.
    pub fn to_iso(self) -> String {
        let time = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (time / HOUR, time % HOUR / MINUTE, time % MINUTE / SECOND);
        format!("{}T{hour:02}:{minute:02}:{second:02}.{:03}Z", self.day(), time % SECOND / 1000)
    }
}

impl fmt::Display for Timestamp {
    /// Without milliseconds where there are none.
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.to_iso();
        match text.strip_suffix(".000Z") {
            Some(seconds) => write!(formatter, "{seconds}Z"),
            None => formatter.write_str(&text),
        }
    }
}

impl From<SystemTime> for Timestamp {
    fn from(time: SystemTime) -> Self {
        let micros = |micros: u128| i64::try_from(micros).unwrap_or(i64::MAX);
        match time.duration_since(UNIX_EPOCH) {
            Ok(after) => Self(micros(after.as_micros())),
            Err(before) => Self(-micros(before.duration().as_micros())),
        }
    }
}

impl Add<Span> for Timestamp {
    type Output = Self;

    fn add(self, span: Span) -> Self {
        Self(self.0.saturating_add(span.0))
    }
}

impl FromStr for Timestamp {
    type Err = NotATime;

    /// Reads a date and a time with its distance from UTC, `2027-01-01T10:00:00.5+02:00`. Seconds may be missing, and a
    /// leap second is the one before it.
    fn from_str(text: &str) -> Result<Self, NotATime> {
        let mut reader = Reader(text.as_bytes());
        let time = reader.time();
        time.filter(|_| reader.0.is_empty()).map(Self).ok_or(NotATime)
    }
}

impl Span {
    /// So many hours.
    pub const fn from_hours(hours: i32) -> Self {
        Self(hours as i64 * HOUR)
    }

    /// So many minutes.
    pub const fn from_mins(minutes: i32) -> Self {
        Self(minutes as i64 * MINUTE)
    }

    /// So many seconds.
    pub const fn from_secs(seconds: i32) -> Self {
        Self(seconds as i64 * SECOND)
    }

    /// The whole seconds of it.
    pub fn as_secs(self) -> i64 {
        self.0 / SECOND
    }
}

impl Mul<u32> for Span {
    type Output = Self;

    fn mul(self, times: u32) -> Self {
        Self(self.0.saturating_mul(times.into()))
    }
}

impl Neg for Span {
    type Output = Self;

    fn neg(self) -> Self {
        Self(self.0.saturating_neg())
    }
}

/// What is left of a text.
struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    /// Takes one of some characters.
    fn one_of(&mut self, known: &[u8]) -> Option<u8> {
        let (first, rest) = self.0.split_first()?;
        known.contains(first).then(|| {
            self.0 = rest;
            *first
        })
    }

    fn digit(&mut self) -> Option<i64> {
        self.one_of(b"0123456789").map(|digit| i64::from(digit - b'0'))
    }

    /// Takes a number of so many digits, at most so large.
    fn number(&mut self, digits: u32, most: i64) -> Option<i64> {
        let number = (0..digits).try_fold(0, |number, _| Some(number * 10 + self.digit()?))?;
        (number <= most).then_some(number)
    }

    fn date(&mut self) -> Option<i64> {
        let year = self.number(4, 9999)?;
        self.one_of(b"-")?;
        let month = self.number(2, 12)?;
        self.one_of(b"-")?;
        let day = self.number(2, 31)?;
        let days = days(year, month, day);
        // There is no February 30.
        (civil(days) == (year, month, day)).then_some(days * DAY)
    }

    fn time(&mut self) -> Option<i64> {
        let date = self.date()?;
        self.one_of(b"Tt ")?;
        let hour = self.number(2, 23)?;
        self.one_of(b":")?;
        let minute = self.number(2, 59)?;
        let second = if self.one_of(b":").is_some() { self.seconds()? } else { 0 };
        let ahead = self.offset()?;
        Some(date + hour * HOUR + minute * MINUTE + second - ahead)
    }

    fn seconds(&mut self) -> Option<i64> {
        let second = self.number(2, 60)?.min(59);
        let mut micros = 0;
        if self.one_of(b".,").is_some() {
            let mut unit = SECOND / 10;
            micros = self.digit()? * unit;
            while let Some(digit) = self.digit() {
                unit /= 10;
                micros += digit * unit;
            }
        }
        Some(second * SECOND + micros)
    }

    /// Takes how far the clock is ahead of UTC.
    fn offset(&mut self) -> Option<i64> {
        let sign = match self.one_of(b"Zz+-")? {
            b'+' => 1,
            b'-' => -1,
            _ => return Some(0),
        };
        let hours = self.number(2, 23)?;
        let has_colon = self.one_of(b":").is_some();
        let minutes = if has_colon || !self.0.is_empty() { self.number(2, 59)? } else { 0 };
        Some(sign * (hours * HOUR + minutes * MINUTE))
    }
}

/// The days from 1970-01-01 to a date. Years are counted from March here, so that a leap day is the last of its year.
fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let (era, year) = (year.div_euclid(400), year.rem_euclid(400));
    let day_of_year = (153 * ((month + 9) % 12) + 2) / 5 + day - 1;
    era * 146_097 + year * 365 + year / 4 - year / 100 + day_of_year - 719_468
}

/// The year, month and day that are so many days from 1970-01-01.
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, day) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (day - day / 1460 + day / 36_524 - day / 146_096) / 365;
    let day_of_year = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let (month, next) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    (era * 400 + year + next, month, day)
}

#[cfg(test)]
mod tests;
