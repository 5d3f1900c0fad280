//! The `npm-token` executable, which needs no Node.js: the library's [`cli`](npm_token::cli) in a process of its own.

mod executable;

use std::process::ExitCode;

fn main() -> ExitCode {
    executable::run()
}
