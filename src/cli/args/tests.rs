//! The command line as tables: what is taken, what is refused.

use super::{parse, wants_json};
use crate::cli::command::{Command, Invocation, Parsed};
use crate::config::Value;
use crate::env::Env;
use crate::error::Error;

fn words(line: &[&str]) -> Vec<String> {
    line.iter().map(|word| (*word).to_owned()).collect()
}

fn invocation(line: &[&str]) -> Invocation {
    let Ok(Parsed::Run(invocation)) = parse(words(line)) else { unreachable!("{line:?} is not taken") };
    *invocation
}

fn refused(line: &[&str]) -> Error {
    let Err(error) = parse(words(line)) else { unreachable!("{line:?} is taken") };
    error
}

fn text(text: &str) -> Value {
    Value::Text(text.into())
}

fn list(texts: &[&str]) -> Value {
    Value::List(words(texts))
}

#[test]
fn finds_the_command_and_its_words() {
    let cases: [(&[&str], Command, &[&str]); 11] = [
        // Which tokens, the person is asked where that can be.
        (&["revoke"], Command::Revoke, &[]),
        (&["revoke", "--no-name", "--dry-run"], Command::Revoke, &[]),
        (&[], Command::List, &[]),
        (&["ls"], Command::List, &[]),
        (&["--json", "list"], Command::List, &[]),
        (&["--json", "true", "list"], Command::List, &[]),
        (&["create"], Command::Create, &[]),
        (&["revoke", "a", "--json", "b"], Command::Revoke, &["a", "b"]),
        (&["rm", "--", "-x", "—y"], Command::Revoke, &["-x", "—y"]),
        (&["remove", ""], Command::Revoke, &[""]),
        (&["delete", "--", "--json", "--"], Command::Revoke, &["--json", "--"]),
    ];
    for (line, command, rest) in cases {
        let parsed = invocation(line);
        assert_eq!((parsed.command, parsed.words), (command, words(rest)), "{line:?}");
    }
}

#[test]
fn reads_flags_as_npm_has_them() {
    let cases: Vec<(&[&str], &str, Value)> = vec![
        (&["--name=a"], "name", text("a")),
        (&["--name", "a b"], "name", text("a b")),
        (&["--name=a", "--name=b"], "name", text("b")),
        (&["--name="], "name", text("")),
        (&["--name=--json"], "name", text("--json")),
        (&["--name=a=b"], "name", text("a=b")),
        (&["--no-name"], "name", Value::Null),
        (&["--cidr=a", "--no-cidr"], "cidr", Value::Null),
        (&["--no-cidr", "--cidr=a"], "cidr", list(&["a"])),
        (&["--cidr=a", "--no-cidr", "--cidr=b", "--cidr=c"], "cidr", list(&["b", "c"])),
        (&["--cidr=a", "--no-cidr=false"], "cidr", list(&["a"])),
        (&["--expires", "30d"], "expires", text("30d")),
        (&["--expires=-5"], "expires", text("-5")),
        (&["--packages=a,b"], "packages", list(&["a,b"])),
        (&["--packages=a", "--packages", "b"], "packages", list(&["a", "b"])),
        (&["--packages=a", "--no-packages"], "packages", Value::Null),
        (&["--no-packages", "--packages=a"], "packages", list(&["a"])),
        (&["--bypass-2fa"], "bypass-2fa", Value::Flag(true)),
        (&["--bypass-2fa=false"], "bypass-2fa", Value::Flag(false)),
        (&["--bypass-2fa", "false"], "bypass-2fa", Value::Flag(false)),
        (&["--no-bypass-2fa"], "bypass-2fa", Value::Flag(false)),
        (&["--readonly"], "read-only", Value::Flag(true)),
        (&["--readonly=false"], "read-only", Value::Flag(false)),
        (&["-p"], "parseable", Value::Flag(true)),
        (&["--porcelain"], "parseable", Value::Flag(true)),
        (&["-ps"], "loglevel", text("silent")),
        (&["--silent"], "loglevel", text("silent")),
        (&["-q"], "loglevel", text("warn")),
        (&["--quiet"], "loglevel", text("warn")),
        (&["-d"], "loglevel", text("info")),
        (&["-dd"], "loglevel", text("verbose")),
        (&["-d", "-d", "-dd"], "loglevel", text("silly")),
        (&["--verbose"], "loglevel", text("verbose")),
        (&["--loglevel=error"], "loglevel", text("error")),
        (&["-C", "sub"], "prefix", text("sub")),
        (&["-Csub"], "prefix", text("sub")),
        (&["-g"], "global", Value::Flag(true)),
        (&["--no-color"], "color", text("false")),
        (&["--color"], "color", text("true")),
        (&["--color=always"], "color", text("always")),
        (&["--no-browser"], "browser", Value::Flag(false)),
        (&["--browser=firefox"], "browser", text("firefox")),
        (&["--no-proxy"], "proxy", Value::Flag(false)),
        (&["--no-otp"], "otp", Value::Null),
        (&["--otp", "012345"], "otp", text("012345")),
        (&["--no-strict-ssl"], "strict-ssl", Value::Flag(false)),
        (&["--scope=@acme"], "scope", text("@acme")),
        (&["--output=token"], "output", text("token")),
        (&["--//registry.example/:_authToken=t"], "//registry.example/:_authToken", text("t")),
        (&["--//registry.example:8080/npm/:username=u"], "//registry.example:8080/npm/:username", text("u")),
    ];
    for (flags, key, value) in cases {
        let line = [&["create"], flags].concat();
        let values = invocation(&line).values;
        let found: Vec<_> = values.iter().filter(|(name, _)| name == key).collect();
        assert!(matches!(found.as_slice(), [(_, only)] if *only == value), "{flags:?}: {values:?}");
    }
}

#[test]
fn leaves_the_command_of_exec_as_it_is() {
    let line = ["exec", "--env=A,B", "--env", "C", "--read-only", "--", "npm", "--json", "--", "-x", ""];
    let invocation = invocation(&line);
    assert_eq!(invocation.command, Command::Exec);
    assert_eq!(invocation.exec.words, ["npm", "--json", "--", "-x", ""]);
    assert_eq!(invocation.exec.variables, ["A", "B", "C"]);
    assert!(invocation.words.is_empty() && invocation.values.len() == 1);
}

#[test]
fn refuses_what_npm_guesses_at_or_ignores() {
    let cases: &[(&[&str], &str, &str)] = &[
        // T24: a flag without its value.
        (&["create", "--name"], "`--name` needs a value", "--name="),
        (&["create", "--name", "--json"], "`--name` needs a value", "--name="),
        (&["create", "--otp", "--", "x"], "`--otp` needs a value", "--otp="),
        (&["list", "-C"], "`-C` needs a value", "-C"),
        (&["create", "--name", "-"], "`--name` needs a value", "--name="),
        (&["revoke", "--file", "--yes"], "`--file` needs a value", "--file="),
        (&["list", "--output"], "`--output` needs a value", ""),
        // T7: a boolean that is neither true nor false.
        (&["create", "--bypass-2fa=no"], "`--bypass-2fa` is neither true nor false", "=false"),
        (&["create", "--readonly=0"], "`--readonly` is neither true nor false", ""),
        (&["create", "--packages-all="], "`--packages-all` is neither true nor false", ""),
        (&["list", "--color=sometimes"], "`--color` is neither", "=always"),
        (&["create", "--bypass-2fa", "no"], "`create` takes no words", ""),
        (&["list", "--no-json=false"], "`--no-json` takes no value", ""),
        (&["list", "-p=1"], "`-p` takes no value", ""),
        (&["list", "--silent=1"], "`--silent` takes no value", ""),
        (&["list", "--help=create"], "`--help` takes no value", ""),
        // T9, T23: unknown and foreign flags.
        (&["create", "--nmae=x"], "unknown flag `--nmae`", "`--name`"),
        (
            &["create", "--package=foo"],
            "`--package` belongs to `list`, `audit` and `revoke`, not to `create`",
            "`--packages`",
        ),
        (&["create", "--description=d"], "unknown flag `--description`", "`--token-description`"),
        (&["create", "--desc=d"], "unknown flag `--desc`", "`--token-description`"),
        (&["create", "--org=x"], "unknown flag `--org`", "`--orgs`"),
        (&["create", "--expiry=5"], "unknown flag `--expiry`", "`--expires`"),
        (&["create", "--cidr-whitelist=x"], "unknown flag `--cidr-whitelist`", "`--cidr`"),
        (&["create", "--bypass2fa"], "unknown flag `--bypass2fa`", "`--bypass-2fa`"),
        (&["list", "--JSON"], "unknown flag `--JSON`", "`--json`"),
        (&["list", "--foo", "bar"], "unknown flag `--foo`", "--help"),
        (&["list", "--no-no-json"], "unknown flag `--no-no-json`", ""),
        (&["list", "--no-help"], "unknown flag `--no-help`", ""),
        (&["list", "--no-silent"], "unknown flag `--no-silent`", ""),
        // Abbreviations.
        (&["list", "--reg=x"], "unknown flag `--reg`", "`--registry`"),
        (&["create", "--pass=x"], "unknown flag `--pass`", "`--password`"),
        (&["list", "-name"], "unknown flag `-n`", "two dashes"),
        (&["list", "-silent"], "unknown flag `-i`", "two dashes"),
        // Flags of another command.
        (&["list", "--expires=3"], "`--expires` belongs to `create`, `rotate` and `exec`", ""),
        (&["revoke", "--expired", "--sort=name"], "`--sort` belongs to `list`, not to `revoke`", ""),
        (&["list", "--all-except-current"], "`--all-except-current` belongs to `revoke`", ""),
        (&["--packages=x"], "`--packages` belongs to `create` and `exec`, not to `list`", "`--package`"),
        (&["revoke", "x", "--password-stdin"], "`--password-stdin` belongs to `create`, `rotate` and `exec`", ""),
        // T42, T49: what cannot be nothing.
        (&["list", "--no-registry"], "`--registry` cannot be turned off", ""),
        (&["list", "--no-scope"], "`--scope` cannot be turned off", ""),
        (&["list", "--no-loglevel"], "`--loglevel` cannot be turned off", ""),
        // T22.
        (&["list", "--dry-run"], "`--dry-run` belongs to `create`, `rotate`, `exec` and `revoke`, not to `list`", ""),
        (&["list", "—json"], "a dash that is not `-`", ""),
        (&["list", "–json"], "a dash that is not `-`", ""),
        // T23: `--packages a b`.
        (&["create", "--packages", "a", "b"], "`create` takes no words", "--packages=a,b"),
        (&["list", "x"], "`list` takes no words", ""),
        // Nor do these.
        (&["rotate", "a", "b"], "`rotate` takes one token, and 2 are named", "`npm-token rotate <key|id|name|token>`"),
        (&["rotate", "a", "--packages=x"], "`--packages` belongs to `create` and `exec`, not to `rotate`", ""),
        (&["revoke", "-y", "--dry-run"], "`revoke` does not say which token", "`--expired`"),
        (&["revoke", "--no-name", "--all-except-current=false", "-y"], "`revoke` does not say which token", ""),
        (&["revoke", "x", "--name=x"], "by words and by flags that ask for tokens", ""),
        (&["revoke", "x", "--all-except-current"], "by words and by flags that ask for tokens", ""),
        (&["revoke", "x", "--file=-"], "by words and by `--file`", ""),
        (&["revoke", "--expired=false", "--file=-"], "by `--file` and by flags that ask for tokens", ""),
        (&["revoke", "--by-value", "--expired"], "`--by-value` is about words", ""),
        (&["rvoke", "x"], "unknown command `rvoke`", "`revoke`"),
        (&["REVOKE", "x"], "unknown command `REVOKE`", "`revoke`"),
        (&[""], "unknown command", "--help"),
        (&["tokens"], "unknown command", "`list`, `check`, `audit`, `create`, `rotate`, `exec`, `revoke`"),
        (&["exec"], "`exec` does not say which command to run", "npm-token exec [flags] -- "),
        (&["exec", "--"], "`exec` does not say which command to run", ""),
        (&["exec", "npm", "publish"], "`exec` takes its command after ` -- `", ""),
        (&["exec", "npm", "--", "publish"], "`exec` takes its command after ` -- `", ""),
        (&["exec", "--env=a b", "--", "x"], "`--env` has a value that is no name of a variable", "NPM_TOKEN"),
        (&["exec", "--env", "--", "x"], "`--env` needs a value", ""),
        (&["list", "--env=x"], "`--env` belongs to `exec`, not to `list`", ""),
        (&["exec", "--json", "--", "x"], "`--json` belongs to", "leave it out"),
        (&["--", "exec", "x"], "`exec` takes its command after ` -- `", ""),
        (&["help", "lst"], "unknown command `lst`", "`list`"),
        (&["--json", "sandbox"], "`sandbox` is not the first word", ""),
        (&["create", "--password=x", "--password-stdin"], "`--password` and `--password-stdin`", ""),
        (&["list", "--//registry.example/"], "names no credential", "_authToken"),
        (&["list", "--//h:8080/x=y"], "names no credential", "_authToken"),
        (&["list", "--//h/:_authtoken=x"], "names no credential", "_authToken"),
        (&["list", "--//h/:_authToken"], "`--//…:_authToken` needs a value", ""),
        (&["list", "--//h/:_authToken="], "`--//…:_authToken` needs a value", ""),
    ];
    for (line, problem, fix) in cases {
        let error = refused(line);
        assert!(error.to_string().contains(problem), "{line:?}: {error}");
        let hint = error.hint().unwrap_or_default();
        assert!(hint.contains(fix), "{line:?}: {hint}");
        assert_eq!((error.code().as_str(), error.exit_status()), ("EUSAGE", 2));
    }
}

#[test]
fn reads_what_is_to_be_revoked() {
    let cases: [(&[&str], (usize, Option<&str>, bool, bool)); 7] = [
        (&["x"], (0, None, false, false)),
        (&["--expired", "--older-than=90d", "-y"], (2, None, false, true)),
        (&["--no-expired", "--yes=false"], (1, None, false, false)),
        (&["--scope=@acme", "--all-except-current", "--yes"], (1, None, true, true)),
        (&["--file", "a b"], (0, Some("a b"), false, false)),
        (&["--file", "-"], (0, Some("-"), false, false)),
        (&["--file=-", "--by-value"], (0, Some("-"), false, false)),
    ];
    for (flags, expected) in cases {
        let Invocation { wanted, bulk, values, warnings, .. } = invocation(&[&["revoke"], flags].concat());
        let read = (wanted.criteria.len(), bulk.file.as_deref(), bulk.all_except_current, bulk.yes);
        assert_eq!(read, expected, "{flags:?}");
        assert!(values.is_empty() && warnings.is_empty(), "{flags:?}: {values:?}");
    }
}

#[test]
fn refusals_quote_no_secret() {
    let token = format!("--npm_{}", "hunter2".repeat(3));
    let negated = format!("--no-x_npm_{}", "hunter2".repeat(5));
    let lines: [&[&str]; 14] = [
        &["--password=", "hunter2"],
        &["help", "hunter2"],
        &["remove=hunter2"],
        &["create", "--passwrod=hunter2"],
        &["create", "--password:hunter2"],
        &["create", "--password-stdin", "hunter2"],
        &["create", "--password-stdin=hunter2"],
        &["create", "--json=hunter2"],
        &["create", "-p=hunter2"],
        &["list", "--//h/:_authTokenhunter2"],
        &["list", "--//hunter2"],
        &["list", "--password=hunter2", "x"],
        // A token that lost its flag.
        &["revoke", &token],
        &["revoke", &negated],
    ];
    for line in lines {
        let error = refused(line);
        let said = format!("{error} {}", error.hint().unwrap_or_default());
        assert!(!said.contains("hunter2"), "{line:?}: {said}");
    }
}

#[test]
fn warns_of_secrets_that_others_can_see() {
    let cases: [(&[&str], Option<&str>); 9] = [
        (&["create", "--password=hunter2"], Some("`--password`")),
        (&["create", "--password", "hunter2"], Some("`--password`")),
        (&["list", "--//registry.example/:_authToken=hunter2"], Some("`--//…:_authToken`")),
        (&["list", "--//registry.example/:username=u"], None),
        (&["list", "--otp=123456"], None),
        (&["create", "--no-password"], None),
        (&["revoke", "--by-value", "hunter2"], Some("a full token")),
        (&["revoke", "--by-value", "--by-value", "hunter2"], Some("a full token")),
        (&["revoke", "--no-by-value", "hunter2"], None),
    ];
    for (line, named) in cases {
        let warnings = invocation(line).warnings;
        assert_eq!(warnings.len(), usize::from(named.is_some()), "{line:?}");
        assert!(warnings.iter().all(|words| words.contains(named.unwrap_or_default()) && !words.contains("hunter2")));
    }
}

#[test]
fn help_wins_over_everything() {
    let cases: [(&[&str], Option<Command>); 9] = [
        (&["--help"], None),
        (&["help"], None),
        (&["help", "sandbox"], None),
        (&["help", "rm"], Some(Command::Revoke)),
        (&["create", "--help"], Some(Command::Create)),
        (&["create", "--nmae=x", "--name", "--usage"], Some(Command::Create)),
        (&["-ph"], None),
        (&["-?", "ls"], Some(Command::List)),
        (&["revoke", "-H", "--version"], Some(Command::Revoke)),
    ];
    for (line, topic) in cases {
        assert!(matches!(parse(words(line)), Ok(Parsed::Help(found)) if found == topic), "{line:?}");
    }
    for line in [&["--version"][..], &["-v"], &["list", "-sv", "--foo"]] {
        assert!(matches!(parse(words(line)), Ok(Parsed::Version)), "{line:?}");
    }
    let revoked = invocation(&["revoke", "--", "--help", "-v"]);
    assert_eq!(revoked.words, ["--help", "-v"]);
}

#[test]
fn knows_early_whether_json_is_wanted() {
    let cases: [(&[&str], bool); 21] = [
        (&[], false),
        (&["--json", "--foo"], true),
        (&["--json=true"], true),
        (&["--json=false"], false),
        (&["--json", "true"], true),
        (&["--json", "false"], false),
        (&["--json", "list"], true),
        (&["--no-json"], false),
        // The last one wins.
        (&["--json", "--no-json"], false),
        (&["--no-json", "--json"], true),
        (&["--json=false", "--json"], true),
        (&["--json", "--json=false"], false),
        (&["--output=json"], true),
        (&["--output", "json"], true),
        (&["--output=json", "--output=table"], false),
        (&["--output=json", "--no-json"], true),
        (&["--output=table", "--json"], true),
        // What comes after is no flag.
        (&["revoke", "--", "--json"], false),
        (&["revoke", "--no-json", "--", "--json"], false),
        (&["revoke", "--json", "--", "--no-json"], true),
        (&["--name=--json"], false),
    ];
    for (line, wanted) in cases {
        assert_eq!(wants_json(&words(line), &Env::default()), wanted, "{line:?}");
    }
}

#[test]
fn knows_early_what_the_environment_says_about_json() {
    let cases: [(&[(&str, &str)], &[&str], bool); 13] = [
        (&[("npm_config_json", "true")], &[], true),
        (&[("npm_config_json", "1")], &[], true),
        (&[("npm_config_json", " true ")], &[], true),
        (&[("NPM_CONFIG_JSON", "true")], &[], true),
        (&[("Npm_Config_Json", "1")], &[], true),
        (&[("npm_config_json", "0")], &[], false),
        (&[("npm_config_json", "yes")], &[], false),
        (&[("npm_config_json", "true"), ("NPM_CONFIG_JSON", "")], &[], true),
        (&[("npm_config_json", "true")], &["--no-json"], false),
        (&[("npm_config_json", "true")], &["--output=table"], false),
        (&[("NPM_CONFIG_OUTPUT", "json")], &[], true),
        (&[("npm_config_output", "json")], &["--output=table"], false),
        (&[("npm_config_output", "table")], &["--json"], true),
    ];
    for (vars, line, wanted) in cases {
        let owned = vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(wants_json(&words(line), &Env::new(owned, "/".into())), wanted, "{vars:?} {line:?}");
    }
}
