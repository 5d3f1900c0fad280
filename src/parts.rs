//! Single steps of the work, for the benchmarks in `bench/parts` only.

use crate::cli;
use crate::cli::table::Screen;
use crate::config::ini::parse;
use crate::time::Timestamp;
use crate::tokens::Token;
use crate::tokens::list::page;
use crate::tokens::model::assign_ids;

/// Reads an `.npmrc` and says how many settings it has.
pub fn ini(text: &str) -> usize {
    parse(text).len()
}

/// Reads a page of tokens; one that is none has none.
pub fn page(body: &[u8]) -> Vec<Token> {
    page::page(body).map_or_else(|_| Vec::new(), |page| page.tokens)
}

/// Gives tokens their ids.
pub fn ids(tokens: &mut [Token]) {
    assign_ids(tokens);
}

/// Lists tokens for people, in lines of a width.
pub fn table(tokens: &[Token], width: Option<usize>) -> String {
    cli::token_table::print(tokens, Timestamp::now(), Screen { width, colour: true })
}

/// Lists tokens for programs.
pub fn json(tokens: &[Token]) -> String {
    cli::json::list(tokens)
}
