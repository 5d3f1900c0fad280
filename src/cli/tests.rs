//! Whole command lines that end before anything is sent.

use super::command::Command;
use super::output::{Failure, Level, Output, Report, screen};
use crate::config::{Config, Given, Source, Value};
use crate::env::Env;
use crate::error::{Candidate, Error, Exchange};

/// Names and their values.
type Pairs = &'static [(&'static str, &'static str)];

/// Runs a command line that nobody interrupts.
async fn run(line: Vec<String>, env: Env) -> super::Outcome {
    super::run(line, env, std::future::pending()).await
}

/// Surroundings without any file.
fn env(vars: Pairs) -> Env {
    let fixed = [("HOME", "/nonexistent/home"), ("npm_config_registry", "http://127.0.0.1:9/")];
    let vars = fixed.iter().chain(vars).map(|(name, value)| ((*name).to_owned(), (*value).to_owned()));
    Env::new(vars.collect(), "/nonexistent/project".into())
}

fn config(flags: Pairs, vars: Pairs) -> Config {
    let values = flags.iter().map(|(key, text)| ((*key).to_owned(), Value::Text((*text).to_owned()))).collect();
    let given = Given { source: Source::Flag, values, auth_token: None };
    Config::load(&env(vars), given).expect("no files")
}

#[tokio::test]
async fn refuses_before_anything_is_sent() {
    const TOKEN: (&str, &str) = ("npm_config_//127.0.0.1:9/:_authToken", "npm_invented");
    let cases: [(&[&str], Pairs, &str); 12] = [
        (&["list"], &[], "ENEEDAUTH"),
        (&["create", "--name=x", "--packages-all"], &[], "ENEEDAUTH"),
        (&["revoke", "x"], &[], "ENEEDAUTH"),
        (&["create", "--cidr=::/0"], &[TOKEN], "EINVALIDCIDR"),
        (&["create", "--name=x", "--expires=0"], &[TOKEN], "EINVALIDOPTION"),
        (&["revoke", "abc", ""], &[TOKEN], "EINVALIDOPTION"),
        (&["revoke", "npm_aB1D...7891"], &[TOKEN], "EINVALIDOPTION"),
        (&["list", "--loglevel=loud"], &[TOKEN], "EINVALIDOPTION"),
        (&["list", "--output=token"], &[TOKEN], "EINVALIDOPTION"),
        (&["list", "--foo"], &[TOKEN], "EUSAGE"),
        (&["create", "--name=x", "--packages-all"], &[TOKEN, ("npm_config_dry_run", "perhaps")], "EINVALIDCONFIG"),
        (&["revoke", "--file=/nonexistent/file"], &[TOKEN], "EINVALIDOPTION"),
    ];
    for (line, vars, code) in cases {
        let line: Vec<String> = line.iter().map(|word| (*word).to_owned()).collect();
        let outcome = run(line.clone(), env(vars)).await;
        assert_eq!((outcome.exit_code, outcome.stdout.as_str()), (2, ""), "{line:?}: {}", outcome.stderr);
        assert!(outcome.stderr.starts_with(&format!("error[{code}]: ")), "{line:?}: {}", outcome.stderr);
        assert!(outcome.stderr.contains("\nhint: "), "{line:?}: {}", outcome.stderr);

        let outcome = run([line, vec!["--json".into()]].concat(), env(vars)).await;
        let shown: serde_json::Value = serde_json::from_str(&outcome.stdout).expect("JSON alone");
        assert_eq!(shown["error"]["code"], code);
        assert!(shown["error"]["summary"].is_string() && shown["error"]["detail"].is_string());
    }
}

#[tokio::test]
async fn names_the_variable_that_is_wrong() {
    // Its name begins as a token does.
    let outcome = run(vec!["list".into()], env(&[("npm_config_fetch_retry_mintimeout", "soon")])).await;
    assert!(outcome.stderr.contains("`npm_config_fetch_retry_mintimeout`"), "{}", outcome.stderr);
}

#[tokio::test]
async fn silence_leaves_the_exit_status() {
    let outcome = run(vec!["list".into(), "--silent".into()], env(&[])).await;
    assert_eq!((outcome.exit_code, outcome.stderr.as_str()), (2, ""));
    let outcome = run(vec!["--version".into()], env(&[])).await;
    assert_eq!((outcome.exit_code, outcome.stdout.as_str()), (0, concat!(env!("CARGO_PKG_VERSION"), "\n")));
    let outcome = run(vec!["create".into(), "--help".into(), "--foo".into()], env(&[])).await;
    assert!(outcome.exit_code == 0 && outcome.stdout.contains("npm-token create") && outcome.stderr.is_empty());
}

#[test]
fn chooses_the_form_of_the_output() {
    let cases: [(Pairs, Pairs, Option<Output>); 11] = [
        (&[], &[], Some(Output::Table)),
        (&[("json", "true")], &[], Some(Output::Json)),
        (&[], &[("npm_config_json", "true")], Some(Output::Json)),
        (&[("parseable", "true")], &[], Some(Output::Parseable)),
        (&[("json", "true"), ("parseable", "true")], &[], Some(Output::Json)),
        (&[("output", "parseable")], &[("npm_config_json", "true")], Some(Output::Parseable)),
        (&[("json", "true")], &[("npm_config_output", "parseable")], Some(Output::Json)),
        (&[("output", "json"), ("json", "true")], &[], Some(Output::Json)),
        (&[("output", "token"), ("json", "false")], &[], Some(Output::Token)),
        (&[("output", "table"), ("json", "true")], &[], None),
        (&[("output", "json"), ("parseable", "true")], &[], None),
    ];
    for (flags, vars, chosen) in cases {
        assert_eq!(Output::choose(Command::Create, &config(flags, vars)).ok(), chosen, "{flags:?} {vars:?}");
    }
    let owned: [(Pairs, &[Command], Output); 4] = [
        (&[("output", "token")], &[Command::Create, Command::Rotate], Output::Token),
        (&[("output", "sarif")], &[Command::Audit], Output::Sarif),
        (&[("output", "markdown")], &[Command::Audit], Output::Markdown),
        (&[("output", "timeline")], &[Command::Audit], Output::Timeline),
    ];
    for (flags, owners, output) in owned {
        for command in Command::ALL {
            let chosen = Output::choose(command, &config(flags, &[])).ok();
            assert_eq!(chosen, owners.contains(&command).then_some(output), "{flags:?}");
        }
    }
}

#[test]
fn colours_only_where_they_are_wanted() {
    // Standard output of a test may be a terminal or not, so only what does not depend on it is fixed here.
    let cases: [(Pairs, Pairs, bool); 5] = [
        (&[("color", "always")], &[("NO_COLOR", "1")], true),
        (&[("color", "false")], &[], false),
        (&[], &[("NO_COLOR", "1")], false),
        (&[], &[("TERM", "dumb")], false),
        (&[], &[("npm_config_color", "always")], true),
    ];
    for (flags, vars, colour) in cases {
        let screen = screen(&config(flags, vars), &env(vars)).expect("known words");
        assert_eq!(screen.colour, colour, "{flags:?} {vars:?}");
    }
}

#[test]
fn says_as_much_as_is_wanted() {
    let report = || Report {
        failures: vec![Failure { about: Some("a1b2c3".into()), error: Error::Canceled }],
        warnings: vec!["careful".into()],
        notices: vec!["news\u{1b}[31m".into()],
        ..Report::default()
    };
    let (warning, notice, error) =
        ("warning: careful\n", "notice: news\\u{1b}[31m\n", "error[ECANCELED]: token `a1b2c3`: canceled\n");
    let cases: [(Pairs, String); 6] = [
        (&[("loglevel", "silent")], String::new()),
        (&[("loglevel", "error")], error.into()),
        (&[("loglevel", "warn")], [warning, error].concat()),
        (&[("loglevel", "notice")], [warning, notice, error].concat()),
        (&[("loglevel", "silly")], [warning, notice, error].concat()),
        (&[], [warning, notice, error].concat()),
    ];
    for (flags, shown) in cases {
        let level = Level::choose(&config(flags, &[])).expect("a known level");
        assert_eq!(report().stderr(level), shown);
    }
}

#[test]
fn shows_what_is_needed_to_go_on() {
    let exchange = Exchange { registry: "https://registry.example/".into(), method: "POST", url: "u".into() };
    let address = |path: &str| format!("https://registry.example/{path}").parse().ok().map(Box::new);
    let otp = Error::OneTimePassword {
        exchange,
        status: 401,
        auth_url: address("login/1b2c"),
        done_url: address("done?authId=1b2c"),
        refused: false,
        said: None,
    };
    let shown =
        Report { failures: vec![Failure { about: None, error: otp }], ..Report::default() }.stderr(Level::Error);
    // T31: npm masks the addresses, so that nobody can use them.
    assert!(shown.contains("\nauthUrl: https://registry.example/login/1b2c\n"), "{shown}");
    assert!(shown.contains("\ndoneUrl: https://registry.example/done?authId=1b2c\n"), "{shown}");

    let candidate = |id: &str, name: &str| Candidate {
        key: format!("{id}-rest"),
        id: id.into(),
        name: Some(name.into()),
        created: Some("2026-01-01T00:00:00Z".into()),
    };
    let ambiguous = Error::Ambiguous {
        selector: "name `ci`".into(),
        registry: "https://registry.example/".into(),
        candidates: vec![candidate("00000001", "ci"), candidate("00000002", "ci\n")],
    };
    let shown =
        Report { failures: vec![Failure { about: None, error: ambiguous }], ..Report::default() }.stderr(Level::Error);
    assert!(shown.contains("\n  00000001  ci  2026-01-01T00:00:00Z\n  00000002  ci\\u{a}  2026-01-01"), "{shown}");
}
