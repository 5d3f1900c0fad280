//! Signals for a command that runs in here: while there is one, they end neither this process nor its work.

use std::mem::take;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

/// The signals that are passed on, by their POSIX numbers: a hangup, Ctrl-C, Ctrl-\ and SIGTERM.
const PASSED_ON: [i32; 4] = [1, 2, 3, 15];

/// What an exit code is above the number of the signal that led to it.
const BY_SIGNAL: i32 = 128;

static STATE: Mutex<State> = Mutex::new(State { holds: false, first: None, waiting: Vec::new() });
static TOLD: Notify = Notify::const_new();

struct State {
    /// Whether there is a token that has to be revoked before this process may end.
    holds: bool,
    /// The first signal there was.
    first: Option<i32>,
    /// What is to be passed on.
    waiting: Vec<i32>,
}

/// Takes a signal that this process got, by its POSIX number, and tells whether it is seen to: then it must have no other
/// effect.
pub fn relay(signal: i32) -> bool {
    if !PASSED_ON.contains(&signal) {
        return false;
    }
    let mut state = state();
    state.first.get_or_insert(signal);
    if state.holds {
        state.waiting.push(signal);
        TOLD.notify_one();
    }
    state.holds
}

/// From here on, signals are seen to.
pub(super) fn hold() {
    state().holds = true;
}

/// From here on, they have their usual effect again: what is left may wait for a reader that never comes.
pub(super) fn release() {
    state().holds = false;
}

/// The signals that are to be passed on.
pub(super) fn waiting() -> Vec<i32> {
    take(&mut state().waiting)
}

/// Waits until there are some.
pub(super) async fn told() {
    TOLD.notified().await;
}

/// The exit code of what was ended by the first signal there was.
pub(super) fn exit_code() -> u8 {
    by_signal(state().first.unwrap_or(2))
}

/// The exit code of what a signal has ended, as shells have it.
pub(super) fn by_signal(signal: i32) -> u8 {
    u8::try_from(BY_SIGNAL + signal).unwrap_or(u8::MAX)
}

fn state() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}
