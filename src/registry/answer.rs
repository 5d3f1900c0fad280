//! Judges an answer: success, or which error.

use serde_json::Value;

use super::challenge::names_scheme;
use super::transport::Response;
use super::{dialect, retry};
use crate::error::{Error, Exchange, Result};
use crate::redact;

/// What a status means depends on what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The token endpoint itself, which a registry has or has not.
    Collection,
    /// One token, which may be gone.
    Item,
}

/// Lets a success pass and turns anything else into its error. `secrets` are masked in the server's words.
pub fn check(response: Response, exchange: Exchange, target: Target, secrets: &[&str]) -> Result<Response> {
    if response.is_success() {
        return Ok(response);
    }
    let status = response.status;
    let said = words(&response).map(|said| redact::known(&said, secrets));
    Err(match status {
        401 if names_scheme(&response, "ipaddress") => Error::IpAddress { exchange, status, said },
        404 | 405 | 501 if target == Target::Collection => {
            Error::NotSupported { exchange, status, instead: dialect::instead(&response) }
        }
        429 => Error::RateLimit { exchange, status, retry_after: retry::retry_after(&response), said },
        _ => Error::Status { exchange, status, said },
    })
}

/// The server's words about an error: `error` or `message` of a JSON body, else plain text; never HTML.
pub fn words(response: &Response) -> Option<String> {
    let text = String::from_utf8_lossy(&response.body);
    let said = match serde_json::from_str::<Value>(&text) {
        Ok(body) => {
            ["error", "message", "reason"].iter().find_map(|field| body.get(field)?.as_str().map(str::to_owned))?
        }
        Err(_) if text.trim_start().starts_with('<') => return None,
        Err(_) => text.into_owned(),
    };
    let quoted = redact::quote(&said);
    (!quoted.is_empty()).then_some(quoted)
}

#[cfg(test)]
mod tests {
    use super::{Target, check, words};
    use crate::error::Exchange;
    use crate::registry::transport::Response;

    fn answer(status: u16, header: Option<(&'static str, &str)>, body: &str) -> Response {
        let mut headers = reqwest::header::HeaderMap::new();
        if let Some((name, value)) = header {
            headers.insert(name, value.parse().expect("a header value"));
        }
        Response { status, headers, body: body.as_bytes().to_vec().into() }
    }

    #[test]
    fn gives_each_status_its_code() {
        let cases = [
            (401, None, Target::Collection, "E401"),
            (401, Some(("www-authenticate", "ipaddress")), Target::Collection, "EAUTHIP"),
            (403, None, Target::Collection, "E403"),
            (404, None, Target::Collection, "ENOTSUPPORTED"),
            (405, None, Target::Collection, "ENOTSUPPORTED"),
            (501, None, Target::Collection, "ENOTSUPPORTED"),
            (404, None, Target::Item, "E404"),
            (422, None, Target::Collection, "E422"),
            (429, Some(("retry-after", "7")), Target::Item, "ERATELIMIT"),
            (500, None, Target::Collection, "E500"),
            (503, None, Target::Item, "E503"),
            (304, None, Target::Collection, "E304"),
        ];
        for (status, header, target, code) in cases {
            let exchange = Exchange {
                registry: "https://registry.example/".into(),
                method: "GET",
                url: "https://registry.example/x".into(),
            };
            let error = check(answer(status, header, "{}"), exchange, target, &[]).err().expect("not a success");
            assert_eq!((error.code().as_str(), error.status_code()), (code, Some(status)));
        }
    }

    #[test]
    fn quotes_the_servers_words() {
        let cases = [
            (r#"{"error":"no such thing"}"#, Some("no such thing")),
            (r#"{"message":"could not delete token"}"#, Some("could not delete token")),
            (r#"{"error":{"code":1},"message":"m"}"#, Some("m")),
            ("plain\u{7} text", Some("plain  text")),
            ("<html><body>404</body></html>", None),
            ("", None),
            ("{}", None),
            (r#""just text""#, None),
        ];
        for (body, said) in cases {
            assert_eq!(words(&answer(500, None, body)).as_deref(), said, "{body}");
        }
    }
}
