//! The parts of error messages that depend on what is known.

use super::{Failure, RefusedRedirect};

pub(super) fn list(keys: &[String]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

pub(super) fn quoted(said: Option<&String>) -> String {
    said.map(|words| format!(": {words}")).unwrap_or_default()
}

pub(super) fn place(place: Option<&String>) -> String {
    place.map(|place| format!(" at {place}")).unwrap_or_default()
}

pub(super) fn failure(kind: Failure) -> &'static str {
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

pub(super) fn refused_redirect(reason: RefusedRedirect, location: Option<&str>) -> String {
    let to = location.unwrap_or("nowhere");
    match reason {
        RefusedRedirect::OtherOrigin => format!("to another origin, {to}, which must not see the credentials"),
        RefusedRedirect::MethodChange => format!("to {to} by a status that would turn it into a GET"),
        RefusedRedirect::TooMany => "too often".into(),
        RefusedRedirect::NoLocation => "without a usable address".into(),
    }
}
