//! Tokens that JavaScript has for one piece of work: from when they are made until they are revoked.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use napi::Env;
use napi::bindgen_prelude::Unknown;
use serde::Serialize;

use super::call::Call;
use super::json::Json;
use super::options::TEMPORARY_TOKEN;
use super::promise::{Guard, Outcome, Settled, Stop, Thrown};
use super::{abort, password, types, warnings};
use crate::cli;
use crate::config::Source;
use crate::contain::apart;
use crate::error::{Error, Result};
use crate::journal::{Journal, Purpose};
use crate::registry::Registry;
use crate::time::Timestamp;
use crate::tokens::{self, Lifetime, Temporary, TemporaryPlan};

/// A token that is there, and what is needed to revoke it.
pub struct Held {
    temporary: Temporary,
    thrown: Thrown,
}

/// The tokens of one JavaScript thread. With the thread they are gone, and their notes stay.
#[derive(Default)]
pub struct Holdings(Mutex<(u32, HashMap<u32, Held>)>);

impl Holdings {
    /// Keeps a token, and gives the handle by which it is known.
    pub fn hold(&self, held: Held) -> u32 {
        let mut holdings = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        holdings.0 = holdings.0.wrapping_add(1);
        let handle = holdings.0;
        holdings.1.insert(handle, held);
        handle
    }

    /// Gives one back.
    pub fn give_back(&self, handle: u32) -> Option<Held> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).1.remove(&handle)
    }
}

/// What JavaScript gets of it, beside the handle.
#[derive(Serialize)]
struct Shown<'a> {
    token: &'a str,
    key: &'a str,
    env: HashMap<String, &'a str>,
}

/// Reads the options of a call. `signal` is what ends it.
pub fn read(env: &Env, options: Unknown<'_>, signal: Unknown<'_>, guard: &mut Guard) -> Result<Call> {
    let call = Call::read(env, options, &TEMPORARY_TOKEN, guard)?;
    abort::listen_instead(env, signal, &mut guard.abort)?;
    Ok(call)
}

/// Makes the token.
pub async fn make(call: Call, mut stop: Stop) -> Outcome {
    let (thrown, warnings, journal) = (call.thrown(), call.warnings(), Journal::of(call.env()));
    let surroundings = call.env().clone();
    let (config, settings, responder) = stop.or(call.open()).await?;
    tokens::refuse_rehearsal(&config, TEMPORARY_TOKEN.function)?;
    let address = &settings.registry.value;
    let (named, used) = (address.to_string(), address.to_string());
    let left = stop.or(apart(move || Ok(cli::what_was_left(&surroundings, &used)))).await?;
    warnings::add(&warnings, "NPM_TOKEN_LEFT", left);
    let plan = TemporaryPlan::read(&config, address, Purpose::Temporary, Timestamp::now())?;
    let registry = Registry::open(&settings, responder)?;
    registry.trust().await?;
    let password = password(&config)?;
    let life = Lifetime { journal, purpose: Purpose::Temporary };
    let mut unnoted = Vec::new();
    let made = Temporary::make(&registry, plan, &password, life, &mut unnoted, stop.fired()).await;
    warnings::add(&warnings, "NPM_TOKEN_UNNOTED", unnoted);
    let temporary = made?;
    let value = temporary.created.secret.expose();
    let mut env = HashMap::from([(format!("npm_config_{}", address.token_key()), value)]);
    if settings.registry.source == Source::Option {
        env.insert("npm_config_registry".into(), &named);
    }
    let json = Json::of(&Shown { token: value, key: &temporary.created.token.key, env })?;
    Ok(Settled::Held(json, Box::new(Held { temporary, thrown })))
}

/// Revokes a token, with what its call has said of callbacks.
pub fn guard_of(held: &Held) -> Guard {
    Guard { thrown: Arc::clone(&held.thrown), ..Guard::default() }
}

/// Revokes the token.
pub async fn end(held: Held) -> Outcome {
    let gone = held.temporary.end().await?;
    Json::of(&types::revoked(gone)).map(Settled::Json)
}

/// What is said of a handle that no token has.
pub fn unknown() -> Error {
    Error::ArgumentValue { problem: "there is no such token".into() }
}
