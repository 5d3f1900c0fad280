//! `npm-token create`

use super::closed::refuse_closed_output;
use super::output::{Failure, Output, Report};
use super::piped::PASSWORD;
use super::printable::printable;
use super::refusal::usage;
use super::sink::Sink;
use super::{Session, json, parseable, prompt, trusted};
use crate::error::{Error, Result};
use crate::registry::Registry;
use crate::secret::Secret;
use crate::time::Timestamp;
use crate::tokens::{self, CreatedToken, NewToken, Terms};

/// Creates a token and prints its value, this once.
pub(super) async fn run(
    session: &Session<'_>,
    interrupted: impl Future<Output = Error>,
    report: &mut Report,
) -> Result<()> {
    let address = &session.settings.registry.value;
    let token = NewToken::read(&session.config, address, Timestamp::now())?;
    let terms = Terms::read(&session.config)?;
    let registry = session.open()?;
    registry.trust().await?;
    let sink = Sink::prepare(session, session.to.as_deref())?;
    let is_shown = sink.is_stdout();
    if is_shown {
        refuse_closed_output()?;
    } else if session.output == Output::Token {
        return Err(usage("`--output=token` and `--to` contradict each other", "leave one of them out"));
    }
    let password = password(session).await?;
    let created = tokens::create(&registry, &token, &password, &terms, interrupted).await;
    report.notices.extend(registry.notices());
    let created = created?;
    report.warnings.extend(shortcomings(&created));
    if address.is_public() {
        report.notices.extend(trusted::hint(session.env, &created));
    }
    let is_shown = match sink.deliver(&created.secret).await {
        Ok(place) => {
            report.notices.extend(place.map(|place| format!("the new token is in {place}")));
            is_shown
        }
        Err(error) if session.has("keep-on-sink-failure") => {
            report.failures.push(Failure { about: None, error });
            true
        }
        Err(error) => return undelivered(&registry, &created, error, report).await,
    };
    if is_shown {
        report.if_lost = format!(
            "hint: the new token's value is lost: revoke the token with key `{}`\n",
            printable(&created.token.key)
        );
    }
    report.stdout = match session.output {
        Output::Json => json::created(&created, is_shown),
        Output::Parseable => parseable::created(&created, is_shown),
        Output::Token => format!("{}\n", printable(created.secret.expose())),
        Output::Table => describe(&created, is_shown),
    };
    Ok(())
}

/// Revokes a token whose value could not be handed over, and tells what became of it.
async fn undelivered(registry: &Registry, created: &CreatedToken, error: Error, report: &mut Report) -> Result<()> {
    let key = &created.token.key;
    let taken = tokens::take_back(registry, created).await;
    report.warnings.push(match taken {
        Ok(_) => format!("the new token with key `{key}` was revoked, since its value reached nobody"),
        Err(_) => format!("the new token with key `{key}` is alive, and its value reached nobody: revoke it"),
    });
    let about = || Some(created.token.id.clone());
    report.failures.extend(taken.err().map(|error| Failure { about: about(), error }));
    Err(error)
}

/// Takes the password from where it was given, or asks for it.
async fn password(session: &Session<'_>) -> Result<Secret> {
    if session.has("password-stdin") {
        return PASSWORD.read().await;
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
fn describe(created: &CreatedToken, is_shown: bool) -> String {
    let token = &created.token;
    let cidr = Some(token.cidr.join(", ")).filter(|cidr| !cidr.is_empty());
    let facts = [
        ("key", Some(&token.key)),
        ("name", token.name.as_ref()),
        ("expires", token.expiry.as_ref()),
        ("cidr", cidr.as_ref()),
    ];
    let facts = facts.iter().filter_map(|(title, text)| Some(format!("{title}: {}\n", printable(text.as_ref()?))));
    let value = if is_shown { format!(" {}", printable(created.secret.expose())) } else { String::new() };
    std::iter::once(format!("Created token{value}\n")).chain(facts).collect()
}

#[cfg(test)]
mod tests {
    use super::describe;
    use crate::cli::samples;

    #[test]
    fn shows_the_new_token_and_its_facts() {
        let shown = describe(&samples::created(), true);
        let expected =
            format!("Created token {}\nkey: k-1\nname: ci\ncidr: 192.0.2.0/24, 198.51.100.0/24\n", samples::VALUE);
        assert_eq!(shown, expected);
    }
}
