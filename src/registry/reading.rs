//! What an unsuccessful answer says: in words, and which kinds of authentication it asks for.

use serde_json::Value;

use super::transport::Response;

/// The server's words about an error: `error` or `message` of a JSON body, else plain text; never HTML.
pub(super) fn words(response: &Response, quote: impl Fn(&str) -> String) -> Option<String> {
    let text = response.text();
    let said = match serde_json::from_str::<Value>(&text) {
        Ok(body) => {
            ["error", "message", "reason"].iter().find_map(|field| body.get(field)?.as_str().map(str::to_owned))?
        }
        Err(_) if text.trim_start().starts_with('<') => return None,
        Err(_) => text.into_owned(),
    };
    let quoted = quote(&said);
    (!quoted.is_empty()).then_some(quoted)
}

/// Tells whether a body is an HTML page, by its beginning: what it is said to be may be wrong.
pub fn is_html(body: &[u8]) -> bool {
    let beginning = String::from_utf8_lossy(&body[..body.len().min(1024)]);
    let beginning = beginning.trim_start_matches(|letter: char| letter == '\u{feff}' || letter.is_whitespace());
    let has = |tag| beginning.to_ascii_lowercase().contains(tag);
    beginning.starts_with('<') && (has("<html") || has("<!doctype html"))
}

/// Tells whether `www-authenticate` names a scheme, alone or in a list, with or without parameters.
pub(super) fn names_scheme(response: &Response, scheme: &str) -> bool {
    response
        .header_values("www-authenticate")
        .flat_map(|value| value.split(','))
        .filter_map(|challenge| challenge.split_whitespace().next())
        .any(|word| word.eq_ignore_ascii_case(scheme))
}

#[cfg(test)]
mod tests {
    use super::words;
    use crate::redact;
    use crate::registry::transport::Response;

    #[test]
    fn quotes_the_servers_words() {
        let cases = [
            (r#"{"error":"no such thing"}"#, Some("no such thing")),
            (r#"{"message":"could not delete token"}"#, Some("could not delete token")),
            (r#"{"error":{"code":1},"message":"m"}"#, Some("m")),
            ("\u{feff}{\"error\":\"no such thing\"}", Some("no such thing")),
            ("plain\u{7} text", Some("plain  text")),
            ("<html><body>404</body></html>", None),
            ("", None),
            ("{}", None),
            (r#""just text""#, None),
        ];
        for (body, said) in cases {
            assert_eq!(words(&answer(body), redact::quote).as_deref(), said, "{body}");
        }
    }

    fn answer(body: &str) -> Response {
        Response { status: 500, headers: reqwest::header::HeaderMap::new(), body: body.as_bytes().to_vec().into() }
    }
}
