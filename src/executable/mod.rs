//! Arguments in, output and exit code out, as `src/js/cli.js` does it in Node.js.

#[cfg(unix)]
mod ignored;
mod interrupt;
mod output;
mod title;

use std::convert::identity;
use std::ffi::OsString;
use std::process::ExitCode;

use npm_token::cli::{self, Outcome};
use npm_token::contain::{contain, hush};
use npm_token::env::{self, Env};
use npm_token::error::{Error, Result};

use interrupt::Interrupt;

/// Runs the command this process was started with.
pub fn run() -> ExitCode {
    hush();
    let exit_code = contain(|| {
        let words: Vec<OsString> = env::arguments().collect();
        // Before anything else: others see the whole command line until then.
        title::hide_arguments();
        output::print(&outcome(words))
    });
    let exit_code = exit_code.unwrap_or_else(|error| {
        output::complain(&format!("error[{}]: {error}\n", error.code()));
        error.exit_status()
    });
    ExitCode::from(exit_code)
}

fn outcome(words: Vec<OsString>) -> Outcome {
    let env = Env::of_process();
    let node = env.find_node();
    let env = match node {
        Some(node) => env.with_node(node),
        None => env,
    };
    let is_text = words.iter().all(|word| word.to_str().is_some());
    let arguments: Vec<String> = words.into_iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let done = match check(&arguments, is_text) {
        Ok(()) => contain(|| execute(arguments.clone(), env.clone())).and_then(identity),
        Err(error) => Err(error),
    };
    done.unwrap_or_else(|error| cli::refused(error, &arguments, &env))
}

/// Refuses what Node.js takes and this cannot.
fn check(arguments: &[String], is_text: bool) -> Result<()> {
    if !is_text {
        // In place of what is not text something else would be sent.
        let fix = "write it in UTF-8";
        return Err(Error::Usage { problem: "an argument is not valid Unicode".into(), fix: fix.into() });
    }
    if arguments.first().is_some_and(|word| word == "sandbox") {
        let problem = "the sandbox is written in JavaScript, and this executable runs without Node.js";
        let fix = "run it by `npx npm-token sandbox`";
        return Err(Error::Usage { problem: problem.into(), fix: fix.into() });
    }
    Ok(())
}

fn execute(arguments: Vec<String>, env: Env) -> Result<Outcome> {
    let unstarted = |cause| Error::Io { action: "get ready".into(), cause };
    let interrupt = Interrupt::watch().map_err(unstarted)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(unstarted)?;
    let outcome = runtime.block_on(cli::run(arguments, env, interrupt.during_create()));
    // A question nobody has answered keeps its thread, and must not keep the process.
    runtime.shutdown_background();
    Ok(outcome)
}
