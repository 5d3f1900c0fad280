//! What is printed of findings.

use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{forms, markdown, sarif, summary, timeline};
use crate::cli::samples::token;
use crate::cli::table::Screen;
use crate::time::Timestamp;
use crate::tokens::{Audit, Order, Token};

const PLAIN: Screen = Screen { width: None, colour: false };

/// A name that means something wherever it is not escaped.
const HOSTILE: &str = "a|`b`\n\u{1b}[31m</details>[x](y){0}@you www.example";

fn now() -> Timestamp {
    "2026-11-27T12:00:00Z".parse().expect("a timestamp")
}

fn tokens() -> Vec<Token> {
    let revoked = json!({
        "key": "revoked0", "expiry": "2026-01-01T00:00:00Z", "revoked": "2026-01-02T00:00:00Z",
    });
    vec![
        token(json!({ "key": "endless0", "name": HOSTILE, "expiry": null })),
        token(json!({
            "key": "ended000", "name": "ended", "created": "2026-10-01T00:00:00Z", "expiry": "2026-11-01T00:00:00Z",
        })),
        token(json!({ "key": "soon0000", "created": "2026-11-01T00:00:00Z", "expiry": "2026-12-01T12:00:00Z" })),
        token(json!({ "key": "later000", "name": "later", "expiry": "2029-01-01T00:00:00Z" })),
        token(json!({ "key": "unknown0", "name": "unknown", "created": "2026-09-01T00:00:00Z", "accessed": null })),
        token(revoked),
    ]
}

#[test]
fn counts_what_is_found() {
    let tokens = tokens();
    let audit = Audit::default();
    assert_eq!(summary(&tokens, &audit.judge(&tokens, now())), "1 error, 2 warnings, 1 note in 5 tokens");
    assert_eq!(summary(&tokens[3..4], &[]), "nothing is wrong with 1 token");
    assert_eq!(summary(&[], &[]), "nothing is wrong with 0 tokens");
}

#[test]
fn prints_a_table() {
    let tokens = tokens();
    let findings = Audit::default().judge(&tokens, now());
    let shown = forms::table(&findings[..2], PLAIN);
    let lines = [
        "severity  id        name                                                     rule           what is wrong",
        "error     ended000  ended                                                    expired        it ended on 2026-11-01, 26 days ago",
        "warning   endless0  a|`b`\\u{a}\\u{1b}[31m</details>[x](y){0}@you www.example  never-expires  it has no end",
    ];
    assert_eq!(shown.lines().collect::<Vec<_>>(), lines);
    let painted = forms::table(&findings, Screen { width: Some(60), colour: true });
    assert!(painted.contains("\u{1b}[31merror\u{1b}[39m") && painted.contains("\u{1b}[33mwarning\u{1b}[39m"));
}

#[test]
fn prints_lines_with_tabs() {
    let tokens = tokens();
    let shown = forms::parseable(&Audit::default().judge(&tokens, now()));
    let lines: Vec<&str> = shown.lines().collect();
    assert_eq!(lines[0], "severity\trule\tkey\tid\tname\tmessage");
    assert_eq!(lines[1], "error\texpired\tended000\tended000\tended\tit ended on 2026-11-01, 26 days ago");
    assert_eq!(lines.len(), 5);
    assert!(lines.iter().all(|line| line.split('\t').count() == 6 && !line.contains('\u{1b}')), "{shown}");
}

#[test]
fn prints_json() {
    let tokens = tokens();
    let audit = Audit { ignored: vec!["expired"], ..Audit::default() };
    let shown = forms::json(&audit, &tokens, &audit.judge(&tokens, now())[..1]);
    assert!(!shown.contains('\u{1b}'));
    let expected = json!({
        "expiresWithin": 14, "unusedSince": 90, "ignore": ["expired"], "judged": 5,
        "findings": [{
            "severity": "warning", "rule": "never-expires", "key": "endless0", "id": "endless0", "name": HOSTILE,
            "message": "it has no end",
        }],
    });
    assert_eq!(serde_json::from_str::<Value>(&shown).expect("JSON"), expected);
}

#[test]
fn prints_markdown_in_which_a_name_means_nothing() {
    let tokens = tokens();
    let shown = markdown::print(&tokens, &Audit::default().judge(&tokens, now()));
    let row = shown.lines().find(|line| line.contains("never-expires")).expect("the finding");
    assert_eq!(
        row,
        "| warning | endless0 | a&#124;&#96;b&#96;&#92;u&#123;a&#125;&#92;u&#123;1b&#125;&#91;31m&#60;&#47;details&#62;\
         &#91;x&#93;&#40;y&#41;&#123;0&#125;&#64;you www&#46;example | `never-expires` | it has no end |"
    );
    assert!(shown.starts_with("### npm tokens: 1 error, 2 warnings, 1 note in 5 tokens\n\n| severity |"), "{shown}");
    assert_eq!(markdown::print(&[], &[]), "### npm tokens: nothing is wrong with 0 tokens\n");
}

#[test]
fn prints_sarif_in_which_a_name_makes_no_link_and_no_placeholder() {
    let tokens = tokens();
    let audit = Audit::default();
    let shown = sarif::print(&audit, &audit.judge(&tokens, now()));
    let log: Value = serde_json::from_str(&shown).expect("JSON");
    let run = &log["runs"][0];
    let result = &run["results"][1];
    assert_eq!(
        result["message"]["text"],
        "Token endless0 (a|`b`\n\u{1b}\\[31m</details>\\[x\\](y){{0}}@you www.example): it has no end."
    );
    assert_eq!(result["locations"][0]["logicalLocations"][0]["name"], HOSTILE);
    for result in run["results"].as_array().expect("results") {
        let index = result["ruleIndex"].as_u64().and_then(|index| usize::try_from(index).ok()).expect("an index");
        let rule = &run["tool"]["driver"]["rules"][index];
        assert_eq!((&rule["id"], &rule["defaultConfiguration"]["level"]), (&result["ruleId"], &result["level"]));
    }
}

#[test]
fn draws_lives_on_one_scale() {
    let mut tokens = tokens();
    Order::Expiry.sort(&mut tokens);
    let findings = Audit::default().judge(&tokens, now());
    let cases = [None, Some(80), Some(100), Some(60), Some(20)];
    let shown = cases.map(|width| timeline::print(&tokens, &findings, now(), Screen { width, colour: false }));
    assert_eq!(shown[0], shown[1]);
    for (width, shown) in cases.iter().zip(&shown) {
        let limit = width.filter(|width| *width >= 60).unwrap_or(80);
        let (table, legend) = shown.trim_end().rsplit_once('\n').expect("two lines");
        assert!(table.lines().all(|line| line.width() <= limit), "{shown}");
        assert!(legend.starts_with("█ error"), "{shown}");
        // The one that ended, that ends next, that goes on, that has no end, and of which no end is known.
        let order: Vec<&str> = table.lines().map(|line| line.split(' ').next().unwrap_or_default()).collect();
        assert_eq!(order, ["id", "ended000", "soon0000", "later000", "endless0", "unknown0", ""]);
    }
    let painted = timeline::print(&tokens, &findings, now(), Screen { width: None, colour: true });
    let plain = painted.replace("\u{1b}[31m", "").replace("\u{1b}[33m", "").replace("\u{1b}[39m", "");
    assert_eq!(plain, shown[0]);
    let lines = [
        "id        name              life                         ends      worst",
        "ended000  ended              ███ │                       26 d ago  expired",
        "soon0000                       ▓▓│                       in 4 d    expiring",
        "later000  later             ░░░░░│░░░░░░░░░░░░░░░░░░░░▶  in 765 d",
        "endless0  a|`b`\\u{a}\\u{1b…  ▓▓▓▓▓│▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▓▶  never     never-expires",
        "unknown0  unknown           ▒▒▒▒▒│▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒▒?            never-used",
        "                                now          2027-11-27",
        "█ error  ▓ warning  ▒ note  ░ nothing wrong  │ now  ▶ goes on  ? no end known",
    ];
    assert_eq!(shown[0].lines().collect::<Vec<_>>(), lines);
}
