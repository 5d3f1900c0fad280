use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::{Credentials, decode, prefixes};
use crate::config::testing::{Site, problem};
use crate::config::{Config, Given, RegistryUrl, Source};
use crate::secret::Secret;

const REGISTRY: &str = "registry=https://r.example/npm/repo/\n";

/// The `Authorization` header, or the error's words.
fn header(site: &Site) -> Result<Option<String>, String> {
    let settings = site.settings().map_err(|error| error.to_string())?;
    Ok(settings.credentials.map(|found| found.value.header_value().expose().to_owned()))
}

fn basic(text: &str) -> String {
    format!("Basic {}", STANDARD.encode(text))
}

#[test]
fn walks_up_the_path_in_halves_of_segments() {
    let url = url::Url::parse("https://R.example:8443/a/b?x=1#y").expect("a valid URL");
    let found: Vec<String> = prefixes(&url).collect();
    let expected =
        ["//r.example:8443/a/b", "//r.example:8443/a/", "//r.example:8443/a", "//r.example:8443/", "//r.example:8443"];
    assert_eq!(found, expected);
}

#[test]
fn writes_hosts_as_npm_does() {
    let cases = [
        ("https://r.example", "//r.example/"),
        ("https://r.example:443/", "//r.example/"),
        ("https://r.example:80/", "//r.example:80/"),
        ("http://r.example:443/", "//r.example:443/"),
        ("https://R.EXAMPLE/A/", "//r.example/A/"),
        ("https://r.example/a/../b/", "//r.example/b/"),
        ("https://r.example/a%20b/", "//r.example/a%20b/"),
        ("https://[::1]:80/x/", "//[::1]:80/x/"),
        ("https://xn--mnchen-3ya.example/", "//xn--mnchen-3ya.example/"),
        ("https://user:pass@r.example/", "//r.example/"),
    ];
    for (address, expected) in cases {
        let registry = RegistryUrl::parse(address).expect("a valid URL");
        assert_eq!(prefixes(registry.as_url()).next().as_deref(), Some(expected), "{address}");
    }
}

#[test]
fn finds_the_credentials_that_count() {
    let password = |text: &str| STANDARD.encode(text);
    let user = format!("//r.example/npm/repo/:username=x\n//r.example/npm/repo/:_password={}", password("y:z é"));
    let cases: &[(&str, Option<&str>)] = &[
        ("//r.example/npm/repo/:_authToken=A", Some("Bearer A")),
        ("//r.example/npm/repo:_authToken=A", Some("Bearer A")),
        ("//r.example/npm/:_authToken=P", Some("Bearer P")),
        ("//r.example/:_authToken=H", Some("Bearer H")),
        ("//r.example:_authToken=N", Some("Bearer N")),
        ("//r.example/:_authToken=H\n//r.example/npm/repo/:_authToken=A", Some("Bearer A")),
        ("//r.example/npm/repo/-/:_authToken=D\n//r.example/npm/repo/:_authToken=A", Some("Bearer D")),
        ("//r.example/npm/repo/-/npm/v1/tokens:_authToken=T", Some("Bearer T")),
        ("//r.example/npm/other/:_authToken=X", None),
        ("//r.example/npm/rep:_authToken=X", None),
        ("//r.example:8443/:_authToken=X", None),
        ("//r.example:443/:_authToken=X", None),
        ("//R.EXAMPLE/:_authToken=X", None),
        ("https://r.example/:_authToken=X", None),
        (
            "//r.example/:_authToken=A\n//r.example/:_auth=B\n//r.example/:username=u\n//r.example/:_password=cA==",
            Some("Bearer A"),
        ),
        ("//r.example/:_auth=B\n//r.example/:username=u\n//r.example/:_password=cA==", Some("Basic B")),
        ("//r.example/:_auth=not base64!", Some("Basic not base64!")),
        ("//r.example/:username=x", None),
        ("//r.example/npm/repo/:username=x\n//r.example/:_authToken=H", Some("Bearer H")),
        ("//r.example/npm/repo/:_auth=B\n//r.example/:_authToken=H", Some("Basic B")),
        ("//r.example/npm/repo/:_authToken=\n//r.example/:_authToken=T", Some("Bearer T")),
        ("//r.example/:_authToken=${UNSET?}", None),
        ("//r.example/:_authToken=${EMPTY}", None),
        ("//r.example/:_authToken=${TOKEN}", Some("Bearer from-env")),
        ("//${HOST}/:_authToken=A", Some("Bearer A")),
        ("//r.example/:_authToken=null", None),
        ("//r.example/:_authToken=false", None),
        ("//r.example/:_authToken=undefined", None),
        ("//r.example/:_authToken=true", Some("Bearer true")),
        ("//r.example/:_authToken", Some("Bearer true")),
        ("//r.example/:_authToken=ab#cd", Some("Bearer ab")),
        ("//r.example/:_authToken=\"T\" # mine", Some("Bearer T")),
        ("//r.example/:_authToken=a b", Some("Bearer a b")),
        ("//r.example/:_authToken='123'", Some("Bearer 123")),
        ("always-auth=true\n//r.example/:tokenHelper=/x", None),
    ];
    for (file, expected) in cases {
        let site = Site::new().var("EMPTY", "").var("TOKEN", "from-env").var("HOST", "r.example");
        let site = site.user(&format!("{REGISTRY}{file}"));
        assert_eq!(header(&site), Ok(expected.map(str::to_owned)), "{file}");
    }
    assert_eq!(header(&Site::new().user(&format!("{REGISTRY}{user}"))), Ok(Some(basic("x:y:z é"))));
}

#[test]
fn layers_combine_key_by_key() {
    let token = |value: &str| format!("//r.example/:_authToken={value}");
    let site = |project: &str, user: &str| Site::new().user(&format!("{REGISTRY}{user}")).project(project);
    let cases = [
        (site("//r.example/:username=u", "//r.example/:_password=cA=="), Some(basic("u:p"))),
        (site(&token("P"), &token("U")), Some("Bearer P".into())),
        (site("//r.example/:_auth=B", &token("U")), Some("Bearer U".into())),
        (site(&token("P"), "//r.example/npm/:_authToken=U"), Some("Bearer U".into())),
        (site(&token(""), &token("U")), None),
        (site(&token("null"), &token("U")), None),
        (site("", &token("U")).flag("//r.example/:_authToken", "F"), Some("Bearer F".into())),
        (site(&token("P"), "").var("npm_config_//r.example/:_authToken", "E"), Some("Bearer E".into())),
        (
            site(&token("P"), "").var("NPM_CONFIG_//r.example/:_authToken", "${X}").var("X", "E"),
            Some("Bearer E".into()),
        ),
        (site("", "").var("NPM_TOKEN", "X").var("NODE_AUTH_TOKEN", "X"), None),
        (site("", "").var("npm_config__authToken", "X").var("npm_config__auth", "X"), None),
        (site("", "").flag("_authToken", "X").flag("_auth", "X"), None),
    ];
    for (number, (site, expected)) in cases.into_iter().enumerate() {
        assert_eq!(header(&site), Ok(expected), "case {number}");
    }
}

#[test]
fn user_info_of_the_registry_counts_last() {
    let registry = "registry=http://u:p%40@127.0.0.1:4873/\n";
    assert_eq!(header(&Site::new().user(registry)), Ok(Some(basic("u:p@"))));
    assert_eq!(header(&Site::new().user("registry=http://u@127.0.0.1/")), Ok(Some(basic("u:"))));
    let token = format!("{registry}//127.0.0.1:4873/:_authToken=T");
    assert_eq!(header(&Site::new().user(&token)), Ok(Some("Bearer T".into())));
}

#[test]
fn the_callers_token_counts_first() {
    let site = Site::new().user(&format!("{REGISTRY}//r.example/npm/repo/:_authToken=${{UNSET}}\n_auth=x"));
    let load = |token: &str| {
        let auth_token = Some(Secret::new(token));
        Config::load(&site.env(), Given { source: Source::Option, values: Vec::new(), auth_token })
    };
    let settings = load("mine").expect("it can be read").settings().expect("it can be used");
    let found = settings.credentials.expect("there are credentials");
    assert_eq!((found.value, found.source), (Credentials::Bearer(Secret::new("mine")), Source::Option));
    for token in ["", "a\nb"] {
        let message = problem(load(token).expect("it can be read").settings());
        assert!(message.starts_with("invalid `authToken`"), "{message}");
    }
}

#[test]
fn unusable_credentials_are_errors_that_do_not_show_them() {
    let cases = [
        ("//r.example/:_authToken=\"first\\nsecond\"", "line break"),
        ("//r.example/:_authToken=\"first\\u0000second\"", "cannot be sent"),
        ("//r.example/:_authToken=firstésecond", "cannot be sent"),
        ("//r.example/:_auth=\"first\\r\\nsecond\"", "line break"),
        ("//r.example/:_authToken=first${UNSET}second", "`UNSET`"),
        ("//r.example/:username=u\n//r.example/:_password=first${UNSET}second", "`UNSET`"),
        ("//r.example/:_authToken[]=first\n//r.example/:_authToken[]=second", "list"),
    ];
    for (file, expected) in cases {
        let site = Site::new().user(&format!("{REGISTRY}{file}"));
        let message = problem(site.settings());
        assert!(message.contains(expected) && message.contains("home/.npmrc"), "{message}");
        assert!(!message.contains("first") && !message.contains("second"), "{message}");
    }
}

#[test]
fn unscoped_credentials_are_refused_if_there_are_no_others() {
    for line in ["_auth=x", "_authToken=x", "username=x", "_password=x", "_authtoken=x", "-authtoken=x"] {
        let key = line.split('=').next().unwrap_or_default();
        let site = || Site::new().project("name=x").user(&format!("{REGISTRY}{line}"));
        let error = site().settings().err().expect("it is refused");
        assert_eq!(error.code().as_str(), "ERR_INVALID_AUTH");
        assert!(error.to_string().starts_with(&format!("`{key}` in the user's ")), "{error}");
        let with_token = site().project("//r.example/:_authToken=T");
        assert_eq!(header(&with_token), Ok(Some("Bearer T".into())), "{line}");
        let with_certificate = site().project("//r.example/:certfile=c\n//r.example/:keyfile=k");
        assert!(problem(with_certificate.settings()).contains("cannot read"));
    }
    for line in ["_auth=", "_auth=null", "_authToken=false"] {
        assert_eq!(header(&Site::new().user(line)), Ok(None), "{line}");
    }
}

#[test]
fn says_where_it_looked() {
    let site = Site::new().user(REGISTRY);
    let settings = site.settings().expect("it can be used");
    let path = |path: &str| site.path(path).display().to_string();
    let first = format!("`//r.example/npm/repo/:_authToken` in {}", path("project/.npmrc"));
    let expected = [first, path("home/.npmrc"), path("node/etc/npmrc"), "the environment".into()];
    assert_eq!(settings.searched, expected);
}

#[test]
fn decodes_passwords_as_leniently_as_node() {
    let cases = [
        ("cA==", "p"),
        ("cA", "p"),
        ("dT pw\ncA", "u:pp"),
        ("dTpw-_", "u:p\u{fffd}"),
        ("/w==", "\u{fffd}"),
        ("YQ==YQ==", "a"),
        ("YQ=b", "a"),
        ("====YQ", ""),
        ("!!!", ""),
        ("a", ""),
        ("", ""),
    ];
    for (encoded, expected) in cases {
        assert_eq!(decode(encoded).as_str(), expected, "{encoded}");
    }
}

#[test]
fn knows_what_of_credentials_must_not_be_shown() {
    let exposed = |credentials: Credentials| -> Vec<String> {
        credentials.secrets().iter().map(|secret| secret.expose().to_owned()).collect()
    };
    assert_eq!(exposed(Credentials::Bearer(Secret::new("T"))), ["T"]);
    assert_eq!(exposed(Credentials::basic("u", "p:q")), ["dTpwOnE=", "p:q"]);
    assert_eq!(format!("{:?}", Credentials::basic("u", "p")), "Basic(Secret(***))");
}
