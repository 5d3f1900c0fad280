use super::AuthType;
use crate::config::testing::{Site, problem};
use crate::config::{Source, Value};

#[test]
fn the_public_registry_is_the_default() {
    let registry = Site::new().settings().expect("it can be used").registry;
    assert!(registry.value.is_public());
    assert_eq!(registry.source, Source::Default);
}

#[test]
fn an_unusable_registry_is_an_error_and_no_other_is_asked() {
    let with_user = || Site::new().user("registry=https://registry.example/");
    for text in ["notaurl", "//host/", "null", "", "localhost:8080", "ftp://host/", "${FOO}", "undefined", "false"] {
        let message = problem(with_user().flag("registry", text).settings());
        assert!(message.starts_with("invalid `--registry`"), "{text}: {message}");
        assert!(problem(with_user().project(&format!("registry={text}")).settings()).contains("registry"), "{text}");
    }
    for value in [Value::Null, Value::Flag(true), Value::Flag(false), Value::List(vec!["https://h/".into()])] {
        assert!(with_user().given("registry", value).settings().is_err());
    }
    assert!(with_user().project("registry").settings().is_err());
}

#[test]
fn a_one_time_password_means_legacy_unless_a_higher_layer_says_web() {
    use AuthType::{Legacy, Web};
    let site = Site::new;
    let cases = [
        (site(), Web),
        (site().user("auth-type=legacy"), Legacy),
        (site().user("auth-type=legacy").flag("auth-type", "web"), Web),
        (site().flag("otp", "1"), Legacy),
        (site().flag("otp", ""), Web),
        (site().given("otp", Value::Null), Web),
        (site().flag("otp", "1").flag("auth-type", "web"), Legacy),
        (site().var("npm_config_otp", "1").flag("auth-type", "web"), Web),
        (site().user("otp=1").flag("auth-type", "web"), Web),
        (site().user("otp=1").project("auth-type=web"), Web),
        (site().user("otp=1\nauth-type=web"), Legacy),
        (site().project("otp=1").user("auth-type=web"), Legacy),
    ];
    for (number, (site, expected)) in cases.into_iter().enumerate() {
        assert_eq!(site.settings().map(|settings| settings.auth_type).ok(), Some(expected), "case {number}");
    }
    assert!(problem(site().user("auth-type=sso").settings()).contains("`sso` is not known"));
}

#[test]
fn reads_the_one_time_password() {
    let otp = |site: Site| {
        let settings = site.settings().map_err(|error| error.to_string())?;
        Ok(settings.otp.map(|otp| otp.value.expose().to_owned()))
    };
    assert_eq!(otp(Site::new().flag("otp", "012345")), Ok(Some("012345".into())));
    assert_eq!(otp(Site::new().flag("otp", "123 456")), Ok(Some("123 456".into())));
    assert_eq!(otp(Site::new().user("otp=null")), Ok::<_, String>(None));
    let message = otp(Site::new().flag("otp", "12\n34")).expect_err("it cannot be sent");
    assert!(!message.contains("12"), "{message}");
}

#[test]
fn scope_and_user_agent_can_be_sent() {
    let scope = |text: &str| Site::new().flag("scope", text).settings().map(|settings| settings.scope);
    assert_eq!(scope("corp").ok().flatten().as_deref(), Some("@corp"));
    assert_eq!(scope("@corp").ok().flatten().as_deref(), Some("@corp"));
    assert_eq!(scope("").ok(), Some(None));
    assert!(scope("a\nb").is_err());
    assert_eq!(Site::new().given("scope", Value::Flag(false)).settings().ok().and_then(|all| all.scope), None);
    let agent = |text: &str| Site::new().flag("user-agent", text).settings().map(|settings| settings.user_agent);
    assert_eq!(agent(" tool/1 ").ok().flatten().as_deref(), Some("tool/1"));
    assert!(agent("tööl").is_err());
}

#[test]
fn the_user_agent_of_a_package_manager_is_not_ours() {
    let agent = |site: Site| site.settings().expect("it can be used").user_agent;
    for manager in ["npm/11.19.1 node/v20.20.2 linux x64 workspaces/false", "pnpm/9", "yarn/4", "bun/1"] {
        let site = || Site::new().var("npm_config_user_agent", manager);
        assert_eq!(agent(site()), None, "{manager}");
        assert_eq!(agent(site().user("user-agent=mine/1")).as_deref(), Some("mine/1"), "{manager}");
        assert_eq!(agent(Site::new().user(&format!("user-agent={manager}"))).as_deref(), Some(manager));
        assert_eq!(agent(Site::new().flag("user-agent", manager)).as_deref(), Some(manager));
    }
    for other in ["mine/1", "npm", "npm-token/1", "my npm/11"] {
        assert_eq!(agent(Site::new().var("npm_config_user_agent", other)).as_deref(), Some(other));
    }
}
