//! Writes the body of a create, in npm's order, each value under every name a registry may know it by.

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::{Map, Value, json};
use zeroize::Zeroizing;

use super::new_token::{Coverage, NewToken, Permission};
use crate::registry::Body;
use crate::registry::dialect as field;
use crate::secret::Secret;

/// The request's body, in one buffer that is zeroed: with the password in it, nothing is copied on the way.
pub(crate) fn body(token: &NewToken, password: &Secret) -> Body {
    let fields = fields(token);
    let text = Text { fields: &fields, password: password.expose() };
    let mut length = Length(0);
    serde_json::to_writer(&mut length, &text).expect("texts can be written");
    let mut written = Zeroizing::new(Vec::with_capacity(length.0));
    serde_json::to_writer(&mut *written, &text).expect("texts can be written");
    Body::new(written)
}

impl NewToken {
    /// The body of its request, without the password.
    pub fn request(&self) -> Map<String, Value> {
        let mut fields = fields(self);
        fields.retain(|name, _| !field::PASSWORD.sent.contains(&name.as_str()));
        fields
    }
}

/// All fields, with nothing for the password.
fn fields(token: &NewToken) -> Map<String, Value> {
    let mut body = Map::new();
    if let Some(name) = &token.name {
        field::NAME.write(&mut body, &json!(name));
    }
    field::PASSWORD.write(&mut body, &Value::Null);
    if let Some(description) = &token.description {
        field::DESCRIPTION.write(&mut body, &json!(description));
    }
    match &token.packages {
        Coverage::All => {
            field::PACKAGES.write(&mut body, &json!(["*"]));
            field::PACKAGES_ALL.write(&mut body, &json!(true));
        }
        Coverage::Named(packages) => write_list(&field::PACKAGES, &mut body, packages),
    }
    write_list(&field::SCOPES, &mut body, &token.scopes);
    write_list(&field::ORGS, &mut body, &token.orgs);
    write_permission(&field::PACKAGES_PERMISSION, &mut body, token.packages_permission);
    write_permission(&field::ORGS_PERMISSION, &mut body, token.orgs_permission);
    if let Some(expires) = token.expires {
        field::EXPIRY.write(&mut body, &expires.to_wire());
    }
    write_list(&field::CIDR, &mut body, &token.cidr);
    if token.bypass_2fa {
        field::BYPASS_2FA.write(&mut body, &json!(true));
    }
    if token.read_only {
        field::READONLY.write(&mut body, &json!(true));
    }
    body
}

/// Empty lists are left out: registries treat them as not given.
fn write_list(field: &field::Field, body: &mut Map<String, Value>, values: &[String]) {
    if !values.is_empty() {
        field.write(body, &json!(values));
    }
}

fn write_permission(field: &field::Field, body: &mut Map<String, Value>, permission: Option<Permission>) {
    if let Some(permission) = permission {
        field.write(body, &json!(permission.as_str()));
    }
}

/// The fields with the password in its place, which is never a value of its own.
struct Text<'a> {
    fields: &'a Map<String, Value>,
    password: &'a str,
}

impl Serialize for Text<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.fields.len()))?;
        for (name, value) in self.fields {
            if field::PASSWORD.sent.contains(&name.as_str()) {
                map.serialize_entry(name, self.password)?;
            } else {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

/// Counts what would be written.
struct Length(usize);

impl std::io::Write for Length {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}
