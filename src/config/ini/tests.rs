use proptest::prelude::{prop_assert_eq, proptest};

use super::parse;
use crate::config::Value;

fn text(text: &str) -> Value {
    Value::Text(text.to_owned())
}

fn list(items: &[&str]) -> Value {
    Value::List(items.iter().map(ToString::to_string).collect())
}

/// Shows what `Debug` of a value hides.
fn show(entries: &[(String, Value)]) -> String {
    let show = |value: &Value| match value {
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => format!("{items:?}"),
        other => other.quote(),
    };
    entries.iter().map(|(key, value)| format!("{key:?}={}", show(value))).collect::<Vec<_>>().join("; ")
}

#[track_caller]
fn assert_parses(file: &str, expected: &[(&str, Value)]) {
    let expected: Vec<_> = expected.iter().map(|(key, value)| (key.to_string(), value.clone())).collect();
    assert_eq!(show(&parse(file)), show(&expected), "{file:?}");
}

#[test]
fn decodes_values_as_npm_does() {
    let cases = [
        ("a = 1 ", text("1")),
        ("  a=1", text("1")),
        ("\"a\"=1", text("1")),
        ("a", Value::Flag(true)),
        ("a=", text("")),
        ("a=b=c", text("b=c")),
        ("a==b", text("=b")),
        ("a='b'", text("b")),
        ("a='b", text("'b")),
        ("a='\"b\"'", text("b")),
        ("a='true'", Value::Flag(true)),
        ("a=\"true\"", Value::Flag(true)),
        ("a=true", Value::Flag(true)),
        ("a=false", Value::Flag(false)),
        ("a=TRUE", text("TRUE")),
        ("a=null", Value::Null),
        ("a=\"null\"", Value::Null),
        ("a=undefined", text("undefined")),
        (r#"a="x\ny""#, text("x\ny")),
        (r#"a="x\u0041""#, text("xA")),
        (r#"a="bad \q""#, text(r#""bad \q""#)),
        ("a=\"unterminated", text("\"unterminated")),
        ("a=b;c", text("b")),
        ("a=b#c", text("b")),
        ("a=b # c", text("b")),
        ("a=\"b;c#d\"", text("b;c#d")),
        ("a='b;c'", text("b;c")),
        (r"a=b\;c\#d", text("b;c#d")),
        (r"a=b\\;c", text(r"b\")),
        (r"a=b\n", text(r"b\n")),
        (r"a=b\", text(r"b\")),
        (r"a=C:\x\y", text(r"C:\x\y")),
        ("a=\"x\" y", text("\"x\" y")),
        ("a='it's'", text("it's")),
        ("a=\"", text("\"")),
        ("a='", text("")),
        ("a=\"\"", text("")),
        ("a=''", text("")),
        ("a='123'", text("123")),
        ("a='[\"b\",\"c\"]'", list(&["b", "c"])),
        ("a=0123", text("0123")),
        ("a=1e3", text("1e3")),
        ("a=b\u{85}", text("b\u{85}")),
        ("a=\u{feff}b\u{a0}\u{3000}", text("b")),
    ];
    for (line, value) in cases {
        assert_parses(line, &[("a", value)]);
    }
}

#[test]
fn drops_the_quotes_and_the_comment_of_a_quoted_value() {
    let cases = [
        ("a=\"x\" ; c", "x"),
        ("a='x'# c", "x"),
        ("a=\"x;y\" # it is \"quoted\"", "x;y"),
        (r#"a="x\"y" # c"#, "x\"y"),
        (r#"a="x\\" # c"#, r"x\"),
        ("a=\"x\"y # c", "\"x\"y"),
        ("a='x' y # c", "'x' y"),
    ];
    for (line, value) in cases {
        assert_parses(line, &[("a", text(value))]);
    }
}

#[test]
fn decodes_keys() {
    let one = || text("1");
    let cases = [
        ("\"a b\"=1", "a b"),
        ("a;b=1", "a"),
        ("a#b=1", "a"),
        (r"a\#b=1", "a#b"),
        ("export A=1", "export A"),
        ("//registry.example/:_auth=1", "//registry.example/:_auth"),
        ("[]=1", "[]"),
        ("\u{feff}a=1", "a"),
    ];
    for (line, key) in cases {
        assert_parses(line, &[(key, one())]);
    }
    assert_parses("//registry.example/:_auth=YTpi==", &[("//registry.example/:_auth", text("YTpi=="))]);
}

#[test]
fn reads_lines() {
    assert_parses("=x", &[]);
    assert_parses("\"\"=1\n''=2\n\u{a0}=3\n\"\"[]=4\n \\", &[("\"\"", list(&["4"])), ("\\", Value::Flag(true))]);
    assert_parses("\n\n  \n ; x=1\n\t# y=2\n\u{feff};z=3", &[]);
    assert_parses("a=1\rb=2\r\nc=3", &[("a", text("1")), ("b", text("2")), ("c", text("3"))]);
    assert_parses("a=1\u{2028}\nb=2\u{2029}x\nc=3", &[("c", text("3"))]);
    assert_parses("__proto__=1\n__proto__[]=1\na=1", &[("a", text("1"))]);
    assert_parses("a=1\nb=2\na=3", &[("a", text("3")), ("b", text("2"))]);
}

#[test]
fn gathers_lists() {
    for file in ["a[]=1\na[]=2", "a=1\na[]=2", "a[]=1\na=2"] {
        assert_parses(file, &[("a", list(&["1", "2"]))]);
    }
    assert_parses("a[]", &[("a", list(&["true"]))]);
    assert_parses("a[]=", &[("a", list(&[""]))]);
}

#[test]
fn hides_the_keys_of_sections() {
    assert_parses("a=1\n[s]\nx=1\n[t.u]\ny=2", &[("a", text("1"))]);
    assert_parses("[s] ; c\nx=1", &[("[s]", Value::Flag(true)), ("x", text("1"))]);
    assert_parses("a=1\n[sec\nb=2", &[("a", text("1")), ("[sec", Value::Flag(true)), ("b", text("2"))]);
    assert_parses(" [s]\nx=1", &[("[s]", Value::Flag(true)), ("x", text("1"))]);
}

#[test]
fn keeps_null_of_keys_with_dots() {
    assert_parses("//registry.example/:_authToken=null", &[("//registry.example/:_authToken", Value::Null)]);
}

proptest! {
    #[test]
    fn keeps_plain_keys_and_values(key in "[a-z@/:._-]{0,20}[a-z]", value in "[A-Z0-9][ -!$-:<-\\[\\]-~]{0,30}") {
        let entries = parse(&format!("{key}={value}\n"));
        prop_assert_eq!(show(&entries), show(&[(key, text(value.trim()))]));
    }
}
