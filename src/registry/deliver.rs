//! Sends one request: follows redirects within the registry, and repeats what may be repeated after passing failures.

use reqwest::Method;
use reqwest::header::LOCATION;
use url::Url;

use super::transport::{Request, Response, TransportError};
use super::{Call, LARGEST_ANSWER, Registry, retry};
use crate::error::{Error, Exchange, RefusedRedirect, Result};
use crate::secret::Secret;

/// How many redirects one request follows.
const MOST_REDIRECTS: u32 = 10;

impl Registry {
    /// Sends one request, follows redirects within the registry, and repeats what may be repeated after passing
    /// failures: reading, and deleting, which twice is the same as once.
    pub(super) async fn deliver(&self, call: &Call, otp: Option<&Secret>) -> Result<Response> {
        let mut url = call.url.clone();
        let mut redirects = 0;
        let mut attempt = 0;
        loop {
            let request = Request {
                method: call.method.clone(),
                headers: self.headers(call, &url, otp),
                url: url.clone(),
                body: call.body.clone(),
                progress: call.progress.clone(),
                largest: if call.method == Method::GET { self.largest_list } else { LARGEST_ANSWER },
            };
            let result = self.transport.send(request).await;
            if result.is_ok() {
                call.progress.answered();
                self.responder.answered();
            }
            if call.method != Method::POST
                && is_passing(&result)
                && let Some(wait) = retry::delay(&self.retry, attempt, result.as_ref().ok())
            {
                attempt += 1;
                call.progress.repeat();
                tokio::time::sleep(wait).await;
                continue;
            }
            let response = result.map_err(|error| connection_error(error, self.exchange(&call.method, &url)))?;
            self.note(&response);
            if !matches!(response.status, 301 | 302 | 303 | 307 | 308) {
                return Ok(response);
            }
            redirects += 1;
            url = self.redirected(call, &url, &response, redirects)?;
        }
    }

    /// Where a redirect leads, if it may be followed.
    fn redirected(&self, call: &Call, from: &Url, response: &Response, count: u32) -> Result<Url> {
        let location = response.header(&LOCATION).and_then(|text| from.join(text).ok());
        let reason = match &location {
            None => RefusedRedirect::NoLocation,
            Some(_) if count > MOST_REDIRECTS => RefusedRedirect::TooMany,
            Some(to) if !self.url.same_origin(to) => RefusedRedirect::OtherOrigin,
            Some(_) if call.method != Method::GET && response.status < 307 => RefusedRedirect::MethodChange,
            Some(to) => return Ok(to.clone()),
        };
        Err(Error::Redirect {
            exchange: self.exchange(&call.method, from),
            status: response.status,
            // Its path may repeat what was sent.
            location: location.map(|to| to.origin().ascii_serialization()),
            reason,
        })
    }
}

fn is_passing(result: &std::result::Result<Response, TransportError>) -> bool {
    match result {
        Ok(response) => retry::is_passing_status(response.status),
        Err(error) => retry::is_passing_failure(error),
    }
}

/// The core's error for a request that got no usable answer.
pub(super) fn connection_error(error: TransportError, exchange: Exchange) -> Error {
    match error {
        TransportError::Connection { kind, cause } => Error::Connection { exchange, kind, cause },
        TransportError::Body { status, problem } => Error::BadResponse { exchange, status, problem },
    }
}
