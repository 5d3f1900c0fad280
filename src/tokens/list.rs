//! Lists all tokens. Nothing that was there all the time is missing, and nothing is there twice, whatever is created and
//! revoked meanwhile; where that cannot be known, the list is an error.
//!
//! One answer that holds all needs no proof, and is the usual case. Pages are read one after the other, and a token
//! revoked in front of the next page moves the others up, one of them onto a page that was read already. So pages prove
//! nothing by themselves. Two ways do, if the order of tokens never changes, wherever new ones are put:
//!
//! - **Windows** that overlap ([`windows`]), where pages of any size can be asked for. Each answer is a stretch of the
//!   list without a gap. If every token up to some place is known, and another answer shares one of these tokens, then
//!   what was there all the time and lies before the shared token is known, and what lies between it and the answer's end
//!   is in the answer. The first answer begins at the front of the list, and each one that shares a token extends what is
//!   known to its own end. One that shares none proves nothing, and another is asked for further to the front. None of
//!   this depends on which was answered first, so several are asked for at the same time ([`ahead`]).
//! - **Passes** over the whole list ([`passes`]), where only the registry's own pages can be had. If a token was missed
//!   in a pass, one that was in front of it on the pages read so far had been revoked. Either that one was seen: then the
//!   next pass differs. Or it had been created meanwhile: then it had moved others down, and one of these was seen twice
//!   (unless a whole page's worth is created between two requests, twice at the same place). So a pass without
//!   repetitions, followed by one with the very same tokens, has them all.

pub(crate) mod address;
mod ahead;
mod chain;
mod known;
pub(crate) mod page;
mod passes;
mod reader;
mod row;
mod stream;
mod windows;

use self::ahead::Ahead;
use self::page::{MOST_TOKENS, Next, TOO_MANY};
use self::reader::{Answer, Reader, refuses_size};
pub use self::stream::Receive;
use self::stream::Stream;
use self::windows::{Rest, Step, Windows};
use super::model::{Token, assign_ids};
use crate::error::Result;
use crate::registry::Registry;

/// Lists every token of the account, in the registry's order, each once.
pub async fn list(registry: &Registry) -> Result<Vec<Token>> {
    let mut tokens = read(&mut Reader::new(registry, None)).await?;
    assign_ids(&mut tokens);
    Ok(tokens)
}

/// Hands on every token of the account, each once, when the first page comes that shows it. Its id is its whole key.
///
/// Whatever is handed on was listed. That nothing is missing is known once this is done without an error.
pub async fn stream(registry: &Registry, to: &dyn Receive) -> Result<()> {
    read(&mut Reader::new(registry, Some(Stream::new(to)))).await.map(drop)
}

async fn read(reader: &mut Reader<'_>) -> Result<Vec<Token>> {
    // Where much changes meanwhile, reading one after the other proves what reading ahead does not.
    for most in [ahead::MOST, 1] {
        let first = reader.first().await?;
        if !reader.can_overlap(&first) {
            return passes::read(reader, Some(first)).await;
        }
        match in_windows(reader, first, most).await {
            Ok(End::Whole(tokens)) => return Ok(tokens),
            Ok(End::Disturbed) => {}
            Ok(End::Unproven) => break,
            Err(error) if refuses_size(&error) => break,
            Err(error) => return Err(error),
        }
    }
    passes::read(reader, None).await
}

/// What reading in windows comes to.
enum End {
    Whole(Vec<Token>),
    /// Tokens moved while it was read ahead, so that it cannot be proven whole.
    Disturbed,
    /// In this way it cannot be.
    Unproven,
}

/// Reads the list in windows, some of them ahead.
async fn in_windows(reader: &mut Reader<'_>, first: Answer, most: usize) -> Result<End> {
    let mut ahead = Ahead::new(first.page.tokens.len(), first.page.next.total(), most);
    let Some(mut windows) = Windows::new(first.page.tokens) else { return Ok(End::Unproven) };
    loop {
        let window = match *windows.next() {
            Step::Read(window) => window,
            Step::Whole => return Ok(End::Whole(windows.into_tokens())),
            Step::GiveUp if ahead.is_disturbed() && !windows.is_at_cut() => return Ok(End::Disturbed),
            Step::GiveUp => return Ok(End::Unproven),
        };
        let Answer { url, status, page, .. } = ahead.read(reader, window).await?;
        let rest = match page.next {
            Next::At { .. } => Rest::More,
            Next::End { .. } => Rest::Nothing,
            Next::Unsaid { total } => Rest::Total(total),
        };
        windows.take(window, page.tokens, rest);
        if windows.len() > MOST_TOKENS {
            return Err(reader.unusable(&url, status, TOO_MANY));
        }
    }
}
