//! Hands tokens on as soon as a page shows them, each once.

use std::collections::HashSet;
use std::mem::replace;

use crate::error::Result;
use crate::registry::BoxFuture;
use crate::tokens::model::Token;

/// Whoever takes the tokens of a list before it is read to its end.
pub trait Receive: Send + Sync {
    /// Takes some.
    fn receive(&self, tokens: Vec<Token>) -> BoxFuture<'_, Result<()>>;
}

/// The tokens of one list, on their way to whoever takes them.
pub struct Stream<'a> {
    to: &'a dyn Receive,
    /// The keys of those that were handed on.
    seen: HashSet<String>,
    /// How many bytes they had.
    bytes: usize,
}

impl<'a> Stream<'a> {
    /// Begins. Nothing is handed on yet.
    pub fn new(to: &'a dyn Receive) -> Self {
        Self { to, seen: HashSet::new(), bytes: 0 }
    }

    /// How many tokens were handed on.
    pub fn len(&self) -> usize {
        self.seen.len()
    }

    /// How many bytes they had.
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Hands on what is new on a page. Of all tokens on it only the key is kept, which is what lists are proven whole by.
    pub async fn hand_on(&mut self, page: &mut [Token]) -> Result<()> {
        let mut fresh = Vec::new();
        for listed in page {
            let kept = Token { key: listed.key.clone(), ..Token::default() };
            let token = replace(listed, kept);
            if self.seen.insert(token.key.clone()) {
                self.bytes += token.raw.size();
                // Nobody knows yet which other keys begin alike.
                fresh.push(Token { id: token.key.clone(), ..token });
            }
        }
        if fresh.is_empty() { Ok(()) } else { self.to.receive(fresh).await }
    }
}
