//! Hands the tokens of a list to JavaScript as they come.

use napi::bindgen_prelude::{FromNapiValue, Function, Unknown};
use napi::threadsafe_function::{ThreadsafeFunction, ThreadsafeFunctionCallMode, UnknownReturnValue};
use napi::{Env, Status};

use super::abort;
use super::call::Call;
use super::json::Json;
use super::options::STREAM_TOKENS;
use super::promise::{Guard, Outcome, Settled, Stop};
use super::threads::Lent;
use crate::error::{Error, Result};
use crate::registry::{BoxFuture, Registry};
use crate::time::Timestamp;
use crate::tokens::{self, Receive, Token, Wanted};

type TokensCallback = ThreadsafeFunction<String, UnknownReturnValue, String, Status, false, true>;

/// The function that takes tokens.
pub struct Taker(Lent<TokensCallback>);

impl Taker {
    /// Lends the function.
    pub fn of(env: &Env, function: Unknown<'_>) -> napi::Result<Self> {
        let function = Function::<String, UnknownReturnValue>::from_unknown(function)?;
        Lent::new(env, function.build_threadsafe_function().weak::<true>().build()?).map(Self)
    }

    /// Hands tokens over. They are taken when JavaScript comes to it, in this order.
    async fn hand_over(&self, tokens: Vec<Token>) -> Result<()> {
        let json = Json::of_tokens(tokens).await?.into_text();
        if let Some(function) = self.0.get() {
            function.call(json, ThreadsafeFunctionCallMode::NonBlocking);
        }
        Ok(())
    }

    /// Waits until all are taken, so that the call is not over before, be it by an error.
    async fn all_taken(&self) -> Result<()> {
        let Some(function) = self.0.get() else { return Ok(()) };
        function.call_async_catch("[]".into()).await.map(drop).map_err(|_| Error::Internal { place: None })
    }
}

/// Takes the tokens that are asked for.
struct Chosen<'a> {
    wanted: Wanted,
    taker: &'a Taker,
}

impl Receive for Chosen<'_> {
    fn receive(&self, tokens: Vec<Token>) -> BoxFuture<'_, Result<()>> {
        Box::pin(async move {
            let chosen = self.wanted.of(tokens, Timestamp::now());
            if chosen.is_empty() { Ok(()) } else { self.taker.hand_over(chosen).await }
        })
    }
}

/// Reads the options of a call, which `signal` ends.
pub fn read(env: &Env, options: Unknown<'_>, signal: Unknown<'_>, guard: &mut Guard) -> Result<Call> {
    let call = Call::read(env, options, &STREAM_TOKENS, guard)?;
    abort::listen_instead(env, signal, &mut guard.abort)?;
    Ok(call)
}

/// Hands over what is asked for, until the list is known to be whole.
pub async fn run(call: Call, taker: Taker, mut stop: Stop) -> Outcome {
    let work = async {
        let wanted = call.wanted()?;
        let (_, settings, responder) = call.open().await?;
        let registry = Registry::open(&settings, responder)?;
        tokens::stream(&registry, &Chosen { wanted, taker: &taker }).await
    };
    let outcome = stop.or(work).await;
    taker.all_taken().await?;
    outcome.and_then(|()| Json::of(&()).map(Settled::Json))
}
