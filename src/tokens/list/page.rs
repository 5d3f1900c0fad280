//! Reads one page of a list, row by row, so that the first one that cannot be used ends it.

use std::fmt;

use serde::de::{DeserializeSeed, Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;
use serde_json::{Map, Value};

use super::known::KnownFields;
use super::row::{Count, Counted, Fields};
use crate::registry::is_html;
use crate::tokens::Raw;
use crate::tokens::model::Token;

/// The most tokens in a list: a hundred times what an account of the public registry can have.
pub const MOST_TOKENS: usize = 100_000;

/// What is said of a list with more.
pub const TOO_MANY: &str = "it has more than 100000 tokens";

/// One answer to the question for tokens.
#[derive(Debug)]
pub struct Page {
    /// Its tokens, as they came.
    pub tokens: Vec<Token>,
    /// What it says of the page after it.
    pub next: Next,
    /// How many JSON values the tokens are made of.
    pub values: usize,
}

/// What a page says of the one after it.
#[derive(Debug, PartialEq, Eq)]
pub enum Next {
    /// Its address; and maybe how many tokens the registry counts.
    At {
        /// The address, as it is written.
        address: String,
        /// The number of tokens there are, by the registry.
        total: Option<usize>,
    },
    /// That there is none; and maybe how many tokens the registry counts, which is its own affair.
    End {
        /// The number of tokens there are, by the registry.
        total: Option<usize>,
    },
    /// Nothing, only how many tokens there are in all.
    Unsaid {
        /// The number of tokens there are.
        total: usize,
    },
}

impl Next {
    /// How many tokens there are in all, by the registry.
    pub fn total(&self) -> Option<usize> {
        match self {
            Self::At { total, .. } | Self::End { total } => *total,
            Self::Unsaid { total } => Some(*total),
        }
    }
}

/// Reads a page, or says why it is none, without quoting it.
///
/// A byte order mark in front is passed over, as RFC 8259 allows. The content type does not matter.
pub fn page(body: &[u8]) -> Result<Page, &'static str> {
    if is_html(body) {
        return Err("it is an HTML page, maybe the login page of a proxy or a portal");
    }
    let text = std::str::from_utf8(body).map_err(|_| "it is not UTF-8")?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let count = Count::default();
    let mut deserializer = serde_json::Deserializer::from_str(text);
    let body = Body(&count).deserialize(&mut deserializer);
    let body = body.and_then(|body| deserializer.end().map(|()| body));
    let Parts { tokens, total, urls } = body.map_err(|error| count.problem().unwrap_or_else(|| not_a_page(&error)))?;
    let tokens = tokens.ok_or(NOT_A_PAGE)?;
    Ok(Page { tokens, next: next(urls, total.as_ref())?, values: count.values() })
}

const NOT_A_PAGE: &str = "it is not a page of tokens";

fn not_a_page(error: &serde_json::Error) -> &'static str {
    match error.classify() {
        serde_json::error::Category::Data => NOT_A_PAGE,
        _ => "it is not JSON",
    }
}

fn next(urls: Option<Map<String, Value>>, total: Option<&Value>) -> Result<Next, &'static str> {
    let number = total.and_then(Value::as_u64).map(|total| usize::try_from(total).unwrap_or(usize::MAX));
    match (urls, number) {
        (Some(mut urls), total) => match urls.shift_remove("next") {
            None | Some(Value::Null) => Ok(Next::End { total }),
            Some(Value::String(next)) if next.is_empty() => Ok(Next::End { total }),
            Some(Value::String(address)) => Ok(Next::At { address, total }),
            Some(_) => Err(NOT_A_PAGE),
        },
        (None, Some(total)) => Ok(Next::Unsaid { total }),
        (None, None) if total.is_some_and(|total| !total.is_null()) => {
            Err("its `total` is not a number, and nothing else says whether there are more pages")
        }
        (None, None) => Ok(Next::End { total: None }),
    }
}

#[derive(Default)]
struct Parts {
    tokens: Option<Vec<Token>>,
    total: Option<Value>,
    urls: Option<Map<String, Value>>,
}

struct Body<'a>(&'a Count);

impl<'de> DeserializeSeed<'de> for Body<'_> {
    type Value = Parts;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Parts, D::Error> {
        deserializer.deserialize_map(self)
    }
}

impl<'de> Visitor<'de> for Body<'_> {
    type Value = Parts;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a page")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Parts, A::Error> {
        const TWICE: &str = "it says something twice that a page says once";
        let mut parts = Parts::default();
        let mut known = [false; 3];
        while let Some(name) = access.next_key::<String>()? {
            let Some(place) = ["objects", "total", "urls"].iter().position(|known| *known == name) else {
                access.next_value::<IgnoredAny>()?;
                continue;
            };
            if std::mem::replace(&mut known[place], true) {
                return Err(self.0.refuse(TWICE));
            }
            self.0.row();
            match place {
                0 => parts.tokens = Some(access.next_value_seed(Rows(self.0))?),
                1 => parts.total = Some(access.next_value_seed(Counted(self.0))?),
                _ => {
                    let seed = Fields { count: self.0, once: &["next"], twice: TWICE };
                    parts.urls = access.next_value_seed(seed)?;
                }
            }
        }
        Ok(parts)
    }
}

struct Rows<'a>(&'a Count);

impl<'de> DeserializeSeed<'de> for Rows<'_> {
    type Value = Vec<Token>;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Vec<Token>, D::Error> {
        deserializer.deserialize_seq(self)
    }
}

impl<'de> Visitor<'de> for Rows<'_> {
    type Value = Vec<Token>;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a list of tokens")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Vec<Token>, A::Error> {
        let mut tokens = Vec::new();
        while let Some(row) = access.next_element::<&RawValue>()? {
            if tokens.len() == MOST_TOKENS {
                return Err(self.0.refuse(TOO_MANY));
            }
            tokens.push(self.token(row).map_err(|problem| self.0.refuse::<A::Error>(problem))?);
        }
        Ok(tokens)
    }
}

impl Rows<'_> {
    fn token(&self, row: &RawValue) -> Result<Token, &'static str> {
        let count = self.0;
        count.row();
        let fields = KnownFields { count }.deserialize(&mut serde_json::Deserializer::from_str(row.get()));
        let fields = fields.map_err(|error| count.problem().unwrap_or_else(|| not_a_page(&error)))?;
        let token = fields.and_then(|fields| Token::read(&fields, Raw::new(row)));
        token.ok_or("a token in it has no usable `key`")
    }
}

#[cfg(test)]
mod tests {
    use super::{Next, page};

    #[test]
    fn reads_what_a_page_says_of_the_next() {
        let end = |total| Ok(Next::End { total });
        let cases = [
            (r#"{"objects":[]}"#, end(None)),
            (r#"{"objects":[],"total":null,"urls":null}"#, end(None)),
            (r#"{"objects":[],"total":7,"urls":{}}"#, end(Some(7))),
            (r#"{"objects":[],"total":"7","urls":{"next":""}}"#, end(None)),
            (r#"{"objects":[],"total":7,"urls":{"next":null}}"#, end(Some(7))),
            (r#"{"objects":[],"total":7}"#, Ok(Next::Unsaid { total: 7 })),
            (
                r#"{"total":7,"more":[{}],"urls":{"next":"x","prev":1},"objects":[]}"#,
                Ok(Next::At { address: "x".into(), total: Some(7) }),
            ),
            (r#"{"urls":{"next":"x"},"objects":[]}"#, Ok(Next::At { address: "x".into(), total: None })),
            ("\u{feff}{\"objects\":[]}\r\n", end(None)),
            (r#"{"objects":[],"urls":{"next":7}}"#, Err("it is not a page of tokens")),
            (r#"{"objects":[],"urls":[]}"#, Err("it is not a page of tokens")),
            (r#"{"objects":[],"urls":""}"#, Err("it is not a page of tokens")),
            (r#"{"objects":null}"#, Err("it is not a page of tokens")),
            (r#"{"objects":{}}"#, Err("it is not a page of tokens")),
            (r#"{"urls":{}}"#, Err("it is not a page of tokens")),
            ("[]", Err("it is not a page of tokens")),
            (r#"{"objects":[]} {}"#, Err("it is not JSON")),
            (r#"{"objects":[]"#, Err("it is not JSON")),
            ("", Err("it is not JSON")),
            ("\u{feff}\u{feff}{}", Err("it is not JSON")),
        ];
        for (body, expected) in cases {
            assert_eq!(page(body.as_bytes()).map(|page| page.next), expected, "{body}");
        }
        for odd in ["\"7\"", "-7", "7.5", "[]", "true"] {
            let body = format!(r#"{{"objects":[],"total":{odd}}}"#);
            assert!(page(body.as_bytes()).is_err_and(|problem| problem.contains("total")), "{odd}");
        }
    }

    #[test]
    fn a_row_that_cannot_be_used_ends_the_page() {
        let cases = [
            (r"{}", "no usable `key`"),
            (r#"{"key":""}"#, "no usable `key`"),
            (r"null", "no usable `key`"),
            (r"7", "not a page"),
            (r#"{"key":"a","key":"b"}"#, "two keys"),
            (r#"{"key":"a","token":"x","name":"n","token":"x"}"#, "two keys or two values"),
        ];
        for (row, problem) in cases {
            // What follows the row is never read.
            let body = format!(r#"{{"objects":[{{"key":"first"}},{row},no JSON"#);
            let said = page(body.as_bytes()).map(|page| page.tokens).expect_err(row);
            assert!(said.contains(problem), "{row}: {said}");
        }
        let last = page(br#"{"objects":[{"key":"k","name":"a","name":"b"}]}"#).expect("a page");
        assert_eq!(last.tokens[0].name.as_deref(), Some("b"));
    }

    #[test]
    fn refuses_what_would_grow_in_memory() {
        let wide = format!(r#"{{"objects":[{{"key":"k","x":[{}0]}}]}}"#, "0,".repeat(10_000));
        let long = format!(r#"{{"objects":[{}{{"key":"k"}}]}}"#, r#"{"key":"k"},"#.repeat(100_000));
        let many = format!(
            r#"{{"objects":[{}{{"key":"k"}}]}}"#,
            format!(r#"{{"key":"k","x":[{}0]}},"#, "0,".repeat(9990)).repeat(405)
        );
        let deep = format!(r#"{{"objects":[{{"key":"k","x":{}{}}}]}}"#, "[".repeat(10_000), "]".repeat(10_000));
        for (body, problem) in
            [(wide, "more values"), (long, "more than 100000"), (many, "more values"), (deep, "not JSON")]
        {
            let said = page(body.as_bytes()).map(|page| page.values).expect_err(problem);
            assert!(said.contains(problem), "{said}");
        }
    }

    #[test]
    fn tells_html_and_damaged_text_from_json() {
        for body in ["<!DOCTYPE html><p>", "\r\n <html>", "\u{feff}<HTML>", "<!-- x --><html>"] {
            assert!(page(body.as_bytes()).is_err_and(|problem| problem.contains("login page")), "{body}");
        }
        let damaged = b"{\"objects\":[{\"key\":\"\xff\"}]}";
        assert!(page(damaged).is_err_and(|problem| problem.contains("UTF-8")));
        // Also where nobody looks.
        assert!(page(b"{\"objects\":[],\"x\":\"\xc3\x28\"}").is_err_and(|problem| problem.contains("UTF-8")));
    }
}
