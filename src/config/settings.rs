//! All settings that every operation needs, typed and checked.

use super::auth::check_header;
use super::plain_http;
use super::value::{Source, Sourced};
use super::{Config, Credentials, Network, RegistryUrl, RetryPolicy};
use crate::error::{Result, Steering};
use crate::secret::Secret;

#[cfg(test)]
mod tests;

/// What every operation needs to know.
pub struct Settings {
    /// The registry.
    pub registry: Sourced<RegistryUrl>,
    /// Who asks; without any, only a client certificate can help.
    pub credentials: Option<Sourced<Credentials>>,
    /// What only the project says of where all this goes, and nobody has trusted.
    pub untrusted: Vec<Steering>,
    /// What the person should know.
    pub warnings: Vec<String>,
    /// Where credentials were looked for, in words.
    pub searched: Vec<String>,
    /// The one-time password.
    pub otp: Option<Sourced<Secret>>,
    /// The way of signing in that the registry may offer.
    pub auth_type: AuthType,
    /// The scope that is told to the registry, with its `@`.
    pub scope: Option<String>,
    /// How this program calls itself.
    pub user_agent: Option<String>,
    /// How to reach the registry.
    pub network: Network,
    /// How often and when to try again.
    pub retry: RetryPolicy,
}

impl Settings {
    /// What the call authenticates with.
    pub fn own_secrets(&self) -> Vec<Secret> {
        self.credentials.as_ref().map(|found| found.value.secrets()).unwrap_or_default()
    }
}

/// A way of signing in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AuthType {
    /// In the browser.
    Web,
    /// With one-time passwords that are typed in.
    Legacy,
}

impl Config {
    /// Gives all settings.
    ///
    /// # Errors
    ///
    /// If one of them cannot be used, or if there are no credentials for the registry and a file has some that do
    /// not say for which registry they are.
    pub fn settings(&self) -> Result<Settings> {
        let registry = self.registry()?;
        let prefix = self.credentials_prefix(&registry.value);
        let credentials = self.credentials(&registry, prefix.as_deref())?;
        if credentials.is_none() && prefix.is_none() {
            self.refuse_unscoped()?;
        }
        let otp = self.otp()?;
        let warning = credentials.as_ref().and_then(|_| plain_http::warning(&registry.value));
        Ok(Settings {
            untrusted: self.untrusted(&registry, prefix.as_deref(), credentials.as_ref())?,
            warnings: warning.into_iter().collect(),
            searched: self.searched(&registry.value),
            auth_type: self.auth_type(otp.as_ref().map(|otp| &otp.source))?,
            scope: self.header_text("scope")?.map(|scope| match scope.strip_prefix('@') {
                Some(_) => scope,
                None => format!("@{scope}"),
            }),
            user_agent: self.header_text("user-agent")?,
            network: self.network(&registry.value, prefix.as_deref())?,
            retry: self.retry()?,
            registry,
            credentials,
            otp,
        })
    }

    /// An address that cannot be used is an error, and `null` too: npm would send the account's password to the
    /// next registry it finds, finally to the public one (trap T42).
    fn registry(&self) -> Result<Sourced<RegistryUrl>> {
        let Some((value, source)) = self.value("registry")? else {
            return Ok(Sourced { value: RegistryUrl::public(), source: Source::Default });
        };
        let super::Value::Text(text) = value else {
            return Err(source.invalid("registry", "it is not a URL", REGISTRY_FIX));
        };
        let registry = RegistryUrl::parse(&text);
        let registry = registry.map_err(|problem| source.invalid("registry", problem, REGISTRY_FIX))?;
        Ok(Sourced::new(registry, source))
    }

    fn otp(&self) -> Result<Option<Sourced<Secret>>> {
        let otp = self.secret("otp")?;
        if let Some(otp) = &otp {
            check_header(&otp.value, "otp", &otp.source)?;
        }
        Ok(otp)
    }

    /// Who has a one-time password wants to type it in, unless a higher layer says something else, or a call's own
    /// options do, which are written by one hand.
    fn auth_type(&self, otp: Option<&Source>) -> Result<AuthType> {
        let chosen = self.text("auth-type")?;
        let is_overruled =
            |source: &Source| *source != Source::Option && otp.is_some_and(|otp| otp.rank() <= source.rank());
        Ok(match chosen {
            Some(chosen) if !is_overruled(&chosen.source) && chosen.value == "legacy" => AuthType::Legacy,
            Some(chosen) if !is_overruled(&chosen.source) => AuthType::Web,
            _ if otp.is_some() => AuthType::Legacy,
            _ => AuthType::Web,
        })
    }

    /// Text that is sent in a header.
    fn header_text(&self, key: &str) -> Result<Option<String>> {
        let Some(text) = self.text(key)?.filter(|text| !text.value.is_empty()) else { return Ok(None) };
        check_header(&Secret::new(text.value.as_str()), key, &text.source)?;
        Ok(Some(text.value))
    }
}

const REGISTRY_FIX: &str = "write `https://host/path/`";
