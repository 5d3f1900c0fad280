//! What a configuration file may say of a new token: only what narrows it.
//!
//! Whoever creates a token reads the command, not every file that counts for it. What widens a token, lengthens its life
//! or names it must be said by the person, in flags, options or the environment (trap T6).

use ipnet::Ipv4Net;

use crate::config::{Config, Sourced};
use crate::error::Result;

/// More addresses than one /8 has are no restriction to speak of.
const MOST_ADDRESSES: u64 = 1 << 24;

/// Takes a value, and refuses one that widens a token if a file says so.
pub(super) fn of_person<T>(key: &str, found: Option<Sourced<T>>, widens: impl FnOnce(&T) -> bool) -> Result<Option<T>> {
    match found {
        Some(found) if widens(&found.value) => found.of_person(key).map(Some),
        found => Ok(found.map(|found| found.value)),
    }
}

/// Refuses a file's value in the place of another file's: what narrows a token there must not be taken back here.
pub(super) fn keeps(config: &Config, key: &str, narrowest: &str) -> Result<()> {
    let Some((source, hidden)) = config.hidden(key, narrowest) else { return Ok(()) };
    let problem = format!("it takes the place of what {hidden} says, which may be narrower");
    Err(source.invalid(key, problem, &format!("take one of the two out, or give `--{key}` where it is wanted")))
}

/// Tells whether ranges let in so many addresses that they restrict little. What is no range is judged elsewhere.
pub(super) fn is_wide(ranges: &[String]) -> bool {
    let ranges: Vec<Ipv4Net> = ranges.iter().filter_map(|range| range.parse().ok()).collect();
    let addresses = |range: &Ipv4Net| 1_u64 << (32 - u32::from(range.prefix_len()));
    Ipv4Net::aggregate(&ranges).iter().map(addresses).sum::<u64>() > MOST_ADDRESSES
}

#[cfg(test)]
mod tests {
    use super::is_wide;

    #[test]
    fn more_than_a_slash_8_is_wide() {
        let cases: [(&[&str], bool); 10] = [
            (&["0.0.0.0/0"], true),
            (&["10.0.0.0/7"], true),
            (&["10.0.0.0/8"], false),
            (&["10.0.0.0/8", "192.0.2.1/32"], true),
            (&["10.0.0.0/8", "10.1.0.0/16", "10.0.0.0/8"], false),
            (&["10.1.2.3/8", "10.0.0.0/9"], false),
            (&["0.0.0.0/1", "128.0.0.0/1"], true),
            (&["192.0.2.0/24"], false),
            (&["nonsense"], false),
            (&[], false),
        ];
        for (ranges, wide) in cases {
            let ranges: Vec<String> = ranges.iter().map(ToString::to_string).collect();
            assert_eq!(is_wide(&ranges), wide, "{ranges:?}");
        }
    }
}
