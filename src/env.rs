//! What the surroundings say: environment variables, folders, terminals. The only reader of `std::env`.

use std::ffi::OsString;
use std::io::IsTerminal;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use zeroize::Zeroizing;

/// A snapshot of the surroundings, taken when a call starts.
///
/// A snapshot and not a live view: Node.js lets scripts change `process.env` at any time and gives each
/// worker thread an environment of its own, so the caller says which one counts.
#[derive(Clone, Default)]
pub struct Env {
    /// Any of them may hold a secret. Copies of the snapshot share them.
    vars: Arc<Zeroizing<Vec<(String, String)>>>,
    cwd: PathBuf,
    home: Option<PathBuf>,
    node: Option<PathBuf>,
    node_arguments: Vec<String>,
}

impl Env {
    /// Makes a snapshot from given variables and a working directory.
    pub fn new(vars: Vec<(String, String)>, cwd: PathBuf) -> Self {
        let mut env =
            Self { vars: Arc::new(Zeroizing::new(vars)), cwd, home: None, node: None, node_arguments: Vec::new() };
        // An empty one would make the user's file of the `.npmrc` in the working directory.
        let is_set = |home: &PathBuf| !home.as_os_str().is_empty();
        let home = env.var("HOME").map(PathBuf::from).filter(is_set);
        env.home = home.or_else(|| std::env::home_dir().filter(is_set));
        env
    }

    /// Takes the snapshot of this process. Variables that are not Unicode are left out.
    pub fn of_process() -> Self {
        let vars = std::env::vars_os()
            .filter_map(|(name, value)| Some((name.into_string().ok()?, value.into_string().ok()?)))
            .collect();
        Self::new(vars, working_directory())
    }

    /// The same surroundings seen from another folder; a relative one counts from the working directory.
    #[must_use]
    pub fn with_cwd(mut self, cwd: &Path) -> Self {
        self.cwd = self.cwd.join(cwd);
        self
    }

    /// Sets the Node.js binary, beside which npm keeps its global configuration.
    #[must_use]
    pub fn with_node(mut self, node: PathBuf) -> Self {
        self.node = Some(node);
        self
    }

    /// Sets what Node.js was told on its own command line, before the script.
    #[must_use]
    pub fn with_node_arguments(mut self, arguments: Vec<String>) -> Self {
        self.node_arguments = arguments;
        self
    }

    /// Gives a variable's value; names are case-insensitive on Windows, as they are there.
    pub fn var(&self, name: &str) -> Option<&str> {
        let same = |other: &str| if cfg!(windows) { other.eq_ignore_ascii_case(name) } else { other == name };
        self.vars.iter().find(|(other, _)| same(other)).map(|(_, value)| value.as_str())
    }

    /// All variables, in the order of the environment.
    pub fn vars(&self) -> impl Iterator<Item = (&str, &str)> {
        self.vars.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// The working directory.
    pub fn cwd(&self) -> &Path {
        &self.cwd
    }

    /// The home directory: `$HOME` unless it is empty, else the account's.
    pub fn home(&self) -> Option<&Path> {
        self.home.as_deref()
    }

    /// The folder for what programs note from one run to the next: `$XDG_STATE_HOME`, else `%LOCALAPPDATA%` on Windows, else
    /// `~/.local/state`. Only absolute ones count.
    pub fn state(&self) -> Option<PathBuf> {
        let named = |name| self.var(name).map(PathBuf::from).filter(|folder| folder.is_absolute());
        let local = || if cfg!(windows) { named("LOCALAPPDATA") } else { None };
        let own = || self.home().map(|home| home.join(".local").join("state")).filter(|folder| folder.is_absolute());
        named("XDG_STATE_HOME").or_else(local).or_else(own)
    }

    /// Finds the Node.js binary that a shell would start, wherever links lead. What lies in relative folders or among a
    /// project's dependencies does not count: it may be a stranger's.
    pub fn find_node(&self) -> Option<PathBuf> {
        let name = if cfg!(windows) { "node.exe" } else { "node" };
        let is_installed = |folder: &PathBuf| folder.is_absolute() && folder.iter().all(|part| part != "node_modules");
        let folders = std::env::split_paths(self.var("PATH")?).filter(is_installed);
        let found = folders.map(|folder| folder.join(name)).find(|file| is_program(file))?;
        // There, a resolved path has a form that not every program understands.
        if cfg!(windows) { Some(found) } else { found.canonicalize().ok() }
    }

    /// Finds the program that a word means, as a shell would: a path from the working directory on, or a name on the `PATH`.
    ///
    /// # Errors
    ///
    /// If there is none (`NotFound`), or what is there cannot be run (`PermissionDenied`).
    pub fn find_program(&self, word: &str) -> std::io::Result<PathBuf> {
        let is_path = word.chars().any(std::path::is_separator);
        let folders: Vec<PathBuf> = match self.var("PATH") {
            _ if is_path => vec![PathBuf::new()],
            Some(path) => std::env::split_paths(path).collect(),
            None => Vec::new(),
        };
        let mut problem = std::io::ErrorKind::NotFound;
        for folder in folders.iter().filter(|_| !word.is_empty()) {
            let file = self.cwd.join(folder).join(word);
            for file in self.spellings(&file) {
                if is_program(&file) {
                    return Ok(file);
                }
                if file.exists() {
                    problem = std::io::ErrorKind::PermissionDenied;
                }
            }
        }
        Err(problem.into())
    }

    /// The names of a file that a command line may mean by one: on Windows also with the endings of programs.
    fn spellings(&self, file: &Path) -> Vec<PathBuf> {
        if !cfg!(windows) {
            return vec![file.to_owned()];
        }
        let with = |ending: &str| PathBuf::from(format!("{}{ending}", file.display()));
        let endings =
            self.var("PATHEXT").unwrap_or(".COM;.EXE;.BAT;.CMD").split(';').filter(|ending| !ending.is_empty());
        let own = file.extension().map(|_| file.to_owned());
        own.into_iter().chain(endings.map(with)).collect()
    }

    /// The Node.js binary, if one is known.
    pub fn node(&self) -> Option<&Path> {
        self.node.as_deref()
    }

    /// What Node.js was told on its own command line; nothing where there is none.
    pub fn node_arguments(&self) -> &[String] {
        &self.node_arguments
    }
}

fn is_program(file: &Path) -> bool {
    let Ok(facts) = file.metadata() else { return false };
    #[cfg(unix)]
    let may_run = std::os::unix::fs::PermissionsExt::mode(&facts.permissions()) & 0o111 != 0;
    #[cfg(not(unix))]
    let may_run = true;
    facts.is_file() && may_run
}

/// The words this process was started with, without the program's name.
pub fn arguments() -> impl Iterator<Item = OsString> {
    std::env::args_os().skip(1)
}

/// The program's name, as this process was started with it.
pub fn program_word() -> Option<OsString> {
    std::env::args_os().next()
}

/// The folder this process works in; empty (so that paths stay relative) if it was deleted.
pub fn working_directory() -> PathBuf {
    std::env::current_dir().unwrap_or_default()
}

/// The program this process runs.
pub fn program() -> Option<PathBuf> {
    std::env::current_exe().ok()
}

/// Tells whether standard output is a terminal.
pub fn stdout_is_terminal() -> bool {
    std::io::stdout().is_terminal()
}

/// Tells whether standard input is a terminal.
pub fn stdin_is_terminal() -> bool {
    std::io::stdin().is_terminal()
}

/// Tells whether a person can be asked: standard input or standard error is a terminal.
pub fn person_is_present() -> bool {
    stdin_is_terminal() || std::io::stderr().is_terminal()
}

/// Tells whether a person sees what is asked, and can type an answer: standard input and standard error are terminals.
pub fn person_is_attending() -> bool {
    stdin_is_terminal() && std::io::stderr().is_terminal()
}

#[cfg(test)]
mod tests {
    use std::path::PathBuf;

    use super::Env;

    #[test]
    fn an_empty_home_is_none() {
        let home = |vars: &[(&str, &str)]| {
            let vars = vars.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
            Env::new(vars, PathBuf::from("/work")).home().map(PathBuf::from)
        };
        assert_eq!(home(&[("HOME", "/mine")]), Some(PathBuf::from("/mine")));
        assert_eq!(home(&[("HOME", "")]), home(&[]));
        assert_ne!(home(&[("HOME", "")]), Some(PathBuf::new()));
    }

    #[cfg(unix)]
    #[test]
    fn finds_programs_as_a_shell_does() {
        let env = Env::new(vec![("PATH".into(), "/nowhere::/bin".into())], PathBuf::from("/"));
        let found = |word: &str| env.find_program(word).map_err(|error| error.kind());
        let missing = Err(std::io::ErrorKind::NotFound);
        assert_eq!(found("sh"), Ok(PathBuf::from("/bin/sh")));
        assert_eq!(found("bin/sh"), Ok(PathBuf::from("/bin/sh")));
        assert_eq!(found("/etc/passwd"), Err(std::io::ErrorKind::PermissionDenied));
        for word in ["", "no-such-program", "./sh", "/bin/no-such-program"] {
            assert_eq!(found(word), missing, "{word}");
        }
    }
}
