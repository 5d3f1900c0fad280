//! Shows the person that something goes on, where that takes long.

use std::convert::Infallible;
use std::future::pending;
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{Instant, sleep};

use super::Session;
use super::output::Level;
use super::printable::printable;
use super::terminal::Terminal;
use crate::env::person_is_attending;
use crate::error::Result;

/// What takes no longer needs no word.
const LONG: Duration = Duration::from_millis(500);

/// How often there is something new to say.
const STEP: Duration = Duration::from_millis(250);

/// The most of an address that is shown.
const MOST: usize = 40;

/// The terminal to show it at: one that can take it away again, unless nothing is to be said.
pub(super) fn terminal(session: &Session<'_>) -> Result<Option<Arc<Terminal>>> {
    let is_wanted = session.config.flag("progress")?.is_none_or(|flag| flag.value);
    // What takes a line away is not understood by every console of Windows.
    let is_possible = cfg!(unix)
        && session.level == Level::Notice
        && person_is_attending()
        && session.env.var("TERM") != Some("dumb");
    Ok(session.terminal.clone().filter(|terminal| is_wanted && is_possible && !terminal.is_shared()))
}

/// Shows how many answers there are, as long as it is polled.
pub(super) async fn show(terminal: Option<&Terminal>, registry: &str) -> Infallible {
    let Some(terminal) = terminal else { return pending().await };
    let began = Instant::now();
    let registry: String = printable(registry).chars().take(MOST).collect();
    sleep(LONG).await;
    loop {
        let (answers, seconds) = (terminal.answers(), began.elapsed().as_secs());
        let answers = if answers == 1 { "1 answer".into() } else { format!("{answers} answers") };
        let line = format!("Waiting for {registry}: {answers}, {seconds} s");
        // One that is broken could not be taken away as a whole.
        let columns = terminal_size::terminal_size_of(std::io::stderr()).map_or(0, |(width, _)| usize::from(width.0));
        terminal.draw(&line.chars().take(columns.saturating_sub(1)).collect::<String>());
        sleep(STEP).await;
    }
}
