//! Every flag with its meaning and the commands it belongs to. What kind of value it takes, `config` says.

use super::command::Command;
use crate::config::keys::{self, Kind};
use crate::tokens::SORT;

/// A flag as the help shows it.
pub(super) struct Flag {
    /// Its name without dashes; for most also a key of the configuration.
    pub(super) name: &'static str,
    /// The shorter spellings.
    pub(super) short: &'static str,
    /// What stands for its value in the help; empty for switches.
    pub(super) value: &'static str,
    /// The commands it belongs to.
    pub(super) group: Group,
    /// What it does, with unit and default.
    pub(super) help: &'static str,
}

/// Under which heading a flag stands, which also says where it may be given.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Group {
    Check,
    Create,
    Rotate,
    Secure,
    Deliver,
    Exec,
    Revoke,
    Rehearse,
    Filter,
    Audit,
    Output,
    Registry,
    Network,
    General,
}

/// What results are printed by; those of the command that `exec` runs are its own.
const OF_RESULTS: [&str; 4] = ["json", "parseable", "output", "color"];

impl Group {
    /// The groups in the order of the help.
    pub(super) const ALL: [Self; 14] = [
        Self::Check,
        Self::Create,
        Self::Rotate,
        Self::Secure,
        Self::Deliver,
        Self::Exec,
        Self::Revoke,
        Self::Rehearse,
        Self::Filter,
        Self::Audit,
        Self::Output,
        Self::Registry,
        Self::Network,
        Self::General,
    ];

    pub(super) fn title(self) -> &'static str {
        match self {
            Self::Check => "The token in use",
            Self::Create => "The new token",
            Self::Rotate => "What is not as it was",
            Self::Secure => "What it takes, and what is accepted",
            Self::Rehearse => "Rehearsal",
            Self::Exec => "The token of the command",
            Self::Deliver => "Where the new token goes",
            Self::Revoke => "What to revoke",
            Self::Filter => "Which tokens",
            Self::Audit => "What is judged, and how",
            Self::Output => "Output",
            Self::Registry => "Registry and credentials",
            Self::Network => "Network",
            Self::General => "General",
        }
    }

    fn is_of(self, command: Command) -> bool {
        match self {
            Self::Filter => matches!(command, Command::List | Command::Revoke),
            Self::Audit => command == Command::Audit,
            Self::Check => command == Command::Check,
            Self::Create => command.creates(),
            Self::Rotate => command == Command::Rotate,
            Self::Secure => command.creates() || command == Command::Rotate,
            Self::Deliver => matches!(command, Command::Create | Command::Rotate),
            Self::Exec => command == Command::Exec,
            Self::Revoke => command == Command::Revoke,
            Self::Rehearse => !matches!(command, Command::List | Command::Check | Command::Audit),
            _ => true,
        }
    }
}

/// A flag that the code itself names.
pub(super) fn known(name: &str) -> &'static Flag {
    Flag::find(name).expect("every flag named in the code is in the table")
}

/// What follows a flag.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Takes {
    /// Nothing at all.
    Nothing,
    /// Nothing, or `true` or `false`.
    Switch,
    /// The same, or one more word.
    SwitchOr(&'static str),
    /// Nothing, or an attached text.
    SwitchOrText,
    /// One value.
    Value,
    /// One value each time, or several with commas.
    Values,
}

impl Flag {
    /// Finds a flag by its full name. Several may have it, of different commands; all of them take the same.
    pub(super) fn find(name: &str) -> Option<&'static Self> {
        FLAGS.iter().find(|flag| flag.name == name)
    }

    /// The flag of this name that a command has: its own before one that all have.
    pub(super) fn of(name: &str, command: Command) -> Option<&'static Self> {
        FLAGS.iter().find(|flag| flag.name == name && flag.is_of(command))
    }

    /// Tells whether a command has it. An order is of no use to what is revoked.
    pub(super) fn is_of(&self, command: Command) -> bool {
        let is_useless = command == Command::Exec && OF_RESULTS.contains(&self.name);
        self.group.is_of(command) && !is_useless && (self.name != SORT || command == Command::List)
    }

    /// What may follow it: for keys of the configuration, what these are.
    pub(super) fn takes(&self) -> Takes {
        match keys::find(self.name).map(|key| key.kind) {
            Some(Kind::Flag) => Takes::Switch,
            Some(Kind::TextOrFlag) => Takes::SwitchOrText,
            Some(Kind::Choice([word, "true", "false"])) => Takes::SwitchOr(word),
            Some(Kind::List) => Takes::Values,
            // Several certificate authorities may be given; a client certificate is one text.
            Some(Kind::Pem) if self.name == "ca" => Takes::Values,
            Some(_) => Takes::Value,
            None if self.group == General => Takes::Nothing,
            None => match self.value {
                "" => Takes::Switch,
                "<names>" | "<rules>" => Takes::Values,
                _ => Takes::Value,
            },
        }
    }

    /// Tells whether `--no-…` makes nothing of its value.
    pub(super) fn is_clearable(&self) -> bool {
        keys::find(self.name).is_some_and(|key| key.nullable)
    }
}

const fn flag(group: Group, name: &'static str, value: &'static str, help: &'static str) -> Flag {
    Flag { name, short: "", value, group, help }
}

const fn short(group: Group, name: &'static str, short: &'static str, value: &'static str, help: &'static str) -> Flag {
    Flag { name, short, value, group, help }
}

use Group::{
    Audit, Check, Create, Deliver, Exec, Filter, General, Network, Output, Registry, Rehearse, Revoke, Rotate, Secure,
};

/// All flags, in the order of the help.
pub(super) const FLAGS: &[Flag] = &[
    flag(Exec, "name", "<text>", "its name; else one that no other token has"),
    flag(
        Exec,
        "expires",
        "<end>",
        "when it ends if nobody revokes it: days, a duration or an ISO date; else after one day",
    ),
    flag(
        Exec,
        "env",
        "<names>",
        "variables that get the token beside npm's own, such as `NPM_TOKEN`, which an .npmrc may name",
    ),
    flag(Create, "name", "<text>", "its name; the public registry wants one"),
    flag(Create, "token-description", "<text>", "what it is for"),
    flag(
        Create,
        "expires",
        "<end>",
        "days (`30`), a duration (`30d`, `12w`) or an ISO date; else the registry decides",
    ),
    flag(Create, "packages", "<names>", "packages it is for; `*` for all"),
    flag(Create, "packages-all", "", "it is for all packages of the account"),
    flag(Create, "scopes", "<names>", "scopes it is for"),
    flag(
        Create,
        "packages-and-scopes-permission",
        "<permission>",
        "`no-access`, `read-only`, `read-write` or `read-write-stage-only`; else the registry decides: read-only",
    ),
    flag(Create, "orgs", "<names>", "organizations it is for"),
    flag(
        Create,
        "orgs-permission",
        "<permission>",
        "`no-access`, `read-only` or `read-write`; else the registry decides: read-only",
    ),
    short(Create, "read-only", "--readonly", "", "it cannot publish"),
    flag(Create, "cidr", "<ranges>", "IPv4 ranges it may be used from, as `192.0.2.0/24`; else from everywhere"),
    flag(Create, "bypass-2fa", "", "it works without two-factor authentication"),
    flag(Rotate, "name", "<text>", "the new token's name; else the old one's, with a day at its end moved to today"),
    flag(
        Rotate,
        "expires",
        "<end>",
        "days (`30`), a duration (`30d`, `12w`) or an ISO date; else a life as long as the old token's",
    ),
    flag(
        Rotate,
        "packages-and-scopes-permission",
        "<permission>",
        "`read-write` or `read-write-stage-only` for a token that can write, which the list does not tell; or less than it had",
    ),
    flag(
        Rotate,
        "allow-uncarried",
        "<names>",
        "properties of the old token that are not known and that the new one may lack, by the registry's names",
    ),
    flag(Rotate, "keep-old", "", "do not revoke the old token"),
    flag(Rotate, "keep-old-for", "<time>", "the same, and say by when to revoke it: `30m`, `1h`, `2d`, `1w`"),
    flag(
        Secure,
        "allow-unenforced",
        "<names>",
        "restrictions the token may lack, each by its flag's name; else a token that lacks one is revoked at once",
    ),
    flag(
        Create,
        "on-unknown-outcome",
        "<what>",
        "if the answer is lost: `report` (default) the tokens it may have made, or `revoke` the one that is certain",
    ),
    flag(Secure, "password", "<text>", "the account's password; visible to other processes: prefer the prompt"),
    flag(Secure, "password-stdin", "", "read the account's password from standard input, up to its end"),
    flag(
        Deliver,
        "to",
        "<place>",
        "`stdout` (default), `file:<path>`, `npmrc` (the user's), `npmrc:<path>`, or `exec:<command>`: on its standard input",
    ),
    flag(
        Deliver,
        "keep-on-sink-failure",
        "",
        "keep a token that could not be handed over, and print it; else it is revoked at once",
    ),
    flag(
        Revoke,
        "by-value",
        "",
        "the words are full tokens; one the list does not tell is sent as it is, in an address that logs may keep",
    ),
    flag(
        Revoke,
        "file",
        "<file>",
        "revoke what the lines of a file name, or of standard input: `-`; lines that begin with `#` do not count",
    ),
    flag(Revoke, "all-except-current", "", "revoke all tokens but the one in use; with flags that ask for some, those"),
    short(
        Revoke,
        "yes",
        "-y",
        "",
        "revoke what a file or flags ask for without a question; counts from the command line alone",
    ),
    flag(Rehearse, "dry-run", "", "show what would be done, and send nothing that changes anything"),
    flag(Check, "min-days", "<days>", "it lives so many more days at least"),
    flag(Check, "require-package", "<names>", "it is for these packages"),
    flag(Check, "require-write", "", "it can publish"),
    flag(Check, "require-bypass-2fa", "", "it works without two-factor authentication"),
    flag(Check, "token-stdin", "", "read the token from standard input, up to its end, in place of the one configured"),
    flag(Filter, "name", "<pattern>", "those whose name is of a pattern, `*` for any text: `ci-*`"),
    flag(Filter, "scope", "<name>", "those for something in a scope, all packages included"),
    flag(Filter, "package", "<name>", "those for a package, by its name, its scope or as one of all"),
    flag(Filter, "permission", "<permission>", "`no-access`, `read-only` or `read-write` to packages"),
    flag(
        Filter,
        "bypass-2fa",
        "",
        "those that work without two-factor authentication; `--no-bypass-2fa`: those that do not",
    ),
    flag(Filter, "expired", "", "those whose end is over; `--no-expired`: those whose end is not"),
    flag(
        Filter,
        "expires-within",
        "<days>",
        "those that end within so many days (`14`, `14d`, `2w`), and have not yet",
    ),
    flag(
        Filter,
        "unused-since",
        "<days>",
        "those whose last use is so many days ago or more; or that were never used, and are as old",
    ),
    flag(Filter, "older-than", "<days>", "those created so many days ago or earlier"),
    flag(Filter, "no-cidr", "", "those that may be used from everywhere"),
    flag(
        Filter,
        "sort",
        "<field>",
        "`name`, `created`, `accessed` or `expiry`, the first to end before others; else as the registry does",
    ),
    flag(Audit, "name", "<pattern>", "tokens whose name is of a pattern, `*` for any text: `ci-*`"),
    flag(Audit, "scope", "<name>", "tokens for something in a scope, all packages included"),
    flag(Audit, "package", "<name>", "tokens for a package, by its name, its scope or as one of all"),
    flag(Audit, "expires-within", "<days>", "an `expiring` token ends within so many days; default `14d`"),
    flag(Audit, "unused-since", "<days>", "an `unused` token was last used so many days ago; default `90d`"),
    flag(
        Audit,
        "ignore",
        "<rules>",
        "rules to leave out, of `expired`, `bypass-2fa-write`, `expiring`, `never-expires`, `unused`, `all-packages-write`, `classic-token`, `direct-publish-after-2027`, `never-used` and `no-cidr`",
    ),
    flag(
        Audit,
        "fail-on",
        "<severity>",
        "end with 3 from this severity on: `error` (default), `warning`, `note`; or `none`",
    ),
    flag(Output, "json", "", "print JSON with npm's fields, the true keys and the true new token"),
    short(Output, "parseable", "-p, --porcelain", "", "print fields separated by tabs"),
    flag(
        Output,
        "output",
        "<form>",
        "`table` (default), `json`, `parseable`; of `create` also `token`: the new token alone; of `audit` also `sarif`, `markdown` and `timeline`",
    ),
    flag(Output, "progress", "", "say that a registry is waited for, at a terminal (default); `--no-progress`: do not"),
    flag(Output, "color", "", "colours: on a terminal (default), with `=always` everywhere; `--no-color` for none"),
    short(
        Output,
        "loglevel",
        "-s, -q, -d, -dd, -ddd, --silent, --quiet, --verbose",
        "<level>",
        "`silent` prints results only, `error` and `warn` leave out notices; default `notice`",
    ),
    flag(Registry, "registry", "<url>", "the registry; default the public npm registry"),
    flag(
        Registry,
        "login",
        "",
        "sign in on the web for this command alone, at a terminal; the session is ended after it",
    ),
    flag(Registry, "otp", "<code>", "a one-time password; else you are asked when the registry wants one"),
    flag(Registry, "auth-type", "<type>", "`web` (default) lets the registry offer a web sign-in, `legacy` does not"),
    flag(Registry, "scope", "<name>", "the scope named to the registry; it selects no registry and limits no token"),
    flag(
        Registry,
        "trust-project-config",
        "",
        "send passwords, codes and `${…}` where only the project's .npmrc says; else you are asked",
    ),
    flag(Registry, "userconfig", "<file>", "the user's configuration; default ~/.npmrc"),
    flag(Registry, "globalconfig", "<file>", "the global configuration; default <prefix>/etc/npmrc"),
    short(Registry, "prefix", "-C", "<folder>", "the folder whose .npmrc is the project's"),
    short(Registry, "global", "-g", "", "leave the project's .npmrc out"),
    flag(Registry, "location", "<where>", "`global` leaves the project's .npmrc out"),
    flag(Registry, "workspaces", "", "look for the workspace root (default); `--no-workspaces` stays in the package"),
    flag(Network, "ca", "<pem>", "certificate authorities to accept, as PEM text"),
    flag(Network, "cafile", "<file>", "a file of certificate authorities to accept"),
    flag(Network, "cert", "<pem>", "the client certificate, as PEM text"),
    flag(Network, "key", "<pem>", "its private key, as PEM text"),
    flag(Network, "strict-ssl", "", "check certificates (default); `--no-strict-ssl` accepts any"),
    flag(Network, "use-system-ca", "", "trust the system's certificate authorities too"),
    flag(
        Network,
        "proxy",
        "<url>",
        "the proxy for http, and for https where `https-proxy` is not set; `--no-proxy` for none",
    ),
    flag(Network, "https-proxy", "<url>", "the proxy for https"),
    flag(Network, "noproxy", "<hosts>", "hosts to reach without a proxy"),
    flag(Network, "fetch-timeout", "<ms>", "milliseconds one request may take in all; default 300000"),
    flag(Network, "fetch-retries", "<count>", "how often reading and deleting are tried again; default 2"),
    flag(Network, "fetch-retry-factor", "<factor>", "how much longer each wait is than the one before; default 10"),
    flag(
        Network,
        "fetch-retry-mintimeout",
        "<ms>",
        "the longest first wait in milliseconds, a random part less; default 10000",
    ),
    flag(Network, "fetch-retry-maxtimeout", "<ms>", "the longest wait in milliseconds; default 60000"),
    flag(Network, "user-agent", "<text>", "the user-agent header; default npm-token with version and system"),
    flag(
        General,
        "input",
        "",
        "ask at the terminal for what is missing (default); `--no-input` asks nothing, as if there were no terminal",
    ),
    flag(
        General,
        "browser",
        "",
        "offer to open the web sign-in (default), with `=<program>` in that one (not from a file); `--no-browser` shows its address only",
    ),
    short(General, "help", "-h, --usage", "", "show this help"),
    short(General, "version", "-v", "", "show the version"),
];
