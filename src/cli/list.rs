//! `npm-token list`

use super::output::{Output, Report, screen};
use super::{Session, json, parseable, token_table};
use crate::error::Result;
use crate::time::Timestamp;
use crate::tokens;

/// Lists the account's tokens.
pub(super) async fn run(session: &Session<'_>, report: &mut Report) -> Result<()> {
    let screen = screen(&session.config, session.env)?;
    let registry = session.open()?;
    let listed = tokens::list(&registry).await;
    report.notices.extend(registry.notices());
    let tokens = listed?;
    report.stdout = match session.output {
        Output::Json => json::list(&tokens),
        Output::Parseable => parseable::list(&tokens),
        Output::Table | Output::Token if tokens.is_empty() => {
            report.notices.push(format!("there are no tokens on {}", registry.url()));
            String::new()
        }
        Output::Table | Output::Token => token_table::print(&tokens, Timestamp::now(), screen),
    };
    Ok(())
}
