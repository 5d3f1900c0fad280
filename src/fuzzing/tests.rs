//! Tries to break every promise: with the corpora, and with inputs of the form that each part reads.

use std::path::Path;

use proptest::prelude::proptest;

/// The targets of `fuzz`, by name.
const TARGETS: [(&str, fn(&[u8])); 9] = [
    ("arguments", super::arguments),
    ("error_body", super::error_body),
    ("expand", super::expand),
    ("expires", super::expires),
    ("ini", super::ini),
    ("list_page", super::list_page),
    ("new_token", super::new_token),
    ("redact", super::redact),
    ("registry_url", super::registry_url),
];

#[test]
fn the_corpora_break_no_promise() {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("fuzz").join("corpus");
    for (name, target) in TARGETS {
        let files = std::fs::read_dir(corpora.join(name)).unwrap_or_else(|error| panic!("{name}: {error}"));
        let inputs = files.map(|file| std::fs::read(file.expect("an entry").path()).expect("a file"));
        assert!(inputs.inspect(|input| target(input)).count() > 0, "{name} has no corpus");
    }
}

proptest! {
    #[test]
    fn arguments_hold(line in r"((--(no-)?)?(name|otp|packages|json|color|password|help|nmae|//h/:_authToken|\PC{0,4})(=|=\$|\$)?\n?|-[psqdgC]{1,3}=?|\$\n|list\n|create\n|revoke\n|help\n|--\n|true\n){0,8}") {
        super::arguments(line.as_bytes());
    }

    #[test]
    fn error_body_holds(answer in r#"(401|403|404|429|500)( ?(OTP|Basic|ipaddress)[ ,]?){0,2}\n([a-z/:]|\$){0,9}\n(\{"(error|message|authUrl)":"((Bearer |one-time pass|http://|\\n)?(\PC|\$|\t)){0,9}"\}|(\PC|\$|<|\n|Basic |-{400}){0,20})"#) {
        super::error_body(answer.as_bytes());
    }

    #[test]
    fn expand_holds(text in r"([$\\{}?]|\$\{|A|B|EMPTY|NAME|\PC){0,20}") {
        super::expand(text.as_bytes());
    }

    #[test]
    fn expires_hold(text in r" ?(2026-11-2[3-6]T1[12]:[0-5][0-9]:00Z|[0-9]{1,6}[dw]?|20[0-9]{2}-[01][0-9]-[0-3][0-9](T[0-2][0-9]:[0-5][0-9]:[0-6][0-9](\.[0-9]{1,9})?(Z|[+-][0-2][0-9]:?[0-5][0-9])(\[UTC\])?)?|\PC{0,12}) ?") {
        super::expires(text.as_bytes());
    }

    #[test]
    fn ini_holds(file in r#"([\[\]"';#=\\\r\n]|null|true|\[\]|__proto__|u003d|[a-z.]|\PC){0,60}"#) {
        super::ini(file.as_bytes());
    }

    #[test]
    fn list_page_holds(page in r#"\{"objects":\[(\{"key":"([ab.%/?#]|\\\\[tnu]|\PC){1,9}"(,"(token|cidr|created|permissions)":(null|7|"x"|\[\]))?\}(,\{"key":"aaaaaa[ab]{0,3}"\}){0,3})?\](,"total":(3|-1|"x"))?(,"urls":\{"next":(null|"(https?:|//|/|-/|\.\.|npm|registry\.example|:8443|@|\?|\\\\|%2e|\PC){0,9}")\})?\}"#) {
        super::list_page(page.as_bytes());
    }

    #[test]
    fn new_token_holds(file in r"((name|token-description|packages|scopes|orgs)(=(a|@b|\*|,){0,4})?\n|(packages-all|read-only)(=(true|false|0))?\n|(packages-and-scopes|orgs)-permission=(no-access|read-only|read-write)\n|expires=[0-9]{1,4}[dw]?\n|cidr(\[\])?=([0-9]{1,3}\.){2,3}[0-9]{1,3}/[0-9]{1,2}\n){0,7}") {
        super::new_token(file.as_bytes());
    }

    #[test]
    fn redact_holds(words in r"(\$|\PC|://|@|[ /?&=#%\n]|npm_|cnpm_|bearer |Basic |https://u:p@h|[A-Z0-9]{16}|-{400}){0,20}") {
        super::redact(words.as_bytes());
    }

    #[test]
    fn registry_url_holds(text in r"https?:/{0,3}(\PC{0,4}:?\PC{0,4}@)?(registry\.example|127\.0\.0\.1|\[::1\]|\PC{0,6})(:[0-9]{1,5})?((/|\\|\.\.?|%2[eE]|://|@|;|\PC){0,9})(\n(\PC|/|\.\.|//|https:|\?|#){0,9}){0,2}") {
        super::registry_url(text.as_bytes());
    }
}
