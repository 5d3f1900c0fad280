//! Judges an answer: success, or which error.

use super::reading::{names_scheme, words};
use super::transport::Response;
use super::{dialect, retry};
use crate::error::{Error, Exchange, Result};

/// What a status means depends on what was asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Target {
    /// The token endpoint itself, which a registry has or has not.
    Collection,
    /// One token, which may be gone.
    Item,
}

/// Lets a success pass and turns anything else into its error, with the server's words quoted.
pub fn check(
    response: Response,
    exchange: impl FnOnce() -> Exchange,
    target: Target,
    quote: impl Fn(&str) -> String,
) -> Result<Response> {
    if response.is_success() {
        return Ok(response);
    }
    let (exchange, status) = (exchange(), response.status);
    let said = words(&response, quote);
    Err(match status {
        401 if names_scheme(&response, "ipaddress") => Error::IpAddress { exchange, status, said },
        404 | 405 | 501 if target == Target::Collection => {
            Error::NotSupported { exchange, status, instead: dialect::instead(&response) }
        }
        429 => Error::RateLimit { exchange, status, retry_after: retry::retry_after(&response), said },
        _ => Error::Status { exchange, status, said },
    })
}

#[cfg(test)]
mod tests {
    use super::{Target, check};
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
            let error =
                check(answer(status, header, "{}"), || exchange, target, str::to_owned).err().expect("not a success");
            assert_eq!((error.code().as_str(), error.status_code()), (code, Some(status)));
        }
    }
}
