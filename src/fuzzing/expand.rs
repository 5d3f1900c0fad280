//! `${NAME}` in configuration values.

use std::path::PathBuf;

use crate::config::expand::expand as expand_text;
use crate::env::Env;

/// The values look like placeholders themselves: they must not be expanded in turn.
const VARIABLES: [(&str, &str); 4] = [("A", "${B}"), ("B", "\\${A}"), ("EMPTY", ""), ("NAME", "value")];

/// The longest value of a variable.
const LONGEST: usize = 5;

/// Text without `$` stays as it is, the result is bounded, only what is written and not set is called unset, and
/// backslashes before a placeholder are halved.
pub fn expand(input: &[u8]) {
    let text = String::from_utf8_lossy(input);
    let vars = VARIABLES.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec();
    let env = Env::new(vars, PathBuf::new());
    let expanded = expand_text(&text, &env);
    assert!(expanded.text.len() <= text.len() * LONGEST);
    if !text.contains('$') {
        assert!(expanded.text == text && expanded.unset.is_none(), "{}", expanded.text);
    }
    if let Some(name) = expanded.unset {
        let placeholder = format!("${{{name}}}");
        assert!(!name.is_empty() && env.var(&name).is_none(), "{name}");
        assert!(text.contains(&placeholder) && expanded.text.contains(&placeholder), "{placeholder}");
    }
    let plain = text.replace(['$', '\\'], "");
    let backslashes = text.len() % 7;
    let around = expand_text(&format!("{plain}{}${{A}}{plain}", "\\".repeat(backslashes)), &env);
    let shown = if backslashes.is_multiple_of(2) { "${B}" } else { "${A}" };
    let whole = format!("{plain}{}{shown}{plain}", "\\".repeat(backslashes / 2));
    assert!(around.text == whole && around.unset.is_none(), "{} is not {whole}", around.text);
}
