//! What gives a command up that is to be tidied up after: a create is ended by itself, and everything else at once.

use std::future::pending;
use std::sync::atomic::{AtomicBool, Ordering};

use futures_util::FutureExt;
use futures_util::future::Shared;

use crate::error::Error;

/// The one signal that a person gives, for both.
pub(super) struct Interruption<F: Future> {
    given: Shared<F>,
    is_creating: AtomicBool,
}

impl<F: Future<Output = ()>> Interruption<F> {
    /// Waits for nothing yet.
    pub(super) fn new(given: F) -> Self {
        Self { given: given.shared(), is_creating: AtomicBool::new(false) }
    }

    /// Says that the command is given up, before it has begun to create a token. Never does so unless it `is_wanted`: then
    /// the program itself can be ended.
    pub(super) async fn before_create(&self, is_wanted: bool) -> Error {
        if is_wanted {
            self.given.clone().await;
        }
        if !is_wanted || self.is_creating.load(Ordering::Relaxed) {
            pending::<()>().await;
        }
        Error::Aborted
    }

    /// Says that a create is given up, which begins with this.
    pub(super) async fn during_create(&self) -> Error {
        self.is_creating.store(true, Ordering::Relaxed);
        self.given.clone().await;
        Error::Aborted
    }
}
