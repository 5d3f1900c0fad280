//! The parts of error messages that depend on what is known.

use super::{Error, Failure, RefusedRedirect, RotationStep, Steering, Unapplied, Uncarried};

pub(super) fn list(keys: &[String]) -> String {
    keys.iter().map(|key| format!("`{key}`")).collect::<Vec<_>>().join(", ")
}

pub(super) fn quoted(said: Option<&String>) -> String {
    said.map(|words| format!(": {words}")).unwrap_or_default()
}

pub(super) fn unapplied(unapplied: &[Unapplied], key: &str, kept: Option<&Error>) -> String {
    let one = |one: &Unapplied| format!("`{}` ({})", one.restriction, one.instead);
    let list = unapplied.iter().map(one).collect::<Vec<_>>().join(", ");
    let named = if key.is_empty() { String::new() } else { format!(" with key `{key}`") };
    let end = match kept {
        None => "it was revoked".to_owned(),
        Some(error) => format!("it is still there, since revoking it failed: {error}"),
    };
    format!("the registry made a token{named} without {list}; {end}")
}

pub(super) fn undelivered(key: &str, cause: &Error, kept: Option<&Error>) -> String {
    let named = if key.is_empty() { String::new() } else { format!(" with key `{key}`") };
    let end = match kept {
        None => "it was revoked".to_owned(),
        Some(error) => format!("it may still be there, since revoking it failed: {error}"),
    };
    format!("the new token{named} reached nobody: {cause}; {end}")
}

pub(super) fn uncarried(properties: &[Uncarried]) -> String {
    let one = |one: &Uncarried| format!("`{}`: {}", one.property, one.problem);
    properties.iter().map(one).collect::<Vec<_>>().join("; ")
}

pub(super) fn both(step: RotationStep, key: &str, old: &str, cause: &Error) -> String {
    let named = if key.is_empty() { String::new() } else { format!(" with key `{key}`") };
    let new = format!("the new token{named} is where it was to go");
    match step {
        RotationStep::Prove => {
            format!("{new}, and may not work: {cause}; the old one with key `{old}` is kept")
        }
        RotationStep::Same => format!("the new token is where it was to go, and neither is revoked: {cause}"),
        RotationStep::Revoke => {
            format!(
                "{new} and works; the old one with key `{old}` may still be there, since revoking it failed: {cause}"
            )
        }
    }
}

pub(super) fn not_revoked(key: &str, cause: &Error) -> String {
    let named = if key.is_empty() { String::new() } else { format!(" with key `{key}`") };
    format!("the temporary token{named} may still be there, since revoking it failed: {cause}")
}

pub(super) fn unseen(unseen: Option<&Error>) -> String {
    unseen.map(|error| format!("; the list of tokens could not be read: {error}")).unwrap_or_default()
}

pub(super) fn untrusted(registry: Option<&str>, settings: &[Steering]) -> String {
    let settings: Vec<String> = settings.iter().map(ToString::to_string).collect();
    let registry = registry.map(|registry| format!(" to {registry}")).unwrap_or_default();
    format!("no secret is sent{registry} because a project says so: {}", settings.join("; "))
}

impl std::fmt::Display for Steering {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(formatter, "`{}` in {}", self.key, self.place)?;
        self.sends.as_ref().map_or(Ok(()), |sent| write!(formatter, ", which would send {sent}"))
    }
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
