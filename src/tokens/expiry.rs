//! When a token shall end: days, a duration such as `30d` or `12w`, or an ISO date.

use serde_json::Value;

use crate::time::{Span, Timestamp};

const DAY: Span = Span::from_hours(24);

/// A hundred years: beyond it a number is a typing mistake, not a lifetime.
const MOST_DAYS: u32 = 36_500;

/// How an end of life is written.
pub(super) const EXPIRES_FIX: &str = "give days from 1 on, a duration such as `30d` or `12w`, or an ISO date";

/// The end of a token's life, checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expires {
    /// So many days from now.
    Days(u32),
    /// At this time.
    At(Timestamp),
}

impl Expires {
    /// Reads an end of life; the error says what is wrong with it.
    pub fn parse(text: &str, now: Timestamp) -> Result<Self, String> {
        let text = text.trim();
        if let Some(days) = days(text)? {
            return Ok(Self::Days(days));
        }
        let at = instant(text)
            .ok_or("it is neither a number of days, nor a duration such as `30d` or `12w`, nor an ISO date")?;
        if at.since(now) < DAY {
            return Err("it is less than one day from now".into());
        }
        if at.since(now) > DAY * MOST_DAYS {
            return Err("it is more than a hundred years from now".into());
        }
        Ok(Self::At(at))
    }

    /// Tells whether the token would live longer than so many days.
    pub fn exceeds(self, days: u32, now: Timestamp) -> bool {
        match self {
            Self::Days(own) => own > days,
            Self::At(at) => at.since(now) > DAY * days,
        }
    }

    /// When the token ends if it begins now.
    pub fn end(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Days(days) => now + DAY * days,
            Self::At(at) => at,
        }
    }

    /// The value as registries take it: a number of days or an ISO date.
    pub fn to_wire(self) -> Value {
        match self {
            Self::Days(days) => days.into(),
            Self::At(at) => at.to_iso().into(),
        }
    }
}

/// Reads `30`, `30d` or `12w`; `None` if it is nothing of the kind.
pub(super) fn days(text: &str) -> Result<Option<u32>, String> {
    let (digits, unit) = match text.strip_suffix(['d', 'w']) {
        Some(digits) if text.ends_with('w') => (digits, 7),
        Some(digits) => (digits, 1),
        None => (text, 1),
    };
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    if !is_number {
        return Ok(None);
    }
    let days = digits.parse::<u32>().ok().and_then(|number| number.checked_mul(unit));
    match days.filter(|days| *days <= MOST_DAYS) {
        Some(0) => Err("it is below one day".into()),
        Some(days) => Ok(Some(days)),
        None => Err("it is more than a hundred years".into()),
    }
}

/// Reads a date, which begins at midnight UTC, or a date and time with an offset.
fn instant(text: &str) -> Option<Timestamp> {
    // A bare run of digits would pass as a basic-format date.
    if !text.get(..5).is_some_and(|start| start.ends_with('-')) {
        return None;
    }
    if text.len() == "2027-01-01".len() {
        return Timestamp::of_day(text).ok();
    }
    text.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::Expires;
    use crate::time::Timestamp;

    fn now() -> Timestamp {
        "2026-11-24T12:00:00Z".parse().expect("a timestamp")
    }

    #[test]
    fn reads_days_durations_and_dates() {
        let cases = [
            ("1", "1"),
            ("30", "30"),
            (" 7 ", "7"),
            ("030", "30"),
            ("30d", "30"),
            ("12w", "84"),
            ("36500", "36500"),
            ("2026-11-26", "\"2026-11-26T00:00:00.000Z\""),
            ("2027-01-01T10:00:00Z", "\"2027-01-01T10:00:00.000Z\""),
            ("2027-01-01T10:00:00.5+02:00", "\"2027-01-01T08:00:00.500Z\""),
            ("2026-11-25T12:00:00Z", "\"2026-11-25T12:00:00.000Z\""),
        ];
        for (text, wire) in cases {
            assert_eq!(
                Expires::parse(text, now()).map(|expires| expires.to_wire().to_string()).as_deref(),
                Ok(wire),
                "{text}"
            );
        }
    }

    #[test]
    fn refuses_what_is_no_end_of_life() {
        // T25: what npm turns into one day, nothing, or a negative number.
        for text in [
            "",
            "0",
            "0d",
            "0w",
            "-5",
            "1.9",
            "1e21",
            "1e3",
            "0x10",
            "Infinity",
            "NaN",
            "abc",
            "true",
            "30 d",
            "d",
            "w",
            "30m",
            "30D",
            "99999999999999999999",
            "40000",
            "2026-11-25",
            "2026-11-24",
            "2020-01-01",
            "2026-13-01",
            "2027-01-01T10:00:00",
            "2027-01-01 garbage",
            "20270101",
            "9999-01-01",
            "ünï-cöde",
        ] {
            assert!(Expires::parse(text, now()).is_err(), "{text}: {:?}", Expires::parse(text, now()));
        }
    }

    #[test]
    fn compares_with_a_limit() {
        for (text, exceeds) in [("90", false), ("91", true), ("13w", true), ("2027-02-22", false), ("2027-02-23", true)]
        {
            assert_eq!(Expires::parse(text, now()).expect("valid").exceeds(90, now()), exceeds, "{text}");
        }
    }
}
