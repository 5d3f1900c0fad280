use super::ProxyRules;
use crate::config::Value;
use crate::config::testing::{Site, problem};

const P: &str = "http://proxy.example:3128/";
const Q: &str = "socks5://other.example/";

/// The proxies for http and https.
fn proxies(site: &Site) -> (Option<String>, Option<String>) {
    let rules = site.settings().expect("it can be used").network.proxy;
    (rules.http.map(String::from), rules.https.map(String::from))
}

#[test]
fn chooses_the_proxy_by_scheme() {
    let site = Site::new;
    let (p, q) = (Some(P), Some("socks5://other.example/"));
    let cases = [
        (site(), None, None),
        (site().flag("proxy", P), p, p),
        (site().flag("https-proxy", P), None, p),
        (site().flag("proxy", P).flag("https-proxy", Q), p, q),
        (site().user(&format!("proxy={P}")).var("HTTPS_PROXY", Q).var("http_proxy", Q), p, p),
        (site().var("https_proxy", P), None, p),
        (site().var("HTTPS_PROXY", P), None, p),
        (site().var("http_proxy", P), p, None),
        (site().var("HTTP_PROXY", P), p, None),
        (site().var("HTTP_PROXY", P).var("REQUEST_METHOD", "GET"), None, None),
        (site().var("http_proxy", P).var("REQUEST_METHOD", "GET"), p, None),
        (site().var("ALL_PROXY", P), p, p),
        (site().var("all_proxy", P).var("HTTPS_PROXY", Q), p, q),
        (site().var("https_proxy", "").var("ALL_PROXY", P), p, p),
        (site().var("npm_config_proxy", P), p, p),
        (site().var("npm_config_proxy", P).flag("https-proxy", Q), p, q),
    ];
    for (number, (site, http, https)) in cases.into_iter().enumerate() {
        let expected = (http.map(str::to_owned), https.map(str::to_owned));
        assert_eq!(proxies(&site), expected, "case {number}");
    }
}

#[test]
fn no_proxy_means_not_even_the_environments() {
    let site = || Site::new().var("HTTP_PROXY", P).var("HTTPS_PROXY", P).var("ALL_PROXY", P);
    let off = [
        site().user("proxy=null"),
        site().user("proxy=false"),
        site().flag("proxy", "null"),
        site().flag("proxy", "false"),
        site().given("proxy", Value::Null),
        site().given("proxy", Value::Flag(false)),
        site().var("npm_config_proxy", "null"),
    ];
    for (number, site) in off.into_iter().enumerate() {
        assert_eq!(proxies(&site), (None, None), "case {number}");
    }
    assert_eq!(proxies(&site().user("https-proxy=null")), (Some(P.into()), None));
    let configured = site().user(&format!("https-proxy=null\nproxy={P}"));
    assert_eq!(proxies(&configured), (Some(P.into()), Some(P.into())));
}

#[test]
fn gathers_the_hosts_to_ask_directly() {
    let hosts = |site: Site| site.settings().expect("it can be used").network.proxy.no_proxy;
    let cases = [
        (Site::new(), None),
        (Site::new().flag("noproxy", "a.b, c.d,"), Some("a.b,c.d")),
        (Site::new().user("noproxy[]=a\nnoproxy[]=b"), Some("a,b")),
        (Site::new().user("noproxy="), None),
        (Site::new().var("NO_PROXY", " a.b , c ,, "), Some("a.b,c")),
        (Site::new().var("no_proxy", "x").var("NO_PROXY", "y"), Some("x")),
        (Site::new().flag("noproxy", "a").var("no_proxy", "b"), Some("a,b")),
        (Site::new().var("NOPROXY", "a"), None),
    ];
    for (site, expected) in cases {
        assert_eq!(hosts(site).as_deref(), expected);
    }
}

#[test]
fn a_host_with_a_port_counts_if_that_is_the_registrys() {
    let hosts = |site: Site| site.settings().expect("it can be used").network.proxy.no_proxy;
    let cases = [
        ("https://r.example/", "a:443,b:80,c", Some("a,c")),
        ("http://127.0.0.1/", "a:443,b:80,c", Some("b,c")),
        ("https://[::1]:8080/", "[::1]:8080", Some("::1")),
        ("https://[::1]:8080/", "[::1]:8081", None),
        ("https://[::1]:8080/", "[::1],::2,fe80::/10", Some("::1,::2,fe80::/10")),
        ("https://r.example:8443/", ".r.example:8443,r.example:443", Some(".r.example")),
        ("https://r.example/", "a:port,a:70000,:443", Some("a:port,a:70000")),
    ];
    for (registry, list, expected) in cases {
        let site = || Site::new().flag("registry", registry);
        assert_eq!(hosts(site().flag("noproxy", list)).as_deref(), expected, "{registry} {list}");
        assert_eq!(hosts(site().var("NO_PROXY", list)).as_deref(), expected, "{registry} {list}");
    }
}

#[test]
fn an_asterisk_among_the_hosts_means_no_proxy_at_all() {
    let rules = |site: Site| site.flag("proxy", P).settings().expect("it can be used").network.proxy;
    for list in ["*", "a, * ,b"] {
        assert!(rules(Site::new().flag("noproxy", list)) == ProxyRules::default(), "{list}");
        assert!(rules(Site::new().flag("noproxy", "a").var("no_proxy", list)) == ProxyRules::default(), "{list}");
    }
    assert_eq!(rules(Site::new().flag("noproxy", "*.a")).no_proxy.as_deref(), Some("*.a"));
}

#[test]
fn what_is_no_proxy_url_is_an_error() {
    for text in ["127.0.0.1:8080", "proxy", "", "ftp://host/", "http://", "http://münchen/", "socks4://host/", "true"]
    {
        let message = problem(Site::new().flag("proxy", text).settings());
        assert!(message.starts_with("invalid `--proxy`"), "{text}: {message}");
        if !text.is_empty() {
            let message = problem(Site::new().var("HTTPS_PROXY", text).settings());
            assert!(message.starts_with("invalid `HTTPS_PROXY` in the environment"), "{text}: {message}");
        }
    }
    assert!(problem(Site::new().user("proxy=${UNSET}").settings()).contains("`UNSET`"));
}

#[test]
fn only_the_proxy_for_the_registry_is_judged() {
    let site = Site::new().var("HTTP_PROXY", "127.0.0.1:8080");
    assert_eq!(proxies(&site), (None, None));
    let http = Site::new().var("HTTP_PROXY", "127.0.0.1:8080").flag("registry", "http://registry.example/");
    assert!(problem(http.settings()).contains("HTTP_PROXY"));
}

#[test]
fn debug_hides_user_info() {
    let site = Site::new().flag("proxy", "http://user:hunter2@proxy.example/");
    let shown = format!("{:?}", site.settings().expect("it can be used").network.proxy);
    assert!(shown.contains("proxy.example") && !shown.contains("hunter2"), "{shown}");
}
