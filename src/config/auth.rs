//! Which credentials belong to a registry.
//!
//! They stand under keys that begin with the registry's address without the scheme. The longest address that has
//! any counts, and it alone: a shorter one does not fill in what it lacks.

use base64::Engine as _;
use base64::alphabet;
use base64::engine::general_purpose::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use url::Url;
use zeroize::Zeroizing;

use super::value::{Source, Sourced};
use super::{Config, RegistryUrl};
use crate::error::{Error, Result};
use crate::secret::Secret;

#[cfg(test)]
mod tests;

/// What proves to a registry who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Credentials {
    /// A token.
    Bearer(Secret),
    /// User name and password, in the encoded form in which they are sent.
    Basic(Secret),
}

impl Credentials {
    /// The value of the `Authorization` header.
    pub fn header_value(&self) -> Secret {
        match self {
            Self::Bearer(token) => Secret::new(format!("Bearer {}", token.expose())),
            Self::Basic(encoded) => Secret::new(format!("Basic {}", encoded.expose())),
        }
    }

    /// Every text in them that must not be shown, should a server repeat it.
    pub fn secrets(&self) -> Vec<Secret> {
        match self {
            Self::Bearer(token) => vec![token.clone()],
            Self::Basic(encoded) => {
                let decoded = decode(encoded.expose());
                let password = decoded.split_once(':').map(|(_, password)| Secret::new(password));
                std::iter::once(encoded.clone()).chain(password.filter(|password| !password.is_empty())).collect()
            }
        }
    }

    fn basic(user: &str, password: &str) -> Self {
        let both = Zeroizing::new(format!("{user}:{password}"));
        Self::Basic(Secret::new(STANDARD.encode(both.as_bytes())))
    }
}

/// What npm takes for credentials, in the order in which it prefers them.
const TOKEN: &str = "_authToken";
const ENCODED: &str = "_auth";
const USER: &str = "username";
const PASSWORD: &str = "_password";
pub(super) const CERTIFICATE: &str = "certfile";
pub(super) const KEY: &str = "keyfile";

/// What is sent of them.
pub(super) const CREDENTIALS: [&str; 4] = [TOKEN, ENCODED, USER, PASSWORD];

/// Keys that lack the registry they are for.
const UNSCOPED: [&str; 6] = [TOKEN, ENCODED, USER, PASSWORD, "_authtoken", "-authtoken"];

impl Config {
    /// The beginning of the keys whose credentials count for a registry.
    pub(super) fn credentials_prefix(&self, registry: &RegistryUrl) -> Option<String> {
        prefixes(&registry.endpoint("-/npm/v1/tokens")).find(|prefix| {
            let has = |name| self.is_set(&format!("{prefix}:{name}"));
            has(TOKEN) || has(ENCODED) || has(USER) && has(PASSWORD) || has(CERTIFICATE) && has(KEY)
        })
    }

    /// Tells whether a credential says something, if only something unusable: it is judged where it is used.
    fn is_set(&self, key: &str) -> bool {
        !matches!(self.secret(key), Ok(None))
    }

    /// The credentials for a registry: the caller's token, else those under `prefix`, else the URL's user info.
    pub(super) fn credentials(
        &self,
        registry: &Sourced<RegistryUrl>,
        prefix: Option<&str>,
    ) -> Result<Option<Sourced<Credentials>>> {
        if let Some(token) = &self.auth_token {
            let key = if self.given == Source::Flag { "token-stdin" } else { "auth-token" };
            if token.is_empty() {
                return Err(self.given.invalid(key, "it is empty", "give a token"));
            }
            check_header(token, key, &self.given)?;
            return Ok(Some(Sourced::new(Credentials::Bearer(token.clone()), &self.given)));
        }
        if let Some(found) = prefix.map(|prefix| self.credentials_at(prefix)).transpose()?.flatten() {
            self.refuse_downgrade(registry, &found.source)?;
            return Ok(Some(found));
        }
        Ok(user_info(registry.value.as_url()).map(|found| Sourced::new(found, &registry.source)))
    }

    fn credentials_at(&self, prefix: &str) -> Result<Option<Sourced<Credentials>>> {
        for (name, credentials) in [(TOKEN, Credentials::Bearer as fn(Secret) -> _), (ENCODED, Credentials::Basic)] {
            let key = format!("{prefix}:{name}");
            if let Some(Sourced { value, source }) = self.secret(&key)? {
                check_header(&value, &key, &source)?;
                return Ok(Some(Sourced { value: credentials(value), source }));
            }
        }
        let user = self.secret(&format!("{prefix}:{USER}"))?;
        let password = self.secret(&format!("{prefix}:{PASSWORD}"))?;
        Ok(user.zip(password).map(|(user, password)| {
            let credentials = Credentials::basic(user.value.expose(), &decode(password.value.expose()));
            Sourced { value: credentials, source: password.source }
        }))
    }

    /// Refuses credentials that do not say for which registry they are.
    ///
    /// npm refuses them even if there are others for this registry (trap T59), which bars people from managing
    /// tokens because of a line that has no effect.
    pub(super) fn refuse_unscoped(&self) -> Result<()> {
        for layer in self.layers.iter().filter(|layer| layer.source.file().is_some()) {
            let is_set = |key: &&str| match layer.values.get(*key) {
                Some(value) => !matches!(value.clone().into_secret(), Ok(None)),
                None => false,
            };
            let keys: Vec<String> = UNSCOPED.iter().filter(|key| is_set(key)).map(ToString::to_string).collect();
            if !keys.is_empty() {
                return Err(Error::UnscopedAuth { keys, place: layer.source.to_string() });
            }
        }
        Ok(())
    }

    /// Where credentials were looked for, in words.
    pub(super) fn searched(&self, registry: &RegistryUrl) -> Vec<String> {
        // The one prefix to recommend; the longer and shorter ones were looked for too.
        let shown = registry.endpoint("");
        let prefix = prefixes(&shown).next().unwrap_or_default();
        let files = self.files().map(|file| file.display().to_string());
        let mut places: Vec<String> = files.chain(std::iter::once(Source::Environment.to_string())).collect();
        places[0] = format!("`{prefix}:{TOKEN}` in {}", places[0]);
        places
    }
}

/// The key of the token for a URL and all below it.
pub(super) fn token_key(url: &Url) -> String {
    format!("{}:{TOKEN}", prefixes(url).next().unwrap_or_default())
}

/// The beginnings of keys that count for a URL, the longest first: each path segment is optional, and so is the
/// slash behind it.
fn prefixes(url: &Url) -> impl Iterator<Item = String> {
    let port = url.port().map(|port| format!(":{port}")).unwrap_or_default();
    let longest = format!("//{}{port}{}", url.host_str().unwrap_or_default(), url.path());
    std::iter::successors(Some(longest), |prefix| {
        let shorter = match prefix.strip_suffix('/') {
            Some(rest) => rest,
            None => prefix.trim_end_matches(|letter| letter != '/'),
        };
        (shorter.len() > 2).then(|| shorter.to_owned())
    })
}

/// User name and password of a URL.
fn user_info(url: &Url) -> Option<Credentials> {
    let (user, password) = (url.username(), url.password().unwrap_or_default());
    let is_given = !user.is_empty() || !password.is_empty();
    is_given.then(|| Credentials::basic(&percent_decoded(user), &percent_decoded(password)))
}

fn percent_decoded(text: &str) -> Zeroizing<String> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(text.len()));
    let mut rest = text.as_bytes();
    while let [first, others @ ..] = rest {
        let code = others.get(..2).filter(|_| *first == b'%').and_then(|digits| std::str::from_utf8(digits).ok());
        let decoded = code.and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(decoded.unwrap_or(*first));
        rest = if decoded.is_some() { &others[2..] } else { others };
    }
    Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned())
}

/// Decodes base64 as leniently as Node.js: both alphabets, other characters skipped, the end at the first `=`.
fn decode(encoded: &str) -> Zeroizing<String> {
    let lenient = GeneralPurpose::new(
        &alphabet::STANDARD,
        GeneralPurposeConfig::new()
            .with_decode_padding_mode(DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let text = encoded.split('=').next().unwrap_or_default();
    let mut digits: Zeroizing<String> = Zeroizing::new(
        text.chars()
            .map(|letter| match letter {
                '-' => '+',
                '_' => '/',
                other => other,
            })
            .filter(|letter| letter.is_ascii_alphanumeric() || matches!(letter, '+' | '/'))
            .collect(),
    );
    // One digit holds no byte.
    if digits.len() % 4 == 1 {
        digits.pop();
    }
    let bytes = Zeroizing::new(lenient.decode(digits.as_bytes()).unwrap_or_default());
    Zeroizing::new(String::from_utf8_lossy(&bytes).into_owned())
}

/// A credential that cannot be sent is refused without showing it, as npm does (trap T11).
pub(super) fn check_header(secret: &Secret, key: &str, source: &Source) -> Result<()> {
    if secret.fits_header() {
        return Ok(());
    }
    let problem = "it has a line break or another character that cannot be sent in a header";
    Err(source.invalid(key, problem, "write the value as the registry gave it, in one line"))
}
