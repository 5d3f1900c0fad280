//! The address of a registry.

use url::Url;

use crate::config::RegistryUrl;
use crate::registry::TOKENS;

/// An address that is taken means the same once printed, shows no credentials, and has its endpoints within itself.
///
/// The first line of the input is the registry; the others are addresses that may be its own.
pub fn registry_url(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let mut lines = text.lines();
    let Ok(registry) = RegistryUrl::parse(lines.next().unwrap_or_default()) else { return };
    let address = registry.as_url();
    assert!(matches!(address.scheme(), "http" | "https") && address.has_host(), "{address}");
    assert!(address.path().ends_with('/') && address.query().is_none() && address.fragment().is_none(), "{address}");
    assert!(RegistryUrl::parse(address.as_str()).as_ref() == Ok(&registry), "{address}");

    // A host or path that looks like a token is masked, and is another one then.
    if !registry.to_string().contains("***") {
        let shown = RegistryUrl::parse(&registry.to_string()).expect("what is shown can be read");
        assert!(shown.to_string() == registry.to_string() && registry.same_origin(shown.as_url()), "{registry}");
        assert!(!has_user_info(shown.as_url()), "{registry}");
    }

    let endpoint = registry.endpoint(TOKENS);
    assert!(registry.contains(&endpoint) && !has_user_info(&endpoint), "{endpoint}");
    assert!(endpoint.path() == format!("{}{TOKENS}", address.path()), "{endpoint}");

    for other in lines.filter_map(|line| address.join(line).ok()).filter(|other| registry.contains(other)) {
        assert!(address.host() == other.host() && address.scheme() == other.scheme(), "{other}");
        assert!(address.port_or_known_default() == other.port_or_known_default(), "{other}");
        let segments = |url: &Url| url.path().split('/').map(str::to_owned).collect::<Vec<_>>();
        let own = segments(address);
        assert!(segments(&other).starts_with(&own[..own.len() - 1]), "{other}");
    }
}

fn has_user_info(url: &Url) -> bool {
    !url.username().is_empty() || url.password().is_some()
}
