//! Asks a registry for pages, within limits.

use std::time::Duration;

use url::Url;

use super::address;
use super::page::{MOST_TOKENS, Next, Page, TOO_MANY, page};
use super::row::MOST_VALUES;
use super::stream::Stream;
use super::windows::{LEAST_CAP, Window};
use crate::contain::apart;
use crate::error::{Error, Result};
use crate::registry::{BoxFuture, Registry, Response, Target};

/// How many tokens are asked for at a time: an account of the public registry can have as many, by npm's documentation.
const PAGE_SIZE: usize = 1000;

/// The most requests for one list. A thousand tokens at the usual ten to a page, on a registry whose pages have to be
/// read in several passes, take a quarter of it.
const MOST_REQUESTS: usize = 2000;

/// The most bytes of all pages of a list.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// The most bytes of a page that is read before its turn, since there are many at a time. A larger one is read again in
/// its turn.
const LARGEST_AHEAD: usize = 4 * 1024 * 1024;

/// From how many bytes on a page takes long enough to read that other calls would notice.
const LARGE: usize = 256 * 1024;

/// What is said of a list with larger ones.
const TOO_LARGE: &str = "its pages are larger than 256 MiB in all";

/// What is said of a list that does not end.
pub const ENDLESS: &str = "its pages go on without an end, or bring nothing new";

/// Reads the pages of one list.
pub struct Reader<'a> {
    registry: &'a Registry,
    /// Where the tokens go at once, if anywhere.
    stream: Option<Stream<'a>>,
    /// The size that is asked for, if the registry takes one.
    size: Option<usize>,
    requests: usize,
    values: usize,
    bytes: usize,
}

/// A page, and where it comes from.
pub struct Answer {
    /// Its address.
    pub url: Url,
    /// The answer's status.
    pub status: u16,
    /// What is in it.
    pub page: Page,
    /// Where the next one is, if it says so.
    pub next: Option<Url>,
}

impl<'a> Reader<'a> {
    /// Gets ready. Nothing is sent yet.
    pub fn new(registry: &'a Registry, stream: Option<Stream<'a>>) -> Self {
        Self { registry, stream, size: Some(PAGE_SIZE), requests: 0, values: 0, bytes: 0 }
    }

    /// Begins the list: asks for a large page. A registry that does not take the size is asked again without one.
    pub async fn first(&mut self) -> Result<Answer> {
        (self.values, self.bytes) = (0, 0);
        match self.page(0).await {
            Err(error) if self.size.is_some() && refuses_size(&error) => {
                self.size = None;
                self.page(0).await
            }
            answer => answer,
        }
    }

    /// Reads a page by its number, in the size of the first one.
    pub async fn page(&mut self, number: usize) -> Result<Answer> {
        self.read(self.address(number)).await
    }

    /// The address of a page in the size of the first one.
    pub fn address(&self, number: usize) -> Url {
        address::numbered(self.registry, number, self.size)
    }

    /// Reads a window.
    pub async fn window(&mut self, window: Window) -> Result<Answer> {
        self.read(self.place(window)).await
    }

    /// Begins to read a window that may not be needed, and tries it once. Nothing is begun if there were too many requests.
    pub fn ahead(&mut self, window: Window) -> Option<BoxFuture<'static, Result<Response>>> {
        self.count().ok()?;
        let (registry, url) = (self.registry.in_advance(LARGEST_AHEAD), self.place(window));
        Some(Box::pin(async move { registry.get(url, Target::Collection).await }))
    }

    /// Tells whether what was begun, and failed so, may be read again, and after how long.
    pub fn second_try(&self, error: &Error) -> Option<Duration> {
        self.registry.second_try(error)
    }

    /// Reads the answer to what was begun.
    pub async fn arrived(&mut self, window: Window, response: Response) -> Result<Answer> {
        self.understand(self.place(window), response).await
    }

    fn place(&self, Window { page, size }: Window) -> Url {
        address::numbered(self.registry, page, Some(size))
    }

    fn count(&mut self) -> std::result::Result<(), &'static str> {
        if self.requests == MOST_REQUESTS {
            return Err(ENDLESS);
        }
        self.requests += 1;
        Ok(())
    }

    /// Reads the page at an address.
    pub async fn read(&mut self, url: Url) -> Result<Answer> {
        self.count().map_err(|problem| self.unusable(&url, 200, problem))?;
        let response = self.registry.get(url.clone(), Target::Collection).await?;
        self.understand(url, response).await
    }

    async fn understand(&mut self, url: Url, Response { status, body, .. }: Response) -> Result<Answer> {
        let bytes = body.len();
        let page = if bytes > LARGE { apart(move || Ok(page(&body))).await? } else { page(&body) };
        let mut page = page.map_err(|problem| self.unusable(&url, status, problem))?;
        self.values += page.values;
        self.bytes += bytes;
        if self.bytes > MOST_BYTES {
            return Err(self.unusable(&url, status, TOO_LARGE));
        }
        if self.values > MOST_VALUES {
            return Err(self.unusable(&url, status, "its pages have more values than a list of tokens can have"));
        }
        let next = match &page.next {
            Next::At { address, .. } => Some(address::following(self.registry, &url, address)),
            Next::End { .. } | Next::Unsaid { .. } => None,
        };
        let next = next.transpose().map_err(|problem| self.unusable(&url, status, &problem))?;
        if let Some(stream) = &mut self.stream {
            stream.hand_on(&mut page.tokens).await?;
            // A list that is read several times has its limits each time, but whoever takes tokens keeps those of all.
            if stream.len() > MOST_TOKENS {
                return Err(self.unusable(&url, status, TOO_MANY));
            }
            if stream.bytes() > MOST_BYTES {
                return Err(self.unusable(&url, status, TOO_LARGE));
            }
        }
        Ok(Answer { url, status, page, next })
    }

    /// Tells whether the rest can be read in windows, by the first page: it is large enough, and the pages after it can be
    /// asked for by their number.
    pub fn can_overlap(&self, first: &Answer) -> bool {
        let count = first.page.tokens.len();
        match (&first.page.next, &first.next) {
            _ if count < LEAST_CAP => false,
            (Next::Unsaid { total }, _) => *total > count,
            (Next::At { .. }, Some(next)) => address::is_second(self.registry, next),
            _ => false,
        }
    }

    /// The error for an answer that cannot be used.
    pub fn unusable(&self, url: &Url, status: u16, problem: &str) -> Error {
        let exchange = self.registry.exchange(&reqwest::Method::GET, url);
        Error::BadResponse { exchange, status, problem: problem.into() }
    }
}

/// Tells whether a registry does not give pages of the size that was asked for.
pub fn refuses_size(error: &Error) -> bool {
    matches!(error, Error::Status { status: 400 | 422, .. })
}
