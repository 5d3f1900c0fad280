//! What is said of a new token.

use super::output::{Failure, Report};
use super::printable::printable;
use super::sink::Sink;
use super::{Session, trusted};
use crate::tokens::{CreatedToken, Delivery};

/// Says what a person has to know of a new token beside the result, and tells whether the result has to show its value.
pub(super) fn report(
    session: &Session<'_>,
    sink: &Sink,
    created: &CreatedToken,
    delivery: Delivery,
    report: &mut Report,
) -> bool {
    report.warnings.extend(shortcomings(created));
    if session.settings.registry.value.is_public() {
        report.notices.extend(trusted::hint(session.env, created));
    }
    let is_shown = match delivery {
        Delivery::Done => {
            report.notices.extend(sink.done());
            false
        }
        Delivery::WithResult => true,
        Delivery::Failed(error) => {
            report.failures.push(Failure { about: None, error });
            true
        }
    };
    if is_shown {
        report.if_lost = format!(
            "hint: the new token's value is lost: revoke the token with key `{}`\n",
            printable(&created.token.key)
        );
    }
    is_shown
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
pub(super) fn describe(created: &CreatedToken, is_shown: bool) -> String {
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
