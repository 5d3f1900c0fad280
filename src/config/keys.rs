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
    /// A file: `~/` is the home directory, and relative ones count from the working directory.
    Path,
    /// A folder, written like a file. It is only looked below, so one that does not exist is none.
    Folder,
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
    /// Whether npm lets `null` stand for it, which is what `--no-…` gives there.
    pub nullable: bool,
    /// Whether what the caller and the environment give is taken to the letter, white space and `${…}` included.
    pub verbatim: bool,
    /// Whether empty entries of a list are passed over.
    pub skips_empty: bool,
}

impl Key {
    const fn nullable(self) -> Self {
        Self { nullable: true, ..self }
    }

    const fn verbatim(self) -> Self {
        Self { verbatim: true, ..self }
    }

    const fn skipping_empty(self) -> Self {
        Self { skips_empty: true, ..self }
    }
}

const PERMISSIONS: &[&str] = &["read-only", "read-write", "no-access"];
const PACKAGE_PERMISSIONS: &[&str] = &["read-only", "read-write", "no-access", "read-write-stage-only"];
const OUTPUTS: &[&str] = &["table", "json", "parseable", "token", "sarif", "markdown", "timeline"];
const LOCATIONS: &[&str] = &["global", "user", "project"];
const LOG_LEVELS: &[&str] = &["silent", "error", "warn", "notice", "http", "info", "verbose", "silly"];

const fn key(name: &'static str, kind: Kind) -> Key {
    Key { name, kind, nullable: false, verbatim: false, skips_empty: false }
}

/// All keys, grouped by what they are about.
pub const KEYS: &[Key] = &[
    // The new token.
    key("name", Kind::Text).nullable(),
    key("token-description", Kind::Text).nullable(),
    key("expires", Kind::Text).nullable(),
    key("packages", Kind::List).nullable(),
    key("packages-all", Kind::Flag),
    key("scopes", Kind::List).nullable(),
    key("orgs", Kind::List).nullable(),
    key("packages-and-scopes-permission", Kind::Choice(PACKAGE_PERMISSIONS)).nullable(),
    key("orgs-permission", Kind::Choice(PERMISSIONS)).nullable(),
    key("cidr", Kind::List).nullable(),
    key("bypass-2fa", Kind::Flag),
    // A password may have any character anywhere.
    key("password", Kind::Secret).nullable().verbatim(),
    key("read-only", Kind::Flag),
    // What is accepted of the registry.
    key("allow-unenforced", Kind::List).nullable(),
    key("on-unknown-outcome", Kind::Choice(&["report", "revoke"])),
    // The registry and who we are there.
    key("registry", Kind::Url),
    key("otp", Kind::Secret).nullable(),
    key("auth-type", Kind::Choice(&["web", "legacy"])),
    key("scope", Kind::Text),
    key("trust-project-config", Kind::Flag),
    // Which files count.
    key("userconfig", Kind::Path),
    key("globalconfig", Kind::Path),
    key("prefix", Kind::Folder),
    key("global", Kind::Flag),
    key("location", Kind::Choice(LOCATIONS)),
    key("workspaces", Kind::Flag).nullable(),
    // The connection.
    key("ca", Kind::Pem).nullable().skipping_empty(),
    key("cafile", Kind::Path),
    key("cert", Kind::Pem).nullable(),
    key("key", Kind::Secret).nullable(),
    key("strict-ssl", Kind::Flag),
    key("use-system-ca", Kind::Flag),
    key("proxy", Kind::Url).nullable(),
    key("https-proxy", Kind::Url).nullable(),
    // A comma at the end is common, and nothing is lost with an empty entry.
    key("noproxy", Kind::List).skipping_empty(),
    key("fetch-retries", Kind::Number),
    key("fetch-retry-factor", Kind::Number),
    key("fetch-retry-mintimeout", Kind::Number),
    key("fetch-retry-maxtimeout", Kind::Number),
    key("fetch-timeout", Kind::Number),
    key("user-agent", Kind::Text),
    // Whether anybody is asked anything.
    key("input", Kind::Flag),
    // Whether anything is changed.
    key("dry-run", Kind::Flag),
    // The output.
    key("json", Kind::Flag),
    key("parseable", Kind::Flag),
    key("output", Kind::Choice(OUTPUTS)),
    key("progress", Kind::Flag),
    key("color", Kind::Choice(&["always", "true", "false"])),
    key("loglevel", Kind::Choice(LOG_LEVELS)),
    key("browser", Kind::TextOrFlag).nullable(),
];

/// Finds a key by its name.
pub fn find(name: &str) -> Option<&'static Key> {
    KEYS.iter().find(|key| key.name == name)
}

/// What is known of any name: credentials of a registry are secrets, and what is not in the table is text.
pub(super) fn describe(name: &str) -> Key {
    find(name).copied().unwrap_or(match name.strip_prefix("//") {
        Some(_) => key("//", Kind::Secret),
        None => key("", Kind::Text),
    })
}
