//! What a token has to be good for.

use super::Basis;
use crate::config::{Source, Value};
use crate::error::Result;
use crate::time::Timestamp;
use crate::tokens::model::Token;
use crate::tokens::reach::{Access, Reach};

/// What is demanded of a token; that it works, and has not ended, is always.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demands {
    min_days: Option<u32>,
    packages: Vec<String>,
    write: bool,
    bypass_2fa: bool,
}

/// Why a token is not good for a job.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// What was demanded: `works`, or the name of the demand.
    pub demand: &'static str,
    /// What is instead.
    pub message: String,
}

const MIN_DAYS: &str = "min-days";
const PACKAGE: &str = "require-package";
const WRITE: &str = "require-write";
const BYPASS_2FA: &str = "require-bypass-2fa";
const WORKS: &str = "works";

impl Demands {
    /// Reads what the caller demands, by name.
    pub fn read(source: &Source, given: &[(String, Value)]) -> Result<Self> {
        let mut demands = Self::default();
        for (name, value) in given {
            let invalid = |problem: &str, fix: &str| source.invalid(name, problem, fix);
            match (name.as_str(), value) {
                (_, Value::Null) => {}
                (WRITE, Value::Flag(on)) => demands.write = *on,
                (BYPASS_2FA, Value::Flag(on)) => demands.bypass_2fa = *on,
                (PACKAGE, Value::List(names)) => {
                    let names = names.iter().flat_map(|names| names.split(',')).map(str::trim);
                    demands.packages = names.map(str::to_owned).collect();
                    if !demands.packages.iter().all(|name| is_name(name)) {
                        return Err(invalid("it names no package", "give the names of packages: `@acme/app,other`"));
                    }
                }
                (MIN_DAYS, value) => {
                    let days = match value {
                        Value::Number(days) => days.to_string(),
                        Value::Text(days) => days.trim().to_owned(),
                        _ => String::new(),
                    };
                    let days = days.strip_suffix('d').unwrap_or(&days).parse();
                    demands.min_days = Some(days.map_err(|_| invalid("it is no number of days", "give days: `14`"))?);
                }
                _ => return Err(invalid("it is of another kind", "see `--help`")),
            }
        }
        Ok(demands)
    }

    /// What speaks against a token. What the registry does not show of it is not taken for granted.
    pub(super) fn problems(
        &self,
        basis: Basis,
        token: Option<&Token>,
        days_left: Option<i64>,
        now: Timestamp,
    ) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut add = |demand, message: String| problems.push(Problem { demand, message });
        if basis == Basis::Refused {
            add(WORKS, "the registry refuses the token".into());
            return problems;
        }
        let reach = token.map(Reach::of);
        if reach.as_ref().is_some_and(Reach::is_revoked) {
            add(WORKS, "it is revoked".into());
        }
        if reach.as_ref().is_some_and(Reach::has_odd_end) {
            add(WORKS, "its end cannot be read".into());
        }
        let end = token.and_then(|token| token.expiry.as_deref()).and_then(|end| end.parse::<Timestamp>().ok());
        if let Some(end) = end.filter(|end| *end <= now) {
            add(WORKS, format!("it ended at {end}"));
        }
        let is_endless = token.is_some_and(|token| token.is_endless);
        match (self.min_days, days_left) {
            (Some(least), Some(left)) if left < i64::from(least) => {
                add(MIN_DAYS, format!("it has {} left, and {least} are demanded", days(left)));
            }
            (Some(_), None) if !is_endless => add(MIN_DAYS, "nothing shows when it ends".into()),
            _ => {}
        }
        for name in &self.packages {
            match &reach {
                None => add(PACKAGE, format!("nothing shows that it is for `{name}`")),
                Some(reach) if !reach.has_package(name) => add(PACKAGE, format!("it is not for `{name}`")),
                Some(_) => {}
            }
        }
        match reach.as_ref().and_then(Reach::access) {
            _ if !self.write => {}
            Some(Access::Write) => {}
            Some(_) => add(WRITE, "it cannot publish".into()),
            None => add(WRITE, "nothing shows that it can publish".into()),
        }
        match token.and_then(|token| token.bypass_2fa) {
            _ if !self.bypass_2fa => {}
            Some(true) => {}
            Some(false) => add(BYPASS_2FA, "it does not work without two-factor authentication".into()),
            None => add(BYPASS_2FA, "nothing shows that it works without two-factor authentication".into()),
        }
        problems
    }
}

/// Tells whether a text can be a package's name, and is no pattern, version or scope.
fn is_name(text: &str) -> bool {
    let bare = match text.strip_prefix('@') {
        Some(scoped) => scoped.split_once('/').filter(|(scope, _)| !scope.is_empty()).map_or("", |(_, name)| name),
        None => text,
    };
    let is_odd = |letter: char| letter.is_whitespace() || "*?@/\\".contains(letter);
    !bare.is_empty() && !bare.contains(is_odd)
}

fn days(left: i64) -> String {
    match left {
        1 => "1 day".into(),
        left => format!("{} days", left.max(0)),
    }
}
