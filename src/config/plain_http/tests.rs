use super::is_loopback;
use crate::config::PUBLIC_REGISTRY;
use crate::config::testing::{Site, problem};

const TOKEN: &str = "//registry.example/:_authToken=t";

fn public_by_http() -> (String, String) {
    let host = PUBLIC_REGISTRY.trim_start_matches("https://");
    (format!("http://{host}"), format!("//{host}:_authToken=t"))
}

#[test]
fn credentials_stored_for_https_do_not_go_over_http() {
    let (public, token) = public_by_http();
    let plain = "http://registry.example/";
    let refused = [
        // The public registry has no other scheme.
        Site::new().user(&token).flag("registry", &public),
        Site::new().var(&format!("npm_config_{}", token.trim_end_matches("=t")), "t").flag("registry", &public),
        // Somebody says https for the same host.
        Site::new().user(&format!("registry=https://registry.example/\n{TOKEN}")).flag("registry", plain),
        Site::new().user(&format!("@corp:registry=https://registry.example/npm/\n{TOKEN}")).flag("registry", plain),
        Site::new().user(&format!("registry={plain}\n{TOKEN}")).global("@corp:registry=https://registry.example"),
        Site::new().user(TOKEN).project("registry=https://registry.example/").flag("registry", plain),
        // Only the project says http.
        Site::new().user(TOKEN).project(&format!("registry={plain}")),
        Site::new().global(TOKEN).project(&format!("registry={plain}")),
    ];
    for (number, site) in refused.into_iter().enumerate() {
        let message = problem(site.settings());
        assert!(message.contains("registry`") && message.contains("http"), "case {number}: {message}");
    }
    let allowed = [
        Site::new().user(TOKEN).flag("registry", plain),
        Site::new().user(&format!("registry={plain}\n{TOKEN}")),
        Site::new().project(&format!("registry={plain}\n{TOKEN}")),
        Site::new().user(TOKEN).project(&format!("registry={plain}")).flag("trust-project-config", "true"),
        Site::new().user(&format!("registry=https://registry.example:8443/\n{TOKEN}")).flag("registry", plain),
        Site::new().user(&format!("registry=https://registry.example/\n{TOKEN}")),
        // Given with the call.
        Site::new().user("registry=https://registry.example/").flag("registry", "http://u:p@registry.example/"),
        Site::new()
            .user("registry=https://registry.example/")
            .flag("registry", plain)
            .flag("//registry.example/:_authToken", "t"),
        // Nobody else listens there.
        Site::new().user("//127.0.0.1:9/:_authToken=t").project("registry=http://127.0.0.1:9/"),
    ];
    for (number, site) in allowed.into_iter().enumerate() {
        assert_eq!(problem(site.settings()), "", "case {number}");
    }
}

#[test]
fn warns_of_credentials_that_others_can_read() {
    let warnings = |registry: &str, token: &str| {
        let site = Site::new().flag("registry", registry);
        let site = if token.is_empty() { site } else { site.user(token) };
        site.settings().expect("they can be used").warnings
    };
    let expected = "credentials go to http://registry.example/ over plain http: everybody on the way can read them";
    assert_eq!(warnings("http://registry.example/", TOKEN), [expected]);
    assert_eq!(warnings("http://u:p@registry.example/", ""), [expected]);
    assert_eq!(warnings("http://registry.example/", ""), [""; 0]);
    assert_eq!(warnings("https://registry.example/", TOKEN), [""; 0]);
    assert_eq!(warnings("http://localhost:9/", "//localhost:9/:_authToken=t"), [""; 0]);
}

#[test]
fn knows_this_machine() {
    let cases = [
        ("http://127.0.0.1/", true),
        ("http://127.9.9.9:80/", true),
        ("http://[::1]/", true),
        ("http://localhost/", true),
        ("http://npm.localhost/", true),
        ("http://0x7f000001/", true),
        ("http://localhost.example/", false),
        ("http://notlocalhost/", false),
        ("http://10.0.0.1/", false),
        ("http://[::2]/", false),
        ("http://128.0.0.1/", false),
    ];
    for (url, loopback) in cases {
        assert_eq!(is_loopback(&url.parse().expect("a URL")), loopback, "{url}");
    }
}
