//! `npm-token check`

use serde_json::{Map, Value};

use super::output::{Output, Report};
use super::printable::printable;
use super::{Session, json, token_table};
use crate::error::Result;
use crate::time::Timestamp;
use crate::tokens::{self, Basis, Checked, Demands, Reach, Token};

/// Tells whether the token in use is good for what is demanded.
pub(super) async fn run(session: &Session<'_>, demands: &Demands, report: &mut Report) -> Result<()> {
    let registry = session.open()?;
    let value = tokens::value_in_use(&session.config, &session.settings)?;
    let now = Timestamp::now();
    let checked = tokens::check(&registry, value, demands, now).await;
    report.notices.extend(registry.notices());
    let checked = checked?;
    report.is_unmet = !checked.is_good();
    report.stdout = match session.output {
        Output::Json => json::print(&Value::Object(fields(&checked))),
        Output::Parseable => parseable(&checked),
        _ => {
            let is_on_github = session.env.var("GITHUB_ACTIONS") == Some("true");
            format!("{}{}", line(&checked, now), if is_on_github { annotations(&checked) } else { String::new() })
        }
    };
    Ok(())
}

/// The verdict for people, in one line.
fn line(checked: &Checked, now: Timestamp) -> String {
    let verdict = if checked.is_good() { "good" } else { "not good" };
    let problems: Vec<_> = checked.problems.iter().map(|problem| problem.message.as_str()).collect();
    let problems = if problems.is_empty() { String::new() } else { format!(": {}", printable(&problems.join("; "))) };
    format!("{verdict}{problems}. {}\n", known(checked, now))
}

/// What is known of the token, and how well.
fn known(checked: &Checked, now: Timestamp) -> String {
    let of = checked.username.as_deref().map(|name| format!(" of {}", printable(name))).unwrap_or_default();
    let weaker = checked.reason.as_deref().map(|reason| format!(" ({})", printable(reason))).unwrap_or_default();
    match (checked.basis, &checked.token) {
        (Basis::Refused, _) => format!("Nothing is known of it{weaker}."),
        (_, None) => format!("It works, and is{of}; nothing else is known of it{weaker}."),
        (_, Some(token)) => {
            format!("{}{of}: {}{weaker}.", token_name(token), token_table::facts(token, now).join(", "))
        }
    }
}

fn token_name(token: &Token) -> String {
    let name = token.name.as_deref().map(|name| format!(" ({})", printable(name))).unwrap_or_default();
    format!("Token {}{name}", printable(&token.id))
}

/// The verdict for GitHub's list of what went wrong: <https://docs.github.com/actions/reference/workflow-commands-for-github-actions>.
fn annotations(checked: &Checked) -> String {
    let escaped = |text: &str| printable(text).replace('%', "%25");
    let errors =
        checked.problems.iter().map(|problem| format!("::error title=npm token::{}\n", escaped(&problem.message)));
    let warning = checked.reason.iter().map(|reason| format!("::warning title=npm token::{}\n", escaped(reason)));
    errors.chain(warning).collect()
}

/// One line: `good` or `bad`, what it rests on, the key, and the days that are left.
fn parseable(checked: &Checked) -> String {
    let verdict = if checked.is_good() { "good" } else { "bad" };
    let key = checked.token.as_ref().map(|token| printable(&token.key)).unwrap_or_default();
    let days = checked.days_left.map(|days| days.to_string()).unwrap_or_default();
    format!("{verdict}\t{}\t{key}\t{days}\n", checked.basis.as_str())
}

/// The verdict as JSON.
fn fields(checked: &Checked) -> Map<String, Value> {
    let mut fields = Map::new();
    let mut add = |name: &str, value: Option<Value>| _ = value.map(|value| fields.insert(name.into(), value));
    add("ok", Some(checked.is_good().into()));
    add("basis", Some(checked.basis.as_str().into()));
    add("reason", checked.reason.as_deref().map(Value::from));
    add("username", checked.username.as_deref().map(Value::from));
    add("daysLeft", checked.days_left.map(Value::from));
    let access = checked.token.as_ref().and_then(|token| Reach::of(token).access());
    add("permission", access.map(|access| access.as_str().into()));
    add("token", checked.token.as_ref().map(|token| Value::Object(json::with_id(token))));
    let problems = checked.problems.iter();
    add(
        "problems",
        Some(problems.map(|one| serde_json::json!({ "demand": one.demand, "message": one.message })).collect()),
    );
    fields
}
