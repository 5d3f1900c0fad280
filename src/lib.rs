//! Lists, checks, audits, creates, rotates and revokes npm access tokens: the core of the `npm-token` package.
//!
//! A pure core that does not know Node.js, a thin binding that does not know HTTP, and a launcher that knows nothing.
//! Imports point one way only:
//!
//! ```text
//!     binding ─┐
//!              ├─> tokens ─> registry, journal ─> config ─> contain, error, secret, redact, time, env
//! main ─> cli ─┘
//! ```
//!
//! - [`tokens`]: one operation, one file: `list`, `check`, `audit`, `create`, `rotate`, `revoke`, `temporary`; what a token is,
//!   what a new one may be, whether it became that, and what is wrong with one.
//! - [`registry`]: one registry over HTTP: requests, redirects, retries, one-time passwords, web sign-in, TLS, dialects.
//! - [`config`]: where settings and credentials come from: options, environment, `.npmrc` files.
//! - [`cli`]: the `npm-token` command: arguments, prompts, output.
//! - `binding`: the Node.js addon, and the only folder that names napi; the package in `addon` links it.
//! - `src/main.rs` and `src/executable`: the executable, a crate of its own: signals, output and exit code of a process.
//! - [`journal`]: notes of tokens that are being made or in use, for what a killed run leaves behind.
//! - `parts`: single steps of the work; for benchmarks only.
//! - `fuzzing`: what must hold for any input; for tests and `cargo fuzz` only.
//! - [`contain`], [`error`], [`secret`], [`redact`], [`time`], [`env`](mod@env): what every layer needs.
//!
//! Beside the run of a command line, `binding` takes one thing from `cli`: how it is said what a killed run has left.
//!
//! The launcher and the hand-written types are in `src/js`, the registry for tests and demos in `sandbox`, the plugins for
//! release tools in `integrations`.

#[cfg(feature = "binding")]
mod binding;
pub mod cli;
pub mod config;
pub mod contain;
pub mod env;
pub mod error;
#[cfg(any(test, fuzzing))]
pub mod fuzzing;
pub mod journal;
#[cfg(feature = "parts")]
pub mod parts;
pub mod redact;
pub mod registry;
pub mod secret;
pub mod time;
pub mod tokens;
