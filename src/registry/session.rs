//! A session of a person: begun by a web sign-in as npm's `login` does it, and ended as its `logout` does.

use reqwest::Method;
use serde::Deserialize;
use zeroize::Zeroizing;

use super::challenge::{SignIn, web_address};
use super::transport::{Body, Response};
use super::{Call, Registry, Target};
use crate::error::{Error, Result};
use crate::secret::Secret;

/// Where a web sign-in is asked for.
const LOGIN: &str = "-/v1/login";

/// Where a session is ended.
const SESSION: &str = "-/user/token/";

#[derive(Deserialize)]
struct Addresses {
    #[serde(rename = "loginUrl")]
    login_url: String,
    #[serde(rename = "doneUrl")]
    done_url: String,
}

impl Registry {
    /// Has the person sign in on the web, and gives the token of the session that begins.
    ///
    /// # Errors
    ///
    /// [`Error::Status`] where the registry has no web sign-in.
    pub async fn log_in(&self) -> Result<Secret> {
        let url = self.url.endpoint(LOGIN);
        let body = Some(Body::new(Zeroizing::new(b"{}".to_vec())));
        let call = Call { body, ..Call::new(Method::POST, url.clone(), Target::Item) };
        let response = self.call(call).await?;
        let sign_in = addresses(&response).ok_or_else(|| Error::BadResponse {
            exchange: self.exchange(&Method::POST, &url),
            status: response.status,
            problem: "it names no addresses to sign in at".into(),
        })?;
        let token = self.sign_in(&sign_in).await?;
        self.keep_secret(&token);
        Ok(token)
    }

    /// Ends a session. Registries take its token as part of the address.
    pub async fn log_out(&self, token: &Secret) -> Result<()> {
        let mut url = self.url.endpoint(SESSION);
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push(token.expose());
        }
        let call = Call { secrets: vec![token.clone()], ..Call::new(Method::DELETE, url, Target::Item) };
        self.call(call).await.map(drop)
    }
}

fn addresses(response: &Response) -> Option<SignIn> {
    let found: Addresses = response.json()?;
    Some(SignIn { auth_url: web_address(&found.login_url)?, done_url: web_address(&found.done_url)? })
}
