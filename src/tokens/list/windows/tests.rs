use std::collections::{HashSet, VecDeque};

use proptest::prelude::{Just, ProptestConfig, Strategy, any, proptest};
use proptest::sample::Index;
use serde_json::{Map, json};

use super::{LEAST_CAP, Rest, Step, Window, Windows};
use crate::tokens::Raw;
use crate::tokens::model::Token;

/// What happens to the list between two requests.
#[derive(Debug, Clone)]
enum Change {
    Create(Index),
    CreateFirst,
    CreateLast,
    Revoke(Index),
    RevokeFirst,
}

/// A list that gives pages of any size up to its own, and says of the rest what `says` does.
struct List {
    rows: Vec<usize>,
    made: usize,
    gone: HashSet<usize>,
}

impl List {
    fn new(size: usize) -> Self {
        Self { rows: (0..size).collect(), made: size, gone: HashSet::new() }
    }

    fn change(&mut self, change: &Change) {
        let place = match change {
            Change::Create(place) => place.index(self.rows.len() + 1),
            Change::CreateFirst => 0,
            Change::CreateLast => self.rows.len(),
            Change::Revoke(_) | Change::RevokeFirst if self.rows.is_empty() => return,
            Change::Revoke(place) => return self.revoke(place.index(self.rows.len())),
            Change::RevokeFirst => return self.revoke(0),
        };
        self.rows.insert(place, self.made);
        self.made += 1;
    }

    fn revoke(&mut self, place: usize) {
        let row = self.rows.remove(place);
        self.gone.insert(row);
    }

    fn page(&self, start: usize, size: usize) -> Vec<Token> {
        let token = |row: &usize| {
            let row = Map::from_iter([("key".to_owned(), json!(format!("key-{row}")))]);
            Token::read(&row, Raw::of(&row)).expect("a token")
        };
        self.rows.iter().skip(start).take(size).map(token).collect()
    }

    /// Reads the list as the real one is read; `None` if that is given up.
    fn read(&mut self, cap: usize, numbered: bool, changes: &[Vec<Change>]) -> (Option<Vec<String>>, usize) {
        let mut requests = 1;
        let mut windows = Windows::new(self.page(0, cap)).expect("large enough");
        loop {
            let window = match *windows.next() {
                Step::Read(window) => window,
                Step::Whole => break,
                Step::GiveUp => return (None, requests),
            };
            for change in changes.get(requests - 1).into_iter().flatten() {
                self.change(change);
            }
            requests += 1;
            assert!(window.size <= cap && requests < 2000, "{window:?} after {requests} requests");
            let (tokens, rest) = self.answer(window, numbered);
            windows.take(window, tokens, rest);
        }
        (Some(keys(windows)), requests)
    }

    /// Reads the list with some windows under way at a time, which are answered in any order: after each batch of changes
    /// the one that `answered` picks.
    fn read_ahead(&mut self, cap: usize, numbered: bool, steps: &[(Vec<Change>, Index)]) -> Option<Vec<String>> {
        const UNDER_WAY: usize = 8;
        let mut steps = steps.iter().cycle();
        let mut windows = Windows::new(self.page(0, cap)).expect("large enough");
        let mut under_way: VecDeque<(Window, Option<(Vec<Token>, Rest)>)> = VecDeque::new();
        for _ in 0..2000 {
            let window = match *windows.next() {
                Step::Read(window) => window,
                Step::Whole => return Some(keys(windows)),
                Step::GiveUp => return None,
            };
            if under_way.front().is_none_or(|(front, _)| *front != window) {
                under_way = VecDeque::from([(window, None)]);
            }
            while let Some((last, _)) = under_way.back().filter(|_| under_way.len() < UNDER_WAY) {
                under_way.push_back((last.after(cap), None));
            }
            while under_way.front().is_some_and(|(_, answer)| answer.is_none()) {
                let (changes, answered) = steps.next().expect("it goes round");
                for change in changes {
                    self.change(change);
                }
                let place = answered.index(under_way.len());
                let answer = self.answer(under_way[place].0, numbered);
                under_way[place].1.get_or_insert(answer);
            }
            let (window, answer) = under_way.pop_front().expect("it was answered");
            let (tokens, rest) = answer.expect("it was answered");
            windows.take(window, tokens, rest);
        }
        unreachable!("it does not end");
    }

    fn answer(&self, window: Window, numbered: bool) -> (Vec<Token>, Rest) {
        let rest = match numbered {
            true => Rest::Total(self.rows.len()),
            false if window.end() < self.rows.len() => Rest::More,
            false => Rest::Nothing,
        };
        (self.page(window.start(), window.size), rest)
    }

    /// Checks that everything that was there all the time is listed, and nothing twice.
    fn check(&self, listed: &[String], size: usize) {
        let unique: HashSet<&String> = listed.iter().collect();
        assert_eq!(unique.len(), listed.len());
        for row in (0..size).filter(|row| !self.gone.contains(row)) {
            assert!(unique.contains(&format!("key-{row}")), "{row} is missing");
        }
    }
}

fn keys(windows: Windows) -> Vec<String> {
    windows.into_tokens().into_iter().map(|token| token.key).collect()
}

fn change() -> impl Strategy<Value = Change> {
    proptest::prop_oneof![
        1 => any::<Index>().prop_map(Change::Create),
        1 => Just(Change::CreateFirst),
        1 => Just(Change::CreateLast),
        2 => Just(Change::RevokeFirst),
        3 => any::<Index>().prop_map(Change::Revoke),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn what_is_there_all_the_time_is_listed_once(
        size in LEAST_CAP + 1..300_usize,
        cap in LEAST_CAP..40_usize,
        numbered: bool,
        changes in proptest::collection::vec(proptest::collection::vec(change(), 0..5), 0..100),
    ) {
        let mut list = List::new(size.max(cap + 1));
        let (listed, _) = list.read(cap, numbered, &changes);
        if let Some(listed) = listed {
            list.check(&listed, size.max(cap + 1));
        }
    }

    #[test]
    fn it_is_also_where_windows_are_answered_in_any_order(
        size in LEAST_CAP + 1..300_usize,
        cap in LEAST_CAP..40_usize,
        numbered: bool,
        steps in proptest::collection::vec((proptest::collection::vec(change(), 0..3), any::<Index>()), 100..200),
    ) {
        let size = size.max(cap + 1);
        let mut list = List::new(size);
        if let Some(listed) = list.read_ahead(cap, numbered, &steps) {
            list.check(&listed, size);
        }
    }
}

#[test]
fn a_list_at_rest_is_read_in_order() {
    for (size, cap, most) in
        [(11, 10, 2), (25, 10, 4), (300, 7, 91), (1000, 10, 190), (1000, 50, 25), (1000, 100, 12), (1001, 1000, 2)]
    {
        for numbered in [false, true] {
            let (listed, requests) = List::new(size).read(cap, numbered, &[]);
            let expected: Vec<String> = (0..size).map(|row| format!("key-{row}")).collect();
            assert_eq!(listed, Some(expected), "{size} by {cap}");
            assert!(requests <= most, "{size} by {cap}: {requests} requests");
        }
    }
}

#[test]
fn follows_tokens_that_moved_far() {
    let revoke = |count: usize| (0..count).map(|_| Change::RevokeFirst).collect::<Vec<_>>();
    let create = |count: usize| (0..count).map(|_| Change::CreateFirst).collect::<Vec<_>>();
    let cases = [
        vec![vec![], revoke(50)],
        vec![vec![], create(50)],
        vec![vec![], revoke(200)],
        vec![vec![], create(30), revoke(60), create(10)],
    ];
    for changes in cases {
        let mut list = List::new(200);
        let (listed, requests) = list.read(20, false, &changes);
        let listed = listed.expect("a list");
        for row in (0..200).filter(|row| !list.gone.contains(row)) {
            assert!(listed.contains(&format!("key-{row}")), "{row}: {changes:?}");
        }
        assert!(requests < 40, "{requests}: {changes:?}");
    }
}

#[test]
fn gives_up_where_pages_are_not_what_was_asked_for() {
    let list = List::new(100);
    let answers: [(&str, fn(&List, Window) -> Vec<Token>); 5] = [
        ("a size of its own", |list, window| list.page(window.page * 10, 10)),
        ("the front for every page", |list, window| list.page(0, window.size)),
        ("pages counted from 1", |list, window| list.page(window.page.saturating_sub(1) * window.size, window.size)),
        ("fewer than asked for", |list, window| list.page(window.start(), 3)),
        ("another order each time", |list, window| list.page(window.start(), window.size).into_iter().rev().collect()),
    ];
    for (what, answer) in answers {
        let mut windows = Windows::new(list.page(0, 10)).expect("large enough");
        let Step::Read(window) = *windows.next() else { panic!("there is more: {what}") };
        windows.take(window, answer(&list, window), Rest::More);
        assert_eq!(*windows.next(), Step::GiveUp, "{what}");
    }
}

#[test]
fn tries_to_pass_a_cut_that_all_pages_share_and_gives_up() {
    let (listed, requests) = List::new(500).read(7, false, &[]);
    assert_eq!(listed, None);
    assert!(requests < 220, "{requests}");
    // One that is created in front while it tries is enough.
    let changes: Vec<_> =
        (0..150).map(|number| if number == 140 { vec![Change::CreateFirst] } else { vec![] }).collect();
    assert!(List::new(500).read(7, false, &changes).0.is_some());
}
