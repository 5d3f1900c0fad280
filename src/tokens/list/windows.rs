//! Which part of the list to read next, so that each part shares tokens with what is known.

use super::chain::{Chain, Joint};
use crate::tokens::model::Token;

#[cfg(test)]
mod tests;

/// The smallest pages that windows are made of. A list can be cut into pages of any size up to the registry's, but some
/// cuts are at the same place for all of them: at multiples of 6 for sizes up to 3, of 60 for sizes up to 6, and of 420
/// for 7.
pub const LEAST_CAP: usize = 7;

/// How often a window beyond a cut that no window spans is tried before the list is read in another way.
const MOST_LEAPS: u32 = 20;

/// How many windows in a row may add nothing to the end of what is known.
const MOST_IDLE: u32 = 30;

/// How often the reading may begin anew.
const MOST_RESTARTS: u32 = 5;

/// A part of the list that can be asked for: a page of some size.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Window {
    /// The page's number, counted from 0.
    pub page: usize,
    /// How many tokens it has.
    pub size: usize,
}

impl Window {
    /// The window to read after this one, where nothing has moved.
    pub fn after(self, cap: usize) -> Self {
        Self::following(self.end() - 1, cap)
    }

    /// The window to read once everything up to a place is known.
    fn following(last: usize, cap: usize) -> Self {
        Self::around(last, cap).unwrap_or_else(|| Self::beyond(last, cap))
    }

    fn start(self) -> usize {
        self.page * self.size
    }

    /// The place after its last token.
    pub fn end(self) -> usize {
        self.start() + self.size
    }

    /// The window that contains a place and goes furthest beyond it. It also contains the place before, if that can be:
    /// then it still shares a token with what is known when one was revoked meanwhile. `None` where every page that
    /// contains the place ends with it.
    fn around(place: usize, cap: usize) -> Option<Self> {
        let pages = (2..=cap).map(|size| Self { page: place / size, size });
        pages.filter(|page| page.end() > place + 1).max_by_key(|page| (page.start() < place, page.end(), page.size))
    }

    /// The largest window that begins after a place where every page ends.
    fn beyond(place: usize, cap: usize) -> Self {
        Self { page: (place + 1) / cap, size: cap }
    }
}

/// What to do next.
#[derive(Debug, PartialEq, Eq)]
pub enum Step {
    /// Read this.
    Read(Window),
    /// Nothing: the list is whole.
    Whole,
    /// Read the list in another way: in this one it cannot be proven whole.
    GiveUp,
}

/// What an answer says of the tokens after its last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rest {
    /// There are some.
    More,
    /// There are none.
    Nothing,
    /// How many there are in all, which shows where the list ends only with a page that is not full.
    Total(usize),
}

/// A list that is being read in windows.
pub struct Windows {
    /// The most tokens the registry gives at a time.
    cap: usize,
    chain: Chain,
    /// Where in the registry's list the chain's last token is, by the last answer.
    last: usize,
    next: Step,
    /// How many windows in a row shared no token with the chain.
    misses: u32,
    /// How many windows in a row added nothing to its end.
    idle: u32,
    leaps: u32,
    restarts: u32,
    /// Whether the registry was seen to keep to a size below its own.
    keeps_size: bool,
}

impl Windows {
    /// Begins with the registry's first page; `None` if it is below [`LEAST_CAP`] or has a token twice.
    pub fn new(first: Vec<Token>) -> Option<Self> {
        let cap = first.len();
        let chain = Chain::new(first).filter(|_| cap >= LEAST_CAP)?;
        let (last, next) = (cap - 1, Step::Read(Window::following(cap - 1, cap)));
        Some(Self { cap, chain, last, next, misses: 0, idle: 0, leaps: 0, restarts: 0, keeps_size: false })
    }

    /// What to do next.
    pub fn next(&self) -> &Step {
        &self.next
    }

    /// Whether what is known ends where every page does, and nothing beyond was found to share a token with it.
    pub fn is_at_cut(&self) -> bool {
        self.leaps > 0
    }

    /// How many tokens are known.
    pub fn len(&self) -> usize {
        self.chain.len()
    }

    /// The tokens in the registry's order.
    pub fn into_tokens(self) -> Vec<Token> {
        self.chain.into_tokens()
    }

    /// Takes in what the registry gave for a window.
    pub fn take(&mut self, window: Window, tokens: Vec<Token>, rest: Rest) {
        let count = tokens.len();
        let is_full = count == window.size;
        let is_end = match rest {
            Rest::Nothing => true,
            Rest::More => false,
            Rest::Total(total) => !is_full && window.start() + count >= total,
        };
        self.next = if count > window.size || !is_full && !is_end {
            // It keeps to sizes of its own, and where its pages lie is not known.
            Step::GiveUp
        } else {
            self.keeps_size |= is_full && window.size < self.cap;
            self.place(window, tokens, is_end)
        };
    }

    fn place(&mut self, window: Window, tokens: Vec<Token>, is_end: bool) -> Step {
        let count = tokens.len();
        if window.start() > 0 && tokens.first().is_some_and(|token| self.chain.begins_with(token)) {
            // Pages are counted from 1, or their number does not matter.
            return Step::GiveUp;
        }
        self.idle += 1;
        let after = match self.chain.join(tokens) {
            Joint::Disordered => return Step::GiveUp,
            Joint::Apart(tokens) if window.start() == 0 => return self.restart(tokens, is_end),
            Joint::Apart(_) => return self.step_back(window),
            Joint::Reached => {
                self.idle = 0;
                0
            }
            Joint::Within(after) => after,
        };
        if is_end {
            // What the chain has beyond the end is gone.
            self.chain.cut(after);
            return Step::Whole;
        }
        if window.start() > self.last {
            self.leaps = 0;
        }
        self.misses = 0;
        self.go_on(window.start() + count + after - 1)
    }

    /// Looks further to the front, by more each time. Where tokens were revoked, the known ones have moved there; where so
    /// many were created that the window holds nothing else, the known ones before them are there, or the front itself.
    fn step_back(&mut self, window: Window) -> Step {
        if window.start() > self.last {
            self.leaps += 1;
        }
        self.misses += 1;
        self.go_on(window.start().saturating_sub(2_usize.saturating_pow(self.misses)))
    }

    /// Begins anew: the front of the list needs to share nothing. Only where sizes count is it sure to be the front.
    fn restart(&mut self, tokens: Vec<Token>, is_end: bool) -> Step {
        self.restarts += 1;
        let count = tokens.len();
        let Some(chain) = Chain::new(tokens).filter(|_| self.keeps_size && self.restarts <= MOST_RESTARTS) else {
            return Step::GiveUp;
        };
        self.chain = chain;
        if is_end {
            return Step::Whole;
        }
        self.misses = 0;
        self.go_on(count - 1)
    }

    fn go_on(&mut self, last: usize) -> Step {
        self.last = last;
        if self.idle > MOST_IDLE || self.leaps > MOST_LEAPS {
            Step::GiveUp
        } else {
            Step::Read(Window::following(last, self.cap))
        }
    }
}
