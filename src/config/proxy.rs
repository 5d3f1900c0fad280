//! Through which proxy the registry is reached, by npm's keys and by the usual variables of the environment.

use std::fmt;

use url::Url;

use super::value::{Source, Value};
use super::{Config, RegistryUrl, registry_url};
use crate::error::Result;
use crate::redact;

#[cfg(test)]
mod tests;

/// The proxies by the scheme of what is asked for.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ProxyRules {
    /// The proxy for http URLs.
    pub http: Option<Url>,
    /// The proxy for https URLs.
    pub https: Option<Url>,
    /// The hosts that are asked directly, separated by commas.
    pub no_proxy: Option<String>,
}

impl fmt::Debug for ProxyRules {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ProxyRules")
            .field("http", &self.http.as_ref().map(redact::url))
            .field("https", &self.https.as_ref().map(redact::url))
            .field("no_proxy", &self.no_proxy)
            .finish()
    }
}

/// Gathers the rules. Only the proxy for the registry's own scheme is judged: the other one may be anything.
pub(super) fn rules(config: &Config, registry: &RegistryUrl) -> Result<ProxyRules> {
    let (http, https) = (proxy_for(config, Scheme::Http), proxy_for(config, Scheme::Https));
    let (http, https) = match registry.as_url().scheme() {
        "http" => (http?, https.unwrap_or_default()),
        _ => (http.unwrap_or_default(), https?),
    };
    let no_proxy = no_proxy(config, registry)?;
    if no_proxy.iter().any(|host| host == "*") {
        return Ok(ProxyRules::default());
    }
    Ok(ProxyRules { http, https, no_proxy: (!no_proxy.is_empty()).then(|| no_proxy.join(",")) })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Scheme {
    Http,
    Https,
}

/// What one key says.
enum Said {
    /// The key is not set.
    Nothing,
    /// No proxy. That counts for the environment's proxies as well, which npm would still use (trap T45).
    Direct,
    Through(Url),
}

/// npm uses `https-proxy` for http too; here it has its usual meaning (trap T45).
fn proxy_for(config: &Config, scheme: Scheme) -> Result<Option<Url>> {
    let own = if scheme == Scheme::Https { configured(config, "https-proxy")? } else { Said::Nothing };
    let own = match own {
        Said::Through(url) => return Ok(Some(url)),
        other => other,
    };
    match (configured(config, "proxy")?, own) {
        (Said::Through(url), _) => Ok(Some(url)),
        (Said::Nothing, Said::Nothing) => from_environment(config, scheme),
        _ => Ok(None),
    }
}

fn configured(config: &Config, key: &str) -> Result<Said> {
    let Some((value, source)) = config.value(key)? else { return Ok(Said::Nothing) };
    match value {
        Value::Null | Value::Flag(false) => Ok(Said::Direct),
        Value::Text(text) => parse(&text)
            .map(Said::Through)
            .map_err(|problem| source.invalid(key, problem, "write `http://host:port`, or `null` for no proxy")),
        _ => Err(source.invalid(key, NO_URL, "write `http://host:port`, or `null` for no proxy")),
    }
}

fn from_environment(config: &Config, scheme: Scheme) -> Result<Option<Url>> {
    // Of a CGI program `HTTP_PROXY` is the request's header `Proxy`, which anybody may send.
    let is_cgi = config.env.var("REQUEST_METHOD").is_some();
    let names: &[&'static str] = match scheme {
        Scheme::Https => &["https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"],
        Scheme::Http if is_cgi => &["http_proxy", "all_proxy", "ALL_PROXY"],
        Scheme::Http => &["http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"],
    };
    let Some((name, value)) = names.iter().find_map(|name| Some((*name, variable(config, name)?))) else {
        return Ok(None);
    };
    parse(value).map(Some).map_err(|problem| crate::error::Error::InvalidConfig {
        key: name.to_owned(),
        place: Source::Environment.to_string(),
        problem: problem.to_owned(),
        fix: "write `http://host:port`".to_owned(),
    })
}

/// The configured hosts and, as for npm, always the environment's.
fn no_proxy(config: &Config, registry: &RegistryUrl) -> Result<Vec<String>> {
    let mut hosts = config.list("noproxy")?.map(|list| list.value).unwrap_or_default();
    let from_environment = variable(config, "no_proxy").or_else(|| variable(config, "NO_PROXY"));
    hosts.extend(from_environment.into_iter().flat_map(|value| value.split(',')).map(|host| host.trim().to_owned()));
    Ok(hosts.iter().filter_map(|host| without_port(host, registry.as_url().port_or_known_default())).collect())
}

/// A host with a port counts if that is the registry's; what matches hosts later on knows neither ports nor the
/// brackets of IPv6 addresses.
fn without_port(host: &str, registry_port: Option<u16>) -> Option<String> {
    let parts = host.rsplit_once(':').and_then(|(name, port)| Some((name, port.parse::<u16>().ok()?)));
    let name = match parts {
        Some((name, port)) if !name.contains(':') || name.ends_with(']') => {
            (Some(port) == registry_port).then_some(name)?
        }
        _ => host,
    };
    let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(name);
    (!bare.is_empty()).then(|| bare.to_owned())
}

fn variable<'a>(config: &'a Config, name: &str) -> Option<&'a str> {
    config.env.var(name).map(str::trim).filter(|value| !value.is_empty())
}

const NO_URL: &str = "it is not the URL of a proxy";

fn parse(text: &str) -> std::result::Result<Url, &'static str> {
    let url = Url::parse(text).map_err(|problem| registry_url::unread(text, problem, NO_URL))?;
    if !matches!(url.scheme(), "http" | "https" | "socks5" | "socks5h") {
        return Err("its scheme is not http, https, socks5 or socks5h");
    }
    if url.host_str().is_none_or(str::is_empty) { Err(NO_URL) } else { Ok(url) }
}
