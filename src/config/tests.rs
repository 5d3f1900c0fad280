use super::testing::Site;
use super::{Source, Value};

/// Sets `name` in all layers but the first `without`.
fn layered(without: usize) -> Site {
    let layers: [fn(Site) -> Site; 5] = [
        |site| site.flag("name", "flag"),
        |site| site.var("npm_config_name", "env"),
        |site| site.project("name=proj"),
        |site| site.user("name=user"),
        |site| site.global("name=glob"),
    ];
    layers.iter().skip(without).fold(Site::new(), |site, layer| layer(site))
}

#[test]
fn higher_layers_hide_lower_ones() {
    for (without, expected) in ["flag", "env", "proj", "user", "glob"].into_iter().enumerate() {
        assert_eq!(layered(without).text("name").as_deref(), Some(expected));
    }
    assert_eq!(layered(5).text("name"), None);
}

#[test]
fn values_know_their_source() {
    let expected = |site: &Site| {
        [
            Source::Flag,
            Source::Environment,
            Source::Project(site.path("project/.npmrc")),
            Source::User(site.path("home/.npmrc")),
            Source::Global(site.path("node/etc/npmrc")),
            Source::Default,
        ]
    };
    for without in 0..6 {
        let site = layered(without);
        assert_eq!(site.config().source_of("name"), expected(&site)[without]);
    }
}

#[test]
fn null_hides_lower_layers() {
    let sites = [
        Site::new().user("name=user").given("name", Value::Null),
        Site::new().user("name=user").flag("name", "null"),
        Site::new().user("name=user").var("npm_config_name", "null"),
        Site::new().user("name=user").project("name=null"),
        Site::new().user("name=user").project("name=false"),
    ];
    for site in sites {
        assert_eq!(site.text("name"), None);
        assert_ne!(site.config().source_of("name"), Source::Default);
    }
    let mut site = Site::new().flag("name", "null");
    site.source = Source::Option;
    assert_eq!(site.text("name").as_deref(), Some("null"), "in a call, `null` is written without quotes");
}

#[test]
fn lists_are_replaced_and_never_merged() {
    let site = Site::new().user("packages[]=a\npackages[]=b").flag("packages", "c");
    let packages = site.config().list("packages").expect("a list").expect("it is set");
    assert_eq!(packages.value, ["c"]);
}

#[test]
fn reads_the_environment_as_npm_does() {
    type Case = (&'static [(&'static str, &'static str)], &'static str, Option<&'static str>);
    let cases: &[Case] = &[
        (&[("npm_config_name", "")], "name", Some("user")),
        (&[("NPM_CONFIG_NAME", "up")], "name", Some("up")),
        (&[("Npm_Config_Name", "mix")], "name", Some("mix")),
        (&[("NPM_CONFIG_NAME", "first"), ("npm_config_name", "second")], "name", Some("second")),
        (&[("npm_config_name", "first"), ("NPM_CONFIG_NAME", "second")], "name", Some("second")),
        (&[("npm_config_token_description", "d")], "token-description", Some("d")),
        (&[("npm_config_token-description", "d")], "token-description", Some("d")),
        (&[("npm_config_token__description", "d")], "token-description", None),
        (&[("npm_config__name", "d")], "name", Some("user")),
        (&[("npm_confi", "d"), ("npm_config_ü", "d")], "name", Some("user")),
        (&[("npm_config_name", "${X}"), ("X", "x")], "name", Some("x")),
    ];
    for (vars, key, expected) in cases {
        let site = vars.iter().fold(Site::new().user("name=user"), |site, (name, value)| site.var(name, value));
        assert_eq!(site.text(key).as_deref(), *expected, "{vars:?}");
    }
}

#[test]
fn expands_keys_in_files_and_environment() {
    for site in [Site::new().user("${PART}me=x"), Site::new().var("npm_config_${PART}me", "x")] {
        // Names of variables are lower-cased as a whole, so only a lower-case reference survives there.
        let site = site.var("PART", "na").var("part", "na");
        assert_eq!(site.text("name").as_deref(), Some("x"));
    }
    assert_eq!(Site::new().var("PART", "na").flag("${PART}me", "x").text("name"), None);
}

#[test]
fn globalconfig_follows_the_ordinary_order() {
    let places = ["cli", "env", "project", "user"];
    let files =
        || places.iter().fold(Site::new(), |site, name| site.file(&format!("g/{name}"), format!("name={name}")));
    let set = |site: Site, place: &&str| {
        let file = format!("../g/{place}");
        match *place {
            "cli" => site.flag("globalconfig", &file),
            "env" => site.var("npm_config_globalconfig", &file),
            "project" => site.project(&format!("globalconfig={file}")),
            _ => site.user(&format!("globalconfig={file}")),
        }
    };
    let cases: [(&[&str], &str); 7] = [
        (&["cli"], "cli"),
        (&["cli", "env"], "cli"),
        (&["cli", "user"], "cli"),
        (&["cli", "project"], "cli"),
        (&["env", "user"], "env"),
        (&["user"], "user"),
        (&["cli", "env", "project", "user"], "cli"),
    ];
    for (places, expected) in cases {
        let site = places.iter().fold(files(), set);
        assert_eq!(site.text("name").as_deref(), Some(expected), "{places:?}");
    }
}

#[test]
fn a_file_is_loaded_once() {
    let same = |site: Site| {
        let user = site.path("home/.npmrc").to_string_lossy().into_owned();
        site.flag("globalconfig", &user)
    };
    let site = same(Site::new().user("name=x"));
    assert_eq!(site.config().source_of("name"), Source::User(site.path("home/.npmrc")));
    let project = Site::new().project("name=x\nuserconfig=.npmrc");
    assert_eq!(project.config().source_of("name"), Source::Project(project.path("project/.npmrc")));
    let nothing = Site::new().flag("userconfig", "/dev/null").flag("globalconfig", "/dev/null");
    assert_eq!(nothing.text("name"), None);
}

#[test]
fn an_unreadable_file_is_not_an_empty_one() {
    let folder = || Site::new().folder("home/.npmrc");
    let large = || Site::new().user(&"#".repeat(1024 * 1024 + 1));
    for (site, cause) in [(folder(), ""), (large(), "it is larger than 1 MiB")] {
        let error = site.load().err().expect("it is refused");
        assert_eq!(error.code().as_str(), "EINVALIDCONFIG");
        let home = site.path("home");
        let start = format!("invalid `.npmrc` in {}: it cannot be read: {cause}", home.display());
        assert!(error.to_string().starts_with(&start), "{error}");
    }
    let below_a_file = Site::new().file("file", "").flag("userconfig", "../file/.npmrc");
    assert!(below_a_file.load().is_ok());
}

#[test]
fn unknown_keys_and_bad_values_of_unused_keys_harm_nobody() {
    let site = Site::new()
        .project("made-up=1\nbypass_2fa=true\nexpires[]=1\n[section]\nregistry=x")
        .user("bypass-2fa=perhaps\nca[]=x\nname[]=a")
        .var("npm_config_made_up", "x")
        .var("npm_config_fetch_timeout_x", "x")
        .user("bypass-2fa=perhaps");
    assert!(site.settings().is_ok());
    assert!(site.config().flag("bypass-2fa").is_err());
}

#[test]
fn files_may_hold_bytes_that_are_not_utf8() {
    let site = Site::new().file("home/.npmrc", b"name=a\xff\nscope=b");
    assert_eq!(site.text("name").as_deref(), Some("a\u{fffd}"));
    assert_eq!(site.text("scope").as_deref(), Some("b"));
}
