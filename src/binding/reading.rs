//! Reads what the caller gave. Getters and proxies run code that may throw: reached through JavaScript's own functions,
//! that is an error like any other, and no exception is left behind.

use napi::bindgen_prelude::{
    FnArgs, FromNapiValue, Function, JsObjectValue, JsValuesTupleIntoVec, Object, ToNapiValue, Unknown,
};
use napi::{Env, JsValue, Result, ValueType};

/// The own properties of a plain object; `None` if it is none: of another object, inherited ones would be missed.
pub fn properties<'env>(env: &'env Env, value: Unknown<'env>) -> Result<Option<Vec<(String, Unknown<'env>)>>> {
    if value.get_type()? != ValueType::Object {
        return Ok(None);
    }
    let prototype_of: Function<'_, Unknown<'_>, Unknown<'_>> = builtin(env, "Object", "getPrototypeOf")?;
    let is_null = |value: Unknown<'_>| value.get_type().map(|kind| kind == ValueType::Null);
    let prototype = prototype_of.call(value)?;
    // The prototype of plain objects is the last one; in another realm, it is that realm's.
    if !is_null(prototype)? && !is_null(prototype_of.call(prototype)?)? {
        return Ok(None);
    }
    let entries: Function<'_, Unknown<'_>, Object<'_>> = builtin(env, "Object", "entries")?;
    let entries = entries.call(value)?;
    let entry = |index| {
        let entry: Object<'_> = entries.get_element(index)?;
        Ok((entry.get_element(0)?, entry.get_element(1)?))
    };
    (0..entries.get_array_length()?).map(entry).collect::<Result<_>>().map(Some)
}

/// The elements of an array; `None` if it is none.
pub fn elements<'env>(env: &'env Env, value: Unknown<'env>) -> Result<Option<Vec<Unknown<'env>>>> {
    let is_array: Function<'_, Unknown<'_>, bool> = builtin(env, "Array", "isArray")?;
    if !is_array.call(value)? {
        return Ok(None);
    }
    let from: Function<'_, Unknown<'_>, Object<'_>> = builtin(env, "Array", "from")?;
    let copy = from.call(value)?;
    (0..copy.get_array_length()?).map(|index| copy.get_element(index)).collect::<Result<_>>().map(Some)
}

/// A property of any object.
pub fn property<'env, T: FromNapiValue>(env: &'env Env, object: Object<'env>, name: &'static str) -> Result<T> {
    let get: Function<'_, FnArgs<(Object<'_>, &'static str)>, Unknown<'_>> = builtin(env, "Reflect", "get")?;
    T::from_unknown(get.call(FnArgs::from((object, name)))?)
}

/// Calls a function on an object with the elements of an array as arguments.
pub fn apply<'env>(
    env: &'env Env,
    function: Unknown<'env>,
    this: Object<'env>,
    arguments: impl ToNapiValue,
) -> Result<Unknown<'env>> {
    let call: Function<'_, FnArgs<(Unknown<'_>, Object<'_>, Unknown<'_>)>, Unknown<'_>> =
        builtin(env, "Reflect", "apply")?;
    call.call(FnArgs::from((function, this, arguments.into_unknown(env)?)))
}

fn builtin<'env, Args, Return>(env: &'env Env, holder: &str, name: &str) -> Result<Function<'env, Args, Return>>
where
    Args: JsValuesTupleIntoVec,
    Return: FromNapiValue,
{
    env.get_global()?.get_named_property::<Unknown<'_>>(holder)?.coerce_to_object()?.get_named_property(name)
}
