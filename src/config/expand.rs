//! `${NAME}` in values and keys: replaced by a variable of the environment, as npm does it.

use crate::env::Env;

/// A text after expansion.
pub(crate) struct Expanded {
    /// The text; what names an unset variable is left as it was.
    pub(crate) text: String,
    /// The first variable that is not set.
    pub(crate) unset: Option<String>,
    /// The first variable that it refers to, set or not.
    pub(crate) reference: Option<String>,
}

/// Replaces `${NAME}` by the variable's value, in one pass and without looking at the result again.
///
/// `${NAME?}` is empty if the variable is not set. Backslashes right before `${` are halved, and an odd one
/// keeps the placeholder as it is.
pub(crate) fn expand(text: &str, env: &Env) -> Expanded {
    let mut expanded = Expanded { text: String::with_capacity(text.len()), unset: None, reference: None };
    let mut rest = text;
    while let Some(start) = rest.find("${") {
        let Some(placeholder) = Placeholder::at(&rest[start..]) else {
            // The `{` cannot start another placeholder; what follows it can.
            expanded.text.push_str(&rest[..start + 2]);
            rest = &rest[start + 2..];
            continue;
        };
        let before = rest[..start].trim_end_matches('\\');
        let backslashes = start - before.len();
        expanded.text.push_str(before);
        expanded.text.push_str(&rest[start - backslashes / 2..start]);
        if backslashes.is_multiple_of(2) {
            expanded.reference.get_or_insert_with(|| placeholder.name.to_owned());
        }
        match env.var(placeholder.name) {
            _ if backslashes % 2 == 1 => expanded.text.push_str(placeholder.text),
            Some(value) => expanded.text.push_str(value),
            None if placeholder.optional => {}
            None => {
                expanded.text.push_str(placeholder.text);
                expanded.unset.get_or_insert_with(|| placeholder.name.to_owned());
            }
        }
        rest = &rest[start + placeholder.text.len()..];
    }
    expanded.text.push_str(rest);
    expanded
}

struct Placeholder<'a> {
    text: &'a str,
    name: &'a str,
    optional: bool,
}

impl<'a> Placeholder<'a> {
    /// Reads the placeholder at the beginning of a text that starts with `${`.
    fn at(text: &'a str) -> Option<Self> {
        let inner = &text[2..];
        let end = inner.find(['$', '{', '}', '?'])?;
        let (name, after) = inner.split_at(end);
        let optional = after.starts_with('?');
        let closed = after.strip_prefix('?').unwrap_or(after).starts_with('}');
        let length = 2 + end + usize::from(optional) + 1;
        (closed && !name.is_empty()).then(|| Self { text: &text[..length], name, optional })
    }
}

#[cfg(test)]
mod tests {
    use super::expand;
    use crate::env::Env;
    use std::path::PathBuf;

    fn env() -> Env {
        let vars = [("FOO", "foo"), ("EMPTY", ""), ("A_B", "ab"), ("a.b", "dot"), ("x y", "space"), ("S", "${FOO}")];
        Env::new(vars.map(|(name, value)| (name.to_owned(), value.to_owned())).to_vec(), PathBuf::new())
    }

    #[test]
    fn expands_as_npm_does() {
        let cases = [
            ("${FOO}", "foo"),
            ("${FOO?}", "foo"),
            ("${EMPTY}", ""),
            ("${EMPTY?}", ""),
            ("${BAR?}", ""),
            (r"\${FOO}", "${FOO}"),
            (r"\\${FOO}", r"\foo"),
            (r"\\\${FOO}", r"\${FOO}"),
            (r"\\\\${FOO}", r"\\foo"),
            (r"\${BAR?}", "${BAR?}"),
            ("${${FOO}}", "${foo}"),
            ("a${FOO}b${A_B}c", "afoobabc"),
            ("$${FOO}", "$foo"),
            ("${a.b}${x y}", "dotspace"),
            (r"\n${FOO}", r"\nfoo"),
            ("${S}", "${FOO}"),
            ("ü${FOO}ü", "üfooü"),
        ];
        for (text, result) in cases {
            let expanded = expand(text, &env());
            assert_eq!((expanded.text.as_str(), expanded.unset), (result, None), "{text}");
        }
    }

    #[test]
    fn leaves_what_is_no_placeholder() {
        for text in
            ["", "$FOO", "%FOO%", "${}", "${?}", "${BAR??}", "${FOO", "${FOO?", "{FOO}", "$", "${", r"\", r"\$", r"\\{"]
        {
            let expanded = expand(text, &env());
            assert_eq!((expanded.text.as_str(), expanded.unset), (text, None));
        }
    }

    #[test]
    fn names_the_first_unset_variable_and_keeps_its_placeholder() {
        let cases = [
            ("${BAR}", "${BAR}", "BAR"),
            (r"\\${BAR}", r"\${BAR}", "BAR"),
            ("${FOO}${foo}${BAR}", "foo${foo}${BAR}", "foo"),
            ("${ FOO }", "${ FOO }", " FOO "),
            ("${FOO:-x}", "${FOO:-x}", "FOO:-x"),
            ("${FOO-x}", "${FOO-x}", "FOO-x"),
        ];
        for (text, result, unset) in cases {
            let expanded = expand(text, &env());
            assert_eq!((expanded.text.as_str(), expanded.unset.as_deref()), (result, Some(unset)), "{text}");
        }
    }

    #[test]
    fn names_the_first_variable_referred_to() {
        let cases = [
            ("${FOO}", Some("FOO")),
            ("x${BAR?}${FOO}", Some("BAR")),
            (r"\\${FOO}", Some("FOO")),
            (r"\${FOO}", None),
            ("$FOO", None),
        ];
        for (text, reference) in cases {
            assert_eq!(expand(text, &env()).reference.as_deref(), reference, "{text}");
        }
    }
}
