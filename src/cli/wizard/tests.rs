//! Answers, and what they come to.

use std::io::Cursor;

use super::question::{Permission, chosen, numbered, permissions};
use super::{Asked, Part, Wizard, read};
use crate::cli::terminal::Terminal;
use crate::config::{Config, Given, RegistryUrl, Source, Value};
use crate::env::Env;

const PUBLIC: &str = crate::config::PUBLIC_REGISTRY;
const OTHER: &str = "https://registry.example/";

fn config(flags: &[(&str, &str)]) -> Config {
    let values = flags.iter().map(|(key, text)| ((*key).to_owned(), Value::Text((*text).to_owned()))).collect();
    let given = Given { source: Source::Flag, values, auth_token: None };
    let env = Env::new(vec![("HOME".into(), "/nonexistent/home".into())], "/nonexistent/project".into());
    Config::load(&env, given).expect("no files")
}

/// The flags that some answers come to, or nothing if they do not suffice.
async fn answered(registry: &str, typed: &str) -> Option<Vec<String>> {
    let registry: RegistryUrl = RegistryUrl::parse(registry).expect("a registry");
    let mut config = config(&[]);
    let terminal = Terminal::new(Box::new(Cursor::new(typed.to_owned())), Box::new(std::io::sink()));
    let wizard = Wizard(Part::ALL.into());
    wizard.fill(&mut config);
    read(&config, &registry).expect("what is filled in is good");
    let mut asked = Asked { terminal: &terminal, config: &mut config, registry: &registry };
    wizard.questions(&mut asked).await.ok()?;
    read(&config, &registry).expect("what was answered is good");
    let mut given: Vec<_> = config
        .given()
        .map(|(key, value)| match value {
            Value::Text(text) => format!("{key}={text}"),
            Value::Flag(flag) => format!("{key}={flag}"),
            Value::List(items) => format!("{key}={}", items.join(",")),
            Value::Null | Value::Number(_) => format!("no {key}"),
        })
        .collect();
    given.sort();
    Some(given)
}

#[tokio::test]
async fn defaults_are_the_narrowest_answers() {
    let given = answered(PUBLIC, "ci\n@acme/app\n\n\n\n").await.expect("enough");
    assert_eq!(given, ["expires=7d", "name=ci", "packages=@acme/app", "read-only=true"]);
}

#[tokio::test]
async fn asks_again_for_what_cannot_be_used() {
    let cases: [(&str, &str, &[&str]); 8] = [
        // No name, then neither packages nor scopes, then wrong words for each.
        (
            PUBLIC,
            "\nci\n\n\na\nREAD\n0\n4\nread-only\n0d\n30\n::/0\nx\n192.0.2.0/24\n",
            &["cidr=192.0.2.0/24", "expires=30", "name=ci", "packages=a", "read-only=true"],
        ),
        (
            PUBLIC,
            "ci\n\n@acme, @other\n2\n91\n90d\n\n",
            &["expires=90d", "name=ci", "packages-and-scopes-permission=read-write", "scopes=@acme, @other"],
        ),
        (
            PUBLIC,
            "ci\na,,b\na\n3\n\n\n",
            &["expires=7d", "name=ci", "packages-and-scopes-permission=read-write-stage-only", "packages=a"],
        ),
        (PUBLIC, "\u{1b}[Aci\nci\n*,a\n*\n\n\n\n", &["expires=7d", "name=ci", "packages=*", "read-only=true"]),
        // Scopes of a try that failed do not stay.
        (PUBLIC, "ci\n\n@a,,@b\na\n\n\n\n", &["expires=7d", "name=ci", "packages=a", "read-only=true"]),
        // Elsewhere, a token may have neither a name nor a limit.
        (OTHER, "\n\n\n", &["no name", "read-only=true"]),
        (OTHER, "\n2\n10.0.0.0/8\n", &["cidr=10.0.0.0/8", "no name", "read-only=false"]),
        (OTHER, "ci\n\n\n\n\n\n", &["expires=7d", "name=ci", "read-only=true"]),
    ];
    for (registry, typed, flags) in cases {
        assert_eq!(answered(registry, typed).await.expect("enough"), flags, "{typed:?}");
    }
}

#[tokio::test]
async fn gives_up_where_nothing_more_is_typed() {
    for typed in ["", "ci", "ci\n", "ci\na\n1\n", "ci\na\n1\n7d\n192.0.2.0/24"] {
        assert_eq!(answered(PUBLIC, typed).await, None, "{typed:?}");
    }
}

#[test]
fn offers_what_applies_the_least_first() {
    let cases: [(&[(&str, &str)], &[&str]); 4] = [
        (&[("name", "x"), ("packages", "a")], &["read-only", "read-write", "read-write-stage-only"]),
        (&[("name", "x"), ("scopes", "@a"), ("orgs", "b")], &["read-only", "read-write", "read-write-stage-only"]),
        (&[("name", "x"), ("orgs", "b")], &["read-only", "read-write"]),
        (&[], &["read-only", "read-write"]),
    ];
    for (flags, words) in cases {
        let registry = RegistryUrl::parse(OTHER).expect("a registry");
        let choices = permissions(&read(&config(flags), &registry).expect("a token"));
        assert_eq!(choices.iter().map(|(word, _)| *word).collect::<Vec<_>>(), words);
        assert_eq!(chosen(&choices, ""), Permission::ReadOnly);
        assert_eq!(chosen(&choices, "2"), choices[1].1);
        assert_eq!(chosen(&choices, "read-write"), choices[1].1);
        for other in ["0", "9", "-1", "read", "READ-ONLY"] {
            assert!(matches!(chosen(&choices, other), Permission::Named(_, word) if word == other), "{other}");
        }
    }
    let choices = [("read-only", Permission::ReadOnly), ("read-write", Permission::Older)];
    assert_eq!(numbered("May", &choices), "May:\n  1 read-only\n  2 read-write\nChoose one [1]: ");
}
