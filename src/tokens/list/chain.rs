//! Joins windows on a list into one list.

use std::collections::{HashMap, HashSet};

use crate::tokens::model::Token;

/// The list from its first token up to some token: every token up to there that was listed all the time is in it.
pub struct Chain {
    tokens: Vec<Token>,
    places: HashMap<String, usize>,
}

/// How a window fits a chain.
#[derive(Debug, PartialEq)]
pub enum Joint {
    /// They share tokens, and the chain has grown to the window's end.
    Reached,
    /// They share tokens, and the window ends with one of the chain: that many tokens before its end.
    Within(usize),
    /// They share no token, so that others may lie between them: the window as it came.
    Apart(Vec<Token>),
    /// The order of the tokens changes, or a token is there twice.
    Disordered,
}

impl Chain {
    /// Begins with the first tokens of the list; `None` if one is there twice.
    pub fn new(tokens: Vec<Token>) -> Option<Self> {
        let places: HashMap<_, _> =
            tokens.iter().enumerate().map(|(place, token)| (token.key.clone(), place)).collect();
        (places.len() == tokens.len()).then_some(Self { tokens, places })
    }

    /// How many tokens there are.
    pub fn len(&self) -> usize {
        self.tokens.len()
    }

    /// Tells whether a token is the first.
    pub fn begins_with(&self, token: &Token) -> bool {
        self.tokens.first().is_some_and(|first| first.key == token.key)
    }

    /// The tokens in order.
    pub fn into_tokens(self) -> Vec<Token> {
        self.tokens
    }

    /// Joins a window, if they share a token. What the window does not have though it lies between its tokens is gone, or
    /// was not there yet.
    pub fn join(&mut self, window: Vec<Token>) -> Joint {
        let keys: HashSet<&str> = window.iter().map(|token| token.key.as_str()).collect();
        if keys.len() < window.len() {
            return Joint::Disordered;
        }
        let shared: Vec<usize> = window.iter().filter_map(|token| self.places.get(&token.key)).copied().collect();
        let (Some(first), Some(last)) = (shared.first().copied(), shared.last().copied()) else {
            return Joint::Apart(window);
        };
        if !shared.is_sorted() {
            return Joint::Disordered;
        }
        let ends_within = window.last().is_some_and(|token| self.places.get(&token.key) == Some(&last));
        let mut after = self.tokens.split_off(last + 1);
        if !ends_within {
            self.forget(&after);
            after.clear();
        }
        let replaced = self.tokens.split_off(first);
        self.forget(&replaced);
        let rest = after.len();
        for token in window.into_iter().chain(after) {
            self.places.insert(token.key.clone(), self.tokens.len());
            self.tokens.push(token);
        }
        if ends_within { Joint::Within(rest) } else { Joint::Reached }
    }

    /// Takes tokens away from the end.
    pub fn cut(&mut self, count: usize) {
        let rest = self.tokens.split_off(self.tokens.len() - count);
        self.forget(&rest);
    }

    fn forget(&mut self, tokens: &[Token]) {
        for token in tokens {
            self.places.remove(&token.key);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Chain, Joint};
    use crate::tokens::Raw;
    use crate::tokens::model::Token;
    use serde_json::{Map, json};

    fn tokens(keys: &str) -> Vec<Token> {
        let row = |key: char| Map::from_iter([("key".to_owned(), json!(key))]);
        keys.chars().map(|key| Token::read(&row(key), Raw::of(&row(key))).expect("a token")).collect()
    }

    #[test]
    fn joins_what_shares_a_token() {
        let cases = [
            ("abcd", "cdef", Joint::Reached, "abcdef"),
            ("abcd", "xdef", Joint::Reached, "abcxdef"),
            ("abcd", "bdef", Joint::Reached, "abdef"),
            ("abcd", "d", Joint::Within(0), "abcd"),
            ("abcd", "bx", Joint::Reached, "abx"),
            ("abcde", "bc", Joint::Within(2), "abcde"),
            ("abcde", "xbyc", Joint::Within(2), "axbycde"),
            ("abcde", "ac", Joint::Within(2), "acde"),
            ("abcd", "efgh", Joint::Apart(tokens("efgh")), "abcd"),
            ("abcd", "", Joint::Apart(Vec::new()), "abcd"),
            ("abcd", "dcef", Joint::Disordered, "abcd"),
            ("abcd", "dee", Joint::Disordered, "abcd"),
            ("", "a", Joint::Apart(tokens("a")), ""),
        ];
        for (before, window, expected, after) in cases {
            let mut chain = Chain::new(tokens(before)).expect("each once");
            assert_eq!(chain.join(tokens(window)), expected, "{before} {window}");
            // What was joined can be joined again, so its places are right.
            assert!(after.is_empty() || chain.join(tokens(after)) == Joint::Within(0), "{before} {window}");
            let keys: String = chain.into_tokens().into_iter().map(|token| token.key).collect();
            assert_eq!(keys, after, "{before} {window}");
        }
        assert!(Chain::new(tokens("aba")).is_none());
    }
}
