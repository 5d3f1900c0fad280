use std::time::Duration;

use super::{Network, Trust};
use crate::config::testing::{Site, problem};
use crate::config::{Settings, Value};

const CERT: &str = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----";
const OTHER: &str = "-----BEGIN CERTIFICATE-----\nBBBB\n-----END CERTIFICATE-----";
const KEY: &str = "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----";
const QUOTED: &str = r#""-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----""#;

fn settings(site: &Site) -> Settings {
    site.settings().expect("it can be used")
}

fn network(site: &Site) -> Network {
    settings(site).network
}

fn trust(site: &Site) -> String {
    match network(site).trust {
        Trust::Bundled => "bundled".into(),
        Trust::System(_) => "system".into(),
        Trust::Only(pem) => pem,
    }
}

#[test]
fn chooses_the_authorities() {
    let site = || Site::new().file("project/ca.pem", OTHER);
    let both = format!("{CERT}\n{OTHER}");
    let cases = [
        (site(), "bundled"),
        (site().var("NODE_USE_SYSTEM_CA", "1"), "system"),
        (site().var("NODE_USE_SYSTEM_CA", "0"), "bundled"),
        (site().user("use-system-ca=true"), "system"),
        (site().user("use-system-ca=false").var("NODE_USE_SYSTEM_CA", "1"), "bundled"),
        (site().user(&format!("ca={QUOTED}")), CERT),
        (site().var("npm_config_ca", CERT).var("NODE_USE_SYSTEM_CA", "1"), CERT),
        (site().var("npm_config_ca", &format!("{CERT}\n\n{OTHER}")), &both),
        (site().given("ca", Value::List(vec![CERT.into(), OTHER.into()])), &both),
        (site().user("ca="), "bundled"),
        (site().user("cafile=ca.pem"), OTHER),
        (site().user("cafile=ca.pem").project(&format!("ca={QUOTED}")), CERT),
        (site().project("cafile=ca.pem").user(&format!("ca={QUOTED}")), OTHER),
        (site().project("ca=null").user("cafile=ca.pem"), "bundled"),
        (site().user("cafile=ca.pem").given("cafile", Value::Null), "bundled"),
    ];
    for (number, (site, expected)) in cases.into_iter().enumerate() {
        assert_eq!(trust(&site), expected, "case {number}");
    }
}

#[test]
fn authorities_that_cannot_be_read_are_errors() {
    let site = || {
        Site::new()
            .folder("project/folder")
            .file("project/garbage", "x")
            .file("project/damaged", "-----BEGIN CERTIFICATE-----\n?\n-----END CERTIFICATE-----")
    };
    for file in ["missing", "folder", "garbage", "damaged"] {
        let message = problem(site().user(&format!("cafile={file}")).settings());
        assert!(message.starts_with("invalid `cafile`") && message.contains(&format!("project/{file}")), "{message}");
        let message = problem(site().var("NODE_EXTRA_CA_CERTS", file).settings());
        assert!(message.contains("NODE_EXTRA_CA_CERTS") && message.contains(file), "{message}");
    }
    for line in ["ca=-----BEGIN", "cafile", "cafile=", "ca[]="] {
        let result = site().user(line).settings();
        assert_eq!(result.is_ok(), line == "ca[]=", "{line}");
    }
}

#[test]
fn extra_authorities_come_on_top() {
    let site = Site::new().file("project/extra.pem", CERT).var("NODE_EXTRA_CA_CERTS", "extra.pem");
    let network = network(&site);
    assert_eq!(network.extra_ca.as_deref(), Some(CERT));
    assert!(network.trust == Trust::Bundled);
}

#[test]
fn finds_the_client_certificate() {
    let site = || {
        Site::new()
            .file("project/c.pem", CERT)
            .file("home/k.pem", KEY)
            .user("registry=https://r.example/npm/")
            .project("")
    };
    let files = "//r.example/:certfile=c.pem\n//r.example/:keyfile=~/k.pem";
    let found = |site: Site| network(&site).identity.map(|identity| (identity.cert, identity.key.expose().to_owned()));
    let expected = Some((CERT.to_owned(), KEY.to_owned()));
    assert_eq!(found(site().project(files)), expected);
    assert_eq!(found(site().project(&format!("{files}\n//r.example/:_authToken=T"))), expected);
    let hidden = format!("{files}\n//r.example/npm/:_authToken=T");
    assert_eq!(found(site().project(&hidden)), None, "only the longest prefix counts");
    assert_eq!(found(site().project("//r.example/:certfile=c.pem")), None);
    let inline = site().flag("cert", CERT).flag("key", KEY);
    assert_eq!(found(inline), expected);
}

#[test]
fn where_no_tls_is_spoken_no_certificate_is_read() {
    let files = "//r.example/:certfile=missing\n//r.example/:keyfile=missing\ncafile=missing\ncert=x";
    let site = || Site::new().user(files).var("NODE_EXTRA_CA_CERTS", "missing").flag("registry", "http://r.example/");
    let settings = settings(&site());
    let network = settings.network;
    assert!(network.trust == Trust::Bundled && network.extra_ca.is_none());
    assert!(settings.credentials.is_none() && network.identity.is_none(), "nothing here proves who asks");
    assert!(problem(site().flag("registry", "https://r.example/").settings()).contains("cannot read"));
    assert!(problem(site().flag("proxy", "https://proxy.example/").settings()).contains("cannot read"));
}

#[test]
fn the_client_certificate_is_not_for_the_proxy() {
    let site = Site::new()
        .file("project/c.pem", CERT)
        .file("project/k.pem", KEY)
        .user("//r.example/:certfile=c.pem\n//r.example/:keyfile=k.pem\nproxy=https://proxy.example/");
    assert!(network(&site.flag("registry", "http://r.example/")).identity.is_none());
}

#[test]
fn half_a_client_certificate_is_an_error() {
    let site = || {
        Site::new()
            .file("project/c.pem", CERT)
            .file("project/k.pem", KEY)
            .file("project/garbage", "hunter2")
            .folder("project/folder")
            .user("registry=https://r.example/")
    };
    for file in ["missing", "garbage", "folder", "c.pem"] {
        let lines = format!("//r.example/:certfile=c.pem\n//r.example/:keyfile={file}");
        let message = problem(site().project(&lines).settings());
        assert!(message.contains(":keyfile`") && message.contains(&format!("project/{file}")), "{message}");
        assert!(!message.contains("hunter2"), "{message}");
    }
    for file in ["missing", "garbage", "folder", "k.pem"] {
        let lines = format!("//r.example/:certfile={file}\n//r.example/:keyfile=k.pem");
        let message = problem(site().project(&lines).settings());
        assert!(message.contains(":certfile`") && message.contains(&format!("project/{file}")), "{message}");
    }
    assert!(problem(site().flag("cert", CERT).settings()).contains("`--cert`"));
    assert!(problem(site().flag("key", KEY).settings()).contains("`--key`"));
    let message = problem(site().flag("cert", CERT).flag("key", "hunter2").settings());
    assert!(message.contains("`--key`") && !message.contains("hunter2"), "{message}");
}

#[test]
fn has_npms_defaults() {
    let settings = settings(&Site::new());
    assert!(settings.network.strict_ssl);
    assert_eq!(settings.network.fetch_timeout, Duration::from_secs(300));
    assert_eq!((settings.retry.retries, settings.retry.factor.to_string()), (2, "10".into()));
    assert_eq!(settings.retry.min_timeout, Duration::from_secs(10));
    assert_eq!(settings.retry.max_timeout, Duration::from_secs(60));
}

#[test]
fn reads_times_and_counts() {
    let site = Site::new()
        .user("fetch-retries=0\nfetch-retry-factor=1.5\nfetch-retry-mintimeout=1\nfetch-retry-maxtimeout=2.5")
        .given("fetch-timeout", Value::Number(1500.0))
        .flag("strict-ssl", "false");
    let settings = settings(&site);
    assert!(!settings.network.strict_ssl);
    assert_eq!(settings.network.fetch_timeout, Duration::from_millis(1500));
    assert_eq!((settings.retry.retries, settings.retry.factor.to_string()), (0, "1.5".into()));
    assert_eq!(settings.retry.min_timeout, Duration::from_millis(1));
    assert_eq!(settings.retry.max_timeout, Duration::from_micros(2500));
}

#[test]
fn unusable_times_and_counts_are_errors() {
    let cases = [
        ("fetch-retries=1.5", "fetch-retries"),
        ("fetch-retries=-1", "fetch-retries"),
        ("fetch-retries=99999999999", "fetch-retries"),
        ("fetch-retries=many", "fetch-retries"),
        ("fetch-retry-factor=0", "fetch-retry-factor"),
        ("fetch-retry-mintimeout=0", "fetch-retry-mintimeout"),
        ("fetch-retry-mintimeout=60001", "fetch-retry-mintimeout"),
        ("fetch-retry-maxtimeout=9999", "fetch-retry-maxtimeout"),
        ("fetch-timeout=0", "fetch-timeout"),
        ("fetch-timeout=-1", "fetch-timeout"),
        ("fetch-timeout=99999999999999999999999999", "fetch-timeout"),
        ("strict-ssl=no", "strict-ssl"),
    ];
    for (line, key) in cases {
        let message = problem(Site::new().user(line).settings());
        assert!(message.starts_with(&format!("invalid `{key}` in")), "{line}: {message}");
    }
}

#[test]
fn variables_that_npm_does_not_read_change_nothing() {
    let site = Site::new().var("NODE_TLS_REJECT_UNAUTHORIZED", "0").var("SSL_CERT_FILE", "/missing");
    assert!(network(&site) == network(&Site::new()));
}
