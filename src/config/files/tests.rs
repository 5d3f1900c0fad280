use std::path::PathBuf;

use crate::config::Value;
use crate::config::testing::{Site, problem};
use crate::env::Env;

fn member_site() -> Site {
    Site::new()
        .file("mono/package.json", r#"{"workspaces": ["packages/*"]}"#)
        .file("mono/.npmrc", "name=root")
        .file("mono/packages/a/package.json", "{}")
        .file("mono/packages/a/.npmrc", "name=member")
        .file("mono/other/package.json", "{}")
        .file("mono/other/.npmrc", "name=other")
        .folder("mono/packages/b/node_modules")
        .file("mono/packages/b/.npmrc", "name=b")
}

#[test]
fn finds_the_project_file() {
    let plain = || Site::new().file("p/.npmrc", "name=p").file("p/sub/deep/.npmrc", "name=deep");
    let cases = [
        (plain().file("p/package.json", "{}").cwd("p/sub/deep"), Some("p")),
        (plain().folder("p/node_modules").cwd("p/sub/deep"), Some("p")),
        (plain().file("p/node_modules", "").cwd("p/sub/deep"), Some("deep")),
        (plain().cwd("p/sub/deep"), Some("deep")),
        (plain().cwd("p/sub"), None),
        (plain().file("p/package.json", "{}").file("p/sub/package.json", "{}").cwd("p/sub"), None),
        (member_site().cwd("mono/packages/a"), Some("root")),
        (member_site().cwd("mono/packages/a/below"), Some("root")),
        (member_site().cwd("mono/other"), Some("other")),
        (member_site().cwd("mono/packages/b"), Some("b")),
        (member_site().cwd("mono/packages/a").given("workspaces", Value::Flag(false)), Some("member")),
        (member_site().cwd("mono/packages/a").var("npm_config_workspaces", "false"), Some("root")),
        (member_site().file("mono/package.json", "{").cwd("mono/packages/a"), Some("member")),
        (member_site().file("mono/package.json", r#"{"workspaces":{"packages":["packages/*"]}}"#), None),
        (
            member_site()
                .file("mono/package.json", r#"{"workspaces":{"packages":["packages/*"]}}"#)
                .cwd("mono/packages/a"),
            Some("root"),
        ),
        (plain().flag("prefix", "../p/sub/deep"), Some("deep")),
        (plain().var("npm_config_prefix", "../p/sub/deep"), None),
        (plain().file("p/package.json", "{}").cwd("p").given("global", Value::Flag(true)), None),
        (plain().file("p/package.json", "{}").cwd("p").var("npm_config_global", "true"), None),
        (plain().file("p/package.json", "{}").cwd("p").flag("location", "global"), None),
        (plain().file("p/package.json", "{}").cwd("p").flag("location", "project"), Some("p")),
    ];
    for (number, (site, expected)) in cases.into_iter().enumerate() {
        assert_eq!(site.text("name").as_deref(), expected, "case {number}");
    }
}

#[test]
fn the_home_directory_has_no_project_file() {
    let site = Site::new().user("name=x").folder("home/node_modules").cwd("home");
    assert_eq!(site.config().files().count(), 2);
}

#[test]
fn finds_the_user_file() {
    let site = || Site::new().user("name=home").file("u/rc", "name=other\nuserconfig=/nowhere");
    let cases = [
        (site(), Some("home")),
        (site().flag("userconfig", "../u/rc"), Some("other")),
        (site().flag("userconfig", "~/../u/./rc"), Some("other")),
        (site().var("npm_config_userconfig", "../u/rc"), Some("other")),
        (site().project("userconfig=../u/rc"), Some("other")),
        (site().var("npm_config_userconfig", "${U}/rc").var("U", "../u"), Some("other")),
        (site().global("userconfig=../u/rc"), Some("home")),
        (site().flag("userconfig", "missing"), None),
        (site().var("npm_config_userconfig", "null"), Some("home")),
    ];
    for (number, (site, expected)) in cases.into_iter().enumerate() {
        assert_eq!(site.text("name").as_deref(), expected, "case {number}");
    }
    let unset = Site::new().var("npm_config_userconfig", "${U}/rc");
    assert!(problem(unset.load()).contains("`U`"));
    let empty = Site::new().flag("userconfig", "");
    assert!(problem(empty.load()).contains("empty"));
    let bare = Site::new().project("userconfig");
    assert!(problem(bare.load()).contains("no value"));
}

#[test]
fn finds_the_global_file() {
    let site = || Site::new().global("name=node").file("pf/etc/npmrc", "name=pf").file("g", "name=g");
    let cases = [
        (site(), Some("node")),
        (site().flag("globalconfig", "../g"), Some("g")),
        (site().user("globalconfig=../g"), Some("g")),
        (site().flag("prefix", "../pf"), Some("pf")),
        (site().var("npm_config_prefix", "../pf"), Some("pf")),
        (site().project("prefix=../pf"), Some("pf")),
        (site().user("prefix=../pf"), Some("pf")),
        (site().user("prefix=${UNSET}"), None),
        (site().var("PREFIX", "../pf"), Some("pf")),
        (site().var("PREFIX", ""), Some("node")),
        (site().var("PREFIX", "../pf").user("prefix=../nowhere"), None),
    ];
    for (number, (site, expected)) in cases.into_iter().enumerate() {
        assert_eq!(site.text("name").as_deref(), expected, "case {number}");
    }
}

#[cfg(unix)]
#[test]
fn the_global_prefix_is_where_node_is() {
    let prefix = |vars: &[(&str, &str)]| {
        let vars = vars.iter().map(|(name, value)| (name.to_string(), value.to_string())).collect();
        super::default_prefix(&Env::new(vars, PathBuf::from("/c")).with_node(PathBuf::from("/usr/bin/node")))
    };
    let cases: [(&[(&str, &str)], &str); 4] = [
        (&[], "/usr"),
        (&[("DESTDIR", "/stage")], "/stage/usr"),
        (&[("PREFIX", "/opt"), ("DESTDIR", "/stage")], "/opt"),
        (&[("PREFIX", "")], "/usr"),
    ];
    for (vars, expected) in cases {
        assert_eq!(prefix(vars), Some(PathBuf::from(expected)), "{vars:?}");
    }
}

#[test]
fn without_home_and_node_there_are_no_such_files() {
    let env = Env::new(vec![("HOME".into(), "/nowhere".into())], PathBuf::from("/nowhere/project"));
    assert_eq!(super::default_prefix(&env), None);
    assert_eq!(super::default_user_file(&env), Some(PathBuf::from("/nowhere/.npmrc")));
}

#[test]
fn resolves_paths_without_the_disk() {
    let env = Env::new(vec![("HOME".into(), "/h".into())], PathBuf::from("/c/d"));
    let cases = [
        ("x", "/c/d/x"),
        ("../x/./y", "/c/x/y"),
        ("/x//y/", "/x/y"),
        ("~/x", "/h/x"),
        ("~x", "/c/d/~x"),
        ("../../../x", "/x"),
    ];
    for (path, expected) in cases {
        assert_eq!(super::resolve(path, &env), PathBuf::from(expected), "{path}");
    }
}
