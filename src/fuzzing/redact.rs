//! What keeps secrets out of everything that is shown.

use url::Url;

use super::{MARK, TOKEN, text_without};
use crate::redact as masks;
use crate::secret::Secret;

/// Longer than any word of a mask, so that it cannot be there by chance.
const SECRET: &str = "hunter2hunter2";

/// A token is masked wherever it begins, a known secret in any text, and in a URL everything but its address.
///
/// Each `$` of the input stands for a secret.
pub fn redact(input: &[u8]) {
    let body = &TOKEN["npm_".len()..];
    let input = text_without(input, &[body, SECRET]);

    let words = input.replace(MARK, TOKEN);
    let masked = masks::text(&words);
    assert!(!masked.contains(body), "{masked}");
    assert!(masks::text(&masked) == masked, "{masked}");
    let quoted = masks::quote(&words);
    assert!(!quoted.contains(body) && quoted.chars().count() <= 301 && !quoted.contains(char::is_control), "{quoted}");

    let words = input.replace(MARK, SECRET);
    let masked = masks::known(&words, &[Secret::new(SECRET), Secret::new(&SECRET[4..])]);
    assert!(!masked.contains(&SECRET[4..]), "{masked}");

    if let Ok(mut url) = Url::parse(&input.replace(MARK, "")) {
        // Both fail for URLs that have no place for them.
        let _ = url.set_username(SECRET);
        let _ = url.set_password(Some(SECRET));
        url.set_fragment(Some(SECRET));
        url.query_pairs_mut().append_pair("authId", SECRET).append_key_only(SECRET);
        let shown = masks::url(&url);
        assert!(!shown.contains(SECRET), "{shown}");
    }
}
