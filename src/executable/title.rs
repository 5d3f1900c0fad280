//! Hides the command line from other processes: it may hold a password, a code or a token.

/// Blanks the arguments in what other processes see, where the system lets a program do so; they must have been read.
pub fn hide_arguments() {
    #[cfg(target_os = "linux")]
    // Without `/proc` there is no way, and nobody who looks there either.
    let _ = linux::blank();
}

#[cfg(target_os = "linux")]
mod linux {
    use std::fs::{OpenOptions, read_to_string};
    use std::io::{self, Seek, SeekFrom, Write};

    use npm_token::env;

    /// The most bytes that are written at once.
    const PIECE: usize = 4096;

    /// Overwrites everything behind the program's name. The kernel shows the very memory the process was given, and by
    /// its own file that can be written without `unsafe`: the bytes stay valid empty strings, no other thread runs yet,
    /// and whoever asks for the arguments again gets copies of those.
    pub fn blank() -> io::Result<()> {
        let Some((start, end)) = area(&read_to_string("/proc/self/stat")?) else { return Ok(()) };
        let Some(name) = env::program_word() else { return Ok(()) };
        let start = start.saturating_add(name.len() as u64 + 1);
        let mut memory = OpenOptions::new().write(true).open("/proc/self/mem")?;
        memory.seek(SeekFrom::Start(start))?;
        let mut left = usize::try_from(end.saturating_sub(start)).unwrap_or_default();
        while left > 0 {
            let piece = left.min(PIECE);
            memory.write_all(&[0; PIECE][..piece])?;
            left -= piece;
        }
        Ok(())
    }

    /// Where the arguments begin and end: the fields 48 and 49 of proc(5)'s `stat`. The second one, the name, may hold
    /// spaces and parentheses.
    fn area(stat: &str) -> Option<(u64, u64)> {
        let (_, fields) = stat.rsplit_once(')')?;
        let mut fields = fields.split_ascii_whitespace().skip(48 - 3);
        let mut next = || fields.next()?.parse().ok().filter(|address| *address > 0);
        Some((next()?, next()?))
    }

    #[cfg(test)]
    mod tests {
        use super::area;

        #[test]
        fn finds_the_arguments_whatever_the_program_is_called() {
            let fields: Vec<String> = (4..=52).map(|field| (field * 10).to_string()).collect();
            let stat = |name: &str| format!("1 ({name}) S {}\n", fields.join(" "));
            for name in ["npm-token", "a b", "a) (b", ") S 1 2 3"] {
                assert_eq!(area(&stat(name)), Some((480, 490)), "{name}");
            }
            // What the kernel says to those who may not know.
            for unknown in ["", "1 (a) S 0", &stat("a").replace(" 480 ", " 0 ")] {
                assert_eq!(area(unknown), None, "{unknown}");
            }
        }
    }
}
