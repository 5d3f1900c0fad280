//! Whether the system's certificate authorities count, and where they are: named as Node.js names it.

use std::path::PathBuf;

use super::Config;
use super::exported::Runner;
use crate::env::Env;
use crate::error::Result;

#[cfg(test)]
mod tests;

/// Where the system's certificate authorities are; the usual places of the system if nothing is named.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SystemStore {
    /// A file of certificates, of `SSL_CERT_FILE`.
    pub file: Option<PathBuf>,
    /// Folders of such files, of `SSL_CERT_DIR`.
    pub folders: Vec<PathBuf>,
}

impl SystemStore {
    fn of(env: &Env) -> Self {
        let at = |path: PathBuf| env.cwd().join(path);
        let file = env.var("SSL_CERT_FILE").filter(|file| !file.is_empty()).map(|file| at(file.into()));
        let folders = std::env::split_paths(env.var("SSL_CERT_DIR").unwrap_or_default());
        let folders = folders.filter(|folder| !folder.as_os_str().is_empty()).map(at).collect();
        Self { file, folders }
    }
}

impl Config {
    /// The system's authorities, if they count: by npm's own configuration, else as for Node.js.
    pub(super) fn system_store(&self) -> Result<Option<SystemStore>> {
        let configured = self.flag("use-system-ca")?.map(|wanted| wanted.value);
        let is_wanted = configured.unwrap_or_else(|| self.is_wanted_of_node());
        Ok(is_wanted.then(|| SystemStore::of(&self.env)))
    }

    /// What Node.js was told last counts: its variable first, then its options, then its command line.
    fn is_wanted_of_node(&self) -> bool {
        let options = self.env.var("NODE_OPTIONS").filter(|_| !self.is_project_behind_node_options());
        let words = options.unwrap_or_default().split_whitespace().map(|word| word.trim_matches('"'));
        let words = words.chain(self.env.node_arguments().iter().map(String::as_str));
        words.filter_map(choice).next_back().unwrap_or_else(|| self.env.var("NODE_USE_SYSTEM_CA") == Some("1"))
    }

    /// Package managers make `NODE_OPTIONS` of `node-options`, and no project may say whom to trust.
    fn is_project_behind_node_options(&self) -> bool {
        Runner::of(&self.env) == Runner::Other || self.source_of("node-options").is_of_project()
    }
}

/// What one word says. Node.js takes underscores for dashes.
fn choice(word: &str) -> Option<bool> {
    match word.replace('_', "-").as_str() {
        "--use-system-ca" => Some(true),
        "--no-use-system-ca" => Some(false),
        _ => None,
    }
}
