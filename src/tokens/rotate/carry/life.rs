//! How long a successor lives: as long as the old token was to, by its creation and its end.

use super::{Carrier, said};
use crate::registry::dialect;
use crate::time::{Span, Timestamp};
use crate::tokens::expiry::Expires;
use crate::tokens::rotate::Changes;

const DAY: Span = Span::from_hours(24);

/// What registries may take between the creation and where they begin to count. A day that is nearly whole is one; any
/// more would make each successor's life longer than the one before.
const SLACK: Span = Span::from_hours(1);

/// A registry that says that a token is older than npm does not know when it was made.
const FIRST_DAY: &str = "2010-01-01";

const FIX: &str = "give the new token's life by `expires` (`--expires`)";

impl Carrier<'_> {
    pub(super) fn expires(&mut self, changes: &Changes, now: Timestamp) -> Option<Expires> {
        if changes.expires.is_some() {
            return changes.expires;
        }
        let ends = said(&self.fields, &dialect::EXPIRY);
        let is_one = ends.windows(2).all(|pair| pair[0] == pair[1]);
        let (is_said, is_granular) = (!ends.is_empty(), !self.old.permissions.is_empty());
        let problem = match &self.old.expiry {
            Some(end) if is_one => match self.days(end).and_then(|days| Expires::parse(&days.to_string(), now).ok()) {
                Some(expires) => return Some(expires),
                None => "nothing shows how long the old token was to live",
            },
            _ if is_said => "it cannot be read",
            _ if self.old.is_endless => "the old token has no end",
            _ if is_granular => "nothing shows when the old token ends",
            // Classic tokens have no end.
            _ => return None,
        };
        self.refuse("expiry", problem, FIX);
        None
    }

    /// The days of a life that ends then; at least the one that registries want.
    fn days(&self, end: &str) -> Option<i64> {
        let (created, end): (Timestamp, Timestamp) = (self.old.created.as_deref()?.parse().ok()?, end.parse().ok()?);
        let life = end.since(created);
        let is_sound = created > Timestamp::of_day(FIRST_DAY).ok()? && life > Span::from_secs(0);
        is_sound.then(|| ((life.as_secs() + SLACK.as_secs()) / DAY.as_secs()).max(1))
    }
}
