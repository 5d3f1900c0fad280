use crate::config::testing::{Site, problem};
use crate::config::{Source, Value};

fn flag(site: &Site) -> Result<Option<bool>, String> {
    site.config().flag("bypass-2fa").map(|flag| flag.map(|flag| flag.value)).map_err(|error| error.to_string())
}

#[test]
fn flags_are_true_or_false() {
    let cases = [
        ("true", Some(true)),
        ("1", Some(true)),
        ("\"true\"", Some(true)),
        (" true ", Some(true)),
        ("", Some(true)),
        ("false", Some(false)),
        ("0", Some(false)),
        ("null", None),
        ("${YES}", Some(true)),
    ];
    for (text, expected) in cases {
        let site = Site::new().var("YES", "1");
        assert_eq!(flag(&site.user(&format!("bypass-2fa={text}"))), Ok(expected), "{text}");
    }
    assert_eq!(flag(&Site::new().user("bypass-2fa")), Ok(Some(true)));
    for value in [Value::Flag(false), Value::Text("false".into()), Value::Text("0".into())] {
        assert_eq!(flag(&Site::new().given("bypass-2fa", value)), Ok(Some(false)));
    }
}

#[test]
fn other_words_are_no_flags() {
    for word in ["no", "off", "False", "yes", "2", "undefined", "${NO}"] {
        let in_file = flag(&Site::new().user(&format!("bypass-2fa={word}"))).expect_err("it is no flag");
        assert!(in_file.contains(&format!("`{word}` is neither true nor false")), "{in_file}");
        assert!(flag(&Site::new().var("npm_config_bypass_2fa", word)).is_err(), "{word}");
        assert!(flag(&Site::new().flag("bypass-2fa", word)).is_err(), "{word}");
    }
    assert!(flag(&Site::new().flag("bypass-2fa", "")).is_err());
    assert!(flag(&Site::new().given("bypass-2fa", Value::Number(1.0))).is_err());
    assert!(flag(&Site::new().user("bypass-2fa[]=true")).is_err());
}

#[test]
fn numbers_are_plain_decimals() {
    let number = |site: &Site| site.config().number("fetch-retries").map(|number| number.map(|number| number.value));
    for (text, expected) in
        [("3", 3.0), (" 1.5 ", 1.5), ("-2", -2.0), ("007", 7.0), ("00", 0.0), ("-00.25", -0.25), ("60000.05", 60000.05)]
    {
        let found = number(&Site::new().user(&format!("fetch-retries={text}")));
        assert_eq!(found.ok(), Some(Some(expected)), "{text}");
    }
    for text in ["", "1e3", "0x10", "Infinity", "NaN", "three", ".5", "5.", "+1", "true", "--1"] {
        let message = problem(number(&Site::new().user(&format!("fetch-retries={text}"))));
        assert!(message.contains("is not a number"), "{text}: {message}");
    }
    assert!(number(&Site::new().given("fetch-retries", Value::Number(f64::NAN))).is_err());
    assert_eq!(number(&Site::new().given("fetch-retries", Value::Number(1.0))).ok(), Some(Some(1.0)));
}

#[test]
fn lists_are_split_at_commas_and_blank_lines() {
    let list = |site: &Site| {
        site.config().list("packages").map(|list| list.map(|list| list.value)).map_err(|error| error.to_string())
    };
    let texts: [(&str, &[&str]); 6] = [
        ("a", &["a"]),
        (" a , @s/b ", &["a", "@s/b"]),
        ("a\n\nb", &["a", "b"]),
        ("a\n \n\nb\n\n", &["a", "b"]),
        ("a\nb", &["a\nb"]),
        ("*", &["*"]),
    ];
    for (text, expected) in texts {
        let expected: Vec<String> = expected.iter().map(ToString::to_string).collect();
        for site in [Site::new().var("npm_config_packages", text), Site::new().flag("packages", text)] {
            assert_eq!(list(&site), Ok(Some(expected.clone())), "{text:?}");
        }
    }
    let both = Ok(Some(vec!["a".to_owned(), "b".to_owned(), "c".to_owned()]));
    assert_eq!(list(&Site::new().user("packages[]=a,b\npackages[]=c")), both);
    assert_eq!(list(&Site::new().given("packages", Value::List(vec!["a".into(), "b, c".into()]))), both);
    assert_eq!(list(&Site::new().given("packages", Value::List(Vec::new()))), Ok(Some(Vec::new())));
    assert_eq!(list(&Site::new().user("packages=null")), Ok(None));
    for text in ["a,,b", "a,", ",", "", " "] {
        assert!(list(&Site::new().flag("packages", text)).is_err(), "{text:?}");
    }
    assert!(list(&Site::new().user("packages")).is_err());
}

#[test]
fn certificates_are_split_at_blank_lines_only() {
    let site = Site::new().var("npm_config_ca", "a,b\nc\n\nd");
    let list = site.config().list("ca").expect("a list").expect("it is set");
    assert_eq!(list.value, ["a,b\nc", "d"]);
}

#[test]
fn choices_are_checked() {
    for word in ["sso", "WEB", "", "true"] {
        let message = problem(Site::new().user(&format!("auth-type={word}")).config().text("auth-type"));
        assert!(message.contains(&format!("`{word}` is not known")), "{message}");
    }
    let error = Site::new().flag("orgs-permission", "admin").config().text("orgs-permission");
    let hint = error.err().and_then(|error| error.hint()).unwrap_or_default();
    assert!(hint.contains("`read-only`, `read-write`, `no-access`"), "{hint}");
    assert_eq!(Site::new().user("color").text("color").as_deref(), Some("true"));
    assert_eq!(Site::new().user("browser=false").text("browser").as_deref(), Some("false"));
}

#[test]
fn secrets_are_taken_as_they_are() {
    let secret = |site: Site, key: &str| {
        let secret = site.var("FOO", "foo").config().secret(key);
        secret.map(|secret| secret.map(|secret| secret.value.expose().to_owned())).map_err(|error| error.to_string())
    };
    let raw = " p w${FOO}#;\"'";
    for text in [raw, "null", "true", "${UNSET}"] {
        let expected = Ok(Some(text.to_owned()));
        assert_eq!(secret(Site::new().flag("password", text), "password"), expected);
        assert_eq!(secret(Site::new().var("npm_config_password", text), "password"), expected);
    }
    for text in [raw, "true", "${UNSET}"] {
        assert_eq!(secret(Site::new().flag("otp", text), "otp"), Ok(Some(text.to_owned())));
    }
    assert_eq!(secret(Site::new().flag("otp", "null"), "otp"), Ok(None));
    let in_file = Site::new().user(r#"password=" p w${FOO}#;""#);
    assert_eq!(secret(in_file, "password"), Ok(Some(" p wfoo#;".into())));
    let in_variable = Site::new().var("npm_config_otp", " ${FOO} ");
    assert_eq!(secret(in_variable, "otp"), Ok(Some("foo".into())));
    assert_eq!(secret(Site::new().user("password=null"), "password"), Ok(None));
    assert_eq!(secret(Site::new().flag("otp", ""), "otp"), Ok(None));
}

#[test]
fn flags_and_options_are_not_expanded() {
    let site = Site::new().var("FOO", "foo").flag("name", " ${FOO} ");
    assert_eq!(site.text("name").as_deref(), Some("${FOO}"));
}

#[test]
fn unset_variables_are_errors_where_they_would_be_sent_or_opened() {
    for key in ["otp", "password", "key", "registry", "proxy", "cafile", "ca", "//registry.example/:_authToken"] {
        let site = Site::new().user(&format!("{key}=before-${{UNSET}}-after"));
        let message = problem(site.config().value(key));
        assert!(message.contains("`UNSET`") && message.contains("home/.npmrc"), "{message}");
        assert!(!message.contains("before"), "{message}");
        assert!(Site::new().user(&format!("{key}=${{UNSET?}}")).config().value(key).is_ok());
    }
    assert_eq!(Site::new().user("name=${UNSET}").text("name").as_deref(), Some("${UNSET}"));
}

#[test]
fn errors_name_the_key_as_it_is_written_there() {
    let mut option = Site::new().flag("strict-ssl", "maybe");
    option.source = Source::Option;
    let cases = [
        (Site::new().flag("strict-ssl", "maybe"), "invalid `--strict-ssl`: "),
        (option, "invalid `strictSsl`: "),
        (Site::new().var("NPM_CONFIG_STRICT_SSL", "maybe"), "invalid `npm_config_strict_ssl` in the environment: "),
        (Site::new().user("strict-ssl=maybe"), "invalid `strict-ssl` in the user's "),
        (Site::new().project("strict-ssl=maybe"), "invalid `strict-ssl` in the project's "),
        (Site::new().global("strict-ssl=maybe"), "invalid `strict-ssl` in the global "),
    ];
    for (site, start) in cases {
        let message = problem(site.config().flag("strict-ssl"));
        assert!(message.starts_with(start), "{message}");
    }
}

#[test]
fn debug_shows_no_value() {
    let values = [Value::Text("hunter2".into()), Value::List(vec!["hunter2".into()]), Value::Number(2.0)];
    let shown = format!("{values:?}");
    assert_eq!(shown, "[Text(***), List(***), Number(***)]");
}
