//! What only the project says of where requests and secrets go. A project may be a stranger's, cloned a minute ago.

use super::auth::{CERTIFICATE, CREDENTIALS, KEY};
use super::expand::expand;
use super::value::{Source, Sourced, Value};
use super::{Config, Credentials, RegistryUrl, ini};
use crate::error::{Error, Result, Steering};

#[cfg(test)]
mod tests;

/// The settings that steer requests to another place, or let another place answer them.
const STEERING: [&str; 10] =
    ["registry", "proxy", "https-proxy", "noproxy", "strict-ssl", "ca", "cafile", "use-system-ca", "cert", "key"];

/// The settings that are sent, are part of an address, or are named to whoever reads the log: with `${…}` in them, a
/// variable would be.
const SENT: [&str; 11] = [
    "registry",
    "proxy",
    "https-proxy",
    "user-agent",
    "scope",
    "token-description",
    "password",
    "otp",
    "userconfig",
    "globalconfig",
    "prefix",
];

const TRUST: &str = "trust-project-config";

impl Config {
    /// What must be trusted before a secret is sent; nothing if the person trusts the project's files.
    pub(super) fn untrusted(
        &self,
        registry: &Sourced<RegistryUrl>,
        prefix: Option<&str>,
        credentials: Option<&Sourced<Credentials>>,
    ) -> Result<Vec<Steering>> {
        if self.trusts_project()? {
            return Ok(Vec::new());
        }
        let mut found = self.steering(prefix);
        // The call's own token says nothing of where it belongs, so the project would.
        if self.auth_token.is_some()
            && let Some(steering) = found.iter_mut().find(|steering| steering.key == "registry")
        {
            steering.sends = Some("this call's `authToken`".to_owned());
        }
        if credentials.is_some_and(|found| !found.source.is_of_project()) {
            let exposing = found.iter_mut().filter(|steering| self.exposes(&registry.value, &steering.key));
            exposing.for_each(|steering| steering.sends = Some("the credentials for the registry".to_owned()));
        }
        let may_send = registry.source.is_from_person() && found.is_empty();
        if let Some(prefix) = prefix.filter(|_| self.auth_token.is_none() && !may_send) {
            let keys = CREDENTIALS.iter().map(|name| format!("{prefix}:{name}"));
            found.extend(keys.filter_map(|key| self.sending(&key)));
        }
        Ok(found)
    }

    /// Refuses a setting by which the project would send a variable of the environment somewhere.
    pub(super) fn refuse_to_send(&self, key: &str) -> Result<()> {
        if !SENT.contains(&key) {
            return Ok(());
        }
        let Some(steering) = self.sending(key) else { return Ok(()) };
        let by_person = self.source_of("registry").is_from_person() && self.steering(None).is_empty();
        if by_person || self.trusts_project()? {
            return Ok(());
        }
        Err(Error::Untrusted { registry: None, settings: vec![steering], sent: false })
    }

    /// Tells whether a setting is the project's, and not what it would be without the project.
    pub fn is_steered(&self, key: &str) -> bool {
        let Some((value, source)) = self.find(key) else { return false };
        let mut without = self.layers.iter().filter(|layer| !layer.source.is_of_project());
        let without = without.find_map(|layer| layer.values.get(key));
        source.is_of_project() && self.meaning(key, Some(value)) != self.meaning(key, without)
    }

    /// A file that says something of a key, and a lower one that says something else which it hides; none if the value
    /// that counts is `accepted` whatever it hides.
    pub fn hidden(&self, key: &str, accepted: &str) -> Option<(&Source, &Source)> {
        let (value, source) = self.find(key)?;
        let meant = self.meaning(key, Some(value));
        if source.is_from_person() || meant == accepted {
            return None;
        }
        let lower = self.layers.iter().filter(|layer| layer.source.origin() != source.origin());
        let mut differing =
            lower.filter(|layer| layer.values.get(key).is_some_and(|other| self.meaning(key, Some(other)) != meant));
        differing.next().map(|layer| (source, &layer.source))
    }

    /// Tells whether the person trusts what the project's files say. The files cannot say so themselves.
    pub(super) fn trusts_project(&self) -> Result<bool> {
        let trust = self.flag(TRUST)?.filter(|trust| trust.value);
        trust.map_or(Ok(false), |trust| trust.of_person(TRUST))
    }

    /// A text for a message, unless it holds a variable that the project's file refers to, which may be a secret.
    pub fn shown(&self, key: &str, text: &str) -> String {
        self.reference(key).map_or_else(|| text.to_owned(), |name| format!("${{{name}}}…"))
    }

    /// Tells whether a setting of the project's lets others than the registry see what is sent there.
    fn exposes(&self, registry: &RegistryUrl, key: &str) -> bool {
        match (registry.as_url().scheme(), key) {
            ("https", "use-system-ca") => self.meaning(key, self.find(key).map(|(value, _)| value)) != "null",
            ("https", key) => matches!(key, "strict-ssl" | "ca" | "cafile"),
            (_, key) => key == "proxy",
        }
    }

    fn steering(&self, prefix: Option<&str>) -> Vec<Steering> {
        let files = prefix.into_iter().flat_map(|prefix| [CERTIFICATE, KEY].map(|name| format!("{prefix}:{name}")));
        let keys = STEERING.iter().map(|key| (*key).to_owned()).chain(files);
        let settings = keys.filter(|key| self.is_steered(key)).map(|key| {
            let place = self.source_of(&key).to_string();
            Steering { key, place, sends: None }
        });
        settings.chain(self.chosen.iter().cloned()).collect()
    }

    /// A setting of the project's that refers to a variable.
    fn sending(&self, key: &str) -> Option<Steering> {
        let sends = Some(format!("the variable `{}`", self.reference(key)?));
        Some(Steering { key: key.to_owned(), place: self.source_of(key).to_string(), sends })
    }

    /// The variable that the project's file refers to in a setting that counts.
    fn reference(&self, key: &str) -> Option<&str> {
        let layer = self.layers.iter().find(|layer| layer.values.contains_key(key))?;
        layer.references.get(key).filter(|_| layer.source.is_of_project()).map(String::as_str)
    }

    /// What a value comes to, in one spelling.
    fn meaning(&self, key: &str, value: Option<&Value>) -> String {
        let text = |text: &str| ini::trim(&expand(text, &self.env).text).to_owned();
        let text = match value {
            None | Some(Value::Null) => "null".to_owned(),
            Some(Value::Flag(flag)) => flag.to_string(),
            Some(Value::Number(number)) => number.to_string(),
            Some(Value::Text(value)) => text(value),
            Some(Value::List(values)) => values.iter().map(|value| text(value)).collect::<Vec<_>>().join(","),
        };
        match (key, text.as_str()) {
            ("registry", "null") => RegistryUrl::public().as_url().to_string(),
            ("registry", _) => RegistryUrl::parse(&text).map_or(text, |url| url.as_url().to_string()),
            ("strict-ssl", "null" | "true" | "1" | "") | ("dry-run", "1") => "true".to_owned(),
            ("dry-run", "null" | "0") => "false".to_owned(),
            ("use-system-ca", "null" | "false" | "0") | ("proxy", "false") => "null".to_owned(),
            _ => text,
        }
    }
}

impl<T> Sourced<T> {
    /// The value, which only the caller and the person's own environment can give.
    ///
    /// # Errors
    ///
    /// If a file says so, or a package manager by what it exports of one.
    pub fn of_person(self, key: &str) -> Result<T> {
        let Self { value, source } = self;
        if source.is_from_person() {
            return Ok(value);
        }
        let problem = "it counts only as a flag, an option or a variable, not from a file";
        let (option, variable) = (Source::Option.spelling(key), Source::Environment.spelling(key));
        let fix = format!("take it out, and give `{option}` (`--{key}`) or `{variable}` where it is wanted");
        Err(source.invalid(key, problem, &fix))
    }
}
