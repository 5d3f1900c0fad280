//! What the `npm-token` command needs within Node.js: its run, signals, and the terminal.

use std::io::{IsTerminal, stderr, stdin, stdout};

use napi::bindgen_prelude::{FromNapiValue, Function, Object, Unknown};
use napi::threadsafe_function::{ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi::{Env, Result};
use napi_derive::napi;
use tokio::sync::Notify;

use super::promise::{self, Guard, Settled};
use super::threads::Lent;
use super::{boxed, surroundings, types};
use crate::cli;
use crate::contain::{contain, hush};
use crate::error::Error;

/// Runs the command line and resolves with what it printed. For the `npm-token` command. `onCreate` is called before a
/// create sends anything: from then on, it is to be ended by `interrupt`.
///
/// @internal
#[napi(ts_args_type = "args: Array<string>, onCreate: () => void", ts_return_type = "Promise<CliOutcome>")]
pub fn run_cli<'env>(env: &'env Env, args: Vec<String>, on_create: Unknown<'env>) -> Result<Object<'env>> {
    hush();
    let on_create = Function::<(), UnknownReturnValue>::from_unknown(on_create)?;
    let on_create = Lent::new(env, on_create.build_threadsafe_function().weak::<true>().build()?)?;
    let work = contain(|| surroundings::of(env)).map(|surroundings| {
        boxed(async move |_| {
            let interrupted = async {
                if let Some(on_create) = on_create.get() {
                    on_create.call((), ThreadsafeFunctionCallMode::NonBlocking);
                }
                INTERRUPTED.notified().await;
                Error::Aborted
            };
            Ok(Settled::Cli(types::outcome(cli::run(args, surroundings, interrupted).await)))
        })
    });
    promise::settle(env, Guard::default(), work)
}

/// The create of the command line is to be given up; a process has one.
static INTERRUPTED: Notify = Notify::const_new();

/// Gives up the create that the command line has begun. For the `npm-token` command, which takes an `AbortSignal` longer to
/// make than to read its answer.
///
/// @internal
#[napi]
pub fn interrupt() {
    INTERRUPTED.notify_one();
}

/// Takes a signal that the process got, by its name, and tells whether it is seen to: the command that runs with a token of
/// its own gets it, and it must have no other effect. For the `npm-token` command.
///
/// @internal
#[napi]
pub fn relay(signal: String) -> bool {
    let number = match signal.as_str() {
        "SIGHUP" => 1,
        "SIGINT" => 2,
        "SIGQUIT" => 3,
        "SIGTERM" => 15,
        _ => return false,
    };
    cli::relay(number)
}

/// Tells whether a standard stream, 0 to 2, is a terminal. For the `npm-token` command: Node.js's own way takes longer to
/// load than all the rest of it.
///
/// @internal
#[napi]
pub fn is_terminal(fd: u32) -> bool {
    match fd {
        0 => stdin().is_terminal(),
        1 => stdout().is_terminal(),
        _ => stderr().is_terminal(),
    }
}

/// Switches the terminal's echo on again if a question has it switched off. For the `npm-token` command, when it is about
/// to be ended.
///
/// @internal
#[napi]
pub fn restore_echo() {
    #[cfg(unix)]
    cli::restore_echo();
}

/// Stops the process as Ctrl-Z does, with the terminal's echo on meanwhile. For the `npm-token` command.
///
/// @internal
#[napi]
pub fn suspend() {
    #[cfg(unix)]
    cli::suspend();
}
