//! The transport over reqwest: TLS, proxies, timeouts, and one pool of connections for the whole process.

use std::error::Error as StdError;
use std::io;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use reqwest::{Client, NoProxy, Proxy, redirect};
use rustls::{CertificateError, OtherError};
use zeroize::Zeroizing;

use super::progress::Outgoing;
use super::tls;
use super::transport::{Request, Response, TransportError};
use crate::config::{Network, ProxyRules};
use crate::error::{Cause, Error, Failure, Result};

/// How much of an error is read: its words, which are cut anyway.
const LARGEST_ERROR: usize = 256 * 1024;

/// The most room that is made for an answer before it is there.
const ROOM: usize = 64 * 1024;

/// Idle connections are closed before servers usually do.
const IDLE: Duration = Duration::from_secs(4);

/// How long an HTTP/2 connection may at most be silent under a request before it is asked whether it is alive, and then
/// again before it is given up. A dead one has to be found out within the time of one request, or the next goes its way.
const SILENCE: Duration = Duration::from_secs(20);

/// How many different connection settings are remembered.
const MOST_CLIENTS: usize = 16;

/// One client for each TLS and proxy setting, so that calls with the same settings share connections.
static CLIENTS: Mutex<Vec<(Network, Client)>> = Mutex::new(Vec::new());

/// Gives the transport for some connection settings.
pub(super) fn transport(network: &Network) -> Result<Http> {
    let mut clients = CLIENTS.lock().unwrap_or_else(PoisonError::into_inner);
    let entry = match clients.iter().position(|(known, _)| known == network) {
        Some(place) => clients.remove(place),
        None => (network.clone(), build(network)?),
    };
    let client = entry.1.clone();
    // The one used last is at the end; the one not used for longest goes first.
    clients.push(entry);
    if clients.len() > MOST_CLIENTS {
        clients.remove(0);
    }
    Ok(Http { client })
}

fn build(network: &Network) -> Result<Client> {
    let unusable = |error: reqwest::Error| Error::Connect { problem: Cause::of(&error.without_url()).to_string() };
    let mut builder = Client::builder()
        .tls_backend_preconfigured(tls::client_config(network)?)
        .redirect(redirect::Policy::none())
        .referer(false)
        // Over HTTP/2 a refused stream would be sent again, and a token may have been made.
        .retry(reqwest::retry::never())
        // For the connection, the headers and the whole body together: a body that drips is not endless.
        .timeout(network.fetch_timeout)
        .http2_keep_alive_interval((network.fetch_timeout / 4).min(SILENCE))
        .http2_keep_alive_timeout((network.fetch_timeout / 2).min(SILENCE))
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

/// Carries requests to a server and brings back answers. It neither repeats requests nor follows redirects.
#[derive(Clone)]
pub(super) struct Http {
    client: Client,
}

impl Http {
    /// Sends a request and reads the whole answer. Dropping the future gives the request up.
    pub(super) async fn send(&self, request: Request) -> std::result::Result<Response, TransportError> {
        let mut url = request.url;
        // User info a server put into an address would become credentials.
        let _ = url.set_username("");
        let _ = url.set_password(None);
        let mut builder = self.client.request(request.method, url).headers(request.headers);
        if let Some(body) = request.body {
            builder =
                builder.body(reqwest::Body::wrap(Outgoing { bytes: Some(body.bytes()), progress: request.progress }));
        }
        let response = builder.send().await.map_err(|error| connection(&error))?;
        read(response, request.largest).await
    }
}

/// Reads an answer to its end. One with more than `largest` bytes is refused, unless it is an error, which is cut.
async fn read(mut response: reqwest::Response, largest: usize) -> std::result::Result<Response, TransportError> {
    let is_success = response.status().is_success();
    let largest = if is_success { largest } else { LARGEST_ERROR };
    let status = response.status().as_u16();
    let length = response.content_length().and_then(|length| usize::try_from(length).ok());
    let headers = std::mem::take(response.headers_mut());
    // Where the length is known, nothing is moved, and leaves a copy behind, while it grows.
    let mut body = Zeroizing::new(Vec::with_capacity(length.unwrap_or_default().min(ROOM)));
    loop {
        match response.chunk().await {
            Ok(None) => return Ok(Response { status, headers, body }),
            Ok(Some(chunk)) if body.len() + chunk.len() <= largest => body.extend_from_slice(&chunk),
            Ok(Some(chunk)) if !is_success => {
                let room = largest - body.len();
                body.extend_from_slice(&chunk[..room]);
                return Ok(Response { status, headers, body });
            }
            Ok(Some(_)) => {
                let problem = format!("it is larger than {} MiB", largest / 1024 / 1024);
                return Err(TransportError::Body { status, problem });
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
    if let Some(rustls::Error::InvalidCertificate(CertificateError::Other(OtherError(cause)))) = find(error) {
        // Its own words are in the form for programmers, which builds that are to be small leave out.
        return Cause::said(&format!("invalid peer certificate: {cause}"));
    }
    error.source().map_or_else(|| Cause::of(error), Cause::of)
}

fn kind(error: &reqwest::Error) -> Failure {
    if error.is_timeout() {
        return Failure::TimedOut;
    }
    match find::<rustls::Error>(error) {
        // What came is not TLS at all.
        Some(rustls::Error::InvalidMessage(_)) => return Failure::Protocol,
        Some(_) => return Failure::Certificate,
        None => {}
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
        // Of chunks and trailers.
        Some(io::ErrorKind::InvalidInput) => Failure::Protocol,
        Some(io::ErrorKind::InvalidData) if words.contains("chunk") => Failure::Protocol,
        // Over HTTP/2 an alert comes without its type.
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
