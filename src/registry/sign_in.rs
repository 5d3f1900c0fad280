//! Polls the done address of a web sign-in until it answers with the one-time password.

use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;
use tokio::time::{sleep, timeout};

use super::challenge::SignIn;
use super::transport::{Request, Response};
use super::{Registry, retry};
use crate::error::{Error, Exchange, Result};
use crate::secret::Secret;

/// How long a person has to complete the sign-in.
pub const SIGN_IN_LIMIT: Duration = Duration::from_secs(5 * 60);

/// The least time between two polls, whatever the server says: npm without it asks a hundred times a second (T38).
const LEAST_WAIT: Duration = Duration::from_secs(1);

/// How many failed polls in a row are put down to the network.
const TOLERATED_FAILURES: u32 = 5;

#[derive(Deserialize)]
struct Done {
    token: String,
}

/// Waits until the person has signed in.
pub async fn poll(registry: &Registry, sign_in: &SignIn) -> Result<Secret> {
    let exchange = registry.exchange(&Method::GET, &sign_in.done_url);
    timeout(SIGN_IN_LIMIT, poll_without_end(registry, sign_in, &exchange))
        .await
        .unwrap_or(Err(Error::SignInTimeout { after: SIGN_IN_LIMIT }))
}

async fn poll_without_end(registry: &Registry, sign_in: &SignIn, exchange: &Exchange) -> Result<Secret> {
    let mut failures = 0;
    loop {
        // Credentials are for the registry alone; the done address may be anywhere.
        let headers = registry.headers_for(&sign_in.done_url, None);
        let request = Request { method: Method::GET, url: sign_in.done_url.clone(), headers, body: None };
        let wait = match registry.transport().send(request).await {
            Ok(response) if response.status == 202 => {
                failures = 0;
                retry::retry_after(&response)
            }
            Ok(response) if retry::is_passing_status(response.status) && failures < TOLERATED_FAILURES => {
                failures += 1;
                retry::retry_after(&response)
            }
            Ok(response) => return one_time_password(registry, &response, exchange),
            Err(error) if retry::is_passing_failure(&error) && failures < TOLERATED_FAILURES => {
                failures += 1;
                None
            }
            Err(error) => return Err(super::deliver::connection_error(error, exchange.clone())),
        };
        sleep(wait.unwrap_or(LEAST_WAIT).max(LEAST_WAIT)).await;
    }
}

/// Reads the one-time password, which may be any text that fits into a header.
fn one_time_password(registry: &Registry, response: &Response, exchange: &Exchange) -> Result<Secret> {
    let status = response.status;
    if !response.is_success() {
        let said = super::reading::words(response).map(|said| registry.mask(&said));
        return Err(Error::Status { exchange: exchange.clone(), status, said });
    }
    match serde_json::from_slice::<Done>(&response.body) {
        Ok(done) if !done.token.is_empty() => Ok(Secret::new(done.token)),
        _ => Err(Error::BadResponse {
            exchange: exchange.clone(),
            status,
            problem: "the web sign-in ended without a one-time password".into(),
        }),
    }
}
