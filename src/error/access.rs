//! What can be asked of any error.

use url::Url;

use super::{Candidate, Error, Exchange, Left, Unapplied};

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
            Self::UnknownOutcome { cause, .. } => cause.status_code(),
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
            Self::UnknownOutcome { exchange, .. } => Some(exchange),
            _ => None,
        }
    }

    /// The registry the error belongs to.
    pub fn registry(&self) -> Option<&str> {
        match self {
            Self::NeedAuth { registry, .. }
            | Self::Restriction { registry, .. }
            | Self::Undelivered { registry, .. }
            | Self::Uncarried { registry, .. }
            | Self::Rotation { registry, .. }
            | Self::NotRevoked { registry, .. }
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

    /// The tokens an ambiguous selector could mean, or that a create of unknown outcome may have made.
    pub fn candidates(&self) -> &[Candidate] {
        match self {
            Self::Ambiguous { candidates, .. } | Self::UnknownOutcome { candidates, .. } => candidates,
            _ => &[],
        }
    }

    /// The restrictions that the registry did not apply to a new token.
    pub fn restrictions(&self) -> &[Unapplied] {
        match self {
            Self::Restriction { unapplied, .. } => unapplied,
            _ => &[],
        }
    }

    /// The key of the token the error is about: one that was made, or one that could not be rotated.
    pub fn key(&self) -> Option<&str> {
        match self {
            Self::Restriction { key, .. }
            | Self::Undelivered { key, .. }
            | Self::Uncarried { key, .. }
            | Self::Rotation { key, .. }
            | Self::NotRevoked { key, .. } => Some(key).filter(|key| !key.is_empty()).map(String::as_str),
            _ => None,
        }
    }

    /// The key of the old token of a rotation that has a new one beside it.
    pub fn old_key(&self) -> Option<&str> {
        match self {
            Self::Rotation { old, .. } => Some(old),
            _ => None,
        }
    }

    /// The key of the token that was revoked because of the error.
    pub fn revoked(&self) -> Option<&str> {
        match self {
            Self::Restriction { key, kept: None, .. } | Self::Undelivered { key, kept: None, .. } => Some(key),
            Self::UnknownOutcome { revoked, .. } => revoked.as_deref(),
            _ => None,
        }
    }

    /// What a call that failed with this error has left on the registry.
    pub fn left(&self) -> Left<'_> {
        match self {
            Self::Restriction { key, kept: Some(_), .. } | Self::Undelivered { key, kept: Some(_), .. } => {
                Left::Token(key)
            }
            Self::NotRevoked { key, .. } | Self::Rotation { key, .. } => Left::Token(key),
            // What panicked may have done so at any time.
            Self::UnknownOutcome { revoked: None, .. } | Self::Internal { .. } => Left::Unknown,
            _ => Left::Nothing,
        }
    }

    /// The error that led to this one, or kept it from being put right.
    pub fn underlying(&self) -> Option<&Self> {
        match self {
            Self::Restriction { kept, .. } => kept.as_deref(),
            Self::UnknownOutcome { cause, .. }
            | Self::Undelivered { cause, .. }
            | Self::Rotation { cause, .. }
            | Self::NotRevoked { cause, .. } => Some(cause),
            _ => None,
        }
    }
}
