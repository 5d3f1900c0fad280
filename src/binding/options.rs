//! The options of each function: their JavaScript names, what they become, and which types they take.

/// What an option becomes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Meaning {
    /// A setting of npm's configuration, by its key there.
    Setting(&'static str, Type),
    /// The registry credentials of this call.
    AuthToken,
    /// A one-time password, or a function that is asked for one.
    Otp,
    /// A function that shows the address of a web sign-in.
    OnWebAuth,
    /// The folder configuration is looked for from.
    Cwd,
    /// The time for the whole call, in milliseconds.
    Timeout,
    /// An `AbortSignal`.
    Signal,
    /// Which tokens are asked for, or how they are judged, by the name of the flag.
    Wanted(&'static str, Type),
    /// What is demanded of the token in use, by the name of the flag.
    Demanded(&'static str, Type),
    /// What a token's successor shall have that is not as it was, by the name of the flag.
    Changed(&'static str, Type),
    /// A function that takes the new token.
    Deliver,
    /// Whether the old token stays.
    KeepOld,
    /// One way to name a token.
    Selector(SelectorKind),
    /// The whole keys of several tokens.
    Keys,
    /// Whether all tokens are meant but the one in use.
    AllExceptCurrent,
    /// Whether a full value that the list does not match may be sent as it is.
    ByValue,
}

/// The type an option takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Type {
    /// A string.
    Text,
    /// A string, or null for none whatever the configuration says.
    NullableText,
    /// A boolean.
    Flag,
    /// A finite number, not negative.
    Number,
    /// An array of strings, or one string.
    List,
    /// A string or a number.
    TextOrNumber,
}

/// A way to name a token.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum SelectorKind {
    Key,
    Id,
    Name,
    Token,
}

/// One option: its name and what it becomes.
pub type Entry = (&'static str, Meaning);

/// What a function takes beside the connection options.
pub struct Signature {
    pub function: &'static str,
    pub own: &'static [Entry],
    /// What it takes as other functions do.
    pub shared: &'static [Entry],
}

impl Signature {
    /// All options of the function. `revokeToken` names a token by its `key`, so there a client certificate and its
    /// key come from the configuration alone.
    pub fn entries(&self) -> impl Iterator<Item = &'static Entry> {
        let names_key = self.own.iter().any(|(name, _)| *name == "key");
        let client_certificate = |name: &str| matches!(name, "cert" | "key");
        let own = self.own.iter().chain(self.shared);
        own.chain(CONNECTION.iter().filter(move |(name, _)| !(names_key && client_certificate(name))))
    }
}

use Meaning::{AuthToken, Changed, Cwd, Demanded, OnWebAuth, Otp, Setting, Signal, Timeout, Wanted};
use Type::{Flag, List, NullableText, Number, Text, TextOrNumber};

/// What is asked of tokens, by whatever lists them.
const FILTER: &[Entry] = &[
    ("name", Wanted("name", Text)),
    ("scope", Wanted("scope", Text)),
    ("package", Wanted("package", Text)),
    ("permission", Wanted("permission", Text)),
    ("bypass2fa", Wanted("bypass-2fa", Flag)),
    ("expired", Wanted("expired", Flag)),
    ("expiresWithin", Wanted("expires-within", TextOrNumber)),
    ("unusedSince", Wanted("unused-since", TextOrNumber)),
    ("olderThan", Wanted("older-than", TextOrNumber)),
    ("noCidr", Wanted("no-cidr", Flag)),
];

pub const LIST_TOKENS: Signature =
    Signature { function: "listTokens", own: &[("sort", Wanted("sort", Text))], shared: FILTER };

pub const STREAM_TOKENS: Signature = Signature { function: "streamTokens", own: &[], shared: FILTER };

pub const CHECK_TOKEN: Signature = Signature {
    function: "checkToken",
    shared: &[],
    own: &[
        ("minDays", Demanded("min-days", TextOrNumber)),
        ("requirePackage", Demanded("require-package", List)),
        ("requireWrite", Demanded("require-write", Flag)),
        ("requireBypass2fa", Demanded("require-bypass-2fa", Flag)),
    ],
};

pub const AUDIT_TOKENS: Signature = Signature {
    function: "auditTokens",
    shared: &[],
    own: &[
        ("expiresWithin", Wanted("expires-within", TextOrNumber)),
        ("unusedSince", Wanted("unused-since", TextOrNumber)),
        ("ignore", Wanted("ignore", List)),
        ("name", Wanted("name", Text)),
        ("scope", Wanted("scope", Text)),
        ("package", Wanted("package", Text)),
    ],
};

pub const CREATE_TOKEN: Signature =
    Signature { function: "createToken", own: &[("deliver", Meaning::Deliver)], shared: NEW_TOKEN };

pub const TEMPORARY_TOKEN: Signature = Signature { function: "withTemporaryToken", own: &[], shared: NEW_TOKEN };

/// What a new token shall be.
const NEW_TOKEN: &[Entry] = &[
    ("name", Setting("name", Text)),
    ("tokenDescription", Setting("token-description", Text)),
    ("expires", Setting("expires", TextOrNumber)),
    ("packages", Setting("packages", List)),
    ("packagesAll", Setting("packages-all", Flag)),
    ("scopes", Setting("scopes", List)),
    ("orgs", Setting("orgs", List)),
    ("packagesAndScopesPermission", Setting("packages-and-scopes-permission", Text)),
    ("orgsPermission", Setting("orgs-permission", Text)),
    ("cidr", Setting("cidr", List)),
    ("bypass2fa", Setting("bypass-2fa", Flag)),
    ("readOnly", Setting("read-only", Flag)),
    ("allowUnenforced", Setting("allow-unenforced", List)),
    ("onUnknownOutcome", Setting("on-unknown-outcome", Text)),
    ("password", Setting("password", Text)),
];

pub const ROTATE_TOKEN: Signature = Signature {
    function: "rotateToken",
    own: &[
        ("key", Meaning::Selector(SelectorKind::Key)),
        ("id", Meaning::Selector(SelectorKind::Id)),
        ("name", Meaning::Selector(SelectorKind::Name)),
        ("token", Meaning::Selector(SelectorKind::Token)),
        ("newName", Changed("new-name", Text)),
        ("expires", Changed("expires", TextOrNumber)),
        ("packagesAndScopesPermission", Changed("packages-and-scopes-permission", Text)),
        ("allowUncarried", Changed("allow-uncarried", List)),
        ("allowUnenforced", Setting("allow-unenforced", List)),
        ("password", Setting("password", Text)),
        ("deliver", Meaning::Deliver),
        ("keepOld", Meaning::KeepOld),
        ("dryRun", Setting("dry-run", Flag)),
    ],
    shared: &[],
};

pub const REVOKE_TOKEN: Signature = Signature {
    function: "revokeToken",
    own: &[
        ("key", Meaning::Selector(SelectorKind::Key)),
        ("id", Meaning::Selector(SelectorKind::Id)),
        ("name", Meaning::Selector(SelectorKind::Name)),
        ("token", Meaning::Selector(SelectorKind::Token)),
        ("byValue", Meaning::ByValue),
    ],
    shared: &[],
};

pub const REVOKE_TOKENS: Signature = Signature {
    function: "revokeTokens",
    own: &[
        ("keys", Meaning::Keys),
        ("allExceptCurrent", Meaning::AllExceptCurrent),
        ("dryRun", Setting("dry-run", Flag)),
    ],
    shared: FILTER,
};

/// How the registry is reached, for every function.
const CONNECTION: &[Entry] = &[
    ("registry", Setting("registry", Text)),
    ("authToken", AuthToken),
    ("otp", Otp),
    ("onWebAuth", OnWebAuth),
    ("authType", Setting("auth-type", Text)),
    ("trustProjectConfig", Setting("trust-project-config", Flag)),
    ("cwd", Cwd),
    ("userconfig", Setting("userconfig", Text)),
    ("globalconfig", Setting("globalconfig", Text)),
    ("ca", Setting("ca", List)),
    ("cafile", Setting("cafile", Text)),
    ("useSystemCa", Setting("use-system-ca", Flag)),
    ("cert", Setting("cert", Text)),
    ("key", Setting("key", Text)),
    ("strictSsl", Setting("strict-ssl", Flag)),
    ("proxy", Setting("proxy", NullableText)),
    ("httpsProxy", Setting("https-proxy", NullableText)),
    ("noProxy", Setting("noproxy", List)),
    ("userAgent", Setting("user-agent", Text)),
    ("fetchRetries", Setting("fetch-retries", Number)),
    ("fetchRetryFactor", Setting("fetch-retry-factor", Number)),
    ("fetchRetryMintimeout", Setting("fetch-retry-mintimeout", Number)),
    ("fetchRetryMaxtimeout", Setting("fetch-retry-maxtimeout", Number)),
    ("fetchTimeout", Setting("fetch-timeout", Number)),
    ("timeout", Timeout),
    ("signal", Signal),
];
