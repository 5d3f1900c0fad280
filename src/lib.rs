//! npm-token.
pub mod config;
pub mod env;
pub mod error;
pub mod redact;
pub mod secret;
