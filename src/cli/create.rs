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
    if session.to.is_some() && session.output == Output::Token {
        return Err(usage("`--output=token` and `--to` contradict each other", "leave one of them out"));
    }
    let keeps = session.has("keep-on-sink-failure");
    let sink = Sink::prepare(session, session.to.as_deref())?;
    if sink.is_stdout() || keeps {
        refuse_closed_output()?;
    }
    let password = password(session).await?;
    tokio::pin!(interrupted);
    let created = tokens::create(&registry, &token, &password, &terms, interrupted.as_mut()).await;
    report.notices.extend(registry.notices());
    let created = created?;
    report.warnings.extend(shortcomings(&created));
    if address.is_public() {
        report.notices.extend(trusted::hint(session.env, &created));
    }
    let delivered = tokio::select! {
        biased;
        delivered = sink.deliver(&created.secret) => delivered,
        error = interrupted => Err(error),
    };
    let is_shown = match delivered {
        Ok(()) => {
            report.notices.extend(sink.done());
            sink.is_stdout()
        }
        Err(error) if keeps => {
            report.failures.push(Failure { about: None, error });
            true
        }
        Err(error) => return Err(undelivered(&registry, &created, error).await),
    };
    if is_shown {
        report.if_lost = format!(
            "hint: the new token's value is lost: revoke the token with key `{}`\n",
            printable(&created.token.key)
        );
    }
    let shown = match session.output {
        Output::Json => json::created(&created, is_shown),
        Output::Parseable => parseable::created(&created, is_shown),
        Output::Token => format!("{}\n", printable(created.secret.expose())),
        _ => describe(&created, is_shown),
    };
    // A registry may repeat the value anywhere in its answer.
    report.stdout = if is_shown { shown } else { registry.without_secrets(&shown) };
    Ok(())
}

/// Revokes a token whose value could not be handed over, and tells what became of it.
async fn undelivered(registry: &Registry, created: &CreatedToken, cause: Error) -> Error {
    let kept = tokens::take_back(registry, created).await.err();
    Error::Undelivered {
        registry: registry.url().to_string(),
        key: registry.without_secrets(&created.token.key),
        cause: Box::new(cause),
        kept: kept.map(Box::new),
    }
}

/// Takes the password from where it was given, or asks for it.
pub(super) async fn password(session: &Session<'_>) -> Result<Secret> {
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
pub(super) fn shortcomings(created: &CreatedToken) -> Vec<String> {
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
