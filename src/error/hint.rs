//! What to do about an error, apart from what it says.

use super::{Error, Failure, RefusedRedirect, RotationStep, Steering, paste};

impl Error {
    /// Says what to do, where there is something to say.
    pub fn hint(&self) -> Option<String> {
        let words = match self {
            Self::InvalidOption { fix, .. } | Self::InvalidConfig { fix, .. } | Self::Usage { fix, .. } => fix.clone(),
            Self::InvalidCidr { .. } => {
                "write IPv4 ranges such as `192.0.2.0/24`; for one address use `/32`".into()
            }
            Self::UnscopedAuth { .. } => {
                "write `//registry.example/:_authToken=…` with your registry's host and path; `npm config fix` repairs the file".into()
            }
            Self::NeedAuth { registry, searched } => {
                format!("sign in with `npm login --registry={registry}`; looked for {}", searched.join(", "))
            }
            Self::Untrusted { settings, .. } => untrusted_hint(settings),
            Self::OneTimePassword { auth_url: Some(_), refused: false, .. } => {
                "give `otp` (`--otp`), or sign in at `authUrl` and fetch the one-time password from `doneUrl`".into()
            }
            Self::OneTimePassword { refused: true, .. } => {
                "a code can be used once and only for a short time: give a fresh one".into()
            }
            Self::OneTimePassword { .. } => {
                "give `otp` (`--otp`) from your authenticator or from the e-mail the registry sent".into()
            }
            Self::IpAddress { .. } => "the token in use is limited to other addresses by its `cidr` list".into(),
            Self::Status { status: 401, .. } => {
                "the credentials or the account password were not accepted: sign in again with `npm login`".into()
            }
            Self::Status { status: 403, .. } => {
                "the token in use may not do this: managing tokens needs a session: `npm login`, or `--login`".into()
            }
            Self::Status { status: 407, .. } => {
                "the proxy wants credentials: write them into the URL of `proxy` or `https-proxy`".into()
            }
            Self::NotSupported { instead, .. } => instead.map_or_else(
                || "manage the tokens of this registry on its web site".into(),
                std::borrow::ToOwned::to_owned,
            ),
            Self::RateLimit { retry_after: Some(wait), .. } => format!("try again in {} s", wait.as_secs()),
            Self::RateLimit { .. } => "try again later".into(),
            Self::Redirect { reason: RefusedRedirect::OtherOrigin, .. } => {
                "if that is the registry you mean, give it as `registry`".into()
            }
            Self::Connection { kind, .. } => connection_hint(*kind)?.into(),
            Self::NotRevoked { key, registry, .. } if !key.is_empty() => {
                format!("revoke it: {}", paste::revoke(key, Some(registry)))
            }
            Self::Restriction { kept: Some(_), key, .. }
            | Self::Undelivered { kept: Some(_), key, .. }
            | Self::NotRevoked { key, .. } => match key.as_str() {
                "" => "revoke the token on the registry's web site, or find it by `npm-token list`".into(),
                key => format!("revoke it: {}", paste::revoke(key, None)),
            },
            Self::Uncarried { properties, .. } => {
                let mut fixes: Vec<_> = properties.iter().map(|one| one.fix).collect();
                fixes.dedup();
                fixes.join("; ")
            }
            Self::Rotation { step: RotationStep::Same, .. } => {
                "look at `npm-token list` before you revoke anything: the old token may be the new one".into()
            }
            Self::Rotation { step, old, .. } => {
                let when = if *step == RotationStep::Prove { "once the new one works, " } else { "" };
                format!("{when}revoke the old one by {}", paste::revoke(old, None))
            }
            Self::Undelivered { .. } => "create another once it can be handed over".into(),
            Self::Restriction { unapplied, .. } => {
                let names: Vec<_> = unapplied.iter().map(|one| one.restriction).collect();
                let names = names.join(",");
                format!("to have the token all the same, give `allowUnenforced`, or `--allow-unenforced={names}`")
            }
            Self::UnknownOutcome { revoked: Some(_), .. } => "it had been made, and is revoked: create another".into(),
            Self::UnknownOutcome { candidates, .. } if !candidates.is_empty() => {
                "if nobody else made it, revoke it by its key, and create another".into()
            }
            Self::UnknownOutcome { unseen: Some(_), .. } => {
                "look at `npm-token list` before you create another".into()
            }
            Self::UnknownOutcome { .. } => {
                "none has appeared on the list so far; look again before you create another".into()
            }
            Self::Internal { .. } => "please report it, with what the call was meant to do".into(),
            Self::Ambiguous { .. } => "name the token by its full `key`".into(),
            Self::TokenNotFound { .. } => "`npm-token list` shows the tokens there are".into(),
            _ => return None,
        };
        Some(words)
    }
}

/// A registry that the caller names is no longer the project's word; for other settings that is too much to ask.
fn untrusted_hint(settings: &[Steering]) -> String {
    let trust = "if the project is yours, give `trustProjectConfig` (`--trust-project-config`)";
    if settings.iter().all(|setting| setting.key == "registry" || setting.key.starts_with("//")) {
        format!("if that is the registry you mean, give it as `registry` (`--registry`); {trust}")
    } else {
        trust.to_owned()
    }
}

fn connection_hint(kind: Failure) -> Option<&'static str> {
    Some(match kind {
        Failure::UnknownHost => "check the host name of `registry`, and the `proxy` settings",
        Failure::Refused | Failure::Unreachable => "check the address of `registry`, and the `proxy` settings",
        Failure::Certificate => {
            "give the certificate authority by `cafile`, `ca` or `NODE_EXTRA_CA_CERTS`, or `useSystemCa` (`--use-system-ca`) if the system knows it"
        }
        Failure::Proxy => "check `proxy`, `https-proxy` and `noproxy`",
        Failure::Protocol => "check the scheme and port of `registry`",
        Failure::Reset | Failure::TimedOut => return None,
    })
}
