//! What is retried, how often, and how long between: npm's settings, for reading only.

use std::hash::{BuildHasher, RandomState};
use std::time::{Duration, SystemTime};

use reqwest::header::RETRY_AFTER;

use super::transport::{Response, TransportError};
use crate::config::RetryPolicy;
use crate::error::Failure;

/// Tells whether a failed connection may heal by itself. A refused certificate or an unknown host does not.
pub fn is_passing_failure(error: &TransportError) -> bool {
    matches!(error, TransportError::Connection { kind, .. } if is_passing(*kind))
}

/// Tells whether a connection that failed in some way may do so no more.
pub fn is_passing(failure: Failure) -> bool {
    matches!(failure, Failure::Reset | Failure::TimedOut | Failure::Unreachable)
}

/// Tells whether a status may heal by itself; the same ones as in npm.
pub fn is_passing_status(status: u16) -> bool {
    matches!(status, 408 | 420 | 429) || status >= 500 && status != 501
}

/// How long to wait before the next attempt, or `None` if there shall be no more. `attempt` counts from 0.
pub fn delay(policy: &RetryPolicy, attempt: u32, response: Option<&Response>) -> Option<Duration> {
    if attempt >= policy.retries {
        return None;
    }
    if let Some(wait) = response.and_then(retry_after) {
        // A registry that wants more patience than the user's settings allow gets its answer reported instead.
        return (wait <= policy.max_timeout).then_some(wait);
    }
    let exponent = i32::try_from(attempt).unwrap_or(i32::MAX);
    let seconds = policy.min_timeout.as_secs_f64() * policy.factor.powi(exponent);
    let full = seconds.min(policy.max_timeout.as_secs_f64());
    Some(Duration::from_secs_f64(full * (0.5 + random_half())))
}

/// The time a `retry-after` header asks for: seconds or a date.
pub fn retry_after(response: &Response) -> Option<Duration> {
    let text = response.header(&RETRY_AFTER)?.trim();
    if let Ok(seconds) = text.parse::<u32>() {
        return Some(Duration::from_secs(seconds.into()));
    }
    let date = httpdate::parse_http_date(text).ok()?;
    Some(date.duration_since(SystemTime::now()).unwrap_or_default())
}

/// A number from 0 up to a half, so that many clients do not come back in step.
fn random_half() -> f64 {
    let bits = u32::try_from(RandomState::new().hash_one(0_u8) >> 32).expect("half of 64 bits");
    f64::from(bits) / f64::from(u32::MAX) / 2.0
}

#[cfg(test)]
mod tests {
    use super::{delay, is_passing_status, retry_after};
    use crate::config::RetryPolicy;
    use crate::registry::transport::Response;
    use std::time::{Duration, SystemTime};

    fn policy() -> RetryPolicy {
        RetryPolicy {
            retries: 2,
            factor: 10.0,
            min_timeout: Duration::from_secs(10),
            max_timeout: Duration::from_secs(60),
        }
    }

    fn answer(retry_after: &str) -> Response {
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("retry-after", retry_after.parse().expect("a header value"));
        Response { status: 503, headers, body: Vec::new().into() }
    }

    #[test]
    fn waits_longer_each_time_within_the_limits() {
        for (attempt, least, most) in [(0, 5, 10), (1, 30, 60)] {
            let wait = delay(&policy(), attempt, None).expect("an attempt is left");
            assert!(wait >= Duration::from_secs(least) && wait <= Duration::from_secs(most), "{attempt}: {wait:?}");
        }
        assert_eq!(delay(&policy(), 2, None), None);
    }

    #[test]
    fn obeys_retry_after_within_the_limits() {
        assert_eq!(delay(&policy(), 0, Some(&answer("3"))), Some(Duration::from_secs(3)));
        assert_eq!(delay(&policy(), 0, Some(&answer("61"))), None);
        let soon = httpdate::fmt_http_date(SystemTime::now() + Duration::from_secs(30));
        let wait = retry_after(&answer(&soon)).expect("a date is understood");
        assert!(wait <= Duration::from_secs(30) && wait >= Duration::from_secs(20));
        assert_eq!(retry_after(&answer("soon")), None);
    }

    #[test]
    fn retries_the_statuses_npm_retries() {
        let retried: Vec<u16> = (400..=599).filter(|status| is_passing_status(*status)).collect();
        let expected: Vec<u16> = [408, 420, 429, 500].into_iter().chain(502..=599).collect();
        assert_eq!(retried, expected);
    }
}
