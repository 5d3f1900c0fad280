//! `npm-token rotate`

use serde_json::json;

use super::command::Wish;
use super::created;
use super::output::{Failure, Output, Report};
use super::parseable;
use super::password::password;
use super::printable::printable;
use super::refusal::{unsaid_for_rotate, usage};
use super::sink::Sink;
use super::{Session, choose, json, rehearsal};
use crate::error::{Error, Result, paste};
use crate::journal::{Journal, Purpose};
use crate::secret::Secret;
use crate::time::{Span, Timestamp};
use crate::tokens::{self, Handling, Lifetime, Rotated, Rotation, Selector, Terms};

/// Replaces a token by one like it, and revokes it once the new one works.
pub(super) async fn run(
    session: &Session<'_>,
    words: Vec<String>,
    wish: &Wish,
    interrupted: impl Future<Output = Error>,
    report: &mut Report,
) -> Result<()> {
    let named = words.into_iter().next().map(|word| Selector::Any(Secret::new(word)));
    match &named {
        Some(selector) => selector.check("argument 1")?,
        None if !choose::is_possible(session) => return Err(unsaid_for_rotate(0)),
        None => {}
    }
    let keeps_until = wish.keep_old_for.as_deref().map(|text| end(text, Timestamp::now())).transpose()?;
    let keeps_old = session.has("keep-old") || keeps_until.is_some();
    let is_rehearsal = session.is_rehearsal();
    rehearsal::check_output(session)?;
    let terms = Terms::of_successor(&session.config)?;
    let registry = session.open()?;
    registry.trust().await?;
    let sink = Sink::prepare(session)?;
    if sink.is_stdout() && !keeps_old && !is_rehearsal {
        let problem = "the old token would be revoked before anybody has the new one, which is printed at the end";
        return Err(usage(problem, "hand the new one over by `--to`, or keep the old one: `--keep-old`"));
    }
    let selector = match named {
        Some(selector) => selector,
        None => choose::to_rotate(session, &registry).await?,
    };
    let rotation = Rotation::plan(&registry, &session.config, &selector, &wish.changes).await;
    let rotation = rotation.inspect_err(|_| report.notices.extend(registry.notices()))?;
    if is_rehearsal {
        report.notices.extend(registry.notices());
        report.notices.push(rehearsal::notice(session, "no token is created, and none revoked"));
        report.stdout = plan(&rotation, keeps_old, session.output);
        return Ok(());
    }
    let password = password(session).await?;
    let life = Lifetime { journal: Journal::of(session.env), purpose: Purpose::Rotate };
    let handling = Handling { terms: &terms, to: &sink, keeps_old, life };
    let rotated = tokens::rotate(&registry, rotation, &password, handling, &mut report.warnings, interrupted).await;
    report.notices.extend(registry.notices());
    let Rotated { old, revoked, created, delivery, doubt } = rotated?;
    let is_shown = created::report(session, &sink, &created, delivery, report);
    report.failures.extend(doubt.map(|error| Failure { about: None, error }));
    let result = revoked.as_ref().map_or("kept", |gone| gone.end.as_str());
    if revoked.is_none() {
        report.notices.push(follow_up(session, &old.key, keeps_until));
    }
    let (key, name) = (printable(&old.key), old.name.as_deref().map(|name| format!(" ({})", printable(name))));
    let old = json!({ "key": old.key, "id": old.id, "name": old.name, "result": result });
    let shown = match session.output {
        Output::Json => json::print(&json!({ "created": json::created_fields(&created, is_shown), "old": old })),
        Output::Parseable => parseable::created(&created, is_shown),
        Output::Token => format!("{}\n", printable(created.secret.expose())),
        _ => {
            let end = if revoked.is_some() { "Revoked" } else { "Kept" };
            format!("{}{end} the old token {key}{}\n", created::describe(&created, is_shown), name.unwrap_or_default())
        }
    };
    report.stdout = if is_shown { shown } else { registry.without_secrets(&shown) };
    Ok(())
}

/// What there is left to do about a token that was kept.
fn follow_up(session: &Session<'_>, key: &str, until: Option<Timestamp>) -> String {
    let registry = &session.settings.registry.value;
    let at = (!registry.is_public()).then(|| registry.to_string());
    let how = paste::revoke(key, at.as_deref());
    match until {
        Some(until) => format!("the old token still works: after {until}, revoke it by {how}"),
        None => format!("the old token still works: once it is needed no more, revoke it by {how}"),
    }
}

/// When the time is over for which the old token is kept.
fn end(text: &str, now: Timestamp) -> Result<Timestamp> {
    let minutes = |unit| match unit {
        "m" => Some(1),
        "h" => Some(60),
        "d" => Some(24 * 60),
        "w" => Some(7 * 24 * 60),
        _ => None,
    };
    let digits = |text| str::bytes(text).all(|byte| byte.is_ascii_digit()).then_some(text);
    let split = text.len().checked_sub(1).and_then(|at| text.split_at_checked(at));
    let read = split.and_then(|(number, unit)| {
        Some((digits(number)?.parse::<u16>().ok().filter(|number| *number > 0)?, minutes(unit)?))
    });
    let (number, minutes) = read.ok_or_else(|| Error::InvalidOption {
        option: "--keep-old-for".into(),
        problem: "it is no time".into(),
        fix: "give minutes, hours, days or weeks: `30m`, `1h`, `2d`, `1w`".into(),
    })?;
    Ok(now + Span::from_mins(minutes) * u32::from(number))
}

/// What would be done.
fn plan(rotation: &Rotation, keeps_old: bool, output: Output) -> String {
    let Rotation { old, new } = rotation;
    let request = new.request();
    let result = if keeps_old { "kept" } else { "planned" };
    if output == Output::Json {
        let old = json!({ "key": old.key, "id": old.id, "name": old.name, "result": result });
        return json::print(&json!({ "request": request, "old": old }));
    }
    let name = old.name.as_deref().map(|name| format!(" ({})", printable(name))).unwrap_or_default();
    let end = if keeps_old { "Would keep" } else { "Would revoke" };
    format!("{}{end} {}{name}\n", rehearsal::describe(&request), printable(&old.key))
}

#[cfg(test)]
mod tests {
    use super::end;
    use crate::time::Timestamp;

    #[test]
    fn reads_how_long_the_old_token_is_kept() {
        let now: Timestamp = "2026-11-24T12:00:00Z".parse().expect("a time");
        let cases = [
            ("30m", "2026-11-24T12:30:00Z"),
            ("1h", "2026-11-24T13:00:00Z"),
            ("2d", "2026-11-26T12:00:00Z"),
            ("1w", "2026-12-01T12:00:00Z"),
        ];
        for (text, expected) in cases {
            assert_eq!(end(text, now).expect("a time").to_string(), expected, "{text}");
        }
        for wrong in ["", "h", "0h", "-1h", "1", "1.5h", "1 h", "+1h", "1y", "99999999d", "1ü"] {
            assert!(end(wrong, now).is_err(), "{wrong}");
        }
    }
}
