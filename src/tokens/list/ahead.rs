//! Reads windows before it is their turn, as many at a time as the registry bears.

use std::collections::VecDeque;
use std::future::ready;
use std::mem::take;

use futures_util::StreamExt;
use futures_util::stream::FuturesOrdered;
use tokio::time::sleep;

use super::reader::{Answer, Reader};
use super::windows::Window;
use crate::error::Result;
use crate::registry::{BoxFuture, Response};

/// The most windows that are under way at a time. Over HTTP/2 they share a connection; over HTTP/1.1 each has its own, and
/// about twice npm's own number of them (`maxsockets`) is as much as a registry should have to bear for one list.
pub const MOST: usize = 32;

/// Windows that are under way.
pub struct Ahead {
    /// The size of the largest window.
    cap: usize,
    /// How many tokens there are, as far as the registry says.
    total: usize,
    most: usize,
    /// Those whose turn is still to come, in that order.
    windows: VecDeque<Window>,
    responses: FuturesOrdered<BoxFuture<'static, Result<Response>>>,
    /// The one to begin after them.
    next: Option<Window>,
    is_disturbed: bool,
}

impl Ahead {
    /// Gets ready, for at most `most` at a time. Without a total nobody knows what there is to read ahead, and nothing is.
    pub fn new(cap: usize, total: Option<usize>, most: usize) -> Self {
        Self {
            cap,
            total: total.unwrap_or(0),
            most: total.map_or(1, |_| most),
            windows: VecDeque::new(),
            responses: FuturesOrdered::new(),
            next: None,
            is_disturbed: false,
        }
    }

    /// Reads the window whose turn it is, and those after it meanwhile.
    ///
    /// Where tokens move while the list is read, other windows are needed than those under way. Then, and whenever the
    /// registry does not bear so many, half as many are begun from there on, until each is read in its turn.
    pub async fn read(&mut self, reader: &mut Reader<'_>, window: Window) -> Result<Answer> {
        if self.windows.front().is_some_and(|under_way| *under_way != window) {
            self.is_disturbed = true;
            self.slow_down().await;
            self.windows.clear();
            self.responses = FuturesOrdered::new();
        }
        if self.windows.is_empty() {
            self.next = Some(window);
        }
        self.begin(reader);
        self.windows.pop_front();
        let error = match self.responses.next().await {
            None => return reader.window(window).await,
            Some(Ok(response)) => return reader.arrived(window, response).await,
            Some(Err(error)) => error,
        };
        let Some(wait) = reader.second_try(&error) else { return Err(error) };
        self.slow_down().await;
        sleep(wait).await;
        reader.window(window).await
    }

    /// Whether other windows were needed than those that were under way.
    pub fn is_disturbed(&self) -> bool {
        self.is_disturbed
    }

    /// Begins as many windows as may be under way.
    fn begin(&mut self, reader: &mut Reader<'_>) {
        while self.most > 1
            && self.windows.len() < self.most
            && let Some(window) = self.next.take()
            && let Some(response) = reader.ahead(window)
        {
            self.windows.push_back(window);
            self.responses.push_back(response);
            self.next = self.after(window);
        }
    }

    /// The window after one. One that ends with the last token does not show that it is the last.
    fn after(&self, window: Window) -> Option<Window> {
        (window.end() <= self.total).then(|| window.after(self.cap))
    }

    /// Waits for all that is under way: what is given up goes on at the registry for a while, which has too much to do
    /// already. What has come is kept, up to the first that has not.
    async fn slow_down(&mut self) {
        self.most /= 2;
        let come: Vec<Result<Response>> = take(&mut self.responses).collect().await;
        let kept = come.into_iter().take_while(Result::is_ok);
        self.responses = kept.map(|response| -> BoxFuture<'static, _> { Box::pin(ready(response)) }).collect();
        self.windows.truncate(self.responses.len());
        self.next = self.windows.back().and_then(|last| self.after(*last));
    }
}
