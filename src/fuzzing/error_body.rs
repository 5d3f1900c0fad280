//! An unsuccessful answer: the server's words, the challenge in it, and the secrets it repeats.

use reqwest::header::{HeaderMap, HeaderValue};

use super::{MARK, TOKEN, shown};
use crate::error::{Error, Exchange};
use crate::redact;
use crate::registry::answer::check;
use crate::registry::{Challenge, Response, Target};
use crate::secret::Secret;

/// What a command may have sent: a token, a password with everything that is written in another way somewhere, one
/// with spaces, and user name and password as they go over the wire.
const SENT: [&str; 4] = [TOKEN, "pa\"ss/wörd\\%20+", "correct horse battery", "dXNlcjpodW50ZXIyaHVudGVyMg=="];

/// The longest quotation, with the sign that it was cut.
const LONGEST: usize = 301;

/// What was sent is in no error, however the answer writes it, and quotations are short and printable.
///
/// The first line of the input is the status and the `www-authenticate` header, the second a notice, the rest the body;
/// each `$` stands for a secret, written in a different way each time.
pub fn error_body(input: &[u8]) {
    let secrets = SENT.map(Secret::new);
    let quote = |words: &str| redact::quote_without(words, &secrets);
    for sent in SENT {
        let response = answer(&planted(input, sent));
        let challenge = Challenge::find(&response, true, quote);
        if let Some(challenge) = &challenge {
            assert!(response.status == 401, "{}", response.status);
            check_words(challenge.message.as_deref(), LONGEST * 2 + 1);
            let said = challenge.message.as_deref().unwrap_or_default();
            assert!(!said.contains(sent), "{said}");
            let addresses = challenge.sign_in.iter().flat_map(|found| [&found.auth_url, &found.done_url]);
            assert!(addresses.into_iter().all(|url| matches!(url.scheme(), "http" | "https")), "{challenge:?}");
        }
        match check(response, exchange, Target::Item, quote) {
            Ok(response) => assert!(response.is_success(), "{}", response.status),
            Err(error) => check_error(&error, sent),
        }
    }
}

fn check_error(error: &Error, sent: &str) {
    assert!(!shown(error).contains(sent), "{}", shown(error));
    match error {
        Error::IpAddress { said, .. } | Error::RateLimit { said, .. } | Error::Status { said, .. } => {
            check_words(said.as_deref(), LONGEST);
        }
        other => unreachable!("{other:?}"),
    }
}

fn check_words(said: Option<&str>, longest: usize) {
    let said = said.unwrap_or("words");
    assert!(!said.is_empty() && said.chars().count() <= longest && !said.contains(char::is_control), "{said:?}");
}

/// Puts the secret in the place of each mark: plainly, as in JSON, as in a query, as in a path.
fn planted(input: &[u8], sent: &str) -> Vec<u8> {
    let forms = redact::written(sent);
    let mut forms = forms.iter().cycle();
    let mut pieces = input.split(|byte| *byte == MARK as u8);
    let mut bytes = pieces.next().unwrap_or_default().to_vec();
    for piece in pieces {
        bytes.extend(forms.next().into_iter().flat_map(|form| form.bytes()));
        bytes.extend(piece);
    }
    bytes
}

fn answer(input: &[u8]) -> Response {
    let mut lines = input.splitn(3, |byte| *byte == b'\n');
    let first = lines.next().unwrap_or_default();
    let (status, authenticate) = first.split_at(first.len().min(3));
    let status = std::str::from_utf8(status).ok().and_then(|text| text.parse().ok()).unwrap_or(401);
    let notice = lines.next().unwrap_or_default();
    let mut headers = HeaderMap::new();
    for (name, value) in [("www-authenticate", authenticate), ("npm-notice", notice), ("retry-after", notice)] {
        if let Ok(value) = HeaderValue::from_bytes(value) {
            headers.insert(name, value);
        }
    }
    Response { status, headers, body: lines.next().unwrap_or_default().to_vec().into() }
}

fn exchange() -> Exchange {
    let registry = "https://registry.example/".to_owned();
    Exchange { url: format!("{registry}-/npm/v1/tokens"), registry, method: "GET" }
}
