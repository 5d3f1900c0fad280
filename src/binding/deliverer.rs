//! Hands a new token to the caller's callback.

use std::sync::Arc;

use napi::Status;
use napi::bindgen_prelude::Promise;
use napi::threadsafe_function::{ThreadsafeFunction, UnknownReturnValue};
use napi_derive::napi;

use super::promise::Thrown;
use super::responder::failed;
use super::threads::Lent;
use crate::error::Result;
use crate::registry::BoxFuture;
use crate::tokens::{CreatedToken, Deliver, Delivery};

/// A new token, as the `deliver` callback gets it.
#[napi(object, object_from_js = false)]
pub struct DeliveredToken {
    /// The token's full value.
    pub token: String,
    /// The key by which the registry knows it; empty if it named none.
    pub key: String,
    /// Its name, if it has one.
    pub name: Option<String>,
    /// When it ends, ISO 8601. Left out if the registry did not say.
    pub expiry: Option<String>,
}

pub type DeliverCallback =
    ThreadsafeFunction<DeliveredToken, Promise<UnknownReturnValue>, DeliveredToken, Status, false, true>;

/// Whoever takes a new token: the callback, or else the caller with the result.
pub struct Deliverer {
    callback: Option<Lent<DeliverCallback>>,
    thrown: Thrown,
}

impl Deliverer {
    /// The caller alone.
    pub fn new(thrown: Thrown) -> Self {
        Self { callback: None, thrown }
    }

    /// The caller alone, of the same call.
    pub fn nobody(&self) -> Self {
        Self::new(Arc::clone(&self.thrown))
    }

    /// Lends a callback.
    pub fn lend(&mut self, callback: Lent<DeliverCallback>) {
        self.callback = Some(callback);
    }

    /// Tells whether there is a callback.
    pub fn has_callback(&self) -> bool {
        self.callback.is_some()
    }
}

impl Deliver for Deliverer {
    fn deliver<'a>(&'a self, created: &'a CreatedToken) -> BoxFuture<'a, Result<Delivery>> {
        Box::pin(async {
            let Some(callback) = self.callback.as_ref().and_then(Lent::get) else { return Ok(Delivery::WithResult) };
            let token = DeliveredToken {
                token: created.secret.expose().to_owned(),
                key: created.token.key.clone(),
                name: created.token.name.clone(),
                expiry: created.token.expiry.clone(),
            };
            let handed = async { callback.call_async_catch(token).await?.await };
            handed.await.map(|_| Delivery::Done).map_err(|error| failed(&self.thrown, "deliver", error))
        })
    }
}
