//! Everything that can go wrong, as data; `code` names the kind, `hint` says what to do about it.

mod access;
mod code;
mod facts;
mod hint;
pub mod paste;
mod words;

use std::time::Duration;

use url::Url;

pub use code::ErrorCode;
pub use facts::{
    Candidate, Cause, Exchange, Failure, Left, RefusedRedirect, RotationStep, Steering, Unapplied, Uncarried,
};

/// What every fallible function of this crate returns.
pub type Result<T> = std::result::Result<T, Error>;

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
    #[error("{} in {place}: credentials must name their registry", words::list(.keys))]
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
    /// Secrets would go where only the project says, and nobody has trusted it.
    #[error("{}", words::untrusted(.registry.as_deref(), .settings))]
    Untrusted {
        /// The registry, where it is known.
        registry: Option<String>,
        /// What the project says.
        settings: Vec<Steering>,
        /// Whether a request without secrets was made before.
        sent: bool,
    },
    /// The registry wants a one-time password.
    #[error("the registry {} one-time password{}", if *.refused { "refused the" } else { "asks for a" }, words::quoted(.said.as_ref()))]
    OneTimePassword {
        /// The request.
        exchange: Exchange,
        /// The answer's status.
        status: u16,
        /// Where a person can sign in instead.
        auth_url: Option<Box<Url>>,
        /// Where the result of that sign-in appears.
        done_url: Option<Box<Url>>,
        /// Whether one was sent already.
        refused: bool,
        /// The server's words.
        said: Option<String>,
    },
    /// The registry does not let this address in.
    #[error("the registry does not accept requests from this IP address{}", words::quoted(.said.as_ref()))]
    IpAddress {
        /// The request.
        exchange: Exchange,
        /// The answer's status.
        status: u16,
        /// The server's words.
        said: Option<String>,
    },
    /// The registry answered with a status that is an error.
    #[error("{} {} failed with status {status}{}", .exchange.method, .exchange.url, words::quoted(.said.as_ref()))]
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
    #[error("the registry limits the rate of requests{}", words::quoted(.said.as_ref()))]
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
    #[error("{} {} was redirected {}", .exchange.method, .exchange.url, words::refused_redirect(*.reason, .location.as_deref()))]
    Redirect {
        /// The request.
        exchange: Exchange,
        /// The answer's status.
        status: u16,
        /// The origin of the address it names.
        location: Option<String>,
        /// Why it is not followed.
        reason: RefusedRedirect,
    },
    /// The request did not get through.
    #[error("{} {} failed: {}", .exchange.method, .exchange.url, words::failure(*.kind))]
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
    /// The registry made a token that is broader, or lives longer, than what was asked for.
    #[error("{}", words::unapplied(.unapplied, .key, .kept.as_deref()))]
    Restriction {
        /// The registry.
        registry: String,
        /// What it did not apply.
        unapplied: Vec<Unapplied>,
        /// The key of the token; empty if the registry named none.
        key: String,
        /// Why the token could not be revoked; `None` if it is gone.
        kept: Option<Box<Error>>,
    },
    /// The value of a new token could not be handed over.
    #[error("{}", words::undelivered(.key, .cause, .kept.as_deref()))]
    Undelivered {
        /// The registry.
        registry: String,
        /// The key of the token; empty if the registry named none.
        key: String,
        /// What kept it from being handed over.
        #[source]
        cause: Box<Error>,
        /// Why the token could not be revoked; `None` if it is gone.
        kept: Option<Box<Error>>,
    },
    /// A token has properties that no new one could have, or that nobody knows.
    #[error("the token with key `{key}` cannot be rotated as it is: {}", words::uncarried(.properties))]
    Uncarried {
        /// The registry.
        registry: String,
        /// The key of the token.
        key: String,
        /// What stands in the way.
        properties: Vec<Uncarried>,
    },
    /// A rotation that ends with two tokens: the new one was handed over, and the old one is not gone.
    #[error("{}", words::both(*.step, .key, .old, .cause))]
    Rotation {
        /// The registry.
        registry: String,
        /// What failed.
        step: RotationStep,
        /// The key of the old token.
        old: String,
        /// The key of the new one; empty if the registry named none.
        key: String,
        /// Why it failed.
        #[source]
        cause: Box<Error>,
    },
    /// A token that was made for one piece of work could not be revoked after it.
    #[error("{}", words::not_revoked(.key, .cause))]
    NotRevoked {
        /// The registry.
        registry: String,
        /// The key of the token; empty if the registry named none.
        key: String,
        /// Why it could not be revoked.
        #[source]
        cause: Box<Error>,
    },
    /// A create was sent, and nothing says whether the registry made the token.
    #[error("it is not known whether a token was made: {cause}{}", words::unseen(.unseen.as_deref()))]
    UnknownOutcome {
        /// The request.
        exchange: Box<Exchange>,
        /// What kept the answer away.
        #[source]
        cause: Box<Error>,
        /// The tokens on the list that may be the one, if it was made.
        candidates: Vec<Candidate>,
        /// Why the list could not be looked at.
        unseen: Option<Box<Error>>,
        /// The key of the token that was certainly the one, and is revoked.
        revoked: Option<String>,
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
    /// A mistake in this program, met while it ran.
    #[error("a mistake in npm-token{}", words::place(.place.as_ref()))]
    Internal {
        /// The file and line, where they are known. What the panic said is not kept: it may quote anything.
        place: Option<String>,
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
