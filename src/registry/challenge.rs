//! Recognises a one-time-password challenge in all the forms registries use, and says who can answer it.

use std::pin::Pin;

use serde::Deserialize;
use url::Url;

use super::reading::{names_scheme, words};
use super::transport::Response;
use crate::error::{Result, Steering};
use crate::secret::Secret;

/// Work that an answer takes.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// A registry's demand for a one-time password.
#[derive(Debug, Clone)]
pub struct Challenge {
    /// The registry's words, fit to be shown.
    pub message: Option<String>,
    /// The web sign-in it offers instead of a typed code.
    pub sign_in: Option<SignIn>,
    /// Whether a one-time password was sent and not accepted.
    pub refused: bool,
}

/// A web sign-in: a person opens one address, the program polls the other.
#[derive(Debug, Clone)]
pub struct SignIn {
    /// The address for the person.
    pub auth_url: Url,
    /// The address that answers with the one-time password once the person is done.
    pub done_url: Url,
}

/// Answers challenges: a callback, a person at a terminal, or nobody.
pub trait Responder: Send + Sync {
    /// Asks whether secrets may go to a registry by what only a project says; no, unless a person says yes.
    fn confirm<'a>(&'a self, _registry: &'a str, _untrusted: &'a [Steering]) -> BoxFuture<'a, Result<bool>> {
        Box::pin(std::future::ready(Ok(false)))
    }

    /// Is told of each answer of the registry.
    fn answered(&self) {}

    /// Gives a one-time password, or `None` if there is nobody to ask.
    fn one_time_password<'a>(&'a self, challenge: &'a Challenge) -> BoxFuture<'a, Result<Option<Secret>>>;

    /// Tells whether a web sign-in can be shown to somebody.
    fn can_sign_in(&self) -> bool;

    /// Shows the address of a web sign-in. Runs beside the polling, and is dropped when that has ended.
    fn sign_in<'a>(&'a self, sign_in: &'a SignIn) -> BoxFuture<'a, Result<()>>;
}

/// Nobody is there to answer.
pub struct Nobody;

impl Responder for Nobody {
    fn one_time_password<'a>(&'a self, _challenge: &'a Challenge) -> BoxFuture<'a, Result<Option<Secret>>> {
        Box::pin(std::future::ready(Ok(None)))
    }

    fn can_sign_in(&self) -> bool {
        false
    }

    fn sign_in<'a>(&'a self, _sign_in: &'a SignIn) -> BoxFuture<'a, Result<()>> {
        Box::pin(std::future::ready(Ok(())))
    }
}

#[derive(Deserialize)]
struct SignInBody {
    #[serde(rename = "authUrl")]
    auth_url: String,
    #[serde(rename = "doneUrl")]
    done_url: String,
}

impl Challenge {
    /// Finds a challenge in an answer. `sent` tells whether the request carried a one-time password.
    ///
    /// Registries say it by header (`www-authenticate: OTP`), by the two addresses of a web sign-in, or just in
    /// words: "one-time pass" for users with two-factor authentication, "One Time Password (OTP) by email" for
    /// those without. npm wants the header or the first wording; the official description has all of them.
    pub fn find(response: &Response, sent: bool, quote: impl Fn(&str) -> String) -> Option<Self> {
        if response.status != 401 || names_scheme(response, "ipaddress") {
            return None;
        }
        let body = response.text();
        let sign_in = SignIn::read(&body);
        if !(names_scheme(response, "otp") || sign_in.is_some() || speaks_of_it(&body)) {
            return None;
        }
        // Registries give notices of all kinds on every answer; this one is about the challenge.
        let is_address = |notice: &&str| notice.contains("/login/");
        let notices = response.header_values("npm-notice").filter(is_address).map(&quote);
        let words: Vec<String> = words(response, &quote).into_iter().chain(notices).collect();
        let message = (!words.is_empty()).then(|| words.join(" "));
        Some(Self { message, sign_in, refused: sent })
    }
}

impl SignIn {
    /// Reads the addresses from a body; both must be http or https, since one is opened and one is requested.
    fn read(body: &str) -> Option<Self> {
        let found: SignInBody = serde_json::from_str(body).ok()?;
        Some(Self { auth_url: web_address(&found.auth_url)?, done_url: web_address(&found.done_url)? })
    }
}

/// An address that may be opened, and asked.
pub(super) fn web_address(text: &str) -> Option<Url> {
    Url::parse(text).ok().filter(|url| matches!(url.scheme(), "http" | "https"))
}

fn speaks_of_it(body: &str) -> bool {
    let lower = body.to_ascii_lowercase();
    ["one-time pass", "one time pass", "invalid otp"].iter().any(|words| lower.contains(words))
}

#[cfg(test)]
mod tests {
    use super::Challenge;
    use crate::registry::transport::Response;

    fn answer(status: u16, authenticate: &str, body: &str) -> Response {
        let mut headers = reqwest::header::HeaderMap::new();
        if !authenticate.is_empty() {
            headers.insert("www-authenticate", authenticate.parse().expect("a header value"));
        }
        Response { status, headers, body: body.as_bytes().to_vec().into() }
    }

    const WEB: &str =
        r#"{"authUrl":"https://registry.example/auth/1","doneUrl":"https://registry.example/done?authId=1"}"#;

    #[test]
    fn recognises_every_form_of_a_challenge() {
        let cases = [
            // T29, O18: in words alone.
            ("", r#"{"error":"A One Time Password (OTP) by email is required."}"#, true, false),
            ("", r#"{"error":"You must provide a one-time pass. Upgrade your client."}"#, true, false),
            ("", r#"{"error":"One-time pass needed"}"#, true, false),
            ("", r#"{"error":"invalid OTP"}"#, true, false),
            // By header, in any spelling and company.
            ("OTP", "", true, false),
            ("otp", "{}", true, false),
            ("Basic, OTP", "not json", true, false),
            (r#"OTP realm="x""#, "", true, false),
            (r#"Basic realm="my otp server""#, "", false, false),
            // T30: by the addresses alone.
            ("", WEB, true, true),
            ("OTP", WEB, true, true),
            // Not a challenge.
            ("", r#"{"error":"Unauthorized"}"#, false, false),
            ("Basic, Bearer", r#"{"error":"bad username/password, access denied"}"#, false, false),
            ("ipaddress", r#"{"error":"one-time pass"}"#, false, false),
            ("", r#"{"authUrl":"javascript:alert(1)","doneUrl":"https://registry.example/"}"#, false, false),
            ("", r#"{"authUrl":"https://registry.example/"}"#, false, false),
        ];
        for (authenticate, body, found, web) in cases {
            let challenge = Challenge::find(&answer(401, authenticate, body), false, str::to_owned);
            assert_eq!(challenge.is_some(), found, "{authenticate} {body}");
            assert_eq!(challenge.is_some_and(|challenge| challenge.sign_in.is_some()), web, "{authenticate} {body}");
        }
    }

    #[test]
    fn takes_only_401_for_a_challenge() {
        for status in [200, 400, 403, 500] {
            assert!(Challenge::find(&answer(status, "OTP", WEB), false, str::to_owned).is_none(), "{status}");
        }
    }
}
