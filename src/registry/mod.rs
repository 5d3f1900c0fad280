//! One registry over HTTP: builds a request, sends it, answers challenges, and judges what comes back.

pub(crate) mod answer;
mod challenge;
mod deliver;
pub mod dialect;
mod headers;
mod http;
mod progress;
mod reading;
mod retry;
mod session;
mod sign_in;
mod system;
mod tls;
mod transport;
mod trust;
mod verifier;

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use reqwest::Method;
use reqwest::header::{DATE, HeaderMap, HeaderValue};
use url::Url;

use self::http::Http;
use self::trust::Gate;
use crate::config::{Credentials, Network, RegistryUrl, RetryPolicy, Settings};
use crate::error::{Error, Exchange, Result};
use crate::redact;
use crate::secret::Secret;
use crate::time::{Span, Timestamp};

pub use answer::Target;
pub use challenge::{BoxFuture, Challenge, Nobody, Responder, SignIn};
pub use progress::Progress;
pub use reading::is_html;
pub use transport::{Body, Response};

/// Where the token endpoint of every registry is, below its own path.
pub const TOKENS: &str = "-/npm/v1/tokens";

/// The most bytes of a list, unpacked. A thousand tokens, as many as an account of the public registry can have, are half
/// a MiB, and some five MiB if each is for as many packages as it can be.
const LARGEST_LIST: usize = 32 * 1024 * 1024;

/// The most bytes of an answer to anything but a reading request: one token at the most.
const LARGEST_ANSWER: usize = 1024 * 1024;

/// How often one request asks for a one-time password before it gives up.
const MOST_QUESTIONS: u32 = 3;

/// One registry, ready to be talked to, for the length of one command.
#[derive(Clone)]
pub struct Registry {
    url: RegistryUrl,
    transport: Http,
    network: Network,
    authorization: Option<HeaderValue>,
    common: HeaderMap,
    retry: RetryPolicy,
    largest_list: usize,
    responder: Arc<dyn Responder>,
    command: Arc<Command>,
}

/// What is known since the command has begun.
struct Command {
    /// The one-time password that serves the whole command, until the registry refuses it.
    otp: tokio::sync::Mutex<Option<Secret>>,
    gate: Gate,
    notices: Mutex<Vec<String>>,
    /// What was sent and must not be shown should a server repeat it.
    secrets: Mutex<Vec<Secret>>,
    /// How far the registry's clock is ahead of ours.
    clock: Mutex<Option<Span>>,
}

/// A request to make, before credentials and one-time password are added.
pub struct Call {
    /// The method.
    pub method: Method,
    /// The address; on the registry's own origin.
    pub url: Url,
    /// The JSON body.
    pub body: Option<Body>,
    /// What the address stands for.
    pub target: Target,
    /// What the body holds that must not be quoted.
    pub secrets: Vec<Secret>,
    /// Where it is noted how far the call has come.
    pub progress: Progress,
}

impl Call {
    /// A request without a body.
    pub fn new(method: Method, url: Url, target: Target) -> Self {
        Self { method, url, body: None, target, secrets: Vec::new(), progress: Progress::default() }
    }
}

impl Registry {
    /// Gets ready to talk to the configured registry. Nothing is sent yet.
    pub fn open(settings: &Settings, responder: Arc<dyn Responder>) -> Result<Self> {
        let credentials = settings.credentials.as_ref().map(|found| &found.value);
        if credentials.is_none() && settings.network.identity.is_none() {
            let registry = settings.registry.value.to_string();
            // Nobody shall be told to sign in where only a project says.
            return Err(match settings.untrusted.as_slice() {
                [] => Error::NeedAuth { registry, searched: settings.searched.clone() },
                untrusted => Error::Untrusted { registry: Some(registry), settings: untrusted.to_vec(), sent: false },
            });
        }
        Self::ready(settings, credentials, responder)
    }

    /// The same for somebody who is about to sign in: no credentials are sent.
    pub fn open_to_sign_in(settings: &Settings, responder: Arc<dyn Responder>) -> Result<Self> {
        Self::ready(settings, None, responder)
    }

    fn ready(settings: &Settings, credentials: Option<&Credentials>, responder: Arc<dyn Responder>) -> Result<Self> {
        let otp = settings.otp.as_ref().map(|otp| otp.value.clone());
        let secrets = credentials.map(Credentials::secrets).into_iter().flatten().chain(otp.clone()).collect();
        Ok(Self {
            url: settings.registry.value.clone(),
            transport: http::transport(&settings.network)?,
            network: settings.network.clone(),
            authorization: credentials.map(|found| headers::sensitive(&found.header_value())),
            common: headers::common(settings),
            retry: settings.retry.clone(),
            largest_list: LARGEST_LIST,
            responder,
            command: Arc::new(Command {
                otp: tokio::sync::Mutex::new(otp),
                gate: Gate::new(&settings.untrusted),
                notices: Mutex::default(),
                secrets: Mutex::new(secrets),
                clock: Mutex::default(),
            }),
        })
    }

    /// The same registry for somebody who cannot wait: nothing is repeated.
    #[must_use]
    pub fn hurried(&self) -> Self {
        Self { retry: RetryPolicy { retries: 0, ..self.retry.clone() }, ..self.clone() }
    }

    /// The same registry for a list of at most so many bytes that may turn out not to be needed: nothing is repeated, and
    /// nobody is asked for anything.
    #[must_use]
    pub fn in_advance(&self, largest_list: usize) -> Self {
        Self { largest_list, responder: Arc::new(Nobody), ..self.hurried() }
    }

    /// The same registry for whoever has a token; nobody is asked for anything.
    ///
    /// # Errors
    ///
    /// [`Error::Connect`] if the token cannot be sent in a header.
    pub fn authenticated_by(&self, token: &Secret) -> Result<Self> {
        if !token.fits_header() {
            let problem = "the registry made a token that cannot be sent in a header".into();
            return Err(Error::Connect { problem });
        }
        let authorization = Some(headers::sensitive(&Credentials::Bearer(token.clone()).header_value()));
        Ok(Self { authorization, responder: Arc::new(Nobody), ..self.clone() })
    }

    /// Tells whether something that was read in advance, and failed so, may be read again, and after how long.
    pub fn second_try(&self, error: &Error) -> Option<Duration> {
        match error {
            Error::RateLimit { retry_after: Some(wait), .. } => {
                let is_bearable = wait.is_zero() || self.retry.retries > 0 && *wait <= self.retry.max_timeout;
                is_bearable.then_some(*wait)
            }
            Error::RateLimit { retry_after: None, .. } | Error::OneTimePassword { .. } | Error::BadResponse { .. } => {
                Some(Duration::ZERO)
            }
            Error::Status { status, .. } => retry::is_passing_status(*status).then_some(Duration::ZERO),
            Error::Connection { kind, .. } => retry::is_passing(*kind).then_some(Duration::ZERO),
            _ => None,
        }
    }

    /// The registry's address.
    pub fn url(&self) -> &RegistryUrl {
        &self.url
    }

    /// What the registry wanted its users to know, in the order in which it came, each once.
    pub fn notices(&self) -> Vec<String> {
        let notices = self.command.notices.lock().unwrap_or_else(PoisonError::into_inner);
        // One that came with a new token may repeat it.
        notices.iter().map(|words| self.without_secrets(words)).collect()
    }

    /// Reads an address of this registry, again if need be.
    pub async fn get(&self, url: Url, target: Target) -> Result<Response> {
        self.call(Call::new(Method::GET, url, target)).await
    }

    /// Makes a request, answers challenges, and turns an unsuccessful answer into its error.
    pub async fn call(&self, call: Call) -> Result<Response> {
        self.secrets().extend_from_slice(&call.secrets);
        let mut otp = if call.method == Method::GET { None } else { self.command.otp.lock().await.clone() };
        let mut questions = 0;
        loop {
            self.admit(&call, otp.as_ref()).await?;
            let response = self.deliver(&call, otp.as_ref()).await?;
            let Some(challenge) = Challenge::find(&response, otp.is_some(), |words| self.quote(words)) else {
                let exchange = || self.exchange(&call.method, &call.url);
                return answer::check(response, exchange, call.target, |words| self.quote(words));
            };
            call.progress.challenge();
            if questions == MOST_QUESTIONS {
                return Err(self.unanswered(&call, &response, challenge));
            }
            questions += 1;
            otp = match self.answer(&challenge, otp.as_ref()).await? {
                Some(fresh) => Some(fresh),
                None => return Err(self.unanswered(&call, &response, challenge)),
            };
        }
    }

    /// Gets a one-time password other than the one that was refused, and keeps it for the requests to come.
    async fn answer(&self, challenge: &Challenge, refused: Option<&Secret>) -> Result<Option<Secret>> {
        self.trust().await?;
        let mut known = self.command.otp.lock().await;
        // Another request may have been answered while this one was under way.
        if known.is_some() && known.as_ref() != refused {
            return Ok(known.clone());
        }
        let fresh = match &challenge.sign_in {
            Some(sign_in) if self.responder.can_sign_in() => Some(self.sign_in(sign_in).await?),
            _ => self.responder.one_time_password(challenge).await?,
        };
        let fresh = fresh.filter(|otp| !otp.is_empty() && Some(otp) != refused);
        if fresh.as_ref().is_some_and(|otp| !otp.fits_header()) {
            let message = "it gave characters that cannot be sent in a header".into();
            return Err(Error::Callback { callback: "otp", message });
        }
        self.secrets().extend(fresh.clone());
        known.clone_from(&fresh);
        Ok(fresh)
    }

    /// Shows the address of a web sign-in and polls for its result at the same time.
    async fn sign_in(&self, sign_in: &SignIn) -> Result<Secret> {
        if !sign_in::is_proper(&self.url, &sign_in.done_url) {
            let exchange = self.exchange(&Method::GET, &sign_in.done_url);
            let problem = "the registry names it for a web sign-in, and has no business there".into();
            return Err(Error::BadResponse { exchange, status: 401, problem });
        }
        let polling = sign_in::poll(self, sign_in);
        let showing = self.responder.sign_in(sign_in);
        tokio::pin!(polling);
        tokio::select! {
            otp = &mut polling => otp,
            shown = showing => {
                shown?;
                polling.await
            }
        }
    }

    fn unanswered(&self, call: &Call, response: &Response, challenge: Challenge) -> Error {
        // Into logs go addresses to sign in at, and none that repeat what was sent.
        let is_clean = |url: &Url| self.without_secrets(url.as_str()) == url.as_str();
        let sign_in = challenge.sign_in.filter(|found| is_clean(&found.auth_url) && is_clean(&found.done_url));
        let (auth_url, done_url) = sign_in.map(|found| (found.auth_url.into(), found.done_url.into())).unzip();
        Error::OneTimePassword {
            exchange: self.exchange(&call.method, &call.url),
            status: response.status,
            auth_url,
            done_url,
            refused: challenge.refused,
            said: challenge.message,
        }
    }

    /// Quotes a server's words without anything secret this command has sent.
    fn quote(&self, words: &str) -> String {
        redact::quote_without(words, &self.secrets())
    }

    /// An address as it may be shown, also if a server put our secrets into it.
    pub fn shown(&self, url: &Url) -> String {
        redact::known(&redact::url(url), &self.secrets())
    }

    /// A registry's words without anything secret of this command, where they are cut and printable already.
    pub fn without_secrets(&self, words: &str) -> String {
        redact::known(words, &self.secrets())
    }

    /// Takes note of something secret that the registry has made, so that it is not quoted either.
    pub fn keep_secret(&self, secret: &Secret) {
        self.secrets().push(secret.clone());
    }

    fn secrets(&self) -> MutexGuard<'_, Vec<Secret>> {
        self.command.secrets.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// What the registry's clock shows when ours shows a time, as far as its answers told.
    pub fn time_there(&self, here: Timestamp) -> Option<Timestamp> {
        let ahead = *self.command.clock.lock().unwrap_or_else(PoisonError::into_inner);
        Some(here + ahead?)
    }

    fn note(&self, response: &Response) {
        if let Some(there) = response.header(&DATE).and_then(|date| httpdate::parse_http_date(date).ok()) {
            let ahead = Timestamp::from(there).since(Timestamp::now());
            *self.command.clock.lock().unwrap_or_else(PoisonError::into_inner) = Some(ahead);
        }
        let mut notices = self.command.notices.lock().unwrap_or_else(PoisonError::into_inner);
        for notice in response.header_values("npm-notice").map(|words| self.quote(words)) {
            if !notices.contains(&notice) {
                notices.push(notice);
            }
        }
    }

    /// Names a request for error messages.
    pub fn exchange(&self, method: &Method, url: &Url) -> Exchange {
        let method = match method.as_str() {
            "POST" => "POST",
            "DELETE" => "DELETE",
            _ => "GET",
        };
        Exchange { registry: self.url.to_string(), method, url: self.shown(url) }
    }
}
