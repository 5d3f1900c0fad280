//! What can be asked of any error.

use url::Url;

use super::{Candidate, Error, Exchange};

impl Error {
    /// The answer's status, for errors that belong to one.
    pub fn status_code(&self) -> Option<u16> {
        match self {
            Self::OneTimePassword { status, .. }
            | Self::IpAddress { status, .. }
            | Self::Status { status, .. }
            | Self::NotSupported { status, .. }
            | Self::RateLimit { status, .. }
            | Self::BadResponse { status, .. }
            | Self::Redirect { status, .. } => Some(*status),
            _ => None,
        }
    }

    /// The request the error belongs to.
    pub fn exchange(&self) -> Option<&Exchange> {
        match self {
            Self::OneTimePassword { exchange, .. }
            | Self::IpAddress { exchange, .. }
            | Self::Status { exchange, .. }
            | Self::NotSupported { exchange, .. }
            | Self::RateLimit { exchange, .. }
            | Self::BadResponse { exchange, .. }
            | Self::Redirect { exchange, .. }
            | Self::Connection { exchange, .. } => Some(exchange),
            _ => None,
        }
    }

    /// The registry the error belongs to.
    pub fn registry(&self) -> Option<&str> {
        match self {
            Self::NeedAuth { registry, .. }
            | Self::TokenNotFound { registry, .. }
            | Self::Ambiguous { registry, .. } => Some(registry),
            Self::Untrusted { registry, .. } => registry.as_deref(),
            _ => self.exchange().map(|exchange| exchange.registry.as_str()),
        }
    }

    /// Where a person can sign in, and where the result appears.
    pub fn sign_in(&self) -> Option<(&Url, &Url)> {
        match self {
            Self::OneTimePassword { auth_url: Some(auth), done_url: Some(done), .. } => Some((auth, done)),
            _ => None,
        }
    }

    /// The tokens an ambiguous selector could mean.
    pub fn candidates(&self) -> &[Candidate] {
        match self {
            Self::Ambiguous { candidates, .. } => candidates,
            _ => &[],
        }
    }
}
