use std::fs;
use std::path::{Path, PathBuf};

use super::{Beginning, FOLDER, Journal, Orphan, Purpose};
use crate::config::RegistryUrl;
use crate::env::Env;
use crate::time::{Span, Timestamp};

const BEGAN: &str = "2027-01-01T10:00:00.000Z";

fn time(text: &str) -> Timestamp {
    text.parse().expect("a time")
}

/// A folder of its own for the state of programs, removed at the end.
struct State(PathBuf);

impl State {
    fn new(name: &str) -> Self {
        let path = std::env::temp_dir().join(format!("npm-token-journal-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        Self(path)
    }

    fn journal(&self) -> Journal {
        let state = self.0.to_str().expect("text").to_owned();
        Journal::of(&Env::new(vec![("XDG_STATE_HOME".into(), state)], PathBuf::from("/work")))
    }

    fn files(&self) -> Vec<PathBuf> {
        let files = fs::read_dir(self.0.join(FOLDER)).into_iter().flatten();
        files.map(|file| file.expect("an entry").path()).collect()
    }

    fn put(&self, name: &str, text: &str) {
        fs::create_dir_all(self.0.join(FOLDER)).expect("a folder");
        fs::write(self.0.join(FOLDER).join(name), text).expect("a file");
    }
}

impl Drop for State {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn registry() -> RegistryUrl {
    RegistryUrl::parse("https://user:hunter2@registry.example/npm").expect("an address")
}

fn beginning(registry: &RegistryUrl) -> Beginning<'_> {
    Beginning { purpose: Purpose::Exec, registry, name: Some("ci"), began: time(BEGAN) }
}

#[test]
fn finds_what_a_run_has_left_and_not_what_is_in_use() {
    let state = State::new("finds");
    let (journal, registry) = (state.journal(), registry());
    assert_eq!(journal.orphans(Timestamp::now()), []);
    let mut entry = journal.begin(&beginning(&registry)).expect("a note");
    assert_eq!(journal.orphans(Timestamp::now()), []);
    entry.made("key-1", Some(time("2999-01-01T00:00:00.000Z"))).expect("noted");
    drop(entry);
    let orphans = journal.orphans(Timestamp::now());
    let [orphan] = orphans.as_slice() else { unreachable!("one is left: {orphans:?}") };
    assert_eq!((orphan.purpose, orphan.registry.as_str()), (Purpose::Exec, "https://registry.example/npm/"));
    assert_eq!((orphan.name.as_deref(), orphan.key.as_deref()), (Some("ci"), Some("key-1")));
    assert_eq!((orphan.began, orphan.ends), (time(BEGAN), Some(time("2999-01-01T00:00:00.000Z"))));
    assert!(!fs::read_to_string(&orphan.path).expect("text").contains("hunter2"));
    orphan.forget().expect("removed");
    assert_eq!(state.files(), [] as [PathBuf; 0]);
}

#[test]
fn leaves_nothing_of_a_note_that_is_closed() {
    let state = State::new("closed");
    let registry = registry();
    state.journal().begin(&beginning(&registry)).expect("a note").close().expect("removed");
    assert_eq!(state.files(), [] as [PathBuf; 0]);
}

#[cfg(unix)]
#[test]
fn is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt;
    let state = State::new("modes");
    let registry = registry();
    let _entry = state.journal().begin(&beginning(&registry)).expect("a note");
    let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
    assert_eq!((mode(&state.0.join(FOLDER)), mode(&state.files()[0])), (0o700, 0o600));
}

#[test]
fn forgets_tokens_that_have_ended_and_passes_over_what_is_no_note() {
    let state = State::new("ended");
    let head = r#"{"version":1,"purpose":"exec","registry":"r","began":"2027-01-01T10:00:00.000Z"}"#;
    let ends = "{\"key\":\"k\",\"ends\":\"2027-01-02T00:00:00.000Z\"}\n";
    state.put("note.jsonl", &format!("{head}\n{ends}"));
    state.put("mine.txt", head);
    state.put("newer.jsonl", &head.replace("1,", "2,"));
    state.put("odd.jsonl", "{}");
    fs::create_dir(state.0.join(FOLDER).join("folder.jsonl")).expect("a folder");
    let journal = state.journal();
    let end = time("2027-01-02T00:00:00.000Z");
    assert_eq!(journal.orphans(end).len(), 1);
    assert_eq!((journal.orphans(end + Span::from_hours(2)).len(), state.files().len()), (0, 4));
}

#[test]
fn reads_what_was_written_to_its_end() {
    let head =
        "{\"version\":1,\"purpose\":\"rotate\",\"registry\":\"r\",\"name\":\"n\",\"began\":\"2027-01-01T10:00:00Z\"}\n";
    let key = |text: &str| Orphan::parse(text, PathBuf::new()).map(|orphan| orphan.key);
    let cases = [
        (head.to_owned(), Some(None)),
        (format!("{head}{{\"key\":\"a\"}}\n"), Some(Some("a"))),
        (format!("{head}{{\"key\":\"a\"}}\n{{\"key\":\"b\"}}\n"), Some(Some("b"))),
        (format!("{head}{{\"key\":\"a\"}}"), Some(None)),
        (format!("{head}{{\"ke"), Some(None)),
        (head.replace("rotate", "other"), None),
        (head.replace("10:00", "x"), None),
        (String::new(), None),
    ];
    for (text, expected) in cases {
        assert_eq!(key(&text), expected.map(|key| key.map(str::to_owned)), "{text}");
    }
}

#[test]
fn has_no_place_without_an_absolute_folder() {
    for state in ["", "relative"] {
        let vars = vec![("XDG_STATE_HOME".into(), state.into()), ("HOME".into(), "/home/me".into())];
        let folder = Journal::of(&Env::new(vars, PathBuf::from("/work"))).folder;
        if cfg!(unix) {
            assert_eq!(folder, Some(PathBuf::from("/home/me/.local/state/npm-token")));
        }
    }
    let nowhere = Journal { folder: None };
    let registry = registry();
    assert!(nowhere.begin(&beginning(&registry)).is_err());
    assert_eq!(nowhere.orphans(Timestamp::now()), []);
}
