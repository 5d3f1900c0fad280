use super::includes;

#[test]
fn matches_members_by_patterns() {
    let cases: &[(&[&str], &str, bool)] = &[
        (&["packages/*"], "packages/a", true),
        (&["./packages/*/"], "packages/a", true),
        (&["/packages/*"], "packages/a", true),
        (&["packages/*"], "packages/a/b", false),
        (&["packages/*"], "other/a", false),
        (&["packages/*"], "packages/.a", false),
        (&["packages/.*"], "packages/.a", true),
        (&["packages/**"], "packages/a/b", true),
        (&["**"], "a", true),
        (&["**/b"], "a/x/b", true),
        (&["**/b"], "a/.x/b", false),
        (&["a"], "a", true),
        (&["a"], "b", false),
        (&["a?", "c"], "ab", true),
        (&["a?"], "a", false),
        (&["{a,b}/{c,d}"], "b/c", true),
        (&["{a,b}/{c,d}"], "b/e", false),
        (&["x-{a,{b,c}}"], "x-c", true),
        (&["[ab]c", "d"], "bc", true),
        (&["[!ab]c"], "bc", false),
        (&["[a-c]x"], "bx", true),
        (&["pkg-*-end"], "pkg-a-b-end", true),
        (&["packages/*", "!packages/a"], "packages/a", false),
        (&["packages/*", "!packages/a"], "packages/b", true),
        (&["packages/**", "!packages/b/**", "packages/b/a"], "packages/b/a", true),
        (&["!!packages/a"], "packages/a", true),
        (&["**"], "node_modules/a", false),
        (&["packages/*", "{"], "packages/a", true),
        (&["*", "!a*b*"], "axbx", false),
        (&["[a"], "[a", true),
        (&["**/*/**"], "a/b/c", true),
        (&["**/a/**/a"], "a/b/a/c/a", true),
        (&["**/a/**/a"], "a/b/a/c", false),
        (&["{}x"], "x", true),
        (&[], "a", false),
    ];
    for (patterns, path, expected) in cases {
        let patterns: Vec<String> = patterns.iter().map(ToString::to_string).collect();
        assert_eq!(includes(&patterns, path), *expected, "{patterns:?} {path}");
    }
}

#[test]
fn hostile_patterns_are_matched_at_once() {
    let texts = |pattern: &str, count: usize| vec![pattern.to_owned(); count];
    let many = "a/".repeat(40) + "c";
    let name = "a".repeat(200);
    let cases = [
        (texts(&"{,}".repeat(300), 1), "a".to_owned()),
        (texts(&("{,}".repeat(16) + &"{}".repeat(400)), 100), "a".to_owned()),
        (texts(&("{".to_owned() + &",".repeat(30_000) + "}" + &"b".repeat(30_000)), 10), "a".to_owned()),
        (texts(&"{a,b}".repeat(5000), 200), "a".to_owned()),
        (texts(&("**/a/".repeat(200) + "b"), 1), many),
        (texts(&("a*".repeat(200) + "b"), 1), name.clone()),
        (texts(&("*".repeat(200) + "b"), 1), name),
        ([texts("!*a*", 20_000), texts("*b*", 20_000)].concat(), "c".to_owned()),
    ];
    let started = std::time::Instant::now();
    for (patterns, path) in cases {
        assert!(!includes(&patterns, &path), "{}", patterns[0]);
    }
    assert!(started.elapsed() < std::time::Duration::from_secs(10), "{:?}", started.elapsed());
}
