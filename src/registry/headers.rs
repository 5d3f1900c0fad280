//! The headers of a request: npm's own, so that registries treat us like it, and credentials for the registry alone.

use reqwest::header::{AUTHORIZATION, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue, USER_AGENT};
use url::Url;

use super::{Call, Registry};
use crate::config::{AuthType, Settings};
use crate::secret::Secret;

const NPM_OTP: HeaderName = HeaderName::from_static("npm-otp");

impl Registry {
    /// The headers of a call, to wherever on the registry's origin it was redirected.
    pub(super) fn headers(&self, call: &Call, url: &Url, otp: Option<&Secret>) -> HeaderMap {
        let mut headers = self.headers_for(url, otp.map(sensitive));
        if call.body.is_some() {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        }
        headers
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
pub(super) fn sensitive(secret: &Secret) -> HeaderValue {
    let mut value = HeaderValue::from_str(secret.expose()).expect("secrets are checked where they are read");
    value.set_sensitive(true);
    value
}

/// The headers that are the same for every request of a command.
pub(super) fn common(settings: &Settings) -> HeaderMap {
    let text = |text: &str| HeaderValue::from_str(text).expect("header texts are checked where they are read");
    let auth_type = match settings.auth_type {
        AuthType::Web => "web",
        AuthType::Legacy => "legacy",
    };
    let mut headers = HeaderMap::new();
    headers.insert(USER_AGENT, text(settings.user_agent.as_deref().unwrap_or(&own_user_agent())));
    headers.insert("npm-auth-type", HeaderValue::from_static(auth_type));
    headers.insert("npm-command", HeaderValue::from_static("token"));
    if let Some(scope) = &settings.scope {
        headers.insert("npm-scope", text(scope));
    }
    headers
}

fn own_user_agent() -> String {
    format!("npm-token/{} {} {}", env!("CARGO_PKG_VERSION"), std::env::consts::OS, std::env::consts::ARCH)
}
