//! Everything that can go wrong, as data; `code` names the kind, `hint` says what to do about it.

mod code;
mod hint;

use std::time::Duration;

use url::Url;

pub use code::ErrorCode;

/// What every fallible function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

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
    /// No answer in time (`fetch-timeout`).
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

/// Everything that can go wrong.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// An option has a value that cannot be used.
    #[error("invalid `{option}`: {problem}")]
    InvalidOption {
        /// The option's name as the user wrote it: `expires`, `--expires`.
        option: String,
        /// What is wrong with the value.
        problem: String,
        /// What to write instead.
        fix: String,
    },
    /// A CIDR range cannot be used.
    #[error("invalid `cidr` entry `{entry}`: {problem}")]
    InvalidCidr {
        /// The entry as given.
        entry: String,
        /// What is wrong with it.
        problem: &'static str,
    },
    /// A configuration file or an environment variable has a value that cannot be used.
    #[error("invalid `{key}` in {place}: {problem}")]
    InvalidConfig {
        /// The key as written there.
        key: String,
        /// The file or the environment.
        place: String,
        /// What is wrong.
        problem: String,
        /// What to write instead.
        fix: String,
    },
    /// Credentials stand in a file without saying for which registry they are.
    #[error("{} in {place}: credentials must name their registry", list(.keys))]
    UnscopedAuth {
        /// The offending keys.
        keys: Vec<String>,
        /// The file.
        place: String,
    },
    /// The command line does not say what to do.
    #[error("{problem}")]
    Usage {
        /// What is wrong with it.
        problem: String,
        /// What to write instead.
        fix: String,
    },
    /// A JavaScript argument has the wrong type.
    #[error("{problem}")]
    ArgumentType {
        /// Which argument, what was expected, what came.
        problem: String,
    },
    /// A JavaScript argument has the right type and an unusable value.
    #[error("{problem}")]
    ArgumentValue {
        /// Which argument, what was expected.
        problem: String,
    },
    /// There are no credentials for the registry.
    #[error("no credentials for {registry}")]
    NeedAuth {
        /// The registry.
        registry: String,
        /// Where credentials were looked for.
        searched: Vec<String>,
    },
    /// The registry wants a one-time password.
    #[error("{}", if *.refused { "the registry refused the one-time password" } else { "the registry asks for a one-time password" })]
    OneTimePassword {
        /// The request.
        exchange: Exchange,
        /// The answer's status.
        status: u16,
        /// Where a person can sign in instead.
        auth_url: Option<Url>,
        /// Where the result of that sign-in appears.
        done_url: Option<Url>,
        /// Whether one was sent already.
        refused: bool,
    },
    /// The registry does not let this address in.
    #[error("the registry does not accept requests from this IP address{}", quoted(.said))]
    IpAddress {
        /// The request.
        exchange: Exchange,
        /// The answer's status.
        status: u16,
        /// The server's words.
        said: Option<String>,
    },
    /// The registry answered with a status that is an error.
    #[error("{} {} failed with status {status}{}", .exchange.method, .exchange.url, quoted(.said))]
    Status {
        /// The request.
        exchange: Exchange,
        /// The answer's status.
        status: u16,
        /// The server's words.
        said: Option<String>,
    },
    /// The registry has no token API.
    #[error("{} has no token API (status {status} for {} {})", .exchange.registry, .exchange.method, .exchange.url)]
    NotSupported {
        /// The request.
        exchange: Exchange,
        /// The answer's status.
        status: u16,
        /// What this registry offers instead, where it is known.
        instead: Option<&'static str>,
    },
    /// Too many requests.
    #[error("the registry limits the rate of requests{}", quoted(.said))]
    RateLimit {
        /// The request.
        exchange: Exchange,
        /// The answer's status.
        status: u16,
        /// How long the registry asks to wait.
        retry_after: Option<Duration>,
        /// The server's words.
        said: Option<String>,
    },
    /// The answer cannot be understood.
    #[error("unusable answer to {} {}: {problem}", .exchange.method, .exchange.url)]
    BadResponse {
        /// The request.
        exchange: Exchange,
        /// The answer's status.
        status: u16,
        /// What is wrong with it.
        problem: String,
    },
    /// The answer is a redirect that is not followed.
    #[error("{} {} was redirected {}", .exchange.method, .exchange.url, refused_redirect(*.reason, .location.as_deref()))]
    Redirect {
        /// The request.
        exchange: Exchange,
        /// The answer's status.
        status: u16,
        /// The address it names, redacted.
        location: Option<String>,
        /// Why it is not followed.
        reason: RefusedRedirect,
    },
    /// The request did not get through.
    #[error("{} {} failed: {}", .exchange.method, .exchange.url, failure(*.kind))]
    Connection {
        /// The request.
        exchange: Exchange,
        /// How it failed.
        kind: Failure,
        /// The chain of causes, in words.
        #[source]
        cause: Cause,
    },
    /// The HTTP client could not be set up from the configuration.
    #[error("the connection settings cannot be used: {problem}")]
    Connect {
        /// What is wrong.
        problem: String,
    },
    /// No token answers to the selector.
    #[error("no token with {selector} on {registry}")]
    TokenNotFound {
        /// The selector in words, without secrets.
        selector: String,
        /// The registry.
        registry: String,
    },
    /// Several tokens answer to the selector.
    #[error("{} tokens with {selector} on {registry}", .candidates.len())]
    Ambiguous {
        /// The selector in words, without secrets.
        selector: String,
        /// The registry.
        registry: String,
        /// The tokens it could mean.
        candidates: Vec<Candidate>,
    },
    /// The whole call took too long (`timeout`).
    #[error("the call took longer than {} ms", .after.as_millis())]
    Timeout {
        /// The time allowed.
        after: Duration,
    },
    /// The web sign-in was not completed in time.
    #[error("the web sign-in was not completed within {} s", .after.as_secs())]
    SignInTimeout {
        /// The time allowed.
        after: Duration,
    },
    /// The caller gave the call up.
    #[error("the operation was aborted")]
    Aborted,
    /// The person at the terminal gave up.
    #[error("canceled")]
    Canceled,
    /// A callback given by the caller failed.
    #[error("`{callback}` failed: {message}")]
    Callback {
        /// The option that holds the callback.
        callback: &'static str,
        /// Its error's words, redacted.
        message: String,
    },
    /// A file or the terminal cannot be read or written.
    #[error("cannot {action}: {cause}")]
    Io {
        /// What was tried.
        action: String,
        /// Why it failed.
        #[source]
        cause: std::io::Error,
    },
}

/// The words of an underlying error and of all its causes, redacted.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0}")]
pub struct Cause(String);

impl Cause {
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
        Self(crate::redact::text(&words))
    }
}

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

fn list(keys: &[String]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

fn quoted(said: &Option<String>) -> String {
    said.as_ref().map(|words| format!(": {words}")).unwrap_or_default()
}

fn failure(kind: Failure) -> &'static str {
    match kind {
        Failure::Refused => "connection refused",
        Failure::Reset => "the connection broke off",
        Failure::UnknownHost => "the host name is not known",
        Failure::Unreachable => "the host cannot be reached",
        Failure::TimedOut => "no answer in time",
        Failure::Certificate => "the TLS connection was not accepted",
        Failure::Proxy => "the proxy did not let the request through",
        Failure::Protocol => "the answer is not valid HTTP",
    }
}

fn refused_redirect(reason: RefusedRedirect, location: Option<&str>) -> String {
    let to = location.unwrap_or("nowhere");
    match reason {
        RefusedRedirect::OtherOrigin => format!("to another origin, {to}, which must not see the credentials"),
        RefusedRedirect::MethodChange => format!("to {to} by a status that would turn it into a GET"),
        RefusedRedirect::TooMany => "too often".into(),
        RefusedRedirect::NoLocation => "without a usable address".into(),
    }
}
