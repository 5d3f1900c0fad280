//! Asks a question at the terminal, and reads an answer that is not shown.

use crate::secret::Secret;

#[cfg(unix)]
pub(super) use unix::ask;
#[cfg(unix)]
pub use unix::restore_echo;

/// Asks the question. The console echoes what is typed ahead when it is read, and then the echo is off already.
#[cfg(windows)]
pub(super) fn ask(question: &str) -> std::io::Result<Secret> {
    rpassword::prompt_password(question).map(Secret::new)
}

#[cfg(unix)]
mod unix {
    use std::fs::{File, OpenOptions};
    use std::io::{self, ErrorKind, Read, Write};

    use std::sync::{Mutex, PoisonError};

    use rustix::process::getpgrp;
    use rustix::termios::{LocalModes, OptionalActions, Termios, tcgetattr, tcgetpgrp, tcsetattr};
    use zeroize::Zeroizing;

    use super::Secret;

    /// The longest line there can be: no terminal hands out more at once.
    const LONGEST: usize = 4096;

    /// Asks the question, when the echo is off already: somebody may type faster than the question is shown.
    pub(in crate::cli) fn ask(question: &str) -> io::Result<Secret> {
        let terminal = OpenOptions::new().read(true).write(true).open("/dev/tty")?;
        let _restored = NoEcho::on(&terminal)?;
        (&terminal).write_all(question.as_bytes())?;
        let answer = read_line(&terminal);
        if answer.as_ref().is_err_and(|error| error.kind() == ErrorKind::UnexpectedEof) {
            // Nobody pressed Enter, so the question's line has no end yet. That it is canceled is what counts.
            let _ = (&terminal).write_all(b"\n");
        }
        answer
    }

    /// What the terminal was like, while the echo is off.
    static BEFORE: Mutex<Option<Termios>> = Mutex::new(None);

    /// Switches the echo on again if a question has it switched off, for a process that is about to be ended. A job in
    /// the background has no say: the shell has seen to the terminal, and asking would stop the process.
    pub fn restore_echo() {
        let before = BEFORE.lock().unwrap_or_else(PoisonError::into_inner).take();
        let Some((before, terminal)) = before.zip(OpenOptions::new().write(true).open("/dev/tty").ok()) else { return };
        if tcgetpgrp(&terminal).is_ok_and(|group| group == getpgrp()) {
            let _ = tcsetattr(&terminal, OptionalActions::Now, &before);
        }
    }

    /// A terminal that shows nothing of what is typed, as long as this lives.
    struct NoEcho<'a> {
        terminal: &'a File,
        before: Termios,
    }

    impl<'a> NoEcho<'a> {
        /// Switches the echo off at once; what was typed ahead stays, and is part of the answer.
        fn on(terminal: &'a File) -> io::Result<Self> {
            let before = tcgetattr(terminal)?;
            let mut silent = before.clone();
            silent.local_modes.remove(LocalModes::ECHO);
            // Enter ends the line on the screen all the same.
            silent.local_modes.insert(LocalModes::ECHONL);
            *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = Some(before.clone());
            tcsetattr(terminal, OptionalActions::Now, &silent)?;
            Ok(Self { terminal, before })
        }
    }

    impl Drop for NoEcho<'_> {
        fn drop(&mut self) {
            // A terminal that is gone needs no echo.
            let _ = tcsetattr(self.terminal, OptionalActions::Now, &self.before);
            *BEFORE.lock().unwrap_or_else(PoisonError::into_inner) = None;
        }
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
