//! Judges what a token may do, by the rights that a registry describes.

use serde_json::Value;

use super::Verdict::{self, Broken, Kept, Less, Silent, Unproven};
use crate::tokens::model::Token;
use crate::tokens::new_token::{NewToken, Permission};
use crate::tokens::reach::is_reading;

/// A right of a name that is not known may be one of either kind.
pub(super) fn is_of_orgs(name: &str) -> bool {
    !matches!(name, "package" | "packages" | "scope" | "scopes")
}

/// Tells whether there are rights that cannot be read, of which any may be one to write.
fn has_unread_rights(made: &Token) -> bool {
    match made.raw.fields().get("permissions") {
        None | Some(Value::Null) => false,
        Some(rights) => rights.as_array().is_none_or(|rights| rights.len() != made.permissions.len()),
    }
}

/// Judges what a token may do with one kind of target. Without a permission asked for, it may not be one to write.
pub(super) fn permission(
    asked: Option<Permission>,
    token: &NewToken,
    made: &Token,
    is_its: fn(&str) -> bool,
) -> Verdict {
    let is_listed = made.raw.fields().get("permissions").is_some_and(Value::is_array);
    let mut rights = made.permissions.iter().filter(|right| is_its(&right.name));
    let can_write = rights.clone().any(|right| !is_reading(&right.action));
    let can_read = rights.next().is_some();
    let (writes, reads) = (|| Broken("it may write".into()), || Broken("it may read".into()));
    match asked {
        // `read-only` is judged by itself.
        _ if token.read_only => Kept,
        None if can_write && token.is_limited() => writes(),
        Some(Permission::ReadOnly | Permission::NoAccess) if has_unread_rights(made) => Silent,
        None if has_unread_rights(made) && token.is_limited() => Unproven,
        Some(Permission::ReadWrite) if is_listed && !can_write => Less,
        None | Some(Permission::ReadWrite) => Kept,
        // No right tells them apart.
        Some(Permission::ReadWriteStageOnly) if is_listed => Unproven,
        Some(Permission::ReadWriteStageOnly) => Silent,
        Some(_) if can_write => writes(),
        Some(Permission::NoAccess) if can_read => reads(),
        Some(_) if is_listed => Kept,
        Some(_) if made.readonly == Some(false) => writes(),
        Some(Permission::ReadOnly) if made.readonly == Some(true) => Kept,
        Some(_) => Silent,
    }
}

/// Rights say more than a flag; without any, it is the flag.
pub(super) fn read_only(made: &Token) -> Verdict {
    if made.permissions.iter().any(|right| !is_reading(&right.action)) {
        return Broken("it may write".into());
    }
    match made.readonly {
        Some(false) => Broken("it may write".into()),
        _ if has_unread_rights(made) => Silent,
        Some(true) => Kept,
        None if !made.permissions.is_empty() => Kept,
        None => Silent,
    }
}
