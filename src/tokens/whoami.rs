//! What a registry says to a token of itself.

use reqwest::Method;
use serde_json::{Map, Value};

use crate::error::{Error, Result};
use crate::registry::{Registry, Target};

/// Where every registry says whose a token is.
pub(super) const WHOAMI: &str = "-/whoami";

/// Whose the token in use is, and what else the registry says: cnpmcore describes a granular token to itself as it would
/// in a list.
pub(super) async fn whoami(registry: &Registry) -> Result<(String, Map<String, Value>)> {
    let url = registry.url().endpoint(WHOAMI);
    let response = registry.get(url.clone(), Target::Item).await?;
    let answer: Option<Map<String, Value>> = response.json();
    let username = answer.as_ref().and_then(|answer| answer.get("username")).and_then(Value::as_str);
    let username = username.filter(|name| !name.is_empty()).map(str::to_owned);
    if let (Some(mut answer), Some(username)) = (answer, username) {
        answer.shift_remove("username");
        return Ok((username, answer));
    }
    let problem = "it does not say whose the token is".into();
    Err(Error::BadResponse { exchange: registry.exchange(&Method::GET, &url), status: response.status, problem })
}
