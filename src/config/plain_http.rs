//! Keeps credentials off plain http, where everybody on the way can read them.
//!
//! The keys of credentials have no scheme (trap T5): what is stored for `https://host/` is found for `http://host/` too.

use url::{Host, Url};

use super::expand::expand;
use super::value::{Source, Sourced, Value};
use super::{Config, RegistryUrl};
use crate::error::Result;

#[cfg(test)]
mod tests;

impl Config {
    /// Refuses to send stored credentials to an http registry that they were not stored for.
    pub(super) fn refuse_downgrade(&self, registry: &Sourced<RegistryUrl>, credentials: &Source) -> Result<()> {
        let Sourced { value, source } = registry;
        // What the caller gives with the call is for this registry.
        if value.as_url().scheme() != "http" || credentials.is_given() {
            return Ok(());
        }
        let problem = if value.is_public() || self.is_known_by_https(value) {
            "the credentials for this host are for https, and would go over plain http"
        } else if self.is_steered("registry")
            && !credentials.is_of_project()
            && !is_loopback(value.as_url())
            && !self.trusts_project()?
        {
            "only the project says http, and the credentials are not the project's"
        } else {
            return Ok(());
        };
        Err(source.invalid(
            "registry",
            problem,
            "write `https://…`, or give the credentials for this call (`authToken`)",
        ))
    }

    /// Tells whether some layer names the same host by https, for everything or for a scope.
    fn is_known_by_https(&self, registry: &RegistryUrl) -> bool {
        let own = registry.as_url();
        let values = self.layers.iter().flat_map(|layer| &layer.values);
        let registries =
            values.filter(|(key, _)| *key == "registry" || key.starts_with('@') && key.ends_with(":registry"));
        registries
            .filter_map(|(_, value)| self.address(value))
            .any(|other| other.scheme() == "https" && other.host() == own.host() && other.port() == own.port())
    }

    fn address(&self, value: &Value) -> Option<Url> {
        let Value::Text(text) = value else { return None };
        Url::parse(expand(text, &self.env).text.trim()).ok()
    }
}

/// The warning about credentials on their way over plain http, if that is where they go.
pub(super) fn warning(registry: &RegistryUrl) -> Option<String> {
    let url = registry.as_url();
    let is_readable = url.scheme() == "http" && !is_loopback(url);
    is_readable.then(|| format!("credentials go to {registry} over plain http: everybody on the way can read them"))
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(ip)) => ip.is_loopback(),
        Some(Host::Ipv6(ip)) => ip.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}
