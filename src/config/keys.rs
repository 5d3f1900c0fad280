//! Every configuration key this program knows, with the kind of its value. Others are npm's own business.

/// What a key's value is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// True or false.
    Flag,
    /// Any text.
    Text,
    /// Any text, or true or false.
    TextOrFlag,
    /// Text that nobody may see.
    Secret,
    /// A file or folder: `~/` is the home directory, and relative ones count from the working directory.
    Path,
    /// A decimal number.
    Number,
    /// A URL.
    Url,
    /// Texts, separated by commas or blank lines.
    List,
    /// Certificates in PEM form, separated by blank lines.
    Pem,
    /// One of these words.
    Choice(&'static [&'static str]),
}

/// A configuration key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Key {
    /// The name as in files and flags.
    pub name: &'static str,
    /// What its value is.
    pub kind: Kind,
}

const PERMISSIONS: &[&str] = &["read-only", "read-write", "no-access"];
const PACKAGE_PERMISSIONS: &[&str] = &["read-only", "read-write", "no-access", "read-write-stage-only"];
const LOCATIONS: &[&str] = &["global", "user", "project"];
const LOG_LEVELS: &[&str] = &["silent", "error", "warn", "notice", "http", "info", "verbose", "silly"];

const fn key(name: &'static str, kind: Kind) -> Key {
    Key { name, kind }
}

/// All keys, grouped by what they are about.
pub const KEYS: &[Key] = &[
    // The new token.
    key("name", Kind::Text),
    key("token-description", Kind::Text),
    key("expires", Kind::Text),
    key("packages", Kind::List),
    key("packages-all", Kind::Flag),
    key("scopes", Kind::List),
    key("orgs", Kind::List),
    key("packages-and-scopes-permission", Kind::Choice(PACKAGE_PERMISSIONS)),
    key("orgs-permission", Kind::Choice(PERMISSIONS)),
    key("cidr", Kind::List),
    key("bypass-2fa", Kind::Flag),
    key("password", Kind::Secret),
    key("read-only", Kind::Flag),
    // The registry and who we are there.
    key("registry", Kind::Url),
    key("otp", Kind::Secret),
    key("auth-type", Kind::Choice(&["web", "legacy"])),
    key("scope", Kind::Text),
    // Which files count.
    key("userconfig", Kind::Path),
    key("globalconfig", Kind::Path),
    key("prefix", Kind::Path),
    key("global", Kind::Flag),
    key("location", Kind::Choice(LOCATIONS)),
    key("workspaces", Kind::Flag),
    // The connection.
    key("ca", Kind::Pem),
    key("cafile", Kind::Path),
    key("cert", Kind::Pem),
    key("key", Kind::Secret),
    key("strict-ssl", Kind::Flag),
    key("use-system-ca", Kind::Flag),
    key("proxy", Kind::Url),
    key("https-proxy", Kind::Url),
    key("noproxy", Kind::List),
    key("fetch-retries", Kind::Number),
    key("fetch-retry-factor", Kind::Number),
    key("fetch-retry-mintimeout", Kind::Number),
    key("fetch-retry-maxtimeout", Kind::Number),
    key("fetch-timeout", Kind::Number),
    key("user-agent", Kind::Text),
    // The output.
    key("json", Kind::Flag),
    key("parseable", Kind::Flag),
    key("output", Kind::Choice(&["table", "json", "parseable", "token"])),
    key("color", Kind::Choice(&["always", "true", "false"])),
    key("loglevel", Kind::Choice(LOG_LEVELS)),
    key("browser", Kind::TextOrFlag),
];

/// Finds a key by its name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}
