//! Turns panics into errors, so that a mistake here ends one call and not the host process.

use std::cell::RefCell;
use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, PanicHookInfo, catch_unwind, set_hook};
use std::sync::Once;
use std::task::Poll;

use crate::error::{Error, Result};

thread_local! {
    /// What this thread contains panics for, and where the last one was.
    static WATCH: RefCell<Watch> = const { RefCell::new(Watch { depth: 0, place: None }) };
}

struct Watch {
    depth: u32,
    place: Option<String>,
}

/// Keeps what panics say to itself, for good: it may quote anything, also secrets. Contained ones become errors, of
/// others the place is printed.
pub fn hush() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| set_hook(Box::new(note)));
}

fn note(panic: &PanicHookInfo<'_>) {
    let place = panic.location().map(|location| format!("{}:{}", location.file(), location.line()));
    let is_contained = WATCH.with_borrow_mut(|watch| {
        watch.place.clone_from(&place);
        watch.depth > 0
    });
    if !is_contained {
        eprintln!("npm-token: {}", Error::Internal { place });
    }
}

/// Does something; a panic is an error.
pub fn contain<T>(work: impl FnOnce() -> T) -> Result<T> {
    WATCH.with_borrow_mut(|watch| watch.depth += 1);
    // What was touched is given up with the call.
    let done = catch_unwind(AssertUnwindSafe(work));
    let place = WATCH.with_borrow_mut(|watch| {
        watch.depth -= 1;
        watch.place.take()
    });
    done.map_err(|_| Error::Internal { place })
}

/// Waits for something; a panic is an error.
pub fn contained<T>(work: impl Future<Output = Result<T>>) -> impl Future<Output = Result<T>> {
    let mut work = Box::pin(work);
    poll_fn(move |context| match contain(|| work.as_mut().poll(context)) {
        Ok(poll) => poll,
        Err(error) => Poll::Ready(Err(error)),
    })
}

/// Does something that keeps a thread busy, apart from those that serve other calls; a panic is an error.
pub async fn apart<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> Result<T> {
    // Only a runtime that ends gives such work up.
    tokio::task::spawn_blocking(|| contain(work)).await.map_or(Err(Error::Aborted), |done| done?)
}
