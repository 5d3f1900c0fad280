//! Where settings and credentials come from.
//!
//! [`Config::load`] gathers what the caller, the environment and the `.npmrc` files say, in npm's order and from
//! npm's places. A value is typed, and judged, only when somebody asks for it: a bad value of a key nobody uses
//! harms nobody, and a bad value that counts is an error, never replaced by what a lower place says.

mod auth;
pub(crate) mod expand;
mod exported;
mod files;
pub mod ini;
pub mod keys;
mod layer;
mod network;
mod plain_http;
mod proxy;
mod registry_url;
mod settings;
mod steering;
mod system_store;
mod typed;
mod value;
mod workspaces;

#[cfg(test)]
mod testing;
#[cfg(test)]
mod tests;

use std::path::{Path, PathBuf};

use exported::Runner;
use layer::Layer;

use crate::env::Env;
use crate::error::{Error, Result, Steering};
use crate::secret::Secret;

pub use auth::Credentials;
pub use network::{Identity, Network, ProxyRules, RetryPolicy, Trust};
pub use registry_url::{PUBLIC_REGISTRY, RegistryUrl};
pub use settings::{AuthType, Settings};
pub use system_store::SystemStore;
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
    /// The files that the project chose.
    chosen: Vec<Steering>,
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
            layers: vec![Layer::new(given.source, values), Layer::of_environment(env)],
            chosen: Vec::new(),
        };
        let runner = Runner::of(env);
        if runner == Runner::Other {
            let exported = exported::split_off_all(config.environment(), env);
            config.insert_exported(exported);
        }
        // From high to low, since each file can say where the lower ones are.
        config.add_project(runner)?;
        if let Some(file) = config.user_file()? {
            config.add(file, Source::User, runner)?;
        }
        if let Some(file) = config.global_file()? {
            config.add(file, Source::Global, runner)?;
        }
        Ok(config)
    }

    /// Gives a key a value, as if the caller had said so from the beginning, or takes back what the caller gave.
    pub fn give(&mut self, key: &str, value: Option<Value>) {
        let given = &mut self.layers[0].values;
        match value {
            Some(value) => given.insert(key.to_owned(), value),
            None => given.remove(key),
        };
    }

    /// What the caller gave directly, as it was written.
    pub fn given(&self) -> impl Iterator<Item = (&str, &Value)> {
        self.layers[0].values.iter().map(|(key, value)| (key.as_str(), value))
    }

    /// What counts of a key, as it was written, wherever that is.
    pub fn said(&self, key: &str) -> Option<&Value> {
        self.find(key).map(|(value, _)| value)
    }

    /// The file that a registry's token is written to: the user's. Where the project chose another one, a person has to
    /// trust it, or a stranger would say where the token goes.
    pub fn npmrc(&self) -> Result<PathBuf> {
        const FIX: &str = "name the file";
        let file = self.user_file()?.ok_or_else(|| self.invalid("userconfig", "there is no home directory", FIX))?;
        match file.by {
            Some((key, place)) if place.is_of_project() && !self.trusts_project()? => {
                let settings = vec![Steering { key: key.to_owned(), place: place.to_string(), sends: None }];
                Err(Error::Untrusted { registry: None, settings, sent: false })
            }
            _ => Ok(file.path),
        }
    }

    /// A path as it is written in the configuration: from the home directory, or from the working directory.
    pub fn path(&self, text: &str) -> PathBuf {
        files::resolve(text, &self.env)
    }

    /// The files of the configuration that were looked for, the highest first.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        self.layers.iter().filter_map(|layer| layer.source.file())
    }

    /// The layer of the variables that nobody but the person has set.
    fn environment(&mut self) -> &mut Layer {
        &mut self.layers[1]
    }

    fn insert_exported(&mut self, layer: Layer) {
        if !layer.values.is_empty() {
            self.layers.insert(2, layer);
        }
    }

    /// Reads the project's file. What npm exports of it is found first, so that it has no say in whether it counts.
    fn add_project(&mut self, runner: Runner) -> Result<()> {
        let file = self.project_file()?;
        if runner == Runner::Npm {
            for file in file.iter().chain(&exported::other_project_file(&self.env)) {
                if !self.is_user_file(file)? {
                    let layer = self.read(file, Source::Project(file.clone()))?;
                    self.attribute(&layer);
                }
            }
        }
        if let Some(file) = file
            && !self.is_global()?
        {
            let layer = self.read(&file, Source::Project(file.clone()))?;
            self.layers.push(layer);
        }
        Ok(())
    }

    /// Reads a file as the next lower layer. One that is a higher layer already is not read again: npm gives up
    /// if the same file is the user's and the global one (trap T60).
    fn add(&mut self, file: Chosen, layer: fn(PathBuf) -> Source, runner: Runner) -> Result<()> {
        let mut source = layer(file.path.clone());
        if let Some((key, place)) = file.by.filter(|(_, place)| place.is_of_project()) {
            source = Source::ByProject(Box::new(source));
            let hides = file.instead_of.is_some_and(|usual| usual.exists());
            if hides || file.path.exists() {
                self.chosen.push(Steering { key: key.to_owned(), place: place.to_string(), sends: None });
            }
        }
        if self.files().any(|known| *known == file.path) {
            return Ok(());
        }
        let layer = self.read(&file.path, source)?;
        if runner == Runner::Npm {
            self.attribute(&layer);
        }
        self.layers.push(layer);
        Ok(())
    }

    fn read(&self, file: &Path, source: Source) -> Result<Layer> {
        let text = files::read(file)?.unwrap_or_default();
        Ok(Layer::of_file(source, &text, &self.env))
    }

    /// Marks the variables that npm may have made of a file.
    fn attribute(&mut self, origin: &Layer) {
        let exported = exported::split_off(self.environment(), origin);
        self.insert_exported(exported);
    }

    /// Tells whether the project's file is left out, which the project itself cannot say.
    fn is_global(&self) -> Result<bool> {
        let global = self.flag("global")?.filter(|global| !global.source.is_of_project());
        let location = self.text("location")?.filter(|location| !location.source.is_of_project());
        Ok(global.is_some_and(|global| global.value) || location.is_some_and(|location| location.value == "global"))
    }

    fn project_file(&self) -> Result<Option<PathBuf>> {
        let root = match self.text("prefix")?.filter(|prefix| prefix.source.is_given()) {
            Some(prefix) => PathBuf::from(prefix.value),
            None => files::project_root(&self.env, self.workspaces()?),
        };
        let file = root.join(".npmrc");
        // In the home directory the project's file would be the user's.
        Ok(if self.is_user_file(&file)? { None } else { Some(file) })
    }

    fn is_user_file(&self, file: &Path) -> Result<bool> {
        Ok(self.user_file()?.is_some_and(|user| user.path == file))
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

    fn user_file(&self) -> Result<Option<Chosen>> {
        let usual = files::default_user_file(&self.env);
        Ok(match self.text("userconfig")? {
            Some(file) => Some(Chosen::new("userconfig", file, usual)),
            None => usual.map(Chosen::usual),
        })
    }

    /// `globalconfig` follows the same order as every key; npm turns it around (trap T46).
    fn global_file(&self) -> Result<Option<Chosen>> {
        let usual = files::default_prefix(&self.env).map(|prefix| files::global_file(&prefix));
        if let Some(file) = self.text("globalconfig")? {
            return Ok(Some(Chosen::new("globalconfig", file, usual)));
        }
        Ok(match self.text("prefix")? {
            Some(Sourced { value, source }) => {
                let value = files::global_file(Path::new(&value)).to_string_lossy().into_owned();
                Some(Chosen::new("prefix", Sourced { value, source }, usual))
            }
            None => usual.map(Chosen::usual),
        })
    }

    /// The highest layer that says something about a key, be it `null`.
    fn find(&self, key: &str) -> Option<(&Value, &Source)> {
        self.layers.iter().find_map(|layer| Some((layer.values.get(key)?, &layer.source)))
    }
}

/// A file to read, and who chose it.
struct Chosen {
    path: PathBuf,
    /// The key that names it and the place that says so, unless it is the usual one.
    by: Option<(&'static str, Source)>,
    /// The usual one, where another is chosen.
    instead_of: Option<PathBuf>,
}

impl Chosen {
    fn usual(path: PathBuf) -> Self {
        Self { path, by: None, instead_of: None }
    }

    fn new(key: &'static str, file: Sourced<String>, usual: Option<PathBuf>) -> Self {
        let path = PathBuf::from(file.value);
        if usual.as_ref() == Some(&path) {
            return Self::usual(path);
        }
        Self { path, by: Some((key, file.source)), instead_of: usual }
    }
}
