//! `npm-token create`

use std::io::Read;

use zeroize::Zeroizing;

use super::closed::refuse_closed_output;
use super::output::{Output, Report};
use super::printable::printable;
use super::refusal::usage;
use super::{Session, json, parseable, prompt};
use crate::contain::apart;
use crate::env;
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::time::Timestamp;
use crate::tokens::{self, CreatedToken, NewToken, Terms};

/// Creates a token and prints its value, this once.
pub(super) async fn run(
    session: &Session<'_>,
    interrupted: impl Future<Output = Error>,
    report: &mut Report,
) -> Result<()> {
    refuse_closed_output()?;
    let address = &session.settings.registry.value;
    let token = NewToken::read(&session.config, address, Timestamp::now())?;
    let terms = Terms::read(&session.config)?;
    let registry = session.open()?;
    registry.trust().await?;
    let password = password(session).await?;
    let created = tokens::create(&registry, &token, &password, &terms, interrupted).await;
    report.notices.extend(registry.notices());
    let created = created?;
    report.warnings.extend(shortcomings(&created));
    report.if_lost =
        format!("hint: the new token's value is lost: revoke the token with key `{}`\n", printable(&created.token.key));
    report.stdout = match session.output {
        Output::Json => json::created(&created),
        Output::Parseable => parseable::created(&created),
        Output::Token => format!("{}\n", printable(created.secret.expose())),
        _ => describe(&created),
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
    apart(|| read_password(std::io::stdin())).await
}

/// The most bytes that are read as a password.
const MOST_BYTES: usize = 64 * 1024;

/// Reads a password to the end of the input; only the last line break is not part of it.
fn read_password(input: impl Read) -> Result<Secret> {
    // With room for all of it, so that growing leaves no copies behind.
    let mut bytes = Zeroizing::new(Vec::with_capacity(MOST_BYTES + 2));
    let read = input.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes);
    read.map_err(unread)?;
    if bytes.len() > MOST_BYTES {
        return Err(unusable("standard input is longer than 64 KiB"));
    }
    let text = str::from_utf8(&bytes).map_err(|cause| unread(std::io::Error::other(cause)))?;
    let line = text.strip_suffix('\n').unwrap_or(text);
    let line = line.strip_suffix('\r').unwrap_or(line);
    if line.is_empty() {
        return Err(unusable("standard input is empty"));
    }
    Ok(Secret::new(line))
}

fn unread(cause: std::io::Error) -> Error {
    Error::Io { action: "read the password from standard input".into(), cause }
}

fn unusable(problem: &str) -> Error {
    Error::InvalidOption {
        option: "--password-stdin".into(),
        problem: problem.into(),
        fix: "pipe the account's password in, and nothing else".into(),
    }
}

/// What the token lacks or may lack, as far as it has to be said.
fn shortcomings(created: &CreatedToken) -> Vec<String> {
    let lists = [
        ("the registry did not apply", &created.unenforced),
        ("the registry does not show that it applied", &created.unverified),
    ];
    let said = lists.into_iter().filter(|(_, list)| !list.is_empty());
    said.map(|(words, list)| {
        let names: Vec<_> = list.iter().map(|restriction| format!("`{}`", restriction.key())).collect();
        format!("{words} {}", names.join(", "))
    })
    .collect()
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
    use super::{MOST_BYTES, describe, read_password};
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
    fn reads_no_endless_password() {
        let longest = "x".repeat(MOST_BYTES);
        assert_eq!(read_password(longest.as_bytes()).expect("a password").expose(), longest);
        let endless = std::io::repeat(b'x');
        let error = read_password(endless).expect_err("too long");
        assert_eq!(error.to_string(), "invalid `--password-stdin`: standard input is longer than 64 KiB");
        assert_eq!(error.exit_status(), 2);
    }

    #[test]
    fn shows_the_new_token_and_its_facts() {
        let shown = describe(&samples::created());
        let expected =
            format!("Created token {}\nkey: k-1\nname: ci\ncidr: 192.0.2.0/24, 198.51.100.0/24\n", samples::VALUE);
        assert_eq!(shown, expected);
    }
}
