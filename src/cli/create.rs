//! `npm-token create`

use serde_json::json;

use super::output::{Output, Report};
use super::password::password;
use super::printable::printable;
use super::sink::Sink;
use super::wizard::Wizard;
use super::{Session, created, json, parseable, rehearsal};
use crate::error::{Error, Result};
use crate::time::Timestamp;
use crate::tokens::{self, NewToken, Terms};

/// Creates a token and prints its value, this once, or hands it over.
pub(super) async fn run(
    session: &mut Session<'_>,
    interrupted: impl Future<Output = Error>,
    report: &mut Report,
) -> Result<()> {
    let wizard = Wizard::begin(session)?;
    let mut token = NewToken::read(&session.config, &session.settings.registry.value, Timestamp::now())?;
    let terms = Terms::read(&session.config)?;
    if session.is_rehearsal() {
        return rehearse(session, wizard, token, report).await;
    }
    let registry = session.open()?;
    registry.trust().await?;
    let sink = Sink::prepare(session)?;
    // Like the password, it is asked for once everything else was found good.
    if let Some(wizard) = wizard {
        token = wizard.ask(session).await?;
    }
    let password = password(session).await?;
    tokio::pin!(interrupted);
    let created = tokens::create(&registry, &token, &password, &terms, interrupted.as_mut()).await;
    report.notices.extend(registry.notices());
    let created = created?;
    let delivery = tokens::hand_over(&registry, &created, &sink, interrupted).await?;
    let is_shown = created::report(session, &sink, &created, delivery, report);
    let shown = match session.output {
        Output::Json => json::created(&created, is_shown),
        Output::Parseable => parseable::created(&created, is_shown),
        Output::Token => format!("{}\n", printable(created.secret.expose())),
        _ => created::describe(&created, is_shown),
    };
    // A registry may repeat the value anywhere in its answer.
    report.stdout = if is_shown { shown } else { registry.without_secrets(&shown) };
    Ok(())
}

/// Shows what would be sent, and sends nothing, so that nobody has to be trusted.
async fn rehearse(
    session: &mut Session<'_>,
    wizard: Option<Wizard>,
    mut token: NewToken,
    report: &mut Report,
) -> Result<()> {
    rehearsal::check_output(session)?;
    Sink::prepare(session)?;
    if let Some(wizard) = wizard {
        token = wizard.ask(session).await?;
    }
    let request = token.request();
    report.notices.push(rehearsal::notice(session, "no token is created"));
    report.stdout = match session.output {
        Output::Json => json::print(&json!({ "request": request })),
        _ => rehearsal::describe(&request),
    };
    Ok(())
}
