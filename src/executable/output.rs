//! Prints what a command comes to. A new token that cannot be printed is told of.

use std::io::{self, ErrorKind, Write};

use npm_token::cli::Outcome;

/// Prints an outcome, and gives the exit code.
pub fn print(outcome: &Outcome) -> u8 {
    let Outcome { exit_code, stdout, stderr, if_lost } = outcome;
    let failure = write(Stream::Stdout, stdout.as_bytes()).err();
    // A reader that has seen enough is no error, unless a new token was among the rest.
    let failure = failure.filter(|error| error.kind() != ErrorKind::BrokenPipe || !if_lost.is_empty());
    let exit_code = match &failure {
        Some(error) => {
            complain(&format!("error[EIO]: cannot write to standard output: {error}\n{if_lost}"));
            1
        }
        None => *exit_code,
    };
    complain(stderr);
    exit_code
}

/// Writes to standard error. If that fails, there is nobody left to tell.
pub fn complain(text: &str) {
    let _ = write(Stream::Stderr, text.as_bytes());
}

#[derive(Clone, Copy)]
enum Stream {
    Stdout,
    Stderr,
}

/// Writes all of it, past the buffers of the standard library: what has failed once is not written again at the end.
#[cfg(unix)]
fn write(stream: Stream, bytes: &[u8]) -> io::Result<()> {
    use std::fs::File;
    use std::os::fd::AsFd;

    let descriptor = match stream {
        Stream::Stdout => io::stdout().as_fd().try_clone_to_owned()?,
        Stream::Stderr => io::stderr().as_fd().try_clone_to_owned()?,
    };
    write_all(&mut File::from(descriptor), bytes, wait_for_room)
}

/// The standard library knows how a Windows console wants its text.
#[cfg(not(unix))]
fn write(stream: Stream, bytes: &[u8]) -> io::Result<()> {
    let nothing = |_: &mut _| Err(ErrorKind::WouldBlock.into());
    match stream {
        Stream::Stdout => {
            write_all(&mut io::stdout().lock(), bytes, nothing)?;
            io::stdout().flush()
        }
        Stream::Stderr => io::stderr().write_all(bytes),
    }
}

/// Writes piece by piece. Another program may have left a pipe in a state where it has no room at once.
fn write_all<W: Write>(
    output: &mut W,
    mut bytes: &[u8],
    wait_for_room: impl Fn(&mut W) -> io::Result<()>,
) -> io::Result<()> {
    while !bytes.is_empty() {
        match output.write(bytes) {
            Ok(0) => return Err(ErrorKind::WriteZero.into()),
            Ok(written) => bytes = &bytes[written..],
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            Err(error) if error.kind() == ErrorKind::WouldBlock => wait_for_room(output)?,
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn wait_for_room(output: &mut std::fs::File) -> io::Result<()> {
    use rustix::event::{PollFd, PollFlags, poll};

    match poll(&mut [PollFd::new(output, PollFlags::OUT)], None) {
        Ok(_) | Err(rustix::io::Errno::INTR) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

#[cfg(test)]
mod tests {
    use std::io::{self, ErrorKind, Write};

    use super::write_all;

    /// Answers each write in turn: takes so many bytes, or fails.
    struct Output {
        answers: Vec<io::Result<usize>>,
        taken: Vec<u8>,
    }

    impl Write for Output {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            let taken = self.answers.remove(0)?;
            self.taken.extend(&bytes[..taken]);
            Ok(taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn writes_everything_in_as_many_pieces_as_it_takes() {
        let failure = |kind: ErrorKind| Err(io::Error::from(kind));
        let full = || failure(ErrorKind::WouldBlock);
        let cases = [
            (vec![Ok(3)], Ok(()), 0),
            (vec![Ok(1), Ok(2)], Ok(()), 0),
            (vec![failure(ErrorKind::Interrupted), Ok(3)], Ok(()), 0),
            (vec![Ok(1), full(), full(), Ok(2)], Ok(()), 2),
            (vec![Ok(1), failure(ErrorKind::StorageFull)], Err(ErrorKind::StorageFull), 0),
            (vec![Ok(2), Ok(0)], Err(ErrorKind::WriteZero), 0),
        ];
        for (answers, expected, waits) in cases {
            let waited = std::cell::Cell::new(0);
            let mut output = Output { answers, taken: Vec::new() };
            let wait = |_: &mut Output| {
                waited.set(waited.get() + 1);
                Ok(())
            };
            let done = write_all(&mut output, b"abc", wait).map_err(|error| error.kind());
            assert_eq!((done, waited.get()), (expected, waits));
            assert!(output.answers.is_empty() && (done.is_err() || output.taken == b"abc"));
        }
    }
}
