//! Reads the command line: npm's flags, strictly. What npm guesses at or ignores is an error here.

use std::ffi::OsString;

use lexopt::Arg;

use super::command::{Command, Parsed};
use super::flags::{Flag, Takes, known};
use super::gathered::Gathered;
use super::printable::printable;
use super::refusal::{CREDENTIAL_FIX, no_value, refuse_other_dashes, unknown, usage};
use crate::config::Value;
use crate::env::Env;
use crate::error::Result;

/// The flags that are one letter, also several behind one dash.
const LETTERS: &str = "hH?vpsqdgy";

/// Reads the words after the program's name.
pub(crate) fn parse(mut arguments: Vec<String>) -> Result<Parsed> {
    // No flag takes a word that begins with a dash, so the first `--` always ends them.
    let end = arguments.iter().position(|word| word == "--").unwrap_or(arguments.len());
    let plain: Vec<String> = arguments.split_off(end).into_iter().skip(1).collect();
    // Whoever asks for help gets it, whatever else is wrong.
    if arguments.iter().any(|word| is_one_of(word, &["--help", "--usage"], "hH?")) {
        return Ok(Parsed::Help(arguments.iter().find_map(|word| Command::find(word))));
    }
    if arguments.iter().any(|word| is_one_of(word, &["--version"], "v")) {
        return Ok(Parsed::Version);
    }
    let words = lexopt::Parser::from_args(arguments);
    let mut reader = Reader { words, gathered: Gathered::default(), details: 0 };
    reader.read()?;
    reader.gathered.finish(plain)
}

/// Guesses whether JSON is wanted, for errors that come before that is known. Flags and variables count as they do in
/// [`Output::choose`](super::output::Output::choose).
pub(super) fn wants_json(arguments: &[String], env: &Env) -> bool {
    let (mut switch, mut form) = (None, variable(env, "npm_config_output"));
    let flags = arguments.iter().map(String::as_str).take_while(|word| *word != "--");
    let mut flags = flags.peekable();
    while let Some(word) = flags.next() {
        match word {
            "--json" => switch = Some(flags.peek() != Some(&"false")),
            "--no-json" => switch = Some(false),
            "--output" => form = flags.peek().copied(),
            _ => match word.split_once('=') {
                Some(("--json", value)) => switch = Some(value == "true"),
                Some(("--output", value)) => form = Some(value),
                _ => {}
            },
        }
    }
    match form {
        _ if switch == Some(true) => true,
        Some(form) => form == "json",
        None => switch.unwrap_or_else(|| matches!(variable(env, "npm_config_json"), Some("true" | "1"))),
    }
}

/// What npm's configuration finds in the environment: names in any case, and empty ones do not count.
fn variable<'a>(env: &'a Env, name: &str) -> Option<&'a str> {
    let found = env.vars().filter(|(other, value)| other.eq_ignore_ascii_case(name) && !value.is_empty()).last();
    found.map(|(_, value)| value.trim())
}

/// Tells whether a word is one of the long flags, or letters of which one is among these.
fn is_one_of(word: &str, long: &[&str], letters: &str) -> bool {
    let cluster = word.strip_prefix('-').filter(|rest| rest.chars().all(|letter| LETTERS.contains(letter)));
    long.contains(&word) || cluster.is_some_and(|rest| rest.contains(|letter| letters.contains(letter)))
}

/// Gathers what the words say.
struct Reader {
    words: lexopt::Parser,
    gathered: Gathered,
    /// How many `-d` there were.
    details: usize,
}

/// What one word turned out to be; owned, so that its value can be read next.
enum Word {
    Letter(char),
    Name(String),
    Plain(String),
}

impl Reader {
    fn read(&mut self) -> Result<()> {
        while let Some(word) = self.next()? {
            match word {
                Word::Letter(letter) => self.letter(letter)?,
                Word::Name(name) => self.name(&name)?,
                Word::Plain(text) => {
                    refuse_other_dashes(&text)?;
                    self.gathered.positional.push(text);
                }
            }
        }
        Ok(())
    }

    fn next(&mut self) -> Result<Option<Word>> {
        let word = self.words.next().map_err(|error| match error {
            lexopt::Error::UnexpectedValue { option, .. } => no_value(&option),
            _ => usage("an argument cannot be read", "see `npm-token --help`"),
        })?;
        Ok(word.map(|word| match word {
            Arg::Short(letter) => Word::Letter(letter),
            Arg::Long(name) => Word::Name(name.to_owned()),
            Arg::Value(text) => Word::Plain(text_of(text)),
        }))
    }

    fn letter(&mut self, letter: char) -> Result<()> {
        match letter {
            'p' => self.gathered.set_switch(known("parseable"), true),
            's' => self.gathered.set_level("silent"),
            'q' => self.gathered.set_level("warn"),
            'd' => {
                self.details += 1;
                self.gathered.set_level(["info", "verbose", "silly"][self.details.min(3) - 1]);
            }
            'g' => self.gathered.set_switch(known("global"), true),
            'y' => self.gathered.set_switch(known("yes"), true),
            'C' => {
                let folder = self.value("-C")?;
                self.gathered.set(known("prefix"), Value::Text(folder));
            }
            _ => {
                let fix = "flags of more than one letter begin with two dashes; see `npm-token --help`";
                return Err(usage(format!("unknown flag `-{}`", printable(&letter.to_string())), fix));
            }
        }
        Ok(())
    }

    fn name(&mut self, name: &str) -> Result<()> {
        let spelling = format!("--{name}");
        match name {
            "readonly" => return self.flag(known("read-only"), &spelling),
            "porcelain" => return self.flag(known("parseable"), &spelling),
            "silent" | "quiet" | "verbose" => {
                self.refuse_value(&spelling)?;
                self.gathered.set_level(if name == "quiet" { "warn" } else { name });
                return Ok(());
            }
            _ if name.starts_with("//") => return self.credential(name),
            _ => {}
        }
        if let Some(flag) = Flag::find(name) {
            return self.flag(flag, &spelling);
        }
        match name.strip_prefix("no-").and_then(Flag::find) {
            Some(flag) => self.negated(flag, &spelling),
            None => Err(unknown(name)),
        }
    }

    fn flag(&mut self, flag: &'static Flag, spelling: &str) -> Result<()> {
        if flag.name == "password" {
            self.gathered.warn_of_secret(format_args!("`{spelling}`"));
        }
        match flag.takes() {
            // `--help` and `--version` as such were found before.
            Takes::Nothing => return Err(no_value(spelling)),
            Takes::Switch => {
                let on = self.switch(spelling, "")? == "true";
                self.gathered.set_switch(flag, on);
            }
            Takes::SwitchOr(word) => {
                let value = self.switch(spelling, word)?;
                self.gathered.set(flag, Value::Text(value));
            }
            Takes::SwitchOrText => {
                let value = self.words.optional_value().map(text_of);
                let value = value.map_or(Value::Flag(true), Value::Text);
                self.gathered.set(flag, value);
            }
            Takes::Value => {
                let value = self.value(spelling)?;
                self.gathered.set(flag, Value::Text(value));
            }
            Takes::Values => {
                let value = self.value(spelling)?;
                self.gathered.append(flag, value);
            }
        }
        Ok(())
    }

    fn negated(&mut self, flag: &'static Flag, spelling: &str) -> Result<()> {
        self.refuse_value(spelling)?;
        match flag.takes() {
            Takes::Nothing => return Err(unknown(spelling.trim_start_matches('-'))),
            Takes::Switch | Takes::SwitchOrText => self.gathered.set_switch(flag, false),
            Takes::SwitchOr(_) => self.gathered.set(flag, Value::Text("false".into())),
            // No proxy at all; the others are as if they were set nowhere.
            Takes::Value if flag.name == "proxy" => self.gathered.set(flag, Value::Flag(false)),
            Takes::Value | Takes::Values if flag.is_clearable() => self.gathered.set(flag, Value::Null),
            Takes::Value | Takes::Values => {
                let problem = format!("`--{}` cannot be turned off", flag.name);
                return Err(usage(problem, format!("leave `{spelling}` out, or give a value by `--{}`", flag.name)));
            }
        }
        Ok(())
    }

    /// `--//registry.example/:_authToken=…`, as npm takes it.
    fn credential(&mut self, name: &str) -> Result<()> {
        let key = name.rsplit_once(':').map(|(_, key)| key).filter(|key| CREDENTIALS.contains(key));
        let key = key.ok_or_else(|| usage("a flag that begins with `--//` names no credential", CREDENTIAL_FIX))?;
        let spelling = format!("--//…:{key}");
        let attached = self.words.optional_value().map(text_of).filter(|value| !value.is_empty());
        let value = attached.ok_or_else(|| usage(format!("`{spelling}` needs a value"), CREDENTIAL_FIX))?;
        if key.starts_with('_') {
            self.gathered.warn_of_secret(format_args!("`{spelling}`"));
        }
        self.gathered.set_key(name, Value::Text(value));
        Ok(())
    }

    /// The value of a flag: attached by `=`, or the next word unless that is a flag. A dash alone is standard input, where
    /// files are read.
    fn value(&mut self, spelling: &str) -> Result<String> {
        let attached = self.words.optional_value();
        let is_input = |word: &str| word == "-" && spelling == "--file";
        let value = attached.or_else(|| self.following(|word| !word.starts_with('-') || is_input(word)));
        value.map(text_of).ok_or_else(|| {
            let fix = format!("write `{spelling}=<value>`; a value that begins with a dash must be attached this way");
            usage(format!("`{spelling}` needs a value"), fix)
        })
    }

    /// What a switch says: `true` alone, else `true`, `false` or one more word.
    fn switch(&mut self, spelling: &str, more: &str) -> Result<String> {
        let Some(attached) = self.words.optional_value().map(text_of) else {
            let word = self.following(|word| matches!(word, "true" | "false"));
            return Ok(word.map_or_else(|| "true".into(), text_of));
        };
        // T7: npm takes `no`, `off` and `0` for yes.
        if matches!(attached.as_str(), "true" | "false") || attached == more && !more.is_empty() {
            return Ok(attached);
        }
        let or_more = if more.is_empty() { String::new() } else { format!(", `={more}`") };
        let fix = format!("write `{spelling}` alone, or attach `=true`, `=false`{or_more}");
        Err(usage(format!("the value of `{spelling}` is neither true nor false"), fix))
    }

    fn following(&mut self, accept: impl FnOnce(&str) -> bool) -> Option<OsString> {
        self.words.try_raw_args()?.next_if(|word| word.to_str().is_some_and(accept))
    }

    fn refuse_value(&mut self, spelling: &str) -> Result<()> {
        if self.words.optional_value().is_some() { Err(no_value(spelling)) } else { Ok(()) }
    }
}

/// What can be given for one registry; those with an underscore are secret.
const CREDENTIALS: [&str; 6] = ["_authToken", "_auth", "_password", "username", "certfile", "keyfile"];

/// The words were text before the parser took them as the system's strings.
fn text_of(word: OsString) -> String {
    word.into_string().unwrap_or_else(|word| word.to_string_lossy().into_owned())
}

#[cfg(test)]
mod tests;
