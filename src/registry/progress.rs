//! How far a call has come: what must be known of it when it fails.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};

use bytes::Bytes;
use http_body::{Body, Frame, SizeHint};

/// How far a call has come. Clones watch the same call.
#[derive(Debug, Clone, Default)]
pub struct Progress(Arc<State>);

#[derive(Debug, Default)]
struct State {
    left: AtomicBool,
    repeated: AtomicBool,
    challenged: AtomicBool,
}

impl Progress {
    /// Tells whether a byte of the body may have left, without an answer having come back. Whether the registry did
    /// what it was asked for is not known then.
    pub fn is_unanswered(&self) -> bool {
        self.0.left.load(Ordering::Acquire)
    }

    /// Tells whether the request was sent more than once.
    pub fn is_repeated(&self) -> bool {
        self.0.repeated.load(Ordering::Acquire)
    }

    /// Tells whether the registry asked for a one-time password, or for another one.
    pub fn is_challenged(&self) -> bool {
        self.0.challenged.load(Ordering::Acquire)
    }

    fn leave(&self) {
        self.0.left.store(true, Ordering::Release);
    }

    pub(super) fn repeat(&self) {
        self.0.repeated.store(true, Ordering::Release);
    }

    pub(super) fn challenge(&self) {
        self.0.challenged.store(true, Ordering::Release);
    }

    pub(super) fn answered(&self) {
        self.0.left.store(false, Ordering::Release);
    }
}

/// A body on its way. It is asked for its bytes once the connection stands, before anything of the request is written.
pub(super) struct Outgoing {
    pub(super) bytes: Option<Bytes>,
    pub(super) progress: Progress,
}

impl Body for Outgoing {
    type Data = Bytes;
    type Error = std::convert::Infallible;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Self::Data>, Self::Error>>> {
        let bytes = self.bytes.take();
        if bytes.is_some() {
            self.progress.leave();
        }
        Poll::Ready(bytes.map(|bytes| Ok(Frame::data(bytes))))
    }

    fn is_end_stream(&self) -> bool {
        self.bytes.is_none()
    }

    fn size_hint(&self) -> SizeHint {
        SizeHint::with_exact(self.bytes.as_ref().map_or(0, |bytes| bytes.len() as u64))
    }
}
