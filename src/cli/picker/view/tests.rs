use serde_json::{Value, json};
use unicode_width::UnicodeWidthStr;

use super::{Layout, Rows, filter};
use crate::cli::picker::keys::Key;
use crate::cli::picker::state::{State, Take};
use crate::cli::picture::Size;
use crate::cli::samples::token;
use crate::secret::Secret;
use crate::time::Timestamp;
use crate::tokens::Choice;

const QUESTION: &str = "Which tokens are to be revoked on https://registry.example/?";

fn now() -> Timestamp {
    "2026-11-24T12:00:00Z".parse().expect("a timestamp")
}

fn choice(rows: &[Value]) -> Choice {
    let own = [Secret::new("npm_aB3Dxxxxxxxxxxxxxxxxxxxxxxxxxxxxx7893")];
    Choice::of(rows.iter().cloned().map(token).collect(), &own)
}

fn some() -> Choice {
    let row = |number: u8, name: &str| {
        json!({
            "key": format!("0000000{number}-aaaa"), "token": format!("npm_aB{number}D...789{number}"), "name": name,
            "readonly": true, "created": "2026-01-01T10:00:00.000Z", "expiry": "2026-12-01T00:00:00.000Z",
        })
    };
    choice(&[row(1, "ci"), row(2, "docs"), row(3, "own")])
}

fn shown(choice: &Choice, state: &mut State, size: Size) -> Vec<(String, bool)> {
    let rows = Rows::new(choice, state.take, now(), size.columns);
    let layout = rows.layout(size);
    state.fit(layout.rows);
    let picture = rows.picture(state, &layout, QUESTION, size);
    picture.0.into_iter().map(|line| (line.text, line.is_bright)).collect()
}

fn text(choice: &Choice, state: &mut State, columns: usize, rows: usize) -> String {
    shown(choice, state, Size { columns, rows }).into_iter().map(|(line, _)| line + "\n").collect()
}

#[test]
fn shows_rows_marks_details_and_the_filter() {
    let choice = some();
    let mut state = State::new(choice.tokens(), Take::Many);
    for key in [Key::Down, Key::Letter(' '), Key::Down] {
        state.press(key);
    }
    let expected = "\
Which tokens are to be revoked on https://registry.example/?
      id        name  token            access     created     expires
  [ ] 00000001  ci    npm_aB1D...7891  read-only  2026-01-01  in 6 d
  [x] 00000002  docs  npm_aB2D...7892  read-only  2026-01-01  in 6 d
> [ ] 00000003  own   npm_aB3D...7893  read-only  2026-01-01  in 6 d  in use
  in use       yes: this command runs with it
  key          00000003-aaaa
  name         own
  token        npm_aB3D...7893
  created      2026-01-01T10:00:00.000Z
  expires      2026-12-01T00:00:00.000Z (in 6 d)
  read-only    yes
3 of 3, 1 marked. Space marks, Enter goes on, Esc leaves
Filter: 
";
    assert_eq!(text(&choice, &mut state, 80, 40), expected);
    let bright: Vec<bool> =
        shown(&choice, &mut state, Size { columns: 80, rows: 40 }).into_iter().map(|(_, is)| is).collect();
    assert_eq!(bright.iter().position(|is_bright| *is_bright), Some(4));
    assert_eq!(bright.iter().filter(|is_bright| **is_bright).count(), 1);
    // Nothing jumps about while a filter is typed.
    for letter in "zz".chars() {
        state.press(Key::Letter(letter));
    }
    let filtered = text(&choice, &mut state, 80, 40);
    assert_eq!(filtered.lines().count(), expected.lines().count());
    assert!(filtered.contains("\n      (none matches)\n\n"), "{filtered}");
    assert!(filtered.ends_with("0 of 3, 1 marked. Space marks, Enter goes on, Esc clears the filter\nFilter: zz\n"));
}

#[test]
fn has_no_marks_where_one_token_is_taken() {
    let choice = some();
    let mut state = State::new(choice.tokens(), Take::One);
    let shown = text(&choice, &mut state, 80, 40);
    assert!(shown.contains("\n> 00000001  ci ") && shown.contains("\n  00000002  docs "), "{shown}");
    assert!(shown.contains("\n3 of 3. Enter chooses, Esc leaves\n") && !shown.contains('['), "{shown}");
}

#[test]
fn shares_the_lines_out() {
    let many: Vec<Value> = (0..40).map(|number| json!({ "key": format!("{number:08}") })).collect();
    let cases = [
        (1, (false, false, 0, 0)),
        (2, (false, false, 1, 0)),
        (3, (true, false, 1, 0)),
        (4, (true, false, 2, 0)),
        (7, (true, false, 4, 1)),
        (8, (true, true, 3, 1)),
        (19, (true, true, 14, 1)),
        (24, (true, true, 15, 1)),
        (200, (true, true, 15, 1)),
    ];
    for (height, (has_question, is_roomy, rows, details)) in cases {
        let choice = choice(&many);
        let layout = Rows::new(&choice, Take::Many, now(), 80).layout(Size { columns: 80, rows: height });
        assert_eq!(layout, Layout { has_question, is_roomy, rows, details }, "{height}");
    }
    // Details give way before the last rows do, and say that there is more.
    let scopes: Vec<Value> = (0..50).map(|one| json!({ "type": "package", "name": format!("@acme/{one}") })).collect();
    let choice = choice(&[json!({ "key": "00000001", "scopes": scopes }), json!({ "key": "00000002" })]);
    let mut state = State::new(choice.tokens(), Take::Many);
    let shown = text(&choice, &mut state, 60, 10);
    assert_eq!(shown.lines().count(), 10);
    assert!(shown.contains("00000002") && shown.contains("\n  …\n"), "{shown}");
}

#[test]
fn fits_every_terminal_and_prints_nothing_that_could_not_be() {
    let hostile = "a\u{1b}[2J\u{202e}\u{9b}\r\n\t名前👩\u{200d}💻".repeat(4);
    let row = |number: u32| {
        json!({
            "key": format!("{number:08}\u{202e}"), "name": hostile, "description": hostile, "token": hostile,
            "created": hostile, "updated": hostile, "accessed": hostile, "expiry": hostile, "readonly": true,
            "cidr": [hostile], "scopes": [{ "type": hostile, "name": hostile }],
            "permissions": [{ "name": hostile, "action": hostile }],
        })
    };
    let choice = choice(&(0..30).map(row).collect::<Vec<_>>());
    for take in [Take::One, Take::Many] {
        let mut state = State::new(choice.tokens(), take);
        state.press(Key::End);
        for letter in "名\u{202e}前".chars() {
            state.press(Key::Letter(letter));
        }
        for (columns, rows) in [(1, 1), (2, 2), (5, 3), (9, 4), (20, 5), (40, 8), (80, 24), (300, 90)] {
            let lines = shown(&choice, &mut state, Size { columns, rows });
            assert!(lines.len() <= rows && !lines.is_empty(), "{columns}x{rows}: {lines:?}");
            for (line, _) in &lines {
                assert!(line.width() <= columns, "{columns}x{rows}: {line:?}");
                assert!(!line.contains(|letter: char| letter.is_control() || letter == '\u{202e}'), "{line:?}");
            }
        }
    }
}

#[test]
fn keeps_the_end_of_a_long_filter_in_view() {
    let cases = [("abc", 20, "Filter: abc"), ("abcdefgh", 12, "…er: abcdefgh"), ("名前名前", 6, "…前"), ("a", 1, "")];
    for (text, columns, shown) in cases {
        let filtered = filter(text, columns);
        assert!(filtered.width() < columns, "{filtered}");
        if columns != 12 && columns != 6 {
            assert_eq!(filtered, shown);
        }
    }
    assert!(filter("abcdefgh", 12).ends_with("abcdefgh"));
}
