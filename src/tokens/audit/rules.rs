//! The rules, each with what it looks at and what it says.

use super::Audit;
use crate::time::Timestamp;
use crate::tokens::filter::{Criterion, at};
use crate::tokens::model::Token;
use crate::tokens::reach::{Access, Reach, is_of_packages};

const DAY: i64 = 24 * 3600;

/// The rule of tokens that have ended.
pub const EXPIRED: &str = "expired";

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// Good to know.
    Note,
    /// It will fail, or does more than it should.
    Warning,
    /// It fails already, or is an open door.
    Error,
}

impl Severity {
    /// The words for each, the gravest first.
    pub const WORDS: [(&'static str, Self); 3] =
        [("error", Self::Error), ("warning", Self::Warning), ("note", Self::Note)];

    /// The word for it.
    pub fn as_str(self) -> &'static str {
        Self::WORDS.iter().find(|(_, severity)| *severity == self).map_or("", |(word, _)| word)
    }
}

/// Something a token should not be.
#[derive(Debug)]
pub struct Rule {
    /// Its name, which stays.
    pub id: &'static str,
    /// How grave it is to break it.
    pub severity: Severity,
    /// Which tokens break it.
    pub about: &'static str,
    /// What is wrong with a token, if anything is.
    broken: fn(&Case<'_>) -> Option<String>,
}

impl Rule {
    /// Says what is wrong with a token by this rule, if anything is.
    pub(super) fn broken(&self, case: &Case<'_>) -> Option<String> {
        (self.broken)(case)
    }
}

/// A token that is judged.
pub(super) struct Case<'a> {
    audit: &'a Audit,
    token: &'a Token,
    reach: Reach<'a>,
    now: Timestamp,
}

impl<'a> Case<'a> {
    pub(super) fn new(audit: &'a Audit, token: &'a Token, now: Timestamp) -> Self {
        Self { audit, token, reach: Reach::of(token), now }
    }

    fn holds(&self, criterion: &Criterion) -> bool {
        criterion.holds(self.token, self.now)
    }

    fn can_write(&self) -> bool {
        self.reach.access() == Some(Access::Write)
    }

    /// A time in the past, and how long ago it was.
    fn ago(&self, time: Timestamp) -> String {
        format!("{}, {} ago", time.day(), days(self.now.since(time).as_secs()))
    }
}

const fn rule(
    id: &'static str,
    severity: Severity,
    about: &'static str,
    broken: fn(&Case<'_>) -> Option<String>,
) -> Rule {
    Rule { id, severity, about, broken }
}

use Severity::{Error, Note, Warning};

/// All rules, the gravest first.
pub static RULES: [Rule; 10] = [
    rule(EXPIRED, Error, "The token has ended: what uses it fails.", |case| {
        let end = at(case.token.expiry.as_ref())?;
        Some(format!("it ended on {}", case.ago(end)))
    }),
    rule("bypass-2fa-write", Error, "The token writes to packages without two-factor authentication.", |case| {
        let is_broken = case.token.bypass_2fa == Some(true) && case.can_write();
        is_broken.then(|| "it writes to packages without two-factor authentication".into())
    }),
    rule("expiring", Warning, "The token ends soon.", |case| {
        let end = at(case.token.expiry.as_ref())?;
        let is_broken = case.holds(&Criterion::ExpiresWithin(case.audit.expires_within));
        is_broken.then(|| format!("it ends on {}, in {}", end.day(), days(end.since(case.now).as_secs())))
    }),
    rule("never-expires", Warning, "The token has no end.", |case| {
        case.token.is_endless.then(|| "it has no end".into())
    }),
    rule("unused", Warning, "The token was not used for long.", |case| {
        // Without a last use, it is one that was never used, or of which nothing is known.
        let last = at(case.token.accessed.as_ref())?;
        let is_broken = case.holds(&Criterion::UnusedSince(case.audit.unused_since));
        is_broken.then(|| format!("it was last used on {}", case.ago(last)))
    }),
    rule("all-packages-write", Warning, "The token writes to every package of the account.", |case| {
        let is_broken = case.can_write() && case.reach.is_everywhere();
        is_broken.then(|| "it writes to every package of the account".into())
    }),
    rule(
        "classic-token",
        Warning,
        "The token is of the classic kind, without permissions and limits of its own.",
        |case| {
            case.reach
                .is_classic()
                .then(|| "it is of the classic kind, without permissions and limits of its own".into())
        },
    ),
    rule(
        "direct-publish-after-2027",
        Warning,
        "The token publishes directly, which is announced to end for granular tokens in January 2027.",
        |case| {
            let is_right = |name: &str, action: &str| is_of_packages(name) && matches!(action, "write" | "read-write");
            let is_broken = case.token.permissions.iter().any(|right| is_right(&right.name, &right.action));
            is_broken
                .then(|| "it publishes directly, which is announced to end for granular tokens in January 2027".into())
        },
    ),
    rule("never-used", Note, "The token was never used.", |case| {
        let since = at(case.token.created.as_ref()).map(|time| format!(" since it was made on {}", case.ago(time)));
        case.token.is_unused.then(|| format!("it was never used{}", since.unwrap_or_default()))
    }),
    rule("no-cidr", Note, "The token writes to packages from any address.", |case| {
        let is_broken = case.can_write() && case.reach.has_no_ranges();
        is_broken.then(|| "it writes to packages from any address".into())
    }),
];

/// So many seconds in days.
fn days(seconds: i64) -> String {
    match seconds / DAY {
        ..=0 => "less than a day".into(),
        1 => "1 day".into(),
        days => format!("{days} days"),
    }
}
