//! Where settings and credentials come from.
//!
//! [`Config::load`] gathers what the caller, the environment and the `.npmrc` files say, in npm's order and from
//! npm's places. A value is typed, and judged, only when somebody asks for it: a bad value of a key nobody uses
//! harms nobody, and a bad value that counts is an error, never replaced by what a lower place says.

mod auth;
mod expand;
mod files;
mod ini;
pub mod keys;
mod network;
mod proxy;
mod registry_url;
mod settings;
mod typed;
mod value;
mod workspaces;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::collections::HashMap;
use std::path::PathBuf;

use zeroize::Zeroize;

use crate::env::Env;
use crate::error::Result;
use crate::secret::Secret;

pub use auth::Credentials;
pub use network::{Identity, Network, ProxyRules, RetryPolicy, Trust};
pub use registry_url::{PUBLIC_REGISTRY, RegistryUrl};
pub use settings::{AuthType, Settings};
pub use value::{Source, Sourced, Value, option_name};

/// What the caller gives directly; it counts before everything else.
pub struct Given {
    /// Options of a JavaScript call, or flags of the command line.
    pub source: Source,
    /// npm's keys (`fetch-timeout`, `//registry.example/:_authToken`) and their values.
    pub values: Vec<(String, Value)>,
    /// A token that is used whatever the configuration says.
    pub auth_token: Option<Secret>,
}

/// Everything that is configured, layer by layer.
pub struct Config {
    env: Env,
    given: Source,
    auth_token: Option<Secret>,
    /// The highest layer first.
    layers: Vec<Layer>,
}

struct Layer {
    source: Source,
    values: HashMap<String, Value>,
}

impl Drop for Layer {
    fn drop(&mut self) {
        self.values.values_mut().for_each(Zeroize::zeroize);
    }
}

impl Config {
    /// Reads the configuration files and variables that count for a working directory.
    ///
    /// # Errors
    ///
    /// If a file is there and cannot be read, or if a value that decides which files count cannot be used.
    pub fn load(env: &Env, given: Given) -> Result<Self> {
        let values = given.values.into_iter().collect();
        let mut config = Self {
            env: env.clone(),
            given: given.source.clone(),
            auth_token: given.auth_token,
            layers: vec![Layer { source: given.source, values }],
        };
        config.layers.push(config.environment());
        // From high to low, since each file can say where the lower ones are.
        if let Some(file) = config.project_file()? {
            config.add(&file, Source::Project)?;
        }
        if let Some(file) = config.user_file()? {
            config.add(&file, Source::User)?;
        }
        if let Some(file) = config.global_file()? {
            config.add(&file, Source::Global)?;
        }
        Ok(config)
    }

    /// The files of the configuration that were looked for, the highest first.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.layers.iter().filter_map(|layer| layer.source.file())
    }

    /// The variables named `npm_config_…`. Empty ones do not count, nor does what a package manager says of itself.
    fn environment(&self) -> Layer {
        let mut values = HashMap::new();
        for (name, value) in self.env.vars() {
            let prefix = name.get(..PREFIX.len()).filter(|start| start.eq_ignore_ascii_case(PREFIX));
            if prefix.is_none() || value.is_empty() {
                continue;
            }
            let key = expand::expand(&key_of(&name[PREFIX.len()..]), &self.env).text;
            if key == "user-agent" && is_of_a_package_manager(value) {
                continue;
            }
            values.insert(key, Value::Text(value.to_owned()));
        }
        Layer { source: Source::Environment, values }
    }

    /// Reads a file as the next lower layer. One that is a higher layer already is not read again: npm gives up
    /// if the same file is the user's and the global one (trap T60).
    fn add(&mut self, file: &PathBuf, layer: fn(PathBuf) -> Source) -> Result<()> {
        if self.files().any(|known| known == file) {
            return Ok(());
        }
        let text = files::read(file)?.unwrap_or_default();
        let entries = ini::parse(&text).into_iter();
        let values = entries.map(|(key, value)| (expand::expand(&key, &self.env).text, value)).collect();
        self.layers.push(Layer { source: layer(file.clone()), values });
        Ok(())
    }

    fn project_file(&self) -> Result<Option<PathBuf>> {
        let is_global = self.flag("global")?.is_some_and(|global| global.value)
            || self.text("location")?.is_some_and(|location| location.value == "global");
        if is_global {
            return Ok(None);
        }
        let root = match self.text("prefix")?.filter(|prefix| prefix.source.is_given()) {
            Some(prefix) => PathBuf::from(prefix.value),
            None => files::project_root(&self.env, self.workspaces()?),
        };
        let file = root.join(".npmrc");
        // In the home directory the project's file would be the user's.
        Ok(if self.user_file()?.as_ref() == Some(&file) { None } else { Some(file) })
    }

    /// Only the caller can switch workspaces off, as for npm.
    fn workspaces(&self) -> Result<files::Workspaces> {
        let wanted = self.flag("workspaces")?.filter(|flag| flag.source.is_given());
        Ok(if wanted.is_some_and(|flag| !flag.value) {
            files::Workspaces::Ignored
        } else {
            files::Workspaces::Followed
        })
    }

    fn user_file(&self) -> Result<Option<PathBuf>> {
        Ok(match self.text("userconfig")? {
            Some(file) => Some(PathBuf::from(file.value)),
            None => files::default_user_file(&self.env),
        })
    }

    /// `globalconfig` follows the same order as every key; npm turns it around (trap T46).
    fn global_file(&self) -> Result<Option<PathBuf>> {
        if let Some(file) = self.text("globalconfig")? {
            return Ok(Some(PathBuf::from(file.value)));
        }
        let prefix = match self.text("prefix")? {
            Some(prefix) => Some(PathBuf::from(prefix.value)),
            None => files::default_prefix(&self.env),
        };
        Ok(prefix.map(|prefix| files::global_file(&prefix)))
    }

    /// The highest layer that says something about a key, be it `null`.
    fn find(&self, key: &str) -> Option<(&Value, &Source)> {
        self.layers.iter().find_map(|layer| Some((layer.values.get(key)?, &layer.source)))
    }
}

const PREFIX: &str = "npm_config_";

/// Tells whether a user agent is that of the program that runs us.
///
/// npm, pnpm, yarn and bun set `npm_config_user_agent` to their own for every script they run, so that the script
/// knows its caller. Nobody chose it for our requests, and it would tell the registry that npm makes them.
fn is_of_a_package_manager(user_agent: &str) -> bool {
    ["npm/", "pnpm/", "yarn/", "bun/"].iter().any(|start| user_agent.starts_with(start))
}

/// The key that a variable sets: keys of a registry as they are, others in npm's spelling.
fn key_of(name: &str) -> String {
    if name.starts_with("//") {
        return name.to_owned();
    }
    let (first, rest) = name.split_at(name.chars().next().map_or(0, char::len_utf8));
    format!("{first}{}", rest.replace('_', "-")).to_lowercase()
}
