//! Opens an address in the person's browser, which gets to see no secrets of ours.

use std::process::{Command, Stdio};

use url::Url;

use crate::env::Env;

/// The way to the person's browser.
pub(super) struct Browser {
    /// The program to use; the system's choice if there is none.
    program: Option<String>,
    /// The variables that are not passed on.
    withheld: Vec<String>,
}

impl Browser {
    /// Notes which variables of these surroundings a browser must not get (T3).
    pub(super) fn new(env: &Env, program: Option<&str>) -> Self {
        let names = env.vars().map(|(name, _)| name);
        let withheld = names.filter(|name| is_secret(name)).map(str::to_owned).collect();
        Self { program: program.map(str::to_owned), withheld }
    }

    /// Opens an address; tells whether that worked. Dropping the future leaves the browser alone.
    pub(super) async fn open(&self, address: &Url) -> bool {
        let mut openers = match &self.program {
            Some(program) => vec![open::with_command(address.as_str(), program)],
            None => open::commands(address.as_str()),
        };
        for opener in &mut openers {
            self.prepare(opener);
        }
        let (sender, opened) = tokio::sync::oneshot::channel();
        // A thread of its own: some openers stay until the browser is closed, and nobody waits for that.
        std::thread::spawn(move || {
            let worked = openers.iter_mut().any(|opener| opener.status().is_ok_and(|status| status.success()));
            // Nobody may be listening any more.
            let _ = sender.send(worked);
        });
        opened.await.unwrap_or(false)
    }

    fn prepare(&self, opener: &mut Command) {
        for name in &self.withheld {
            opener.env_remove(name);
        }
        opener.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        // Ctrl-C ends this program, not the browser.
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(opener, 0);
    }
}

/// npm's configuration may hold a password; other variables tell by their name.
fn is_secret(name: &str) -> bool {
    let name = name.to_ascii_uppercase();
    let telling = ["TOKEN", "PASSWORD", "PASSWD", "SECRET", "CREDENTIAL", "API_KEY"];
    name.starts_with("NPM_CONFIG_") || telling.iter().any(|part| name.contains(part))
}

#[cfg(test)]
mod tests {
    use super::Browser;
    use crate::env::Env;

    #[test]
    fn withholds_secrets_from_the_browser() {
        let names =
            ["npm_config_password", "NPM_CONFIG_OTP", "NPM_TOKEN", "NODE_AUTH_TOKEN", "GH_TOKEN", "DB_PASSWORD"];
        let kept = ["PATH", "HOME", "DISPLAY", "BROWSER", "npm_package_name"];
        let vars = names.iter().chain(&kept).map(|name| ((*name).to_owned(), "x".to_owned())).collect();
        let browser = Browser::new(&Env::new(vars, "/".into()), None);
        assert_eq!(browser.withheld, names);
        let mut opener = std::process::Command::new("opener");
        browser.prepare(&mut opener);
        assert!(opener.get_envs().all(|(_, value)| value.is_none()));
        assert_eq!(opener.get_envs().count(), names.len());
    }
}
