//! Asks the person at the terminal: for one-time passwords, for a web sign-in, for the account's password.

use std::sync::Arc;

use super::browser::Browser;
use super::confirm::confirm;
use super::hidden;
use super::printable::printable;
use super::terminal::Terminal;
use crate::error::{Error, Result, Steering};
use crate::registry::{BoxFuture, Challenge, Nobody, Responder, SignIn};
use crate::secret::Secret;

/// How often an empty answer is asked for again. A terminal that hung up gives nothing but empty answers.
const MOST_EMPTY: usize = 20;

/// Answers a registry's challenges by asking a person.
struct Prompt {
    terminal: Arc<Terminal>,
    /// Opens addresses; `None` if that is not wanted.
    browser: Option<Browser>,
}

/// Who answers challenges: the person at the terminal, or nobody.
pub(super) fn responder(terminal: Option<Arc<Terminal>>, browser: Option<Browser>) -> Arc<dyn Responder> {
    match terminal {
        Some(terminal) => Arc::new(Prompt { terminal, browser }),
        None => Arc::new(Nobody),
    }
}

impl Responder for Prompt {
    fn confirm<'a>(&'a self, registry: &'a str, untrusted: &'a [Steering]) -> BoxFuture<'a, Result<bool>> {
        Box::pin(confirm(&self.terminal, registry, untrusted))
    }

    fn one_time_password<'a>(&'a self, challenge: &'a Challenge) -> BoxFuture<'a, Result<Option<Secret>>> {
        Box::pin(self.ask_one_time_password(challenge))
    }

    fn answered(&self) {
        self.terminal.count_answer();
    }

    fn can_sign_in(&self) -> bool {
        true
    }

    fn sign_in<'a>(&'a self, sign_in: &'a SignIn) -> BoxFuture<'a, Result<()>> {
        Box::pin(self.show_sign_in(sign_in))
    }
}

impl Prompt {
    async fn ask_one_time_password(&self, challenge: &Challenge) -> Result<Option<Secret>> {
        let what = if challenge.refused {
            "The registry refused the one-time password. Codes can be used once, and only for a short time.\n"
        } else {
            "The registry asks for a one-time password.\n"
        };
        self.terminal.show(what)?;
        if let Some(words) = &challenge.message {
            self.terminal.show(&format!("It says: {}\n", printable(words)))?;
        }
        for _ in 0..MOST_EMPTY {
            self.terminal.show("One-time password: ")?;
            let answer = self.terminal.line().await.ok_or(Error::Canceled)?;
            let answer = answer.expose().trim();
            if !answer.is_empty() {
                return Ok(Some(Secret::new(answer)));
            }
        }
        Err(Error::Canceled)
    }

    /// The address is shown whole, since it is of no use otherwise (T31).
    async fn show_sign_in(&self, sign_in: &SignIn) -> Result<()> {
        let address = printable(sign_in.auth_url.as_str());
        self.terminal.show(&format!("The registry asks you to sign in at this address:\n\n  {address}\n\n"))?;
        let Some(browser) = &self.browser else {
            return self.terminal.show("Open it in a browser; this command goes on when you are done.\n");
        };
        self.terminal.show("Press Enter to open it in the browser.\n")?;
        if self.terminal.line().await.is_none() || browser.open(&sign_in.auth_url).await {
            return Ok(());
        }
        self.terminal.show("The browser could not be started: open the address yourself.\n")
    }
}

/// Asks for the account's password, without echo; `None` if there is nobody to ask.
pub(super) async fn password(terminal: Option<&Terminal>, registry: &str) -> Result<Option<Secret>> {
    let Some(terminal) = terminal else { return Ok(None) };
    // The registry is named, since a configuration file may have chosen it (T2).
    let question = format!("Password of your account on {}: ", printable(registry));
    for _ in 0..MOST_EMPTY {
        let answer = hidden::ask(terminal, &question).await?;
        if !answer.is_empty() {
            return Ok(Some(answer));
        }
        terminal.show("The password is empty. Ctrl-D gives up.\n")?;
    }
    Err(Error::Canceled)
}

#[cfg(test)]
mod tests {
    use std::io::Write;
    use std::sync::{Arc, Mutex};

    use super::Prompt;
    use crate::cli::terminal::Terminal;
    use crate::registry::{Challenge, Responder, SignIn};
    use crate::secret::Secret;

    #[derive(Clone, Default)]
    struct Screen(Arc<Mutex<Vec<u8>>>);

    impl Write for Screen {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().expect("no panic while writing").write(bytes)
        }

        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    impl Screen {
        fn text(&self) -> String {
            String::from_utf8(self.0.lock().expect("no panic while writing").clone()).expect("text")
        }
    }

    fn prompt(typed: &'static str) -> (Prompt, Screen) {
        let screen = Screen::default();
        let terminal = Terminal::new(Box::new(typed.as_bytes()), Box::new(screen.clone()));
        (Prompt { terminal: Arc::new(terminal), browser: None }, screen)
    }

    #[tokio::test]
    async fn takes_any_one_time_password_that_is_not_empty() {
        let cases = [
            ("123456\n", Some("123456")),
            ("  123 456 \n", Some("123 456")),
            // T35: npm takes digits only, and asks for ever.
            ("abc-def\n", Some("abc-def")),
            ("\n \n123456\n", Some("123456")),
            ("123456", Some("123456")),
            ("", None),
            ("\n", None),
        ];
        for (typed, taken) in cases {
            let (prompt, _) = prompt(typed);
            let challenge = Challenge { message: None, sign_in: None, refused: false };
            match (prompt.one_time_password(&challenge).await, taken) {
                (Ok(answer), Some(_)) => assert_eq!(answer.as_ref().map(Secret::expose), taken, "{typed:?}"),
                (Err(error), None) => assert_eq!(error.code().as_str(), "ECANCELED"),
                (answer, _) => unreachable!("{typed:?}: {answer:?}"),
            }
        }
    }

    #[tokio::test]
    async fn says_why_it_asks() {
        let (prompt, screen) = prompt("1\n");
        let challenge = Challenge { message: Some("see\u{1b}[31m mail".into()), sign_in: None, refused: true };
        prompt.one_time_password(&challenge).await.expect("an answer");
        assert!(screen.text().contains("refused") && screen.text().contains("see\\u{1b}[31m mail"));
    }

    #[tokio::test]
    async fn a_dropped_question_does_not_swallow_the_next_answer() {
        let (reader, mut writer) = std::io::pipe().expect("a pipe");
        let screen = Screen::default();
        let prompt = Prompt {
            terminal: Arc::new(Terminal::new(Box::new(reader), Box::new(screen.clone()))),
            browser: Some(crate::cli::browser::Browser::new(&crate::env::Env::default(), None)),
        };
        let address = "https://registry.example/login?next=/a".parse().expect("a URL");
        let sign_in = SignIn { auth_url: address, done_url: "https://registry.example/done".parse().expect("a URL") };
        {
            let showing = prompt.sign_in(&sign_in);
            tokio::select! {
                biased;
                _ = showing => unreachable!("nobody pressed Enter"),
                () = tokio::task::yield_now() => {}
            }
        }
        writer.write_all(b"123456\n").expect("a listener");
        let challenge = Challenge { message: None, sign_in: None, refused: false };
        let answer = prompt.one_time_password(&challenge).await.expect("an answer");
        assert_eq!(answer.as_ref().map(Secret::expose), Some("123456"));
        assert!(screen.text().contains("  https://registry.example/login?next=/a\n"), "{}", screen.text());
    }
}
