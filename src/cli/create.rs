//! `npm-token create`

use std::io::Read;

use jiff::Timestamp;
use zeroize::Zeroizing;

use super::output::{Output, Report};
use super::printable::printable;
use super::refusal::usage;
use super::{Session, json, parseable, prompt};
use crate::env;
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::tokens::{self, CreatedToken, NewToken};

/// Creates a token and prints its value, this once.
pub(super) async fn run(session: &Session<'_>, report: &mut Report) -> Result<()> {
    let address = &session.settings.registry.value;
    let token = NewToken::read(&session.config, address, Timestamp::now())?;
    let registry = session.open()?;
    let password = password(session).await?;
    let created = tokens::create(&registry, &token, &password).await;
    report.notices.extend(registry.notices());
    let created = created?;
    report.stdout = match session.output {
        Output::Json => json::created(&created),
        Output::Parseable => parseable::created(&created),
        Output::Token => format!("{}\n", printable(created.secret.expose())),
        Output::Table => describe(&created),
    };
    Ok(())
}

/// Takes the password from where it was given, or asks for it.
async fn password(session: &Session<'_>) -> Result<Secret> {
    if session.password_stdin {
        return piped_password().await;
    }
    if let Some(given) = session.config.secret("password")? {
        return Ok(given.value);
    }
    let asked = prompt::password(&session.settings.registry.value.to_string()).await?;
    // T33: npm ends here without a word.
    asked.ok_or_else(|| Error::InvalidOption {
        option: "password".into(),
        problem: "it is missing, and there is no terminal to ask at".into(),
        fix: "pipe it in with `--password-stdin`, set `npm_config_password`, or run the command in a terminal".into(),
    })
}

/// Reads the password from standard input, unless it would be typed there for all to see.
async fn piped_password() -> Result<Secret> {
    if env::stdin_is_terminal() {
        let fix = "pipe the password in, or leave the flag out to be asked for it without echo";
        return Err(usage("`--password-stdin` is given, and standard input is a terminal", fix));
    }
    tokio::task::spawn_blocking(|| read_password(std::io::stdin())).await.unwrap_or(Err(Error::Canceled))
}

/// Reads a password to the end of the input; only the last line break is not part of it.
fn read_password(mut input: impl Read) -> Result<Secret> {
    let mut text = Zeroizing::new(String::new());
    let read = input.read_to_string(&mut text);
    read.map_err(|cause| Error::Io { action: "read the password from standard input".into(), cause })?;
    let line = text.strip_suffix('\n').unwrap_or(&text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(Error::InvalidOption {
            option: "--password-stdin".into(),
            problem: "standard input is empty".into(),
            fix: "pipe the account's password in".into(),
        });
    }
    Ok(Secret::new(line))
}

/// The new token and what the registry made of it, for people.
fn describe(created: &CreatedToken) -> String {
    let token = &created.token;
    let cidr = Some(token.cidr.join(", ")).filter(|cidr| !cidr.is_empty());
    let facts = [
        ("key", Some(&token.key)),
        ("name", token.name.as_ref()),
        ("expires", token.expiry.as_ref()),
        ("cidr", cidr.as_ref()),
    ];
    let facts = facts.iter().filter_map(|(title, text)| Some(format!("{title}: {}\n", printable(text.as_ref()?))));
    std::iter::once(format!("Created token {}\n", printable(created.secret.expose()))).chain(facts).collect()
}

#[cfg(test)]
mod tests {
    use super::{describe, read_password};
    use crate::cli::samples;

    #[test]
    fn reads_the_password_as_it_is() {
        // T28: neither trimmed nor expanded.
        let cases: [(&[u8], Option<&str>); 7] = [
            (b"s3cret\n", Some("s3cret")),
            (b"s3cret", Some("s3cret")),
            (b"s3cret\r\n", Some("s3cret")),
            (b" a${X} #b;\n", Some(" a${X} #b;")),
            (b"two\nlines\n\n", Some("two\nlines\n")),
            (b"", None),
            (b"\n", None),
        ];
        for (bytes, password) in cases {
            let read = read_password(bytes);
            assert_eq!(read.ok().as_ref().map(crate::secret::Secret::expose), password, "{bytes:?}");
        }
        assert_eq!(read_password(&b"\xff"[..]).expect_err("not text").code().as_str(), "EIO");
    }

    #[test]
    fn shows_the_new_token_and_its_facts() {
        let shown = describe(&samples::created());
        let expected =
            format!("Created token {}\nkey: k-1\nname: ci\ncidr: 192.0.2.0/24, 198.51.100.0/24\n", samples::VALUE);
        assert_eq!(shown, expected);
    }
}
