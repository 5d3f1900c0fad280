//! A project, a home and a global folder of a test's own, and what is configured there.

use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use super::{Config, Given, Settings, Source, Value};
use crate::env::Env;
use crate::error::Result;

/// Folders with configuration files, removed when dropped. The caller works in `project`, whose `package.json`
/// makes it a project.
pub(super) struct Site {
    root: PathBuf,
    vars: Vec<(String, String)>,
    cwd: PathBuf,
    given: Vec<(String, Value)>,
    pub(super) source: Source,
}

impl Site {
    pub(super) fn new() -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("npm-token-config-{}-{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        let root = std::fs::canonicalize(std::env::temp_dir()).expect("there is a temporary folder").join(name);
        let cwd = root.join("project");
        let vars = vec![("HOME".to_owned(), root.join("home").to_string_lossy().into_owned())];
        Self { root, vars, cwd, given: Vec::new(), source: Source::Flag }.file("project/package.json", "{}")
    }

    pub(super) fn file(self, path: &str, text: impl AsRef<[u8]>) -> Self {
        let path = self.path(path);
        std::fs::create_dir_all(path.parent().expect("it is below the root")).expect("a folder can be made");
        std::fs::write(path, text).expect("a file can be written");
        self
    }

    pub(super) fn folder(self, path: &str) -> Self {
        std::fs::create_dir_all(self.path(path)).expect("a folder can be made");
        self
    }

    pub(super) fn project(self, text: &str) -> Self {
        self.file("project/.npmrc", text)
    }

    pub(super) fn user(self, text: &str) -> Self {
        self.file("home/.npmrc", text)
    }

    pub(super) fn global(self, text: &str) -> Self {
        self.file("node/etc/npmrc", text)
    }

    pub(super) fn var(mut self, name: &str, value: &str) -> Self {
        self.vars.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(super) fn given(mut self, key: &str, value: Value) -> Self {
        self.given.push((key.to_owned(), value));
        self
    }

    pub(super) fn flag(self, key: &str, text: &str) -> Self {
        self.given(key, Value::Text(text.to_owned()))
    }

    pub(super) fn cwd(mut self, path: &str) -> Self {
        self.cwd = self.path(path);
        self.folder(path)
    }

    pub(super) fn path(&self, path: &str) -> PathBuf {
        self.root.join(path)
    }

    pub(super) fn env(&self) -> Env {
        Env::new(self.vars.clone(), self.cwd.clone()).with_node(self.root.join("node/bin/node"))
    }

    pub(super) fn load(&self) -> Result<Config> {
        let given = Given { source: self.source.clone(), values: self.given.clone(), auth_token: None };
        Config::load(&self.env(), given)
    }

    pub(super) fn config(&self) -> Config {
        self.load().expect("the configuration can be read")
    }

    pub(super) fn settings(&self) -> Result<Settings> {
        self.load()?.settings()
    }

    /// The text of a key that can be used.
    pub(super) fn text(&self, key: &str) -> Option<String> {
        self.config().text(key).expect("the key can be used").map(|text| text.value)
    }
}

impl Drop for Site {
    fn drop(&mut self) {
        // A folder that stays behind harms nobody.
        let _ = std::fs::remove_dir_all(&self.root);
    }
}

/// The message of a failure.
pub(super) fn problem<T>(result: Result<T>) -> String {
    result.err().map(|error| error.to_string()).unwrap_or_default()
}
