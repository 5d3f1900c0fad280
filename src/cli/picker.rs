//! Lets a person pick tokens at the terminal: type to filter, mark, choose.
//!
//! It is drawn by hand: the crates for it take the terminal's signals for themselves, which are Node.js's in its process,
//! or leave its modes as they are when a signal ends or stops the process. What is left for them to do is a list of keys
//! and a few lines. On Windows there is none: its consoles have modes of another kind, which only `unsafe` code can set.

mod details;
mod keys;
mod state;
mod view;

use std::time::Duration;

use keys::Decoder;
use state::{State, Step};
use view::Rows;

use super::echo::{Mode, hold};
use super::terminal::{Terminal, Typed, device};
use crate::error::{Error, Result};
use crate::time::Timestamp;
use crate::tokens::Choice;

pub(super) use state::Take;

/// How long the rest of a key's sequence may take, and how often it is looked whether the terminal has another size.
const PAUSE: Duration = Duration::from_millis(100);

/// What a person is asked, and how it is shown.
pub(super) struct Question<'a> {
    pub(super) text: &'a str,
    pub(super) take: Take,
    /// Whether the row under the cursor stands out by more than its mark.
    pub(super) colour: bool,
}

/// Has a person pick tokens, and gives their places in the choice: at least one, and exactly one if that is asked for.
///
/// # Errors
///
/// `ECANCELED` if the person leaves, or the terminal is gone.
pub(super) async fn pick(terminal: &Terminal, choice: &Choice, question: &Question<'_>) -> Result<Vec<usize>> {
    terminal.erase();
    let held = device().and_then(|device| hold(device, Mode::Keys)).map_err(unusable)?;
    let mut state = State::new(choice.tokens(), question.take);
    let mut decoder = Decoder::default();
    let now = Timestamp::now();
    let mut size = held.size();
    let mut rows = Rows::new(choice, question.take, now, size.columns);
    loop {
        let layout = rows.layout(size);
        state.fit(layout.rows);
        let mut picture = rows.picture(&state, &layout, question.text, size);
        if !question.colour {
            picture.0.iter_mut().for_each(|line| line.is_bright = false);
        }
        held.draw(picture).map_err(unusable)?;
        let keys = loop {
            let keys = match terminal.keys(PAUSE).await {
                Typed::Bytes(bytes) => decoder.take(&bytes),
                Typed::Nothing => decoder.settle().into_iter().collect(),
                Typed::Over => return Err(Error::Canceled),
            };
            if !keys.is_empty() || held.size() != size {
                break keys;
            }
        };
        for key in keys {
            match state.press(key) {
                Step::Stay => {}
                Step::Left => return Err(Error::Canceled),
                Step::Interrupted => return Err(Error::Aborted),
                Step::Picked(places) => {
                    held.forget();
                    drop(held);
                    terminal.forget_keys().await;
                    return Ok(places);
                }
            }
        }
        if held.size() != size {
            size = held.size();
            rows = Rows::new(choice, question.take, now, size.columns);
        }
    }
}

fn unusable(cause: std::io::Error) -> Error {
    Error::Io { action: "use the terminal".into(), cause }
}
