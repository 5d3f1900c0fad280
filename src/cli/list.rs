//! `npm-token list`

use super::output::{Output, Report, screen};
use super::{Session, json, parseable, token_table};
use crate::error::Result;
use crate::time::Timestamp;
use crate::tokens::{self, Wanted};

/// Lists the account's tokens that are asked for.
pub(super) async fn run(session: &Session<'_>, wanted: &Wanted, report: &mut Report) -> Result<()> {
    let screen = screen(&session.config, session.env)?;
    let registry = session.open()?;
    let listed = tokens::list(&registry).await;
    report.notices.extend(registry.notices());
    let listed = listed?;
    let (count, now) = (listed.len(), Timestamp::now());
    let tokens = wanted.of(listed, now);
    report.stdout = match session.output {
        Output::Json => json::list(&tokens),
        Output::Parseable => parseable::list(&tokens),
        _ if tokens.is_empty() => {
            report.notices.push(match count {
                0 => format!("there are no tokens on {}", registry.url()),
                _ => format!("of the {count} tokens on {}, none is as asked for", registry.url()),
            });
            String::new()
        }
        _ => token_table::print(&tokens, now, screen),
    };
    Ok(())
}
