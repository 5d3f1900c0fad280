//! Listens to an `AbortSignal`: also to one that is aborted already, without touching its `onabort`, and not for longer
//! than the call lasts.

use std::cell::Cell;

use napi::bindgen_prelude::{Function, FunctionRef, Object, ObjectRef, Unknown};
use napi::{Env, JsValue, ValueType};
use tokio::sync::oneshot;

use super::reading::{apply, property};
use crate::error::{Error, Result};

/// A listener on a signal, to be removed when the call has settled.
pub struct Listener {
    signal: ObjectRef<false>,
    handler: FunctionRef<(), ()>,
}

/// Listens to a signal instead of the one of the options, which JavaScript relays to it.
pub fn listen_instead(env: &Env, signal: Unknown<'_>, listening: &mut Option<Listening>) -> Result<()> {
    let own = listen(env, signal)?;
    if let Some((theirs, _)) = listening.replace(own) {
        theirs.remove(env, false);
    }
    Ok(())
}

/// A listener, and what fires when its signal is aborted.
pub type Listening = (Listener, oneshot::Receiver<()>);

/// Starts to listen. The receiver fires when the signal is aborted, at once if it already is.
pub fn listen(env: &Env, value: Unknown<'_>) -> Result<Listening> {
    let found = signal(env, value).ok().flatten();
    let (signal, is_aborted) =
        found.ok_or_else(|| Error::ArgumentType { problem: "`signal` must be an AbortSignal".into() })?;
    let (sender, receiver) = oneshot::channel();
    let sender = Cell::new(Some(sender));
    let fire = move || {
        if let Some(sender) = sender.take() {
            // The call may have ended; then there is nobody to tell.
            let _ = sender.send(());
        }
    };
    if is_aborted {
        fire();
    }
    attach(env, &signal, fire)
        .map(|listener| (listener, receiver))
        .map_err(|error| Error::ArgumentType { problem: format!("`signal` cannot be listened to: {}", error.reason) })
}

fn attach(env: &Env, signal: &Object<'_>, fire: impl Fn() + 'static) -> napi::Result<Listener> {
    let handler: Handler<'_> = env.create_function_from_closure("abort", move |_| {
        fire();
        Ok(())
    })?;
    let mut options = Object::new(env)?;
    options.set("once", true)?;
    call_on(env, *signal, "addEventListener", handler, Some(options))?;
    Ok(Listener { signal: signal.create_ref()?, handler: handler.create_ref()? })
}

type Handler<'env> = Function<'env, (), ()>;

/// Calls `addEventListener` or `removeEventListener` with event, handler and options.
fn call_on<'env>(
    env: &'env Env,
    signal: Object<'env>,
    method: &'static str,
    handler: Handler<'env>,
    options: Option<Object<'env>>,
) -> napi::Result<()> {
    let method: Unknown<'env> = property(env, signal, method)?;
    let arguments: (&str, Handler<'env>, Option<Object<'env>>) = ("abort", handler, options);
    apply(env, method, signal, arguments).map(drop)
}

/// Takes what looks like a signal, an object that can be listened to and says whether it is aborted, and what it says.
fn signal<'env>(env: &'env Env, value: Unknown<'env>) -> napi::Result<Option<(Object<'env>, bool)>> {
    if value.get_type()? != ValueType::Object {
        return Ok(None);
    }
    let object = value.coerce_to_object()?;
    let kind_of = |name| property::<Unknown<'_>>(env, object, name)?.get_type();
    let fits = kind_of("aborted")? == ValueType::Boolean
        && kind_of("addEventListener")? == ValueType::Function
        && kind_of("removeEventListener")? == ValueType::Function;
    if fits { Ok(Some((object, property(env, object, "aborted")?))) } else { Ok(None) }
}

impl Listener {
    /// Stops listening, whatever the signal makes of it, and tells its reason if that can be known.
    pub fn remove(self, env: &Env, wants_reason: bool) -> Option<Unknown<'_>> {
        let signal = self.signal.get_value(env).ok()?;
        let handler = self.handler.borrow_back(env).ok()?;
        // The call is over; a signal that cannot be left changes nothing about how it ended.
        let _ = call_on(env, signal, "removeEventListener", handler, None);
        let reason = if wants_reason { property(env, signal, "reason").ok() } else { None };
        let _ = self.signal.unref(env);
        reason
    }
}
