//! What keeps secrets out of everything that is shown.

use url::Url;

use super::{MARK, TOKEN, text_without};
use crate::redact as masks;
use crate::secret::Secret;

/// Two secrets, of which one begins the other; the rest of the longer one is not there by chance.
const SECRETS: [&str; 2] = ["hunter2", "hunter2-and-more"];
const REST: &str = "-and-more";

/// A token is masked wherever it begins, a known secret in any text, and in a URL everything but its address.
///
/// Each `$` of the input stands for a secret.
pub fn redact(input: &[u8]) {
    let body = &TOKEN["npm_".len()..];
    let input = text_without(input, &[body, REST]);

    let words = input.replace(MARK, TOKEN);
    let masked = masks::text(&words);
    assert!(!masked.contains(body), "{masked}");
    assert!(masks::text(&masked) == masked, "{masked}");
    let quoted = masks::quote(&words);
    assert!(!quoted.contains(body) && quoted.chars().count() <= 301 && !quoted.contains(char::is_control), "{quoted}");

    let words = input.replace(MARK, SECRETS[1]);
    let masked = masks::known(&words, &SECRETS.map(Secret::new));
    assert!(!masked.contains(SECRETS[0]) && !masked.contains(REST), "{masked}");

    // Parsers of URLs take line breaks out, which may leave a secret.
    let url = Url::parse(&input.replace(MARK, "")).ok().filter(|url| !url.as_str().contains(REST));
    if let Some(mut url) = url {
        // Both fail for URLs that have no place for them.
        let _ = url.set_username(SECRETS[1]);
        let _ = url.set_password(Some(SECRETS[1]));
        url.set_fragment(Some(SECRETS[1]));
        url.query_pairs_mut().append_pair("authId", SECRETS[1]).append_key_only(SECRETS[1]);
        let shown = masks::url(&url);
        assert!(!shown.contains(REST), "{shown}");
    }
}
