//! The addresses of pages.

use url::Url;

use crate::registry::{Registry, TOKENS};

/// The address of a page by its number, counted from 0, and its size.
pub fn numbered(registry: &Registry, number: usize, size: Option<usize>) -> Url {
    let mut url = registry.url().endpoint(TOKENS);
    let number = Some(number).filter(|number| *number > 0).map(|number| ("page", number));
    let parameters: Vec<_> = number.into_iter().chain(size.map(|size| ("perPage", size))).collect();
    if !parameters.is_empty() {
        url.query_pairs_mut().extend_pairs(parameters.iter().map(|(name, value)| (name, value.to_string())));
    }
    url
}

/// Tells whether an address is the one we would give the second page, whatever the size: then any page can be asked for
/// by its number.
pub fn is_second(registry: &Registry, url: &Url) -> bool {
    let mut parameters: Vec<(_, _)> = url.query_pairs().collect();
    parameters.sort_unstable();
    let [(page, number), (per_page, size)] = parameters.as_slice() else { return false };
    let names = (page.as_ref(), per_page.as_ref()) == ("page", "perPage");
    names && number == "1" && size.parse::<usize>().is_ok() && url.path() == registry.url().endpoint(TOKENS).path()
}

/// Resolves the address of the next page: absolute, relative to this page, or to the registry as npm has it. One outside
/// the registry is refused.
pub fn following(registry: &Registry, current: &Url, next: &str) -> Result<Url, String> {
    let root = registry.url().as_url();
    let names_path = next.starts_with('/') && !next.starts_with("//");
    let from_registry = next.starts_with("-/") || names_path && !next.starts_with(root.path());
    let resolved = if from_registry { root.join(next.trim_start_matches('/')) } else { current.join(next) };
    let url = resolved.map_err(|_| "the address of its next page is not a URL")?;
    if registry.url().contains(&url) {
        Ok(url)
    } else {
        Err(format!("its next page is outside the registry: {}", registry.shown(&url)))
    }
}
