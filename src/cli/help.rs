//! What `--help` says.

use super::command::Command;
use super::flags::{FLAGS, Flag, Group};

/// The column at which the meaning of a flag begins.
const INDENT: usize = 30;

/// The width of the text, which is read in terminals of any.
const WIDTH: usize = 100;

/// The help for the program or for one command.
pub(super) fn text(command: Option<Command>) -> String {
    match command {
        None => {
            // What `exec` runs has results of its own.
            let others = || Command::ALL.into_iter().filter(|command| *command != Command::Exec);
            format!("{PROGRAM}\n{}", flags(|flag| others().all(|command| flag.is_of(command))))
        }
        Some(command) => {
            let names = match command.names() {
                [_, others @ ..] if !others.is_empty() => format!("\nOther names: {}\n", others.join(", ")),
                _ => String::new(),
            };
            format!(
                "{}{names}\n{}",
                about(command),
                flags(|flag| Flag::of(flag.name, command).is_some_and(|own| own.group == flag.group))
            )
        }
    }
}

const PROGRAM: &str = "\
Lists, checks, audits, creates, rotates and revokes npm access tokens.

Usage: npm-token [list]
       npm-token check [flags]        is the token in use good, and until when?
       npm-token audit [flags]        what is wrong with the tokens there are
       npm-token create --name=<text> [flags]
       npm-token create               asks what the new token shall be
       npm-token rotate <key|id|name|token> --to=<place> [flags]
       npm-token exec [flags] -- <command>   with a token that is revoked afterwards
       npm-token revoke <key|id|name|token>...
       npm-token revoke --expired [flags]
       npm-token revoke               lets you pick from the list
       npm-token sandbox [flags]      an in-memory registry to try things out with
       npm-token completion <shell>   a script for bash, zsh, fish or powershell
       npm-token help <command>

What flags set may also come from npm_config_* variables and .npmrc files, as for npm; what names
or widens a new token comes from no file.
Exit status: 0 done, 1 failed, 2 refused before anything was sent, 3 not as demanded,
130 interrupted; of exec what its command ended with.

Example: npm-token create --name=ci --packages=@acme/app --read-only --expires=30d
";

fn about(command: Command) -> &'static str {
    match command {
        Command::List => {
            "\
Lists the account's tokens; with flags that say which, those of which the registry shows that all
of it is so.

Usage: npm-token [list] [flags]

Example: npm-token list --json
         npm-token list --permission=read-write --unused-since=90d --sort=expiry
"
        }
        Command::Check => {
            "\
Tells whether the token in use is good, and until when: by its row of the list, else by what the
registry says to it. What the registry does not show is not taken for granted. Ends with 3 if the
token does not work, or is not as demanded.

Usage: npm-token check [flags]

Example: npm-token check --min-days=14 --require-package=@acme/app --require-write
"
        }
        Command::Audit => {
            "\
Judges the account's tokens by rules, each of which speaks only of what the registry shows: what
has ended or ends soon, is not used, or may do more than it should. Changes nothing.

Usage: npm-token audit [flags]

Example: npm-token audit --fail-on=warning --ignore=no-cidr,never-used
         npm-token audit --output=timeline
         npm-token audit --output=markdown >> \"$GITHUB_STEP_SUMMARY\"
"
        }
        Command::Create => {
            "\
Creates a token and prints its value, this once. Needs the account's password. At a terminal and
without a name, asks for what the flags do not say, the narrowest answers first, and shows the
command line that says the same.

Usage: npm-token create --name=<text> [flags]
       npm-token create [flags]

Example: npm-token create --name=ci --packages=@acme/app --read-only --expires=30d
         npm-token create --name=ci --packages-all --password-stdin --output=token < password.txt
         npm-token create --name=ci --scopes=@acme --to='exec:gh secret set NPM_TOKEN'
"
        }
        Command::Rotate => {
            "\
Replaces a token by one that is as it is, as far as the registry shows it: creates the new one,
hands it over, sees that it works, and only then revokes the old one. Refuses what cannot be carried
over. At every step one of the two works. Needs the account's password.

Usage: npm-token rotate <key|id|name|token> --to=<place> [flags]
       npm-token rotate <key|id|name|token> --keep-old [flags]
       npm-token rotate --to=<place>  lets you pick from the list

Example: npm-token rotate ci --to='exec:gh secret set NPM_TOKEN'
         npm-token rotate ci --packages-and-scopes-permission=read-write --to=npmrc:ci.npmrc
         npm-token rotate ci --keep-old-for=1h
"
        }
        Command::Exec => {
            "\
Runs a command with a token of its own, in its environment only, and revokes the token when the
command has ended, however it ends. npm itself knows it as the token for the registry, by the
variable npm_config_//registry.example/:_authToken; others by --env. (`npm exec` is something
else: it runs a package's command.) Needs the account's password. Ends with what the command ends
with, with 127 or 126 if there is none or it cannot be run, and not with 0 if revoking fails. What
a run that was killed has left is told by the next command, and offered to be revoked by `exec`.

Usage: npm-token exec [flags] -- <command> [arguments]

Example: npm-token exec --packages-all --packages-and-scopes-permission=read-write -- npm publish
         npm-token exec --scopes=@acme --read-only --env=NPM_TOKEN -- pnpm install
"
        }
        Command::Revoke => {
            "\
Revokes tokens: by whole key, by id (the beginning of a key, at least six characters), by name if
only one token has it, or by full value; or those of which the registry shows that all is so that
flags ask for, after a question. Goes on past a failure and reports each; the token in use is last.
At a terminal, and told nothing of which tokens, lets you pick them from the list; not on Windows.

Usage: npm-token revoke [flags] <key|id|name|token>...
       npm-token revoke [flags]
       npm-token revoke --file=<file> [--yes]
       npm-token revoke --all-except-current [flags] [--yes]
       npm-token revoke <flags that ask for tokens> [--yes]

Example: npm-token revoke 0123abcd ci-old
         npm-token revoke --expired --dry-run
         npm-token revoke --name='tmp-*' --unused-since=90d --yes
"
        }
    }
}

fn flags(wanted: impl Fn(&Flag) -> bool) -> String {
    let described = Group::ALL.into_iter().filter_map(|group| {
        let of_group = FLAGS.iter().filter(|flag| flag.group == group && wanted(flag));
        let described: String = of_group.map(describe).collect();
        (!described.is_empty()).then(|| format!("{}:\n{described}", group.title()))
    });
    described.collect::<Vec<_>>().join("\n")
}

fn describe(flag: &Flag) -> String {
    let value = if flag.value.is_empty() { String::new() } else { format!("={}", flag.value) };
    let short = if flag.short.is_empty() { String::new() } else { format!(", {}", flag.short) };
    let spellings = format!("  --{}{value}{short}", flag.name);
    let help = wrap(flag.help);
    // Spellings that need the room get a line of their own.
    if spellings.len() + 2 > INDENT {
        format!("{spellings}\n{:INDENT$}{help}\n", "")
    } else {
        format!("{spellings:INDENT$}{help}\n")
    }
}

/// Breaks a text between words.
fn wrap(text: &str) -> String {
    let mut wrapped = String::new();
    let mut column = INDENT;
    for word in text.split(' ') {
        if column > INDENT && column + 1 + word.len() > WIDTH {
            wrapped.push('\n');
            wrapped.push_str(&" ".repeat(INDENT));
            column = INDENT;
        } else if column > INDENT {
            wrapped.push(' ');
            column += 1;
        }
        wrapped.push_str(word);
        column += word.len();
    }
    wrapped
}

#[cfg(test)]
mod tests {
    use super::{WIDTH, text};
    use crate::cli::command::Command;
    use crate::cli::flags::{FLAGS, Flag, Group};
    use crate::config::keys::KEYS;
    use crate::tokens::{Criterion, RULES, SORT};

    #[test]
    fn mentions_every_flag_of_the_command_and_an_example() {
        for command in Command::ALL {
            let help = text(Some(command));
            for flag in FLAGS {
                let is_named = help.lines().any(|line| names(line, flag.name));
                assert_eq!(is_named, Flag::of(flag.name, command).is_some(), "{}: --{}", command.name(), flag.name);
            }
            assert!(help.contains(&format!("Example: npm-token {}", command.name())), "{help}");
            assert!(command.names().iter().all(|name| help.contains(name)));
        }
        let program = text(None);
        assert!(
            ["list", "check", "audit", "create", "rotate", "exec", "revoke", "sandbox"]
                .iter()
                .all(|name| program.contains(name))
        );
    }

    #[test]
    fn lines_are_not_too_long() {
        for topic in std::iter::once(None).chain(Command::ALL.map(Some)) {
            let help = text(topic);
            assert!(help.lines().all(|line| line.chars().count() <= WIDTH && line.trim_end() == line), "{help}");
        }
    }

    #[test]
    fn says_what_a_flag_really_does() {
        let help = text(Some(Command::Create)).split_whitespace().collect::<Vec<_>>().join(" ");
        let said = [
            "--password=<text> the account's password; visible to other processes: prefer the prompt",
            "--registry=<url> the registry; default the public npm registry",
            "--auth-type=<type> `web` (default) lets the registry offer a web sign-in, `legacy` does not",
            "--use-system-ca trust the system's certificate authorities too",
            "--proxy=<url> the proxy for http, and for https where `https-proxy` is not set",
            "--fetch-retry-mintimeout=<ms> the longest first wait",
        ];
        for words in said {
            assert!(help.contains(words), "{words}");
        }
    }

    #[test]
    fn every_key_of_the_configuration_is_a_flag() {
        for key in KEYS {
            assert!(FLAGS.iter().any(|flag| flag.name == key.name), "--{}", key.name);
        }
        let own = FLAGS.iter().filter(|flag| {
            !matches!(flag.group, Group::Filter | Group::Audit | Group::Check | Group::Deliver | Group::Rotate)
        });
        let own = own.map(|flag| flag.name).filter(|name| KEYS.iter().all(|key| key.name != *name));
        assert_eq!(
            own.collect::<Vec<_>>(),
            ["env", "password-stdin", "by-value", "file", "all-except-current", "yes", "login", "help", "version"]
        );
        let filters = FLAGS.iter().filter(|flag| flag.group == Group::Filter).map(|flag| flag.name);
        let criteria = Criterion::NAMES.iter().map(|(name, _)| *name).chain([SORT]);
        assert_eq!(filters.collect::<Vec<_>>(), criteria.collect::<Vec<_>>());
        let ignored = FLAGS.iter().find(|flag| flag.name == "ignore").expect("the flag");
        assert!(RULES.iter().all(|rule| ignored.help.contains(&format!("`{}`", rule.id))), "{}", ignored.help);
    }

    /// Whether a line begins with this very flag.
    fn names(line: &str, flag: &str) -> bool {
        let rest = line.strip_prefix("  --").and_then(|line| line.strip_prefix(flag));
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with(['=', ' ', ',']))
    }
}
