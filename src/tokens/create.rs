//! Creates a token.

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::model::CreatedToken;
use super::new_token::{Coverage, NewToken, Permission};
use crate::error::{Error, Result};
use crate::registry::dialect as field;
use crate::registry::{Body, Call, Registry, TOKENS, Target};
use crate::secret::Secret;

/// Creates a token and returns it with its value. The request is sent once and never again.
pub async fn create(registry: &Registry, token: &NewToken, password: &Secret) -> Result<CreatedToken> {
    let call = Call {
        method: Method::POST,
        url: registry.url().endpoint(TOKENS),
        body: Some(body(token, password)),
        target: Target::Collection,
        secrets: vec![password.clone()],
    };
    let exchange = registry.exchange(&call.method, &call.url);
    let response = registry.call(call).await?;
    let status = response.status;
    let unusable = |problem: &str| Error::BadResponse { exchange, status, problem: problem.into() };
    // The public registry answers 201, Verdaccio and cnpmcore 200; other successes do not say that a token was made.
    if !matches!(status, 200 | 201) {
        return Err(unusable("its status does not say that a token was made"));
    }
    match serde_json::from_slice::<Map<String, Value>>(&response.body) {
        Ok(answer) => CreatedToken::read(answer).ok_or_else(|| unusable("there is no token in it")),
        Err(_) => Err(unusable("it is not a JSON object")),
    }
}

/// Writes the request's body, in npm's order, each value under every name a registry may know it by.
pub(crate) fn body(token: &NewToken, password: &Secret) -> Body {
    let mut body = Map::new();
    if let Some(name) = &token.name {
        field::NAME.write(&mut body, &json!(name));
    }
    field::PASSWORD.write(&mut body, &json!(password.expose()));
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
    Body::new(serde_json::to_vec(&body).expect("a map of texts can be written"))
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
