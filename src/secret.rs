//! A value that must not be seen: tokens, passwords, one-time passwords, private keys.

use std::fmt;

use zeroize::Zeroizing;

/// Text that is zeroed when dropped and that no formatter prints.
///
/// There is no `Display` and no `Serialize`: the only way to the text is [`Secret::expose`].
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    /// Takes over a text as a secret.
    pub fn new(text: impl Into<String>) -> Self {
        Self(Zeroizing::new(text.into()))
    }

    /// Hands out the text; to be called where it is sent, stored or given to the user, and nowhere else.
    pub fn expose(&self) -> &str {
        &self.0
    }

    /// Tells whether it can be sent in a header: printable ASCII alone.
    pub fn fits_header(&self) -> bool {
        self.0.bytes().all(|byte| matches!(byte, b' '..=b'~'))
    }

    /// Tells whether there is no text at all.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(***)")
    }
}

#[cfg(test)]
mod tests {
    use super::Secret;

    #[test]
    fn debug_shows_nothing_of_the_text() {
        let secret = Secret::new("hunter2");
        assert_eq!(format!("{secret:?} {:?}", Some(&secret)), "Secret(***) Some(Secret(***))");
        assert_eq!(secret.expose(), "hunter2");
    }
}
