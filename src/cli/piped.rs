//! Secrets that come through standard input.

use std::io::Read;

use zeroize::Zeroizing;

use super::refusal::usage;
use crate::contain::apart;
use crate::env;
use crate::error::{Error, Result};
use crate::secret::Secret;

/// A secret that a flag says is piped in.
pub(super) struct Piped {
    flag: &'static str,
    what: &'static str,
    otherwise: &'static str,
}

/// The account's password.
pub(super) const PASSWORD: Piped = Piped {
    flag: "--password-stdin",
    what: "the account's password",
    otherwise: "leave the flag out to be asked for it without echo",
};

/// The token to use.
pub(super) const TOKEN: Piped = Piped {
    flag: "--token-stdin",
    what: "the token",
    otherwise: "leave the flag out to use the one that is configured",
};

/// The most bytes that are read.
const MOST_BYTES: usize = 64 * 1024;

impl Piped {
    /// Reads it, unless it would be typed there for all to see.
    pub(super) async fn read(&'static self) -> Result<Secret> {
        if env::stdin_is_terminal() {
            let problem = format!("`{}` is given, and standard input is a terminal", self.flag);
            return Err(usage(problem, format!("pipe {} in, or {}", self.what, self.otherwise)));
        }
        apart(|| self.take(std::io::stdin())).await
    }

    /// Reads to the end of the input; only the last line break is not part of it.
    fn take(&self, input: impl Read) -> Result<Secret> {
        // With room for all of it, so that growing leaves no copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(MOST_BYTES + 2));
        let read = input.take(MOST_BYTES as u64 + 1).read_to_end(&mut bytes);
        read.map_err(|cause| self.unread(cause))?;
        if bytes.len() > MOST_BYTES {
            return Err(self.unusable("standard input is longer than 64 KiB"));
        }
        let text = str::from_utf8(&bytes).map_err(|cause| self.unread(std::io::Error::other(cause)))?;
        let line = text.strip_suffix('\n').unwrap_or(text);
        let line = line.strip_suffix('\r').unwrap_or(line);
        if line.is_empty() {
            return Err(self.unusable("standard input is empty"));
        }
        Ok(Secret::new(line))
    }

    fn unread(&self, cause: std::io::Error) -> Error {
        let what = self.what.rsplit(' ').next().unwrap_or_default();
        Error::Io { action: format!("read the {what} from standard input"), cause }
    }

    fn unusable(&self, problem: &str) -> Error {
        Error::InvalidOption {
            option: self.flag.into(),
            problem: problem.into(),
            fix: format!("pipe {} in, and nothing else", self.what),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{MOST_BYTES, PASSWORD, TOKEN};

    #[test]
    fn reads_the_password_as_it_is() {
        // T28: neither trimmed nor expanded.
        let cases: [(&[u8], Option<&str>); 7] = [
            (b"s3cret\n", Some("s3cret")),
            (b"s3cret", Some("s3cret")),
            (b"s3cret\r\n", Some("s3cret")),
            (b" a${X} #b;\n", Some(" a${X} #b;")),
            (b"two\nlines\n\n", Some("two\nlines\n")),
            (b"", None),
            (b"\n", None),
        ];
        for (bytes, password) in cases {
            let read = PASSWORD.take(bytes);
            assert_eq!(read.ok().as_ref().map(crate::secret::Secret::expose), password, "{bytes:?}");
        }
        assert_eq!(PASSWORD.take(&b"\xff"[..]).expect_err("not text").code().as_str(), "EIO");
    }

    #[test]
    fn reads_no_endless_password() {
        let longest = "x".repeat(MOST_BYTES);
        assert_eq!(PASSWORD.take(longest.as_bytes()).expect("a password").expose(), longest);
        let endless = std::io::repeat(b'x');
        let error = TOKEN.take(endless).expect_err("too long");
        assert_eq!(error.to_string(), "invalid `--token-stdin`: standard input is longer than 64 KiB");
        assert_eq!(error.exit_status(), 2);
    }
}
