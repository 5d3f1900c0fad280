//! Commands that people paste into a shell. What a registry or a file has chosen is in them only if no shell, and none of our
//! own flags, could take it for anything but itself.

/// The command that revokes a token by its key, or words for it. `registry` is named where it is not the one that is used
/// without a word.
pub fn revoke(key: &str, registry: Option<&str>) -> String {
    command("npm-token revoke ", key, registry).unwrap_or_else(|| "`npm-token revoke` and its key".into())
}

/// A command with one word of somebody else's; `None` if that cannot be.
pub fn command(start: &str, word: &str, registry: Option<&str>) -> Option<String> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.@".contains(&byte);
    let is_harmless = |text: &str| !text.is_empty() && text.bytes().all(is_plain) && !text.starts_with('-');
    let is_address = |text: &str| text.bytes().all(|byte| is_plain(byte) || b":/[]%~".contains(&byte));
    let at = match registry {
        Some(registry) if !is_address(registry) => return None,
        Some(registry) => format!(" --registry={registry}"),
        None => String::new(),
    };
    is_harmless(word).then(|| format!("`{start}{word}{at}`"))
}

#[cfg(test)]
mod tests {
    use super::revoke;

    #[test]
    fn has_nothing_in_it_that_a_shell_would_run() {
        let by_key = "`npm-token revoke` and its key";
        let cases = [
            ("0a1b-2c", None, "`npm-token revoke 0a1b-2c`"),
            ("k", Some("https://r.example:8080/a/"), "`npm-token revoke k --registry=https://r.example:8080/a/`"),
            ("x;id", None, by_key),
            ("$(id)", None, by_key),
            ("--expired", None, by_key),
            ("-y", None, by_key),
            ("a b", None, by_key),
            ("a`b", None, by_key),
            ("é", None, by_key),
            ("", None, by_key),
            ("k", Some("https://r.example/;id"), by_key),
            ("k", Some("https://r.example/ --yes"), by_key),
        ];
        for (key, registry, expected) in cases {
            assert_eq!(revoke(key, registry), expected, "{key} {registry:?}");
        }
    }
}
