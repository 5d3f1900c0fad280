//! Creates a token: sends the request once, and hands the token out only if it is no broader than asked for.

use reqwest::Method;
use serde_json::{Map, Value};

use super::enforce::enforce;
use super::lost::Lost;
use super::model::CreatedToken;
use super::new_token::NewToken;
use super::request::body;
use super::terms::Terms;
use crate::error::{Error, Exchange, Result};
use crate::registry::{Call, Progress, Registry, Response, TOKENS, Target};
use crate::secret::Secret;
use crate::time::Timestamp;

/// Creates a token and returns it with its value. The request is sent once and never again.
///
/// `stop` ends the call before its time with the error it gives; it is polled before anything is sent. Once the request
/// may have reached the registry, the list is looked at first; once the token is there, it is checked and handed out all
/// the same, so that it is not lost.
///
/// # Errors
///
/// [`Error::Restriction`] if the token was broader than asked for, [`Error::UnknownOutcome`] if the registry may have
/// made one and did not say so.
pub async fn create(
    registry: &Registry,
    token: &NewToken,
    password: &Secret,
    terms: &Terms,
    stop: impl Future<Output = Error>,
) -> Result<CreatedToken> {
    tokio::pin!(stop);
    let lost = tokio::select! {
        biased;
        error = &mut stop => return Err(error),
        lost = Lost::prepare(registry, token, terms) => lost?,
    };
    create_prepared(registry, token, password, terms, lost, |_| {}, stop).await
}

/// The same for somebody who has seen to it that a lost token can be found. `made` is called as soon as the token is there,
/// before it is known whether it is as asked for.
pub(super) async fn create_prepared(
    registry: &Registry,
    token: &NewToken,
    password: &Secret,
    terms: &Terms,
    lost: Lost<'_>,
    made: impl FnOnce(&CreatedToken),
    stop: impl Future<Output = Error>,
) -> Result<CreatedToken> {
    let progress = Progress::default();
    tokio::pin!(stop);
    let call = Call {
        body: Some(body(token, password)),
        secrets: vec![password.clone()],
        progress: progress.clone(),
        ..Call::new(Method::POST, registry.url().endpoint(TOKENS), Target::Collection)
    };
    let exchange = registry.exchange(&call.method, &call.url);
    let began = Timestamp::now();
    let answer = tokio::select! {
        biased;
        error = &mut stop => Err(error),
        answer = registry.call(call) => answer,
    };
    let created = match answer {
        Ok(response) => read(&response, exchange.clone()),
        Err(error) if progress.is_unanswered() || is_doubtful(&error) => Err(error),
        Err(error) => return Err(error),
    };
    match created {
        Ok(created) => {
            made(&created);
            enforce(registry, token, terms, created, began).await
        }
        Err(error) => Err(lost.report(exchange, error, began).await),
    }
}

/// Only a refusal says that no token was made: a server that fails, loses patience (408), or sends us elsewhere, may have
/// made it before.
fn is_doubtful(error: &Error) -> bool {
    match error {
        Error::Status { status, .. } => !matches!(status, 400..=407 | 409..=499 | 501),
        Error::Redirect { .. } => true,
        _ => false,
    }
}

fn read(response: &Response, exchange: Exchange) -> Result<CreatedToken> {
    let unusable = |problem: &str| Error::BadResponse { exchange, status: response.status, problem: problem.into() };
    // The public registry answers 201, Verdaccio and cnpmcore 200; other successes do not say that a token was made.
    if !matches!(response.status, 200 | 201) {
        return Err(unusable("its status does not say that a token was made"));
    }
    match response.json::<Map<String, Value>>() {
        Some(answer) => CreatedToken::read(answer).ok_or_else(|| unusable("there is no token in it")),
        None => Err(unusable("it is not a JSON object")),
    }
}
