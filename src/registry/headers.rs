//! The headers of a request: npm's own, so that registries treat us like it, and credentials for the registry alone.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use url::Url;

use super::{Call, Registry};
use crate::config::{AuthType, Settings};
use crate::error::{Error, Result};
use crate::secret::Secret;

const NPM_OTP: HeaderName = HeaderName::from_static("npm-otp");

impl Registry {
    /// The headers of a call, to wherever on the registry's origin it was redirected.
    pub(super) fn headers(&self, call: &Call, url: &Url, otp: Option<&Secret>) -> Result<HeaderMap> {
        let mut headers = self.headers_for(url, otp.map(|otp| sensitive(otp, "otp")).transpose()?);
        if call.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        Ok(headers)
    }

    /// The headers of every request; credentials only for the registry's own origin.
    pub(super) fn headers_for(&self, url: &Url, otp: Option<HeaderValue>) -> HeaderMap {
        let mut headers = self.common.clone();
        if self.url.same_origin(url) {
            if let Some(authorization) = &self.authorization {
                headers.insert(AUTHORIZATION, authorization.clone());
            }
            if let Some(otp) = otp {
                headers.insert(NPM_OTP, otp);
            }
        }
        headers
    }
}

/// A header value that no log shows.
pub(super) fn sensitive(secret: &Secret, option: &str) -> Result<HeaderValue> {
    let mut value = HeaderValue::from_str(secret.expose()).map_err(|_| Error::InvalidOption {
        option: option.into(),
        problem: "it has characters that cannot be sent in a header".into(),
        fix: "check it for line breaks and stray characters".into(),
    })?;
    value.set_sensitive(true);
    Ok(value)
}

/// The headers that are the same for every request of a command.
pub(super) fn common(settings: &Settings) -> Result<HeaderMap> {
    let auth_type = match settings.auth_type {
        AuthType::Web => "web",
        AuthType::Legacy => "legacy",
    };
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, HeaderValue::from_str(&user_agent(settings)).map_err(|_| header_error("user-agent"))?);
    headers.insert("npm-auth-type", HeaderValue::from_static(auth_type));
    headers.insert("npm-command", HeaderValue::from_static("token"));
    if let Some(scope) = &settings.scope {
        headers.insert("npm-scope", HeaderValue::from_str(scope).map_err(|_| header_error("scope"))?);
    }
    Ok(headers)
}

fn header_error(option: &str) -> Error {
    Error::InvalidOption {
        option: option.into(),
        problem: "it has characters that cannot be sent in a header".into(),
        fix: "use printable ASCII characters".into(),
    }
}

fn user_agent(settings: &Settings) -> String {
    settings.user_agent.clone().unwrap_or_else(|| {
        format!("npm-token/{} {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH)
    })
}
