//! What errors are made of.

/// The request an error belongs to, in the words that may be shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Exchange {
    /// The registry's address, without user info.
    pub registry: String,
    /// The HTTP method.
    pub method: &'static str,
    /// The requested address, redacted.
    pub url: String,
}

/// A token that a selector could mean.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Candidate {
    /// The key by which the registry knows the token.
    pub key: String,
    /// The shortest unambiguous beginning of the key.
    pub id: String,
    /// The token's name, where the registry keeps one.
    pub name: Option<String>,
    /// When it was made, as the registry says it.
    pub created: Option<String>,
}

/// A restriction of a new token that the registry did not apply.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unapplied {
    /// npm's key for it: `packages`, `expires`.
    pub restriction: &'static str,
    /// What the registry did instead, in words.
    pub instead: String,
}

/// A property of a token that a new one cannot have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uncarried {
    /// The registry's name for it.
    pub property: String,
    /// Why it cannot be carried over.
    pub problem: String,
    /// What to do about it.
    pub fix: &'static str,
}

/// A step of a rotation that can leave two tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RotationStep {
    /// To see that the new token works.
    Prove,
    /// To revoke the old one.
    Revoke,
    /// To tell the two apart: the registry names the old one as the new one.
    Same,
}

/// What a create that failed has left on the registry.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Left<'a> {
    /// No token: none came to be, or it is revoked.
    Nothing,
    /// The token with this key; empty if the registry named none.
    Token(&'a str),
    /// Maybe a token.
    Unknown,
}

/// A setting that steers where requests and secrets go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Steering {
    /// The key as it is written.
    pub key: String,
    /// The place that says so.
    pub place: String,
    /// What would be sent because of it, with whatever request.
    pub sends: Option<String>,
}

/// How a connection failed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nobody listens there.
    Refused,
    /// The other side hung up.
    Reset,
    /// The host name is not known.
    UnknownHost,
    /// No way leads to the host.
    Unreachable,
    /// No whole answer in time (`fetch-timeout`).
    TimedOut,
    /// The certificate was not accepted, or TLS failed otherwise.
    Certificate,
    /// The proxy refused or could not be used.
    Proxy,
    /// What came back is not HTTP.
    Protocol,
}

/// Where and how an answer was redirected that is not followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RefusedRedirect {
    /// To another origin, which must not see the credentials.
    OtherOrigin,
    /// Of a request that changes something, by a status that turns it into a GET.
    MethodChange,
    /// More often than is sensible.
    TooMany,
    /// To no usable address.
    NoLocation,
}

/// The words of an underlying error and of all its causes, redacted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Cause(String);

impl Cause {
    /// Takes words as they are.
    pub fn said(words: &str) -> Self {
        Self(crate::redact::text(words))
    }

    /// Joins the words of an error and its sources.
    pub fn of(error: &dyn std::error::Error) -> Self {
        let mut words = error.to_string();
        let mut source = error.source();
        while let Some(next) = source {
            let text = next.to_string();
            // Wrappers repeat their cause; each thing is said once.
            if !words.contains(&text) {
                words = format!("{words}: {text}");
            }
            source = next.source();
        }
        Self::said(&words)
    }
}
