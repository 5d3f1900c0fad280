//! The address of a registry: parsed once, then trusted.

use std::fmt;

use url::{ParseError, Url};

use crate::redact;

/// The registry npm itself uses when nothing else is configured.
pub const PUBLIC_REGISTRY: &str = concat!("https://registry.", "npmjs", ".org/");

/// An http or https URL of a registry, with a path that ends in a slash and without query and fragment.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct RegistryUrl(Url);

impl RegistryUrl {
    /// Reads a registry's address; the error says what is wrong with it.
    pub fn parse(text: &str) -> Result<Self, &'static str> {
        let mut url = Url::parse(text.trim()).map_err(|problem| unread(text, problem, "it is not a URL"))?;
        if !matches!(url.scheme(), "http" | "https") {
            return Err("it is not an http or https URL");
        }
        // `http:host` is repaired to `http://host` by URL parsers, which hides a typing mistake.
        if !text.trim().get(url.scheme().len()..).is_some_and(|rest| rest.starts_with("://")) {
            return Err("it lacks `//` after the scheme");
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("a registry has no `?` or `#` part");
        }
        if !url.path().ends_with('/') {
            let path = format!("{}/", url.path());
            url.set_path(&path);
        }
        Ok(Self(url))
    }

    /// The public npm registry.
    #[expect(clippy::missing_panics_doc, reason = "it never does")]
    pub fn public() -> Self {
        Self(Url::parse(PUBLIC_REGISTRY).expect("the constant is a valid URL"))
    }

    /// Tells whether this is the public npm registry, whose limits are known.
    pub fn is_public(&self) -> bool {
        self.0.host_str() == Self::public().0.host_str()
    }

    /// The URL of an endpoint; `path` has no leading slash and its segments are already encoded.
    pub fn endpoint(&self, path: &str) -> Url {
        let mut url = self.0.clone();
        let _ = url.set_username("");
        let _ = url.set_password(None);
        url.set_path(&format!("{}{path}", self.0.path()));
        url
    }

    /// The key under which an `.npmrc` has the token for this registry.
    pub fn token_key(&self) -> String {
        super::auth::token_key(&self.endpoint(""))
    }

    /// The address itself, user info included.
    pub fn as_url(&self) -> &Url {
        &self.0
    }

    /// Tells whether a URL has this registry's scheme, host and port.
    pub fn same_origin(&self, other: &Url) -> bool {
        self.0.origin() == other.origin()
    }

    /// Tells whether a URL lies on this registry's origin and below its path.
    pub fn contains(&self, other: &Url) -> bool {
        self.same_origin(other) && other.path().starts_with(self.0.path())
    }
}

/// What is wrong with text that is no URL: `otherwise`, unless it is the host's letters.
///
/// Letters beyond ASCII are not taken: some look like others, and to tell what they come to takes large tables
/// (CONTRIBUTING, "Size").
pub(super) fn unread(text: &str, problem: ParseError, otherwise: &'static str) -> &'static str {
    if problem == ParseError::IdnaError && !text.is_ascii() {
        return "its host has letters beyond ASCII, for which it has another form, beginning with `xn--`";
    }
    otherwise
}

impl fmt::Display for RegistryUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&redact::url(&self.0))
    }
}

impl fmt::Debug for RegistryUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "RegistryUrl({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::RegistryUrl;
    use url::Url;

    #[test]
    fn accepts_http_urls_and_ends_their_path_with_a_slash() {
        let cases = [
            ("https://registry.example", "https://registry.example/"),
            (" https://registry.example/npm/repo ", "https://registry.example/npm/repo/"),
            ("http://user:pass@127.0.0.1:4873/", "http://127.0.0.1:4873/"),
            ("https://registry.example:443/a//", "https://registry.example/a//"),
        ];
        for (text, shown) in cases {
            assert_eq!(RegistryUrl::parse(text).map(|url| url.to_string()).as_deref(), Ok(shown), "{text}");
        }
    }

    #[test]
    fn refuses_what_is_no_registry() {
        for text in [
            "",
            "notaurl",
            "//registry.example/",
            "127.0.0.1:8080",
            "localhost:8080",
            "ftp://registry.example/",
            "file:///etc",
            "http:127.0.0.1",
            "https://registry.example/?a=1",
            "https://registry.example/#a",
            "${FOO}",
        ] {
            assert!(RegistryUrl::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn says_that_a_host_has_to_be_ascii() {
        for text in ["https://münchen.example/", "https://registry.еxample/", "https://registry。example/"] {
            let problem = RegistryUrl::parse(text).expect_err("it is refused");
            assert!(problem.contains("`xn--`"), "{text}: {problem}");
        }
        assert!(RegistryUrl::parse("https://xn--mnchen-3ya.example/münchen").is_ok());
    }

    #[test]
    fn builds_endpoints_below_its_path_and_without_user_info() {
        let registry = RegistryUrl::parse("http://u:p@127.0.0.1:4873/a/b").expect("a valid URL");
        assert_eq!(registry.endpoint("-/npm/v1/tokens").as_str(), "http://127.0.0.1:4873/a/b/-/npm/v1/tokens");
    }

    #[test]
    fn knows_its_own_addresses() {
        let registry = RegistryUrl::parse("https://registry.example/npm/").expect("a valid URL");
        let cases = [
            ("https://registry.example/npm/-/x", true, true),
            ("https://registry.example:443/npm/-/x", true, true),
            ("https://registry.example/other", true, false),
            ("http://registry.example/npm/", false, false),
            ("https://registry.example:8443/npm/", false, false),
            ("https://evil.example/npm/", false, false),
        ];
        for (other, same, contained) in cases {
            let other = Url::parse(other).expect("a valid URL");
            assert_eq!((registry.same_origin(&other), registry.contains(&other)), (same, contained), "{other}");
        }
    }
}
