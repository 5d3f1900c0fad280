//! How to reach the registry: whom to trust, through which proxy, how long to wait, how often to try.

use std::time::Duration;

use rustls::pki_types::pem::PemObject as _;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use url::Url;
use zeroize::Zeroizing;

use super::proxy;
use super::value::{Source, Sourced};
use super::{Config, RegistryUrl, SystemStore, auth, files};
use crate::error::Result;
use crate::secret::Secret;

pub use super::proxy::ProxyRules;

#[cfg(test)]
mod tests;

/// How to reach the registry.
#[derive(Clone, PartialEq, Eq)]
pub struct Network {
    /// The authorities that may vouch for the registry.
    pub trust: Trust,
    /// More of them, in PEM form, from `NODE_EXTRA_CA_CERTS`.
    pub extra_ca: Option<String>,
    /// The client certificate; none for an http registry, which cannot ask for it.
    pub identity: Option<Identity>,
    /// Whether the registry must prove its name.
    pub strict_ssl: bool,
    /// The proxies.
    pub proxy: ProxyRules,
    /// How long the registry may be silent.
    pub fetch_timeout: Duration,
}

/// The authorities that may vouch for a server.
#[derive(Clone, PartialEq, Eq)]
pub enum Trust {
    /// Those that come with this program.
    Bundled,
    /// Those that come with this program, and those of the operating system.
    System(SystemStore),
    /// These alone, in PEM form.
    Only(String),
}

/// A client certificate.
#[derive(Clone, PartialEq, Eq)]
pub struct Identity {
    /// The certificate and those that vouch for it, in PEM form.
    pub cert: String,
    /// Its private key, in PEM form.
    pub key: Secret,
}

/// How often and when to try again.
#[derive(Debug, Clone, PartialEq)]
pub struct RetryPolicy {
    /// How often, after the first time.
    pub retries: u32,
    /// By how much each wait is longer than the one before.
    pub factor: f64,
    /// The first wait.
    pub min_timeout: Duration,
    /// The longest wait.
    pub max_timeout: Duration,
}

impl Config {
    /// The connection settings; `prefix` is where the registry's credentials stand.
    pub(super) fn network(&self, registry: &RegistryUrl, prefix: Option<&str>) -> Result<Network> {
        let proxy = proxy::rules(self, registry)?;
        // Certificate files that play no part are neither read nor judged.
        let is_https = |url: &Url| url.scheme() == "https";
        let registry_uses_tls = is_https(registry.as_url());
        let uses_tls = registry_uses_tls || proxy.http.as_ref().is_some_and(is_https);
        Ok(Network {
            trust: if uses_tls { self.trust()? } else { Trust::Bundled },
            extra_ca: if uses_tls { self.extra_ca()? } else { None },
            // It is for the registry: to a proxy it would say who asks what over http.
            identity: if registry_uses_tls { self.identity(prefix)? } else { None },
            strict_ssl: self.flag("strict-ssl")?.is_none_or(|strict| strict.value),
            proxy,
            fetch_timeout: self.milliseconds("fetch-timeout", 300_000.0)?.value,
        })
    }

    /// `ca` or `cafile`, whichever stands in the higher layer, replaces the authorities that are trusted otherwise, the
    /// system's among them.
    fn trust(&self) -> Result<Trust> {
        let (ca, cafile) = (self.source_of("ca"), self.source_of("cafile"));
        if cafile.rank() <= ca.rank()
            && let Some(file) = self.text("cafile")?
        {
            return Ok(Trust::Only(self.certificates_of("cafile", &file.value, &file.source)?));
        }
        if let Some(list) = self.list("ca")?.filter(|list| !list.value.is_empty()) {
            let pem = list.value.join("\n");
            check_certificates(&pem).map_err(|problem| list.source.invalid("ca", problem, PEM_FIX))?;
            return Ok(Trust::Only(pem));
        }
        Ok(self.system_store()?.map_or(Trust::Bundled, Trust::System))
    }

    fn extra_ca(&self) -> Result<Option<String>> {
        let key = "NODE_EXTRA_CA_CERTS";
        let Some(file) = self.env.var(key).filter(|file| !file.is_empty()) else { return Ok(None) };
        let path = self.env.cwd().join(file);
        self.certificates_of(key, &path.to_string_lossy(), &Source::Environment).map(Some)
    }

    /// The files under the credentials' prefix, else npm's older keys `cert` and `key`, which hold the text itself.
    fn identity(&self, prefix: Option<&str>) -> Result<Option<Identity>> {
        let files = prefix.map(|prefix| self.identity_files(prefix)).transpose()?.flatten();
        if files.is_some() {
            return Ok(files);
        }
        let cert = self.text("cert")?.filter(|cert| !cert.value.is_empty());
        match (cert, self.secret("key")?) {
            (None, None) => Ok(None),
            (Some(cert), None) => Err(cert.source.invalid("cert", "it has no `key`", "give both")),
            (None, Some(key)) => Err(key.source.invalid("key", "it has no `cert`", "give both")),
            (Some(cert), Some(key)) => {
                check_certificates(&cert.value).map_err(|problem| cert.source.invalid("cert", problem, PEM_FIX))?;
                check_private_key(key.value.expose()).map_err(|problem| key.source.invalid("key", problem, KEY_FIX))?;
                Ok(Some(Identity { cert: cert.value, key: key.value }))
            }
        }
    }

    fn identity_files(&self, prefix: &str) -> Result<Option<Identity>> {
        let [cert_key, key_key] = [auth::CERTIFICATE, auth::KEY].map(|name| format!("{prefix}:{name}"));
        let Some((cert, key)) = self.secret(&cert_key)?.zip(self.secret(&key_key)?) else { return Ok(None) };
        let path = |file: &Secret| files::resolve(file.expose(), &self.env).to_string_lossy().into_owned();
        let cert = self.certificates_of(&cert_key, &path(&cert.value), &cert.source)?;
        let file = path(&key.value);
        let text = self.pem_file(&key_key, &file, &key.source)?;
        check_private_key(&text).map_err(|problem| {
            key.source.invalid(&key_key, format!("{}: {problem}", self.shown(&key_key, &file)), KEY_FIX)
        })?;
        Ok(Some(Identity { cert, key: Secret::new(text.as_str()) }))
    }

    fn certificates_of(&self, key: &str, file: &str, source: &Source) -> Result<String> {
        let text = self.pem_file(key, file, source)?;
        check_certificates(&text).map_err(|problem| {
            source.invalid(key, format!("{}: {problem}", self.shown(key, file)), "give a file in PEM form")
        })?;
        Ok(text.to_string())
    }

    /// Reads a file that must be there: npm goes on without a missing one (trap T43).
    fn pem_file(&self, key: &str, file: &str, source: &Source) -> Result<Zeroizing<String>> {
        files::contents(self.env.cwd().join(file).as_path()).map_err(|cause| {
            let file = self.shown(key, file);
            source.invalid(key, format!("cannot read {file}: {cause}"), "name a readable file, or take the setting out")
        })
    }

    /// How often and when to try again.
    pub(super) fn retry(&self) -> Result<RetryPolicy> {
        let retries = self.setting("fetch-retries", 2.0)?;
        // Printing is the conversion that neither rounds nor wraps around.
        let retries = retries.value.to_string().parse().map_err(|_| {
            retries.source.invalid("fetch-retries", "it is not a whole number from 0 on", "write a number such as `2`")
        })?;
        let factor = self.setting("fetch-retry-factor", 10.0)?;
        if factor.value <= 0.0 {
            return Err(factor.source.invalid("fetch-retry-factor", "it is not above 0", "give a positive number"));
        }
        let least = self.milliseconds("fetch-retry-mintimeout", 10_000.0)?;
        let most = self.milliseconds("fetch-retry-maxtimeout", 60_000.0)?;
        if least.value > most.value {
            let shown = most.value.as_millis();
            // The blame goes to what was written; the default alone would be fine.
            let (key, source) = if least.source.rank() <= most.source.rank() {
                ("fetch-retry-mintimeout", least.source)
            } else {
                ("fetch-retry-maxtimeout", most.source)
            };
            let problem =
                format!("the longest wait, {shown} ms, is shorter than the first, {} ms", least.value.as_millis());
            return Err(source.invalid(
                key,
                problem,
                "give both `fetch-retry-mintimeout` and `fetch-retry-maxtimeout`",
            ));
        }
        Ok(RetryPolicy { retries, factor: factor.value, min_timeout: least.value, max_timeout: most.value })
    }

    fn setting(&self, key: &str, default: f64) -> Result<Sourced<f64>> {
        Ok(self.number(key)?.unwrap_or(Sourced { value: default, source: Source::Default }))
    }

    fn milliseconds(&self, key: &str, default: f64) -> Result<Sourced<Duration>> {
        let Sourced { value, source } = self.setting(key, default)?;
        match Duration::try_from_secs_f64(value / 1000.0) {
            Ok(value) if !value.is_zero() => Ok(Sourced { value, source }),
            _ => Err(source.invalid(key, format!("`{value}` is no time to wait"), "give milliseconds above 0")),
        }
    }
}

const KEY_FIX: &str = "give an unencrypted key in PEM form";
const PEM_FIX: &str = "give certificates in PEM form; in a file, in double quotes and with `\\n` for line breaks";

fn check_certificates(pem: &str) -> std::result::Result<(), &'static str> {
    let mut count = 0;
    for certificate in CertificateDer::pem_slice_iter(pem.as_bytes()) {
        certificate.map_err(|_| "a certificate in it is damaged")?;
        count += 1;
    }
    if count == 0 { Err("there is no certificate in it") } else { Ok(()) }
}

fn check_private_key(pem: &str) -> std::result::Result<(), &'static str> {
    PrivateKeyDer::from_pem_slice(pem.as_bytes()).map(drop).map_err(|_| "there is no usable private key in it")
}
