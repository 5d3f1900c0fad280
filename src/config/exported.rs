//! Which variables a package manager may have made of files.
//!
//! npm hands its children what it read: with `npx` or `npm run`, a project's `registry=` comes back as
//! `npm_config_registry`. Such a variable counts as what it may have been made of. Whether it has the same value is not
//! asked: npm spells URLs its own way, resolves paths from another folder, and knows other variables than we do when it
//! replaces `${…}`, so that a file could be written to look different on either side.

use std::collections::{HashMap, HashSet};
use std::path::PathBuf;

use super::layer::{Layer, key_of};
use super::value::{Source, Value};
use crate::env::Env;

/// Who runs this program.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Runner {
    /// A person, as far as can be seen.
    Person,
    /// npm, which reads the same files as we do.
    Npm,
    /// Another package manager, which has files that only it knows.
    Other,
}

impl Runner {
    pub(super) fn of(env: &Env) -> Self {
        let agent = env.var("npm_config_user_agent").unwrap_or_default();
        let program = env.var("npm_execpath").unwrap_or_default().to_lowercase();
        let others = ["pnpm", "yarn", "bun"];
        let is_other = |name: &&str| {
            let file = program.rsplit(['/', '\\']).next().unwrap_or_default();
            agent.starts_with(&format!("{name}/")) || file.starts_with(*name)
        };
        if others.iter().any(is_other) {
            return Self::Other;
        }
        let signs = ["npm_execpath", "npm_command", "npm_lifecycle_event", "npm_config_user_agent"];
        if signs.iter().any(|name| env.var(name).is_some()) { Self::Npm } else { Self::Person }
    }
}

/// Another file that npm may have read as the project's: it is run for another folder than this one, or a script has
/// changed it.
pub(super) fn other_project_file(env: &Env) -> Option<PathBuf> {
    env.var("npm_config_local_prefix").map(|root| env.cwd().join(root).join(".npmrc"))
}

/// Takes from the environment what may have been made of a file. Keys of a registry are not exported.
pub(super) fn split_off(environment: &mut Layer, origin: &Layer) -> Layer {
    // A file's key need not be one of npm's: `Bypass_2FA` is exported under the name of `bypass-2fa` all the same.
    let mut said: HashSet<String> = origin.values.keys().map(|key| key_of(key)).collect();
    if said.contains("prefix") {
        // The global file is below the prefix, and npm exports where it is.
        said.insert("globalconfig".to_owned());
    }
    let references: HashMap<String, &String> =
        origin.references.iter().map(|(key, name)| (key_of(key), name)).collect();
    let is_exported = |key: &str| !key.starts_with("//") && (origin.computed.is_some() || said.contains(key));
    let values: HashMap<String, Value> = environment.values.extract_if(|key, _| is_exported(key)).collect();
    let mut layer = Layer::new(Source::Exported(Box::new(origin.source.clone())), values);
    for key in layer.values.keys() {
        // What is escaped in the file, `\${…}`, is none there, and becomes one on the way through the environment.
        let there = || environment.references.get(key);
        if let Some(name) = references.get(key).copied().or(origin.computed.as_ref()).or_else(there) {
            layer.references.insert(key.clone(), name.clone());
        }
    }
    layer
}

/// Takes everything from the environment that a package manager may have made of files which only it knows.
pub(super) fn split_off_all(environment: &mut Layer, env: &Env) -> Layer {
    let values = environment.values.extract_if(|key, _| !key.starts_with("//")).collect();
    let mut layer = Layer::new(Source::Exported(Box::new(Source::Project(env.cwd().to_owned()))), values);
    layer.references.clone_from(&environment.references);
    layer
}

#[cfg(test)]
mod tests;
