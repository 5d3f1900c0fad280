//! What a person has filtered, marked and chosen so far: keys in, and what comes of them out.

use super::keys::Key;
use crate::tokens::Token;

/// How many tokens are picked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::cli) enum Take {
    /// Exactly one: that under the cursor.
    One,
    /// One or more: those that are marked, or that under the cursor if none is.
    Many,
}

/// What comes of a key.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Nothing yet.
    Stay,
    /// The tokens at these places, in the order of the list.
    Picked(Vec<usize>),
    /// The person leaves.
    Left,
    /// The person interrupts the command.
    Interrupted,
}

/// The rows that match, the cursor among them, and what is marked.
pub(super) struct State {
    pub(super) take: Take,
    pub(super) filter: String,
    /// The places of the tokens that match the filter.
    pub(super) matches: Vec<usize>,
    /// Which tokens are marked, by their places; also of those that do not match.
    pub(super) marked: Vec<bool>,
    /// Where the cursor is among the matches.
    pub(super) cursor: usize,
    /// The first match that is in view.
    pub(super) top: usize,
    /// How many matches are in view.
    page: usize,
    /// What the filter is looked for in, of each token.
    texts: Vec<String>,
}

impl State {
    pub(super) fn new(tokens: &[Token], take: Take) -> Self {
        let text = |token: &Token| {
            let parts = [Some(&token.id), token.name.as_ref(), token.description.as_ref()];
            // No filter has a line break in it, so none goes beyond one of them.
            parts.into_iter().flatten().map(|part| part.to_lowercase()).collect::<Vec<_>>().join("\n")
        };
        Self {
            take,
            filter: String::new(),
            matches: (0..tokens.len()).collect(),
            marked: vec![false; tokens.len()],
            cursor: 0,
            top: 0,
            page: 1,
            texts: tokens.iter().map(text).collect(),
        }
    }

    /// How many tokens there are.
    pub(super) fn total(&self) -> usize {
        self.texts.len()
    }

    /// The place of the token under the cursor.
    pub(super) fn current(&self) -> Option<usize> {
        self.matches.get(self.cursor).copied()
    }

    /// Moves the view so that it holds the cursor, with so many rows.
    pub(super) fn fit(&mut self, rows: usize) {
        self.page = rows.max(1);
        self.top = self.top.min(self.matches.len().saturating_sub(self.page)).min(self.cursor);
        self.top = self.top.max((self.cursor + 1).saturating_sub(self.page));
    }

    pub(super) fn press(&mut self, key: Key) -> Step {
        match key {
            Key::Interrupt => return Step::Interrupted,
            Key::EndOfInput => return Step::Left,
            Key::Escape if self.filter.is_empty() => return Step::Left,
            Key::Enter => return self.picked(),
            Key::Escape => self.change(String::clear),
            Key::Backspace => self.change(|filter| {
                filter.pop();
            }),
            Key::Letter(' ') if self.take == Take::Many => self.mark(),
            Key::Letter(letter) => self.change(|filter| filter.push(letter)),
            Key::Up => self.go(self.cursor.saturating_sub(1)),
            Key::Down => self.go(self.cursor + 1),
            Key::PageUp => self.go(self.cursor.saturating_sub(self.page)),
            Key::PageDown => self.go(self.cursor + self.page),
            Key::Home => self.go(0),
            Key::End => self.go(usize::MAX),
        }
        Step::Stay
    }

    /// The places of the tokens that are marked.
    pub(super) fn all_marked(&self) -> impl Iterator<Item = usize> {
        self.marked.iter().enumerate().filter(|(_, is_marked)| **is_marked).map(|(place, _)| place)
    }

    fn picked(&self) -> Step {
        let marked: Vec<usize> = self.all_marked().collect();
        match self.current() {
            _ if !marked.is_empty() => Step::Picked(marked),
            Some(place) => Step::Picked(vec![place]),
            None => Step::Stay,
        }
    }

    fn mark(&mut self) {
        if let Some(place) = self.current() {
            self.marked[place] = !self.marked[place];
        }
    }

    fn go(&mut self, to: usize) {
        self.cursor = to.min(self.matches.len().saturating_sub(1));
    }

    /// Changes the filter. The cursor stays at its token as long as that matches.
    fn change(&mut self, change: impl FnOnce(&mut String)) {
        let before = self.current();
        change(&mut self.filter);
        let wanted = self.filter.to_lowercase();
        self.matches = (0..self.texts.len()).filter(|place| self.texts[*place].contains(&wanted)).collect();
        self.cursor = self.matches.iter().position(|place| Some(*place) == before).unwrap_or(0);
    }
}

#[cfg(test)]
mod tests;
