//! The stable names of errors. They are API: documented in `index.d.ts`, never renamed.

use std::borrow::Cow;
use std::fmt;

use super::{Error, Failure};

/// The kind of an error, as users branch on it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ErrorCode(Cow<'static, str>);

impl ErrorCode {
    /// The code's name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

impl Error {
    /// Gives the stable name of this kind of error.
    pub fn code(&self) -> ErrorCode {
        let name = match self {
            Self::InvalidOption { .. } => "EINVALIDOPTION",
            Self::InvalidCidr { .. } => "EINVALIDCIDR",
            Self::InvalidConfig { .. } | Self::Connect { .. } => "EINVALIDCONFIG",
            Self::UnscopedAuth { .. } => "ERR_INVALID_AUTH",
            Self::Usage { .. } => "EUSAGE",
            Self::ArgumentType { .. } => "ERR_INVALID_ARG_TYPE",
            Self::ArgumentValue { .. } => "ERR_INVALID_ARG_VALUE",
            Self::NeedAuth { .. } => "ENEEDAUTH",
            Self::Untrusted { .. } => "EUNTRUSTED",
            Self::OneTimePassword { .. } => "EOTP",
            Self::IpAddress { .. } => "EAUTHIP",
            Self::NotSupported { .. } => "ENOTSUPPORTED",
            Self::RateLimit { .. } => "ERATELIMIT",
            Self::BadResponse { .. } => "EBADRESPONSE",
            Self::Redirect { .. } => "EREDIRECT",
            Self::Connection { kind, .. } => failure_code(*kind),
            Self::Restriction { .. } => "ERESTRICTION",
            Self::Undelivered { .. } => "EUNDELIVERED",
            Self::Uncarried { .. } => "EUNCARRIED",
            Self::Rotation { .. } => "EROTATION",
            Self::NotRevoked { .. } => "ENOTREVOKED",
            Self::UnknownOutcome { .. } => "EUNKNOWNOUTCOME",
            Self::TokenNotFound { .. } => "ETOKENNOTFOUND",
            Self::Ambiguous { .. } => "EAMBIGUOUS",
            Self::Timeout { .. } | Self::SignInTimeout { .. } => "ETIMEDOUT",
            Self::Aborted => "ABORT_ERR",
            Self::Canceled => "ECANCELED",
            Self::Callback { .. } => "ECALLBACK",
            Self::Internal { .. } => "EINTERNAL",
            Self::Io { .. } => "EIO",
            Self::Status { status, .. } => return ErrorCode(Cow::Owned(format!("E{status}"))),
        };
        ErrorCode(Cow::Borrowed(name))
    }

    /// Tells whether the error was found before anything was sent.
    pub fn is_refusal(&self) -> bool {
        matches!(
            self,
            Self::InvalidOption { .. }
                | Self::InvalidCidr { .. }
                | Self::InvalidConfig { .. }
                | Self::UnscopedAuth { .. }
                | Self::Usage { .. }
                | Self::ArgumentType { .. }
                | Self::ArgumentValue { .. }
                | Self::NeedAuth { .. }
                | Self::Connect { .. }
                | Self::Untrusted { sent: false, .. }
        )
    }

    /// The exit status of a command that ends with this error: 2 if nothing was sent, 130 if it was interrupted, else 1.
    pub fn exit_status(&self) -> u8 {
        match self {
            Self::Aborted => 130,
            _ if self.is_refusal() => 2,
            _ => 1,
        }
    }
}

fn failure_code(kind: Failure) -> &'static str {
    match kind {
        Failure::Refused => "ECONNREFUSED",
        Failure::Reset => "ECONNRESET",
        Failure::UnknownHost => "ENOTFOUND",
        Failure::Unreachable => "EHOSTUNREACH",
        Failure::TimedOut => "ETIMEDOUT",
        Failure::Certificate => "ECERT",
        Failure::Proxy => "EPROXY",
        Failure::Protocol => "EPROTO",
    }
}
