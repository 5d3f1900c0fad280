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
        (&[], "a", false),
    ];
    for (patterns, path, expected) in cases {
        let patterns: Vec<String> = patterns.iter().map(ToString::to_string).collect();
        assert_eq!(includes(&patterns, path), *expected, "{patterns:?} {path}");
    }
}
