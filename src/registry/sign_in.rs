//! Polls the done address of a web sign-in until it answers with the one-time password.

use std::net::Ipv4Addr;
use std::time::Duration;

use reqwest::Method;
use serde::Deserialize;
use tokio::time::{sleep, timeout};
use url::{Host, Url};

use super::challenge::SignIn;
use super::http::{self, Http};
use super::progress::Progress;
use super::transport::{Request, Response};
use super::{LARGEST_ANSWER, Registry, retry};
use crate::config::{Network, RegistryUrl};
use crate::error::{Error, Exchange, Result};
use crate::secret::Secret;

/// How long a person has to complete the sign-in.
const SIGN_IN_LIMIT: Duration = Duration::from_secs(5 * 60);

/// The least time between two polls, whatever the server says: npm without it asks a hundred times a second (T38).
const LEAST_WAIT: Duration = Duration::from_secs(1);

/// The most time between two polls, so that a person who has signed in need not wait for long.
const MOST_WAIT: Duration = Duration::from_secs(15);

/// How many failed polls in a row are put down to the network.
const TOLERATED_FAILURES: u32 = 5;

#[derive(Deserialize)]
struct Done {
    token: String,
}

/// Waits until the person has signed in.
pub async fn poll(registry: &Registry, sign_in: &SignIn) -> Result<Secret> {
    let exchange = registry.exchange(&Method::GET, &sign_in.done_url);
    let transport = transport(registry, &sign_in.done_url)?;
    timeout(SIGN_IN_LIMIT, poll_without_end(registry, &transport, sign_in, &exchange))
        .await
        .unwrap_or(Err(Error::SignInTimeout { after: SIGN_IN_LIMIT }))
}

/// A way to the done address that does not show our client certificate to anybody but the registry.
fn transport(registry: &Registry, done_url: &Url) -> Result<Http> {
    if registry.url.same_origin(done_url) {
        return Ok(registry.transport.clone());
    }
    http::transport(&Network { identity: None, ..registry.network.clone() })
}

async fn poll_without_end(
    registry: &Registry,
    transport: &Http,
    sign_in: &SignIn,
    exchange: &Exchange,
) -> Result<Secret> {
    let mut failures = 0;
    loop {
        // Credentials are for the registry alone; the done address may be anywhere.
        let headers = registry.headers_for(&sign_in.done_url, None);
        let request = Request {
            method: Method::GET,
            url: sign_in.done_url.clone(),
            headers,
            body: None,
            progress: Progress::default(),
            largest: LARGEST_ANSWER,
        };
        let wait = match transport.send(request).await {
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
        sleep(wait.unwrap_or(LEAST_WAIT).clamp(LEAST_WAIT, MOST_WAIT)).await;
    }
}

/// Tells whether a registry may have a done address polled: not over plain http where it is itself reached by https, and
/// not on this machine or network where it is elsewhere, or it could read what only we can reach.
pub(super) fn is_proper(registry: &RegistryUrl, done_url: &Url) -> bool {
    let own = registry.as_url();
    registry.same_origin(done_url)
        || (own.scheme() == "http" || done_url.scheme() == "https") && (is_local(own) || !is_local(done_url))
}

fn is_local(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => is_local_v4(ip),
        Some(Host::Ipv6(ip)) => {
            ip.to_ipv4_mapped().is_some_and(is_local_v4)
                || ip.is_loopback()
                || ip.is_unspecified()
                || ip.is_unique_local()
                || ip.is_unicast_link_local()
        }
        Some(Host::Domain(name)) => {
            // The dot of the root may stand behind any name.
            let name = name.strip_suffix('.').unwrap_or(name);
            name == "localhost" || name.ends_with(".localhost")
        }
        None => false,
    }
}

fn is_local_v4(ip: Ipv4Addr) -> bool {
    ip.is_loopback() || ip.is_private() || ip.is_link_local() || ip.is_unspecified()
}

/// Reads the one-time password, which may be any text that fits into a header.
fn one_time_password(registry: &Registry, response: &Response, exchange: &Exchange) -> Result<Secret> {
    let status = response.status;
    if !response.is_success() {
        let said = super::reading::words(response, |words| registry.quote(words));
        return Err(Error::Status { exchange: exchange.clone(), status, said });
    }
    let token = serde_json::from_str::<Done>(&response.text()).ok().map(|done| Secret::new(done.token.trim()));
    match token {
        Some(token) if !token.is_empty() && token.fits_header() => Ok(token),
        _ => Err(Error::BadResponse {
            exchange: exchange.clone(),
            status,
            problem: "the web sign-in ended without a usable one-time password".into(),
        }),
    }
}

#[cfg(test)]
mod tests {
    use super::is_proper;
    use crate::config::RegistryUrl;

    #[test]
    fn polls_no_address_that_a_registry_has_no_business_with() {
        let cases = [
            ("https://registry.example/", "https://registry.example/done", true),
            ("https://registry.example/", "https://sign-in.example/done", true),
            ("https://registry.example/", "http://registry.example/done", false),
            ("https://registry.example/", "http://sign-in.example/done", false),
            ("https://registry.example/", "https://127.0.0.1/done", false),
            ("https://registry.example/", "https://10.0.0.1/done", false),
            ("https://registry.example/", "https://[::1]/done", false),
            ("https://registry.example/", "https://[::ffff:10.0.0.1]/done", false),
            ("https://registry.example/", "https://localhost/done", false),
            ("https://registry.example/", "https://localhost./done", false),
            ("http://registry.example/", "http://169.254.169.254/done", false),
            ("http://127.0.0.1:4873/", "http://127.0.0.1:5000/done", true),
            ("http://192.168.0.2/", "http://10.0.0.1/done", true),
        ];
        for (registry, done_url, proper) in cases {
            let registry = RegistryUrl::parse(registry).expect("a registry");
            assert_eq!(is_proper(&registry, &done_url.parse().expect("a URL")), proper, "{registry} {done_url}");
        }
    }
}
