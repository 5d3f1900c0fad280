//! What the bytes of a terminal mean as keys, however they are cut into pieces.

/// A key, as far as the picker has a use for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Key {
    /// A letter, or whatever else can be shown.
    Letter(char),
    Enter,
    Escape,
    Backspace,
    Up,
    Down,
    PageUp,
    PageDown,
    Home,
    End,
    /// Ctrl-D.
    EndOfInput,
    /// Ctrl-C, where the terminal makes no signal of it.
    Interrupt,
}

const ESCAPE: u8 = 0x1b;

/// The longest sequence that is waited for; nobody sends longer ones.
const LONGEST: usize = 32;

/// Takes bytes as they come, and keeps the beginning of what is not all there yet.
#[derive(Default)]
pub(super) struct Decoder(Vec<u8>);

impl Decoder {
    /// The keys that are complete by now.
    pub(super) fn take(&mut self, bytes: &[u8]) -> Vec<Key> {
        self.0.extend_from_slice(bytes);
        let mut keys = Vec::new();
        let mut start = 0;
        while let Some((length, key)) = first(&self.0[start..]) {
            keys.extend(key);
            start += length;
        }
        self.0.drain(..start);
        keys
    }

    /// The same once it is clear that nothing more belongs to what has come: the key Escape is the beginning of other
    /// keys' sequences, and only time tells.
    pub(super) fn settle(&mut self) -> Option<Key> {
        let is_escape = self.0 == [ESCAPE];
        self.0.clear();
        is_escape.then_some(Key::Escape)
    }
}

/// The length of what comes first and its key, if it has one; `None` if not all of it is there.
fn first(bytes: &[u8]) -> Option<(usize, Option<Key>)> {
    let key = match *bytes.first()? {
        ESCAPE => return sequence(bytes),
        b'\r' | b'\n' => Some(Key::Enter),
        0x7f | 0x08 => Some(Key::Backspace),
        0x03 => Some(Key::Interrupt),
        0x04 => Some(Key::EndOfInput),
        byte if byte < b' ' => None,
        _ => return letter(bytes),
    };
    Some((1, key))
}

/// A character in UTF-8. What is none is passed over, byte by byte.
fn letter(bytes: &[u8]) -> Option<(usize, Option<Key>)> {
    let length = match bytes[0] {
        0x00..0x80 => 1,
        0xc2..0xe0 => 2,
        0xe0..0xf0 => 3,
        0xf0..0xf5 => 4,
        _ => return Some((1, None)),
    };
    let there = &bytes[..length.min(bytes.len())];
    match str::from_utf8(there) {
        Ok(text) => Some((length, text.chars().next().filter(|letter| !letter.is_control()).map(Key::Letter))),
        Err(error) if error.error_len().is_none() && there.len() < length => None,
        Err(_) => Some((1, None)),
    }
}

/// A sequence that begins with the byte of Escape: ECMA-48's control sequences, and those of a keypad. A key that is
/// pressed with Alt is a sequence of two bytes, and means nothing here.
fn sequence(bytes: &[u8]) -> Option<(usize, Option<Key>)> {
    match *bytes.get(1)? {
        ESCAPE => Some((1, Some(Key::Escape))),
        b'O' => Some((3, named(&[], *bytes.get(2)?))),
        // The function keys of Linux' own console.
        b'[' if bytes.get(2) == Some(&b'[') => bytes.get(3).map(|_| (4, None)),
        b'[' => {
            let end = bytes[2..].iter().position(|byte| !(b' '..b'@').contains(byte));
            match end {
                Some(end) if (b'@'..=b'~').contains(&bytes[2 + end]) => {
                    Some((3 + end, named(&bytes[2..2 + end], bytes[2 + end])))
                }
                // Something else has come in between, and is read for itself.
                Some(end) => Some((2 + end, None)),
                None if bytes.len() > LONGEST => Some((bytes.len(), None)),
                None => None,
            }
        }
        _ => Some((2, None)),
    }
}

/// The key of a control sequence. Modifiers follow a semicolon, and change nothing.
fn named(parameters: &[u8], last: u8) -> Option<Key> {
    let number = parameters.split(|byte| *byte == b';').next().unwrap_or_default();
    match (last, number) {
        (b'A', _) => Some(Key::Up),
        (b'B', _) => Some(Key::Down),
        (b'H', _) | (b'~', b"1" | b"7") => Some(Key::Home),
        (b'F', _) | (b'~', b"4" | b"8") => Some(Key::End),
        (b'~', b"5") => Some(Key::PageUp),
        (b'~', b"6") => Some(Key::PageDown),
        // The keypad's Enter.
        (b'M', b"") => Some(Key::Enter),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::{any, proptest};

    use super::{Decoder, Key};

    const CASES: [(&[u8], &[Key]); 22] = [
        (b"a", &[Key::Letter('a')]),
        (b" Z~", &[Key::Letter(' '), Key::Letter('Z'), Key::Letter('~')]),
        ("é名🔑".as_bytes(), &[Key::Letter('é'), Key::Letter('名'), Key::Letter('🔑')]),
        (b"\r\n", &[Key::Enter, Key::Enter]),
        (b"\x7f\x08", &[Key::Backspace, Key::Backspace]),
        (b"\x03\x04", &[Key::Interrupt, Key::EndOfInput]),
        (b"\x1b[A\x1b[B\x1bOA\x1bOB", &[Key::Up, Key::Down, Key::Up, Key::Down]),
        (b"\x1b[H\x1b[F\x1bOH\x1bOF", &[Key::Home, Key::End, Key::Home, Key::End]),
        (b"\x1b[1~\x1b[4~\x1b[7~\x1b[8~", &[Key::Home, Key::End, Key::Home, Key::End]),
        (b"\x1b[5~\x1b[6~", &[Key::PageUp, Key::PageDown]),
        (b"\x1b[1;5A\x1b[5;2~", &[Key::Up, Key::PageUp]),
        (b"\x1bOM", &[Key::Enter]),
        // Keys that mean nothing: left, F5, Delete, Alt-x, F1 of Linux' console, Ctrl-A, Tab.
        (b"\x1b[D\x1b[15~\x1b[3~\x1bx\x1b[[A\x01\tq", &[Key::Letter('q')]),
        (b"\x1b\x1b[A", &[Key::Escape, Key::Up]),
        // An answer of the terminal that nobody asked for.
        (b"\x1b[?62;22c", &[]),
        // Broken sequences and texts.
        (b"\x1b[1\rx", &[Key::Enter, Key::Letter('x')]),
        (b"\x1b[12\xc3\xa9", &[Key::Letter('é')]),
        (b"\xff\xc3(\x80a", &[Key::Letter('('), Key::Letter('a')]),
        (b"\xe2\x28\xa1\xed\xa0\x80", &[Key::Letter('(')]),
        ("\u{9b}a".as_bytes(), &[Key::Letter('a')]),
        (b"\0", &[]),
        (b"", &[]),
    ];

    #[test]
    fn knows_the_keys_of_the_usual_terminals() {
        for (bytes, keys) in CASES {
            let mut decoder = Decoder::default();
            assert_eq!(decoder.take(bytes), keys, "{bytes:?}");
            assert_eq!(decoder.settle(), None, "{bytes:?}");
        }
    }

    #[test]
    fn puts_keys_together_that_come_byte_by_byte() {
        for (bytes, keys) in CASES {
            let mut decoder = Decoder::default();
            let came: Vec<Key> = bytes.chunks(1).flat_map(|byte| decoder.take(byte)).collect();
            assert_eq!(came, keys, "{bytes:?}");
        }
    }

    #[test]
    fn takes_an_escape_that_nothing_follows_for_the_key() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.take(b"a\x1b"), [Key::Letter('a')]);
        assert_eq!(decoder.settle(), Some(Key::Escape));
        assert_eq!(decoder.settle(), None);
        // What began, and was never finished, is no key, and takes nothing along.
        assert_eq!(decoder.take(b"\x1b["), []);
        assert_eq!(decoder.settle(), None);
        assert_eq!(decoder.take(b"A"), [Key::Letter('A')]);
    }

    #[test]
    fn waits_for_no_endless_sequence() {
        let mut decoder = Decoder::default();
        assert_eq!(decoder.take(&[b"\x1b[".as_slice(), &[b'1'; 100]].concat()), []);
        assert_eq!(decoder.take(b"a"), [Key::Letter('a')]);
    }

    proptest! {
        #[test]
        fn any_bytes_give_the_same_keys_however_they_are_cut(bytes: Vec<u8>, at in any::<proptest::sample::Index>()) {
            // Only what is too long to wait for may depend on it.
            if !bytes.contains(&0x1b) || bytes.len() < super::LONGEST {
                let whole = Decoder::default().take(&bytes);
                let (start, end) = bytes.split_at(at.index(bytes.len() + 1));
                let mut decoder = Decoder::default();
                let mut cut = decoder.take(start);
                cut.extend(decoder.take(end));
                assert_eq!(cut, whole);
            }
        }
    }
}
