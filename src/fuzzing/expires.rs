//! The end of a token's life.

use crate::time::{Span, Timestamp};
use crate::tokens::Expires;

const DAY: Span = Span::from_hours(24);

/// An end that is taken lies between a day and a hundred years from now, and what is sent means the same: never later.
pub fn expires(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a timestamp");
    let Ok(end) = Expires::parse(&text, now) else { return };
    let wire = end.to_wire();
    let again = Expires::parse(&wire.as_str().map_or_else(|| wire.to_string(), str::to_owned), now);
    assert!(again.as_ref().is_ok_and(|again| again.to_wire() == wire), "{wire}");
    match (end, again) {
        (Expires::Days(days), Ok(again)) => {
            assert!((1..=36_500).contains(&days) && again == end, "{days}");
            assert!(!end.exceeds(days, now) && end.exceeds(days - 1, now), "{days}");
        }
        (Expires::At(at), Ok(Expires::At(sent))) => {
            assert!(sent <= at && at.since(now) >= DAY && at.since(now) <= DAY * 36_500, "{at}");
        }
        (end, again) => unreachable!("{end:?} is sent as {again:?}"),
    }
}
