//! Prints how configuration resolves; used by the differential test.
//!
//! Reads one case per line, `{"cwd": …, "node": …, "env": {…}, "args": {…}}`, and prints one line for each: every
//! key's value and layer, and the settings made of them. Unlike the library it shows secrets, so give it invented
//! ones.

use std::io::{BufRead, Write, stdin, stdout};
use std::path::PathBuf;

use npm_token::config::keys::{self, Kind};
use npm_token::config::{AuthType, Config, Given, Settings, Source, Sourced, Trust, Value};
use npm_token::env::Env;
use npm_token::error::Error;
use serde_json::{Map, Value as Json, json};

fn main() -> std::io::Result<()> {
    let mut out = stdout().lock();
    for line in stdin().lock().lines() {
        let case: Json = serde_json::from_str(&line?).map_err(std::io::Error::other)?;
        writeln!(out, "{}", resolve(&case))?;
    }
    Ok(())
}

fn resolve(case: &Json) -> Json {
    let text = |key: &str| case[key].as_str().unwrap_or_default();
    let vars = members(&case["env"]).map(|(name, value)| (name, value.as_str().unwrap_or_default().to_owned()));
    let env = Env::new(vars.collect(), PathBuf::from(text("cwd"))).with_node(PathBuf::from(text("node")));
    let values = members(&case["args"]).map(|(key, argument)| (key, value(&argument)));
    // What npm does with a project's file is to be compared, not what it should not do.
    let trust = ("trust-project-config".to_owned(), Value::Flag(true));
    let values = values.chain(std::iter::once(trust)).collect();
    match Config::load(&env, Given { source: Source::Flag, values, auth_token: None }) {
        Ok(config) => {
            json!({ "values": all(&config), "settings": config.settings().map_or_else(|error| failure(&error), settings) })
        }
        Err(error) => failure(&error),
    }
}

fn members(object: &Json) -> impl Iterator<Item = (String, Json)> {
    object.as_object().cloned().unwrap_or_default().into_iter()
}

fn value(argument: &Json) -> Value {
    match argument {
        Json::Bool(flag) => Value::Flag(*flag),
        Json::Number(number) => Value::Number(number.as_f64().unwrap_or(f64::NAN)),
        Json::String(text) => Value::Text(text.clone()),
        Json::Array(items) => Value::List(items.iter().filter_map(|item| Some(item.as_str()?.to_owned())).collect()),
        Json::Null | Json::Object(_) => Value::Null,
    }
}

fn failure(error: &Error) -> Json {
    json!({ "error": error.code().as_str(), "message": error.to_string() })
}

fn all(config: &Config) -> Json {
    let values = keys::KEYS.iter().map(|key| {
        let found = match key.kind {
            Kind::Flag => config.flag(key.name).map(shown),
            Kind::Number => config.number(key.name).map(shown),
            Kind::List => config.list(key.name).map(shown),
            Kind::Pem if key.name == "ca" => config.list(key.name).map(shown),
            Kind::Secret => config.secret(key.name).map(|found| found.map(|secret| json!(secret.value.expose()))),
            _ => config.text(key.name).map(shown),
        };
        let mut entry = found.map_or_else(|error| failure(&error), |value| json!({ "value": value }));
        let source = config.source_of(key.name);
        entry["layer"] = json!(layer(&source));
        entry["file"] = json!(source.file());
        (key.name.to_owned(), entry)
    });
    Json::Object(values.collect::<Map<_, _>>())
}

fn shown<T: Into<Json>>(found: Option<Sourced<T>>) -> Option<Json> {
    found.map(|found| found.value.into())
}

fn layer(source: &Source) -> &'static str {
    match source {
        Source::Option | Source::Flag => "cli",
        Source::Environment | Source::Exported(_) => "env",
        Source::Project(_) => "project",
        Source::User(_) => "user",
        Source::Global(_) => "global",
        Source::ByProject(file) => layer(file),
        Source::Default => "default",
    }
}

fn settings(settings: Settings) -> Json {
    let network = settings.network;
    json!({
        "registry": settings.registry.value.as_url().as_str(),
        "authorization": settings.credentials.map(|found| found.value.header_value().expose().to_owned()),
        "otp": settings.otp.map(|otp| otp.value.expose().to_owned()),
        "authType": if settings.auth_type == AuthType::Web { "web" } else { "legacy" },
        "scope": settings.scope,
        "userAgent": settings.user_agent,
        "ca": match network.trust {
            Trust::Only(pem) => Some(pem),
            Trust::Bundled | Trust::System(_) => None,
        },
        "cert": network.identity.map(|identity| [identity.cert, identity.key.expose().to_owned()]),
        "strictSSL": network.strict_ssl,
        "httpProxy": network.proxy.http.map(String::from),
        "httpsProxy": network.proxy.https.map(String::from),
        "noProxy": network.proxy.no_proxy,
        "timeout": network.fetch_timeout.as_millis(),
        "fetchRetries": settings.retry.retries,
        "fetchRetryFactor": settings.retry.factor,
        "fetchRetryMintimeout": settings.retry.min_timeout.as_millis(),
        "fetchRetryMaxtimeout": settings.retry.max_timeout.as_millis(),
    })
}
