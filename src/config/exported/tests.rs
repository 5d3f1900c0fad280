use super::Runner;
use crate::config::Source;
use crate::config::testing::{Site, problem};
use crate::env::Env;

/// A site in which npm runs us.
fn by_npm() -> Site {
    Site::new().var("npm_execpath", "/usr/lib/node_modules/npm/bin/npm-cli.js").var("npm_command", "exec")
}

fn exported(origin: Source) -> Source {
    Source::Exported(Box::new(origin))
}

#[test]
fn knows_who_runs_us() {
    let cases: [(&[(&str, &str)], Runner); 9] = [
        (&[], Runner::Person),
        (&[("npm_config_registry", "https://registry.example/")], Runner::Person),
        (&[("npm_execpath", "/usr/bin/npm-cli.js")], Runner::Npm),
        (&[("npm_command", "exec")], Runner::Npm),
        (&[("npm_lifecycle_event", "release")], Runner::Npm),
        (&[("npm_config_user_agent", "mine/1")], Runner::Npm),
        (&[("npm_config_user_agent", "pnpm/9.0.0 npm/? node/v20")], Runner::Other),
        (&[("npm_execpath", "/usr/bin/yarn.js"), ("npm_config_user_agent", "npm/11")], Runner::Other),
        (&[("npm_execpath", r"C:\Tools\pnpm.cjs")], Runner::Other),
    ];
    for (vars, runner) in cases {
        let vars = vars.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
        assert_eq!(Runner::of(&Env::new(vars, "/".into())), runner);
    }
}

#[test]
fn a_variable_that_npm_may_have_made_of_a_file_counts_as_the_file() {
    let project = |site: &Site| Source::Project(site.path("project/.npmrc"));
    let user = |site: &Site| Source::User(site.path("home/.npmrc"));
    let global = |site: &Site| Source::Global(site.path("node/etc/npmrc"));
    let variable = |site: Site| site.var("npm_config_bypass_2fa", "true");
    let cases: [(Site, fn(&Site) -> Source); 9] = [
        (by_npm(), |_| Source::Environment),
        (by_npm().project("name=x"), |_| Source::Environment),
        (by_npm().project("bypass-2fa=true"), |site| exported(Source::Project(site.path("project/.npmrc")))),
        // npm exports a key it does not know under the name of one it knows.
        (by_npm().project("Bypass_2FA=true"), |site| exported(Source::Project(site.path("project/.npmrc")))),
        // Another value: a file could make npm read one thing and us another.
        (by_npm().project("bypass-2fa=${X?}"), |site| exported(Source::Project(site.path("project/.npmrc")))),
        (by_npm().project("${X?}bypass-2fa=true"), |site| exported(Source::Project(site.path("project/.npmrc")))),
        (by_npm().user("bypass-2fa=true"), |site| exported(Source::User(site.path("home/.npmrc")))),
        (by_npm().global("bypass-2fa=true"), |site| exported(Source::Global(site.path("node/etc/npmrc")))),
        (Site::new().project("bypass-2fa=true"), |_| Source::Environment),
    ];
    for (number, (site, expected)) in cases.into_iter().enumerate() {
        let site = variable(site.var("X", ""));
        assert_eq!(site.config().source_of("bypass-2fa"), expected(&site), "case {number}");
    }
    let both = variable(by_npm().project("bypass-2fa=true").user("bypass-2fa=true").global("bypass-2fa=true"));
    assert_eq!(both.config().source_of("bypass-2fa"), exported(project(&both)));
    assert!(exported(project(&both)).is_of_project() && !exported(user(&both)).is_of_project());
    assert!(!exported(global(&both)).is_from_person());
}

#[test]
fn the_project_has_no_say_in_whether_its_file_is_looked_at() {
    for hiding in ["global=true", "location=global"] {
        let (key, value) = hiding.split_once('=').expect("a pair");
        let site = by_npm()
            .project(&format!("{hiding}\nregistry=http://evil.example/"))
            .var(&format!("npm_config_{key}"), value)
            .var("npm_config_registry", "http://evil.example/");
        assert_eq!(site.config().source_of("registry"), exported(Source::Project(site.path("project/.npmrc"))));
        // What the person says counts.
        let by_person = by_npm().project("name=x").var(&format!("npm_config_{key}"), value);
        assert_eq!(by_person.text("name"), None);
    }
}

#[test]
fn the_file_that_npm_has_read_counts_too() {
    let site = by_npm().file("other/.npmrc", "registry=http://evil.example/");
    let root = site.path("other").to_string_lossy().into_owned();
    let site = site.var("npm_config_local_prefix", &root).var("npm_config_registry", "http://evil.example/");
    assert_eq!(site.config().source_of("registry"), exported(Source::Project(site.path("other/.npmrc"))));
    // In the home folder that file is the user's.
    let home = by_npm().user("registry=http://mine.example/").var("npm_config_registry", "http://mine.example/");
    let root = home.path("home").to_string_lossy().into_owned();
    let home = home.var("npm_config_local_prefix", &root);
    assert_eq!(home.config().source_of("registry"), exported(Source::User(home.path("home/.npmrc"))));
}

#[test]
fn of_other_package_managers_no_variable_is_the_persons() {
    let site = Site::new()
        .var("npm_config_user_agent", "yarn/1.22.22 npm/? node/v20 linux x64")
        .var("npm_config_registry", "http://evil.example/")
        .var("npm_config_//mine.example/:_authToken", "t");
    let config = site.config();
    assert!(config.source_of("registry").is_of_project());
    assert_eq!(config.source_of("//mine.example/:_authToken"), Source::Environment);
}

#[test]
fn a_file_that_the_project_names_is_the_projects() {
    let by_project = |site: &Site, path: &str| Source::ByProject(Box::new(Source::User(site.path(path))));
    let direct = Site::new().project("userconfig=chosen").file("project/chosen", "name=x");
    assert_eq!(direct.config().source_of("name"), by_project(&direct, "project/chosen"));
    let chosen = direct.path("project/chosen").to_string_lossy().into_owned();
    let by_way_of_npm = by_npm()
        .project("userconfig=sub/../chosen")
        .file("project/chosen", "name=x\nglobalconfig=further")
        .file("project/further", "scope=y");
    let chosen_there = by_way_of_npm.path("project/chosen").to_string_lossy().into_owned();
    let further = by_way_of_npm.path("project/further").to_string_lossy().into_owned();
    let by_way_of_npm =
        by_way_of_npm.var("npm_config_userconfig", &chosen_there).var("npm_config_globalconfig", &further);
    assert_eq!(by_way_of_npm.config().source_of("name"), by_project(&by_way_of_npm, "project/chosen"));
    let global = Source::Global(by_way_of_npm.path("project/further"));
    assert_eq!(by_way_of_npm.config().source_of("scope"), Source::ByProject(Box::new(global)));
    let by_prefix = by_npm().project("prefix=sub").file("project/sub/etc/npmrc", "name=x");
    let below = by_prefix.path("project/sub/etc/npmrc");
    let by_prefix = by_prefix.var("npm_config_globalconfig", &below.to_string_lossy());
    assert_eq!(by_prefix.config().source_of("name"), Source::ByProject(Box::new(Source::Global(below))));
    // Named by the person, or where it is anyway.
    let named = Site::new().file("project/chosen", "name=x").flag("userconfig", &chosen);
    assert!(!named.config().source_of("name").is_of_project());
    let usual = Site::new().project("userconfig=~/.npmrc").user("name=x");
    assert_eq!(usual.config().source_of("name"), Source::User(usual.path("home/.npmrc")));
}

#[test]
fn a_variable_that_is_escaped_in_a_file_is_not_sent_by_way_of_the_environment() {
    let scope = |site: Site| site.var("NPM_TOKEN", "secret").var("npm_config_scope", "${NPM_TOKEN}");
    let by_pnpm = || Site::new().var("npm_config_user_agent", "pnpm/9.0.0 npm/? node/v20");
    for site in [by_npm().project(r"scope=\${NPM_TOKEN}"), by_pnpm()] {
        let problem = problem(scope(site).config().text("scope"));
        assert!(problem.contains("would send the variable `NPM_TOKEN`"), "{problem}");
    }
    // Where a person has written it, it is meant.
    assert_eq!(scope(by_npm()).text("scope").as_deref(), Some("secret"));
}
