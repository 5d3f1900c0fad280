//! The transport over reqwest: TLS, proxies, timeouts, and one pool of connections for the whole process.

use std::error::Error as StdError;
use std::io;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::BoxFuture;
use reqwest::{Client, NoProxy, Proxy, redirect};
use zeroize::Zeroizing;

use super::tls;
use super::transport::{Request, Response, Transport, TransportError};
use crate::config::{Network, ProxyRules};
use crate::error::{Cause, Error, Failure, Result};

/// A full list of an account's tokens is below one MiB; more than this is no list.
const LARGEST_BODY: usize = 64 * 1024 * 1024;

/// Idle connections are closed before servers usually do.
const IDLE: Duration = Duration::from_secs(4);

/// How many different connection settings are remembered.
const MOST_CLIENTS: usize = 16;

/// One client for each TLS and proxy setting, so that calls with the same settings share connections.
static CLIENTS: Mutex<Vec<(Network, Client)>> = Mutex::new(Vec::new());

/// Gives the transport for some connection settings.
pub fn transport(network: &Network) -> Result<Arc<dyn Transport>> {
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some((_, client)) = clients.iter().find(|(known, _)| known == network) {
        return Ok(Arc::new(Http { client: client.clone() }));
    }
    let client = build(network)?;
    if clients.len() == MOST_CLIENTS {
        clients.remove(0);
    }
    clients.push((network.clone(), client.clone()));
    Ok(Arc::new(Http { client }))
}

fn build(network: &Network) -> Result<Client> {
    let unusable = |error: reqwest::Error| Error::Connect { problem: Cause::of(&error.without_url()).to_string() };
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls::client_config(network)?)
        .redirect(redirect::Policy::none())
        .referer(false)
        .connect_timeout(network.fetch_timeout)
        .read_timeout(network.fetch_timeout)
        .pool_idle_timeout(IDLE)
        .no_proxy();
    for proxy in proxies(&network.proxy).map_err(unusable)? {
        builder = builder.proxy(proxy);
    }
    builder.build().map_err(unusable)
}

fn proxies(rules: &ProxyRules) -> reqwest::Result<Vec<Proxy>> {
    let bypass = rules.no_proxy.as_deref().and_then(NoProxy::from_string);
    let http = rules.http.clone().map(Proxy::http);
    let https = rules.https.clone().map(Proxy::https);
    http.into_iter().chain(https).map(|proxy| Ok(proxy?.no_proxy(bypass.clone()))).collect()
}

struct Http {
    client: Client,
}

impl Transport for Http {
    fn send(&self, request: Request) -> BoxFuture<'_, std::result::Result<Response, TransportError>> {
        Box::pin(async move {
            let mut builder = self.client.request(request.method, request.url).headers(request.headers);
            if let Some(body) = request.body {
                builder = builder.body(body.bytes());
            }
            let response = builder.send().await.map_err(|error| connection(&error))?;
            read(response).await
        })
    }
}

/// Reads an answer to its end, as far as it is of a sensible size.
async fn read(mut response: reqwest::Response) -> std::result::Result<Response, TransportError> {
    let status = response.status().as_u16();
    let headers = std::mem::take(response.headers_mut());
    let mut body = Zeroizing::new(Vec::new());
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(Response { status, headers, body }),
            Ok(Some(chunk)) if body.len() + chunk.len() <= LARGEST_BODY => body.extend_from_slice(&chunk),
            Ok(Some(_)) => {
                return Err(TransportError::Body { status, problem: "it is larger than 64 MiB".into() });
            }
            Err(error) if is_undecodable(&error) => {
                return Err(TransportError::Body { status, problem: "its compression is damaged".into() });
            }
            Err(error) => return Err(connection(&error)),
        }
    }
}

/// Tells whether a body arrived but could not be unpacked.
fn is_undecodable(error: &reqwest::Error) -> bool {
    error.is_decode() && !error.is_timeout() && find::<hyper::Error>(error).is_none()
}

fn connection(error: &reqwest::Error) -> TransportError {
    TransportError::Connection { kind: kind(error), cause: causes(error) }
}

/// The causes without reqwest's own words, which repeat the address.
fn causes(error: &reqwest::Error) -> Cause {
    error.source().map_or_else(|| Cause::of(error), Cause::of)
}

fn kind(error: &reqwest::Error) -> Failure {
    if error.is_timeout() {
        return Failure::TimedOut;
    }
    if find::<rustls::Error>(error).is_some() {
        return Failure::Certificate;
    }
    let words = causes(error).to_string();
    if ["tunnel", "proxy", "socks"].iter().any(|word| words.to_ascii_lowercase().contains(word)) {
        return Failure::Proxy;
    }
    if words.contains("dns error") {
        return Failure::UnknownHost;
    }
    if find::<hyper::Error>(error).is_some_and(hyper::Error::is_parse) {
        return Failure::Protocol;
    }
    match find::<io::Error>(error).map(io::Error::kind) {
        Some(io::ErrorKind::ConnectionRefused) => Failure::Refused,
        Some(io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable) => Failure::Unreachable,
        Some(io::ErrorKind::TimedOut) => Failure::TimedOut,
        Some(io::ErrorKind::InvalidData) => Failure::Certificate,
        _ => Failure::Reset,
    }
}

/// Finds an error of some type among the causes, also where an `io::Error` wraps it.
fn find<'a, T: StdError + 'static>(error: &'a (dyn StdError + 'static)) -> Option<&'a T> {
    let mut next = Some(error);
    while let Some(current) = next {
        if let Some(found) = current.downcast_ref::<T>() {
            return Some(found);
        }
        let wrapped = current.downcast_ref::<io::Error>().and_then(io::Error::get_ref);
        next = match wrapped {
            Some(inner) => Some(inner),
            None => current.source(),
        };
    }
    None
}
