//! Asks a question at the terminal, and reads an answer that is not shown.

use crate::secret::Secret;

#[cfg(unix)]
pub(super) use unix::ask;

/// Asks the question. The console echoes what is typed ahead when it is read, and then the echo is off already.
#[cfg(windows)]
pub(super) fn ask(question: &str) -> std::io::Result<Secret> {
    rpassword::prompt_password(question).map(Secret::new)
}

#[cfg(unix)]
mod unix {
    use std::fs::OpenOptions;
    use std::io::{self, ErrorKind, Read, Write};

    use zeroize::Zeroizing;

    use super::Secret;
    use crate::cli::echo;

    /// The longest line there can be: no terminal hands out more at once.
    const LONGEST: usize = 4096;

    /// Asks the question, when the echo is off already: somebody may type faster than the question is shown.
    pub(in crate::cli) fn ask(question: &str) -> io::Result<Secret> {
        let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        let answer = echo::without(&terminal, || {
            (&terminal).write_all(question.as_bytes())?;
            read_line(&terminal)
        });
        if answer.as_ref().is_err_and(|error| error.kind() == ErrorKind::UnexpectedEof) {
            // Nobody pressed Enter, so the question's line has no end yet. That it is canceled is what counts.
            let _ = (&terminal).write_all(b"\n");
        }
        answer
    }

    /// Reads up to a line break. An input that ends before is one that nobody confirmed.
    fn read_line(mut input: impl Read) -> io::Result<Secret> {
        let mut line = Zeroizing::new([0; LONGEST]);
        let mut length = 0;
        while length < LONGEST {
            match input.read(&mut line[length..]) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(more) => length += more,
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
            if let Some(end) = line[..length].iter().position(|byte| *byte == b'\n') {
                let text = str::from_utf8(&line[..end]).map_err(|cause| io::Error::new(ErrorKind::InvalidData, cause));
                return text.map(Secret::new);
            }
        }
        Err(io::Error::new(ErrorKind::InvalidData, "the line is too long"))
    }

    #[cfg(test)]
    mod tests {
        use std::io::{ErrorKind, Read};

        use super::{LONGEST, Secret, read_line};

        #[test]
        fn reads_one_line_as_it_is() {
            let long = "x".repeat(LONGEST - 1) + "\n";
            let cases: [(&[u8], Result<&str, ErrorKind>); 9] = [
                (b"s3cret\n", Ok("s3cret")),
                ("  pässwörd \n".as_bytes(), Ok("  pässwörd ")),
                (b"\n", Ok("")),
                (b"one\ntwo\n", Ok("one")),
                (long.as_bytes(), Ok(long.trim_end())),
                (b"", Err(ErrorKind::UnexpectedEof)),
                (b"half", Err(ErrorKind::UnexpectedEof)),
                (b"\xff\n", Err(ErrorKind::InvalidData)),
                (&[b'x'; LONGEST], Err(ErrorKind::InvalidData)),
            ];
            for (typed, expected) in cases {
                let line = read_line(typed);
                assert_eq!(line.as_ref().map(Secret::expose).map_err(std::io::Error::kind), expected);
            }
        }

        #[test]
        fn puts_a_line_together_that_comes_in_pieces() {
            // Ctrl-D within a line hands out what there is of it.
            let line = read_line((&b"half "[..]).chain(&b"a line\n"[..])).expect("a line");
            assert_eq!(line.expose(), "half a line");
        }
    }
}
