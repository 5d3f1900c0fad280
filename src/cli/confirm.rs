//! Asks the person for a yes: to trust a project's files, to revoke many tokens.

use super::printable::printable;
use super::terminal::Terminal;
use crate::error::{Error, Result, Steering};

/// Names the registry and everything that only the project says; anything but a yes is a no.
pub(super) async fn confirm(terminal: &Terminal, registry: &str, untrusted: &[Steering]) -> Result<bool> {
    consent(terminal, &question(registry, untrusted)).await
}

/// Asks a question to which anything but a yes is a no.
pub(super) async fn consent(terminal: &Terminal, question: &str) -> Result<bool> {
    terminal.show(question)?;
    let answer = terminal.first_line().await?.ok_or(Error::Canceled)?;
    Ok(matches!(answer.expose().trim().to_lowercase().as_str(), "y" | "yes"))
}

fn question(registry: &str, untrusted: &[Steering]) -> String {
    let settings: Vec<String> =
        untrusted.iter().map(|steering| format!("  {}", printable(&steering.to_string()))).collect();
    format!(
        "Passwords, one-time passwords and tokens would go to {}\nby what only this project says:\n{}\nIs that right? [y/N] ",
        printable(registry),
        settings.join("\n")
    )
}

#[cfg(test)]
mod tests {
    use super::{confirm, question};
    use crate::cli::terminal::Terminal;
    use crate::error::Steering;

    #[tokio::test]
    async fn takes_nothing_but_a_yes_for_a_yes() {
        let cases =
            [("y", true), ("Yes ", true), ("", false), ("n", false), ("yep", false), ("y y", false), ("1", false)];
        for (typed, confirmed) in cases {
            let typed = std::io::Cursor::new(format!("{typed}\n"));
            let terminal = Terminal::new(Box::new(typed.clone()), Box::new(std::io::sink()));
            let answer = confirm(&terminal, "https://registry.example/", &[]).await;
            assert_eq!(answer.ok(), Some(confirmed), "{typed:?}");
        }
        let ended = Terminal::new(Box::new(&b"y"[..]), Box::new(std::io::sink()));
        let error = confirm(&ended, "https://registry.example/", &[]).await.expect_err("nobody pressed Enter");
        assert_eq!(error.code().as_str(), "ECANCELED");
    }

    #[test]
    fn names_the_registry_and_every_setting_with_its_file() {
        let steering = |key: &str, sends: Option<&str>| Steering {
            key: key.into(),
            place: "the project's /p/.npmrc".into(),
            sends: sends.map(str::to_owned),
        };
        let untrusted = [steering("registry", None), steering("//r/:_auth\u{1b}", Some("the variable `X`"))];
        let expected = "\
Passwords, one-time passwords and tokens would go to https://registry.example/
by what only this project says:
  `registry` in the project's /p/.npmrc
  `//r/:_auth\\u{1b}` in the project's /p/.npmrc, which would send the variable `X`
Is that right? [y/N] ";
        assert_eq!(question("https://registry.example/", &untrusted), expected);
    }
}
