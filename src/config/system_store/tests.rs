use std::path::{Path, PathBuf};

use super::SystemStore;
use crate::config::testing::Site;
use crate::config::{Config, Given, Source};
use crate::env::Env;

fn store(site: &Site) -> Option<SystemStore> {
    site.config().system_store().expect("it can be used")
}

#[test]
fn node_is_followed_where_the_configuration_is_silent() {
    let site = Site::new;
    let asked = || site().var("NODE_USE_SYSTEM_CA", "1");
    let cases = [
        (site(), false),
        (asked(), true),
        (site().var("NODE_USE_SYSTEM_CA", "true"), false),
        (site().var("NODE_OPTIONS", "--use-system-ca"), true),
        (site().var("NODE_OPTIONS", "--no-warnings  --use_system_ca --title=x"), true),
        (site().var("NODE_OPTIONS", "\"--use-system-ca\""), true),
        (site().var("NODE_OPTIONS", "--use-system-cas --title=--use-system-ca"), false),
        (asked().var("NODE_OPTIONS", "--no-use-system-ca"), false),
        (asked().var("NODE_OPTIONS", "--no-warnings"), true),
        (site().var("NODE_OPTIONS", "--no-use-system-ca --use-system-ca"), true),
        (site().var("NODE_OPTIONS", "--use-system-ca").user("use-system-ca=false"), false),
        (site().var("NODE_OPTIONS", "--no-use-system-ca").user("use-system-ca=true"), true),
        (site().var("NODE_OPTIONS", "--no-use-system-ca").var("npm_config_use_system_ca", "true"), true),
    ];
    for (number, (site, wanted)) in cases.into_iter().enumerate() {
        assert_eq!(store(&site).is_some(), wanted, "case {number}");
    }
}

#[test]
fn the_command_line_of_node_counts_before_its_options() {
    let wanted = |arguments: &[&str], options: &str| {
        let vars = [("HOME", "/nowhere"), ("NODE_OPTIONS", options)].map(|(name, value)| (name.into(), value.into()));
        let arguments = arguments.iter().map(|word| (*word).to_owned()).collect();
        let env = Env::new(vars.into(), "/nowhere".into()).with_node_arguments(arguments);
        let given = Given { source: Source::Option, values: Vec::new(), auth_token: None };
        let config = Config::load(&env, given).expect("the configuration can be read");
        config.system_store().expect("it can be used").is_some()
    };
    assert!(wanted(&["--use-system-ca"], ""));
    assert!(wanted(&["--no-warnings", "--use-system-ca"], "--no-use-system-ca"));
    assert!(!wanted(&["--no-use-system-ca"], "--use-system-ca"));
    assert!(wanted(&[], "--use-system-ca"));
}

#[test]
fn a_project_has_no_say_in_the_options_of_node() {
    let site = |runner: (&str, &str)| {
        let site = Site::new().var("NODE_OPTIONS", "--use-system-ca").var("npm_config_node_options", "--use-system-ca");
        site.var(runner.0, runner.1)
    };
    let npm = ("npm_command", "exec");
    let pnpm = ("npm_config_user_agent", "pnpm/10.0.0");
    let line = "node-options=--use-system-ca";
    let cases = [
        (site(npm).project(line), false),
        (site(npm).user(line), true),
        (site(npm), true),
        (site(pnpm), false),
        (site(pnpm).var("NODE_USE_SYSTEM_CA", "1"), true),
    ];
    for (number, (site, wanted)) in cases.into_iter().enumerate() {
        assert_eq!(store(&site).is_some(), wanted, "case {number}");
    }
}

#[test]
fn the_places_are_those_of_the_variables() {
    let site = || Site::new().var("NODE_USE_SYSTEM_CA", "1");
    assert_eq!(store(&site()), Some(SystemStore::default()));
    assert_eq!(store(&site().var("SSL_CERT_FILE", "").var("SSL_CERT_DIR", "")), Some(SystemStore::default()));
    let folders = std::env::join_paths(["/etc/a", "b"]).expect("they can be joined");
    let site = site().var("SSL_CERT_FILE", "/etc/ca.pem").var("SSL_CERT_DIR", &folders.to_string_lossy());
    let named = store(&site).expect("it counts");
    assert_eq!(named.file.as_deref(), Some(Path::new("/etc/ca.pem")));
    assert_eq!(named.folders, [PathBuf::from("/etc/a"), site.path("project/b")]);
}
