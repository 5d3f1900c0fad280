//! Errors as npm's `--json` has them, and beside that what the error of the JavaScript API has.

use serde_json::{Value, json};

use super::json;
use crate::error::{Candidate, Error, Unapplied};

/// The document that stands for the result of a command that failed.
pub(super) fn error_json(error: &Error) -> String {
    json::print(&json!({ "error": error_object(error) }))
}

/// The error itself.
pub(super) fn error_object(error: &Error) -> Value {
    let mut shown = json!({ "code": error.code().as_str(), "summary": error.to_string() });
    if let Some(hint) = error.hint() {
        shown["detail"] = hint.into();
    }
    if let Some(status) = error.status_code() {
        shown["statusCode"] = status.into();
    }
    if let Some(exchange) = error.exchange() {
        shown["method"] = exchange.method.into();
        shown["url"] = exchange.url.as_str().into();
    }
    let texts = [
        ("registry", error.registry()),
        ("key", error.key()),
        ("revoked", error.revoked()),
        ("oldKey", error.old_key()),
    ];
    for (field, text) in texts {
        if let Some(text) = text {
            shown[field] = text.into();
        }
    }
    if !error.candidates().is_empty() {
        shown["candidates"] = error.candidates().iter().map(candidate).collect();
    }
    if !error.restrictions().is_empty() {
        shown["restrictions"] = error.restrictions().iter().map(restriction).collect();
    }
    if let Some(underlying) = error.underlying() {
        shown["cause"] = error_object(underlying);
    }
    if let Some((auth_url, done_url)) = error.sign_in() {
        shown["authUrl"] = auth_url.as_str().into();
        shown["doneUrl"] = done_url.as_str().into();
    }
    shown
}

fn candidate(candidate: &Candidate) -> Value {
    let mut shown = json!({ "key": candidate.key, "id": candidate.id });
    for (field, value) in [("name", &candidate.name), ("created", &candidate.created)] {
        if let Some(value) = value {
            shown[field] = value.as_str().into();
        }
    }
    shown
}

fn restriction(one: &Unapplied) -> Value {
    json!({ "name": one.restriction, "instead": one.instead })
}
