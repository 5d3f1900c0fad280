//! What a revocation is about: the words, the lines of a file, or what is asked of the tokens.

use std::fs::File;
use std::io::{Read, stdin};
use std::path::PathBuf;

use zeroize::Zeroizing;

use super::Session;
use super::command::Bulk;
use crate::contain::apart;
use crate::error::{Error, Result};
use crate::secret::Secret;
use crate::tokens::{Selector, Unmatched, Wanted, Which};

/// The most bytes that are read of a file: a thousand full tokens are a twentieth of it.
const MOST_BYTES: usize = 1024 * 1024;

/// Finds out which tokens are meant, and refuses selectors that cannot name any.
pub(super) async fn read(session: &Session<'_>, words: Vec<String>, wanted: Wanted, bulk: &Bulk) -> Result<Which> {
    let named: Vec<(String, Secret)> = match &bulk.file {
        Some(file) => lines(&contents(session, file).await?),
        None if words.is_empty() => return Ok(Which::Wanted { wanted, spares_current: bulk.all_except_current }),
        None => {
            let place = |(index, word)| (format!("argument {}", index + 1), Secret::new(word));
            words.into_iter().enumerate().map(place).collect()
        }
    };
    let (selector, unmatched): (fn(Secret) -> Selector, _) = if session.has("by-value") {
        (Selector::Token, Unmatched::SentByValue)
    } else {
        (Selector::Any, Unmatched::Refused)
    };
    let check = |(place, text): (String, Secret)| {
        let selector = selector(text);
        selector.check(&place).map(|()| selector)
    };
    Ok(Which::Named(named.into_iter().map(check).collect::<Result<_>>()?, unmatched))
}

/// Reads the file, or standard input to its end. Among its lines may be full tokens.
async fn contents(session: &Session<'_>, file: &str) -> Result<Zeroizing<String>> {
    let path: Option<PathBuf> = (file != "-").then(|| session.env.cwd().join(file));
    apart(move || match path {
        Some(path) => File::open(path).map_err(|cause| unread(&cause)).and_then(text),
        None => text(stdin()),
    })
    .await
}

fn text(input: impl Read) -> Result<Zeroizing<String>> {
    let mut text = Zeroizing::new(String::new());
    input.take(MOST_BYTES as u64 + 1).read_to_string(&mut text).map_err(|cause| unread(&cause))?;
    if text.len() > MOST_BYTES {
        return Err(unusable("it is longer than 1 MiB".into()));
    }
    Ok(text)
}

/// The selectors of a text, each with its place.
fn lines(text: &str) -> Vec<(String, Secret)> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let trimmed = text.lines().map(str::trim).enumerate();
    let said = trimmed.filter(|(_, line)| !line.is_empty() && !line.starts_with('#'));
    said.map(|(index, line)| (format!("--file`, line `{}", index + 1), Secret::new(line))).collect()
}

fn unread(cause: &std::io::Error) -> Error {
    unusable(format!("it cannot be read: {cause}"))
}

fn unusable(problem: String) -> Error {
    let fix = "give a file with one key, id or name in each line, or `-` for standard input".into();
    Error::InvalidOption { option: "--file".into(), problem, fix }
}

#[cfg(test)]
mod tests {
    use super::{MOST_BYTES, lines, text};

    #[test]
    fn takes_one_selector_of_each_line() {
        let cases: [(&str, &[(usize, &str)]); 5] = [
            ("", &[]),
            ("a\nb\n", &[(1, "a"), (2, "b")]),
            ("\u{feff}# old ones\r\n\r\n  a b \r\n\t# c\nd#e", &[(3, "a b"), (5, "d#e")]),
            ("#\n \n", &[]),
            ("a", &[(1, "a")]),
        ];
        for (text, expected) in cases {
            let found = lines(text);
            let found: Vec<_> = found.iter().map(|(place, line)| (place.as_str(), line.expose())).collect();
            let expected: Vec<_> =
                expected.iter().map(|(number, line)| (format!("--file`, line `{number}"), *line)).collect();
            assert_eq!(found, expected.iter().map(|(place, line)| (place.as_str(), *line)).collect::<Vec<_>>());
        }
    }

    #[test]
    fn reads_neither_endless_files_nor_others_than_texts() {
        assert_eq!(text(&b"a\n"[..]).expect("a text").as_str(), "a\n");
        for error in [text(std::io::repeat(b'a')).expect_err("endless"), text(&b"\xff"[..]).expect_err("no text")] {
            assert_eq!((error.code().as_str(), error.exit_status()), ("EINVALIDOPTION", 2));
        }
        assert!(text("x".repeat(MOST_BYTES).as_bytes()).is_ok());
    }
}
