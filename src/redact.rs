//! Masks what looks secret in URLs and in free text before it is shown.

use std::cmp::Reverse;

use url::Url;
use zeroize::Zeroizing;

use crate::secret::Secret;

/// The longest piece of a server's text that is quoted.
const QUOTE_LIMIT: usize = 300;

/// Prefixes by which registries mark their tokens.
const TOKEN_PREFIXES: [&str; 4] = ["npm_", "npms_", "cnpm_", "vsr_"];

/// A token's prefix is followed by at least this many letters and digits; shorter ones are words.
const TOKEN_MINIMUM: usize = 16;

/// Prints a URL without user name, password, query values, fragment or a token in its path.
pub fn url(url: &Url) -> String {
    let mut shown = url.clone();
    shown.set_fragment(None);
    // Both setters fail only for URLs that cannot carry user info, which then have none to hide.
    let _ = shown.set_username("");
    let _ = shown.set_password(None);
    let masked: Vec<String> = url.query_pairs().map(|(name, value)| query_part(&name, &value)).collect();
    if url.query().is_some() {
        shown.set_query(Some(&masked.join("&")));
    }
    text(shown.as_str())
}

/// Paging parameters say nothing secret; whatever else a query holds may be a credential, also where it has no name.
fn query_part(name: &str, value: &str) -> String {
    match name {
        _ if value.is_empty() => "***".into(),
        "page" | "perPage" => format!("{name}={value}"),
        _ => format!("{name}=***"),
    }
}

/// Quotes a server's words: tokens and credentials masked, control characters replaced, cut to a few lines.
pub fn quote(words: &str) -> String {
    let start: String = printable(words).take(QUOTE_LIMIT * 4).collect();
    let masked = text(start.trim());
    match masked.char_indices().nth(QUOTE_LIMIT) {
        Some((end, _)) => format!("{}…", &masked[..end]),
        None => masked,
    }
}

fn printable(words: &str) -> impl Iterator<Item = char> {
    words.chars().map(|letter| if letter.is_control() { ' ' } else { letter })
}

/// Masks tokens, the credentials after `Bearer` and `Basic`, and user info of URLs in free text.
pub fn text(words: &str) -> String {
    let mut masked = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(first) = rest.chars().next() {
        let secret = if masked.ends_with(is_word) { None } else { credential_at(rest) };
        let taken = if let Some((mask, length)) = secret.or_else(|| token_at(rest)) {
            masked.push_str(mask);
            length
        } else {
            masked.push(first);
            first.len_utf8()
        };
        rest = &rest[taken..];
    }
    mask_user_info(&masked)
}

/// Masks given secrets wherever they stand in a text, also as they are written in JSON and in URLs. Short ones are left:
/// they would mask ordinary words.
pub fn known(words: &str, secrets: &[Secret]) -> String {
    let long = secrets.iter().map(Secret::expose).filter(|secret| secret.chars().count() >= 4);
    let mut forms: Vec<Zeroizing<String>> = long.flat_map(written).map(Zeroizing::new).collect();
    // One may begin another, whose rest would stay.
    forms.sort_by_key(|form| Reverse(form.len()));
    forms.iter().fold(words.to_owned(), |text, form| text.replace(form.as_str(), "***"))
}

/// Quotes a server's words without secrets it was sent, also where it has broken them into lines.
pub fn quote_without(words: &str, secrets: &[Secret]) -> String {
    let printable: String = printable(&known(words, secrets)).collect();
    quote(&known(&printable, secrets))
}

/// The ways a text is written: plainly, in a JSON string, in a query, in a path.
pub(crate) fn written(text: &str) -> [String; 4] {
    let json = serde_json::Value::from(text).to_string();
    let query: String = url::form_urlencoded::byte_serialize(text.as_bytes()).collect();
    [text.to_owned(), json.trim_matches('"').to_owned(), query.replace('+', "%20"), query]
}

/// If a credential and the name of its scheme start here: what to show instead, and how many bytes they take.
fn credential_at(rest: &str) -> Option<(&'static str, usize)> {
    for scheme in ["bearer ", "basic "] {
        if let Some(start) = rest.get(..scheme.len())
            && start.eq_ignore_ascii_case(scheme)
        {
            let value = length_while(&rest[scheme.len()..], |letter| is_word(letter) || "+/=.-~".contains(letter));
            // Eight characters: a challenge such as `Basic, Bearer` or `Basic realm=…` names no credential.
            let names_parameter = rest[scheme.len()..].starts_with("realm=");
            if value >= 8 && !names_parameter {
                let shown = if scheme == "bearer " { "Bearer ***" } else { "Basic ***" };
                return Some((shown, scheme.len() + value));
            }
        }
    }
    None
}

/// The same for a token, which may follow a letter: that of an escape such as `%3D` or `\n`.
fn token_at(rest: &str) -> Option<(&'static str, usize)> {
    for prefix in TOKEN_PREFIXES {
        if let Some(start) = rest.get(..prefix.len())
            && start.eq_ignore_ascii_case(prefix)
        {
            let value = &rest[prefix.len()..];
            // Words such as `npm_config_registry` have underscores; the first part of a token is longer than any of theirs.
            if length_while(value, |letter| letter.is_ascii_alphanumeric()) >= TOKEN_MINIMUM {
                let value = length_while(value, is_word);
                return Some((mask_of(prefix), prefix.len() + value));
            }
        }
    }
    None
}

fn mask_of(prefix: &str) -> &'static str {
    match prefix {
        "npm_" => "npm_***",
        "npms_" => "npms_***",
        "cnpm_" => "cnpm_***",
        _ => "vsr_***",
    }
}

fn is_word(letter: char) -> bool {
    letter.is_ascii_alphanumeric() || letter == '_'
}

fn length_while(text: &str, accept: impl Fn(char) -> bool) -> usize {
    text.find(|letter| !accept(letter)).unwrap_or(text.len())
}

/// Replaces `user:password@` after `://` up to the end of the authority.
fn mask_user_info(words: &str) -> String {
    let mut masked = String::with_capacity(words.len());
    let mut rest = words;
    while let Some(start) = rest.find("://") {
        let (before, after) = rest.split_at(start + 3);
        masked.push_str(before);
        let authority = length_while(after, |letter| !letter.is_whitespace() && !"/?#\"'<>`".contains(letter));
        match after[..authority].rfind('@') {
            Some(at) => {
                masked.push_str("***");
                rest = &after[at..];
            }
            None => rest = after,
        }
    }
    masked.push_str(rest);
    masked
}

#[cfg(test)]
mod tests {
    use super::{known, quote, quote_without, text, url};
    use crate::secret::Secret;
    use url::Url;

    const BODY: &str = "AbCdEfGhIjKlMnOpQrStUvWxYz0123456789";

    #[test]
    fn masks_tokens_and_credentials_in_text() {
        let cases = [
            (format!("token npm_{BODY}."), "token npm_***."),
            (format!("npm_{BODY}npm_{BODY}"), "npm_***"),
            (format!("\"npms_{BODY}\""), "\"npms_***\""),
            (format!("key=cnpm_{BODY}_1Xyz;"), "key=cnpm_***;"),
            (format!("%3Dnpm_{BODY} \\nnpm_{BODY}"), "%3Dnpm_*** \\nnpm_***"),
            ("Authorization: Bearer c2VjcmV0LXNlY3JldA==, next".into(), "Authorization: Bearer ***, next"),
            ("basic YTpiOmM6ZDpl".into(), "Basic ***"),
            ("need: Basic, Bearer".into(), "need: Basic, Bearer"),
            ("need: Basic realm=\"registry\"".into(), "need: Basic realm=\"registry\""),
            (
                "see https://user:pass@registry.example/x and http://a@b".into(),
                "see https://***@registry.example/x and http://***@b",
            ),
            ("{\"u\":\"https://u:p@h/\"}".into(), "{\"u\":\"https://***@h/\"}"),
            (
                "npm_aBcD...7890 npm_config_fetch_retry_mintimeout".into(),
                "npm_aBcD...7890 npm_config_fetch_retry_mintimeout",
            ),
            ("ünïcode stays".into(), "ünïcode stays"),
        ];
        for (words, shown) in cases {
            assert_eq!(text(&words), shown);
        }
    }

    #[test]
    fn prints_urls_without_credentials() {
        let cases = [
            ("https://u:p@registry.example/a/?page=1&perPage=10", "https://registry.example/a/?page=1&perPage=10"),
            ("https://registry.example/done?authId=1b2c", "https://registry.example/done?authId=***"),
            ("https://registry.example/done?1b2c&page", "https://registry.example/done?***&***"),
        ];
        for (address, shown) in cases {
            assert_eq!(url(&Url::parse(address).expect("a valid URL")), shown);
        }
        let with_token = format!("https://registry.example/-/npm/v1/tokens/token/npm_{BODY}");
        assert_eq!(
            url(&Url::parse(&with_token).expect("a valid URL")),
            "https://registry.example/-/npm/v1/tokens/token/npm_***"
        );
    }

    #[test]
    fn masks_known_secrets() {
        let secrets = ["hunter2", "hunter2 extra", "of", "", "pa\"ss/wörd"].map(Secret::new);
        let cases = [
            ("token hunter2 of hunter2x", "token *** of ***x"),
            ("hunter2 extra", "***"),
            (r#"{"password":"pa\"ss/wörd"}"#, r#"{"password":"***"}"#),
            ("/x/pa%22ss%2Fw%C3%B6rd?hunter2%20extra&hunter2+extra", "/x/***?***&***"),
        ];
        for (words, shown) in cases {
            assert_eq!(known(words, &secrets), shown);
        }
    }

    #[test]
    fn quotes_without_what_was_sent_also_across_lines() {
        let secrets = ["correct horse", "a\tb\nc"].map(Secret::new);
        let cases = [("no correct horse", "no ***"), ("no correct\nhorse", "no ***"), ("no a\tb\nc", "no ***")];
        for (words, shown) in cases {
            assert_eq!(quote_without(words, &secrets), shown);
        }
    }

    #[test]
    fn quotes_cut_and_without_control_characters() {
        assert_eq!(quote("  a\u{1b}[31mb\nc "), "a [31mb c");
        assert_eq!(quote(&"x".repeat(1000)).chars().count(), 301);
    }
}
