//! One HTTP request and its answer, apart from what carries them.

use std::borrow::Cow;

use bytes::Bytes;
use reqwest::Method;
use reqwest::header::{HeaderMap, HeaderName};
use serde::de::DeserializeOwned;
use url::Url;
use zeroize::Zeroizing;

use super::progress::Progress;
use crate::error::{Cause, Failure};

/// A request as it goes over the wire.
#[derive(Debug, Clone)]
pub struct Request {
    /// The method.
    pub method: Method,
    /// The address.
    pub url: Url,
    /// The headers; those that hold secrets are marked sensitive.
    pub headers: HeaderMap,
    /// The body, if there is one.
    pub body: Option<Body>,
    /// Where it is noted how far the request has come.
    pub progress: Progress,
    /// The most bytes of the answer, unpacked, if it is a success.
    pub largest: usize,
}

/// A body that may hold a password: it is not printed, and zeroed once the last copy is gone.
#[derive(Clone)]
pub struct Body(Bytes);

impl Body {
    /// Takes over the text of a body.
    pub fn new(text: Zeroizing<Vec<u8>>) -> Self {
        Self(Bytes::from_owner(text))
    }

    /// The bytes to send; clones share the same memory.
    pub fn bytes(&self) -> Bytes {
        self.0.clone()
    }
}

impl std::fmt::Debug for Body {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "Body({} bytes)", self.0.len())
    }
}

/// An answer, read to its end.
#[derive(Clone)]
pub struct Response {
    /// The status.
    pub status: u16,
    /// The headers.
    pub headers: HeaderMap,
    /// The decoded body; it holds the new token after a create, so it is zeroed when dropped.
    pub body: Zeroizing<Vec<u8>>,
}

impl Response {
    /// A header's value, if it is there once and is text.
    pub fn header(&self, name: &HeaderName) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// All values of a header that are text.
    pub fn header_values(&self, name: &str) -> impl Iterator<Item = &str> {
        self.headers.get_all(name).iter().filter_map(|value| value.to_str().ok())
    }

    /// The body, if it is JSON of this kind and nothing but UTF-8.
    pub fn json<T: DeserializeOwned>(&self) -> Option<T> {
        serde_json::from_str(str::from_utf8(self.unmarked()).ok()?).ok()
    }

    /// The body as text, in which replacement characters stand for what is not UTF-8.
    pub fn text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(self.unmarked())
    }

    /// The body without a byte order mark in front, which is passed over, as RFC 8259 allows.
    fn unmarked(&self) -> &[u8] {
        self.body.strip_prefix("\u{feff}".as_bytes()).unwrap_or(&self.body)
    }

    /// Tells whether the status says success.
    pub fn is_success(&self) -> bool {
        (200..300).contains(&self.status)
    }
}

/// Why there is no answer.
#[derive(Debug)]
pub enum TransportError {
    /// The connection failed.
    Connection {
        /// How.
        kind: Failure,
        /// In the words of whoever noticed.
        cause: Cause,
    },
    /// The answer's body cannot be read: it is too large or badly encoded.
    Body {
        /// The answer's status.
        status: u16,
        /// What is wrong.
        problem: String,
    },
}
