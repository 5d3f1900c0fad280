use serde_json::json;

use super::{State, Step, Take};
use crate::cli::picker::keys::Key;
use crate::cli::samples::token;

fn state(take: Take) -> State {
    let tokens = [
        json!({ "key": "aaaaaa01-1", "name": "CI release" }),
        json!({ "key": "bbbbbb02-1", "name": "docs", "description": "for the CI of docs" }),
        json!({ "key": "cccccc03-1", "name": "Ärger" }),
        json!({ "key": "dddddd04-1" }),
        json!({ "key": "eeeeee05-1", "name": "laptop" }),
    ];
    State::new(&tokens.map(token), take)
}

fn typed(state: &mut State, text: &str) {
    for letter in text.chars() {
        assert_eq!(state.press(Key::Letter(letter)), Step::Stay);
    }
}

#[test]
fn filters_by_name_id_and_description_in_any_case() {
    let cases: [(&str, &[usize]); 9] = [
        ("", &[0, 1, 2, 3, 4]),
        ("ci", &[0, 1]),
        ("CI", &[0, 1]),
        ("ärg", &[2]),
        ("DDD04", &[3]),
        // Neither the whole key nor two fields at once.
        ("04-1", &[]),
        ("02docs", &[]),
        ("lap", &[4]),
        ("[", &[]),
    ];
    for (filter, matches) in cases {
        let mut state = state(Take::Many);
        typed(&mut state, filter);
        assert_eq!(state.matches, matches, "{filter}");
        assert_eq!(state.current(), matches.first().copied());
        for _ in filter.chars() {
            state.press(Key::Backspace);
        }
        assert_eq!(state.matches.len(), 5);
        assert_eq!(state.press(Key::Backspace), Step::Stay);
    }
}

#[test]
fn goes_no_further_than_there_are_rows() {
    let mut state = state(Take::Many);
    state.fit(2);
    let keys = [
        (Key::Up, 0),
        (Key::Down, 1),
        (Key::PageDown, 3),
        (Key::PageDown, 4),
        (Key::Down, 4),
        (Key::PageUp, 2),
        (Key::Home, 0),
        (Key::End, 4),
    ];
    for (key, cursor) in keys {
        assert_eq!(state.press(key), Step::Stay);
        assert_eq!(state.cursor, cursor, "{key:?}");
        state.fit(2);
        assert!(state.top <= cursor && cursor < state.top + 2, "{key:?}: {}", state.top);
    }
    assert_eq!(state.top, 3);
    // With more room, it is used.
    state.fit(4);
    assert_eq!(state.top, 1);
    typed(&mut state, "zzz");
    for key in [Key::Down, Key::End, Key::PageUp] {
        state.press(key);
        state.fit(4);
        assert_eq!((state.cursor, state.top, state.current()), (0, 0, None));
    }
}

#[test]
fn picks_what_is_marked_or_else_what_is_under_the_cursor() {
    let mut state = state(Take::Many);
    assert_eq!(state.press(Key::Enter), Step::Picked(vec![0]));
    state.press(Key::Down);
    assert_eq!(state.press(Key::Enter), Step::Picked(vec![1]));
    for key in [Key::End, Key::Letter(' '), Key::Home, Key::Letter(' ')] {
        state.press(key);
    }
    assert_eq!(state.press(Key::Enter), Step::Picked(vec![0, 4]));
    // Marks outlive the filter, and are taken away one by one.
    typed(&mut state, "lap");
    assert_eq!(state.press(Key::Enter), Step::Picked(vec![0, 4]));
    typed(&mut state, " ");
    assert_eq!(state.press(Key::Enter), Step::Picked(vec![0]));
    typed(&mut state, "zzz ");
    assert_eq!(state.filter, "lapzzz");
    assert_eq!(state.press(Key::Enter), Step::Picked(vec![0]));
}

#[test]
fn picks_nothing_where_nothing_matches() {
    let mut state = state(Take::Many);
    typed(&mut state, "zzz");
    assert_eq!(state.press(Key::Enter), Step::Stay);
    let mut empty = State::new(&[], Take::Many);
    for key in [Key::Enter, Key::Letter(' '), Key::Down, Key::End] {
        assert_eq!(empty.press(key), Step::Stay);
    }
}

#[test]
fn takes_exactly_one_and_a_space_is_a_letter_then() {
    let mut state = state(Take::One);
    typed(&mut state, "ci rel");
    assert_eq!(state.filter, "ci rel");
    assert_eq!(state.press(Key::Enter), Step::Picked(vec![0]));
}

#[test]
fn escape_clears_the_filter_and_then_leaves() {
    let mut state = state(Take::Many);
    state.press(Key::End);
    typed(&mut state, "ci");
    state.press(Key::Down);
    assert_eq!(state.press(Key::Escape), Step::Stay);
    // The cursor stays where it was.
    assert_eq!((state.filter.as_str(), state.current()), ("", Some(1)));
    assert_eq!(state.press(Key::Escape), Step::Left);
    assert_eq!(state.press(Key::EndOfInput), Step::Left);
    assert_eq!(state.press(Key::Interrupt), Step::Interrupted);
}
