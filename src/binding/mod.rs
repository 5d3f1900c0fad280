//! The Node.js addon: the only folder that names napi. It reads options, runs an operation, and hands over the result.

#![expect(clippy::trivially_copy_pass_by_ref, reason = "napi ties what it makes to a borrowed environment")]
#![expect(clippy::needless_pass_by_value, reason = "napi hands texts over")]

mod abort;
mod call;
mod command;
mod deliverer;
mod error;
mod json;
mod options;
mod promise;
mod reading;
mod responder;
mod selection;
mod stream;
mod surroundings;
mod temporary;
mod threads;
mod types;
mod warnings;

use std::convert::identity;

use napi::bindgen_prelude::{Object, Unknown};
use napi::{Env, Result};
use napi_derive::napi;

use crate::config::Config;
use crate::contain::{apart, contain, hush};
use crate::error::Error;
use crate::journal::{Journal, Purpose};
use crate::registry::Registry;
use crate::secret::Secret;
use crate::time::Timestamp;
use crate::tokens;
use call::Call;
use json::Json;
use options::{
    AUDIT_TOKENS, CHECK_TOKEN, CREATE_TOKEN, LIST_TOKENS, REVOKE_TOKEN, REVOKE_TOKENS, ROTATE_TOKEN, Signature,
};
use promise::{Guard, Outcome, Settled, Stop, Work};
use stream::Taker;
use threads::Thread;

/// Gets a JavaScript thread ready that loads the addon.
#[napi(module_exports)]
pub fn loaded(_exports: Object<'_>, env: Env) -> Result<()> {
    Thread::of(&env).map(|_| ())
}

/// Lists the account's access tokens, each once, all pages to the end: those that are asked for, in the order that is
/// asked for, else all, in the registry's order.
///
/// Rejects with a `NpmTokenError`, never throws.
///
/// @example
/// ```js
/// for (const token of await listTokens()) console.log(token.id, token.name, token.expiry)
/// ```
#[napi(ts_args_type = "options?: ListTokensOptions", ts_return_type = "Promise<Array<Token>>")]
pub fn list_tokens<'env>(env: &'env Env, options: Unknown<'env>) -> Result<Object<'env>> {
    run(env, options, &LIST_TOKENS, async |call: Call, mut stop: Stop| {
        let work = async {
            let wanted = call.wanted()?;
            let (_, settings, responder) = call.open().await?;
            let registry = Registry::open(&settings, responder)?;
            let list = wanted.of(tokens::list(&registry).await?, Timestamp::now());
            Json::of_tokens(list).await.map(Settled::Json)
        };
        stop.or(work).await
    })
}

/// Hands the tokens that are asked for to `onTokens`, as they come and as JSON, and resolves once the list is known to be whole. `signal`
/// ends the call. For `streamTokens`.
///
/// @internal
#[napi(
    ts_args_type = "options: StreamTokensOptions | undefined, onTokens: (json: string) => void, signal: AbortSignal",
    ts_return_type = "Promise<null>"
)]
pub fn read_tokens<'env>(
    env: &'env Env,
    options: Unknown<'env>,
    on_tokens: Unknown<'env>,
    signal: Unknown<'env>,
) -> Result<Object<'env>> {
    hush();
    let taker = Taker::of(env, on_tokens)?;
    let mut guard = Guard::default();
    let call = contain(|| stream::read(env, options, signal, &mut guard)).and_then(identity);
    promise::settle(env, guard, call.map(|call| boxed(|stop| stream::run(call, taker, stop))))
}

/// Tells whether the token in use is good for a job, and until when: by its row of the list, else by what the registry says
/// to it. What the registry does not show is not taken for granted.
///
/// @example
/// ```js
/// const { ok, problems } = await checkToken({ minDays: 14, requirePackage: '@acme/app', requireWrite: true })
/// ```
#[napi(ts_args_type = "options?: CheckTokenOptions", ts_return_type = "Promise<CheckedToken>")]
pub fn check_token<'env>(env: &'env Env, options: Unknown<'env>) -> Result<Object<'env>> {
    run(env, options, &CHECK_TOKEN, async |call: Call, mut stop: Stop| {
        let work = async {
            let demands = call.demands()?;
            let (config, settings, responder) = call.open().await?;
            let registry = Registry::open(&settings, responder)?;
            let value = tokens::value_in_use(&config, &settings)?;
            let checked = tokens::check(&registry, value, &demands, Timestamp::now()).await?;
            Json::of(&types::checked(checked)).map(Settled::Json)
        };
        stop.or(work).await
    })
}

/// Says what is wrong with the account's access tokens: the gravest first, and what is equally grave in the registry's order.
///
/// Rules speak only of what the registry shows, and change nothing. Revoked tokens are passed over, and one that has ended
/// does nothing else wrong.
///
/// @example
/// ```js
/// for (const { rule, message, token } of await auditTokens({ ignore: ['no-cidr'] })) console.log(token.id, rule, message)
/// ```
#[napi(ts_args_type = "options?: AuditTokensOptions", ts_return_type = "Promise<Array<AuditFinding>>")]
pub fn audit_tokens<'env>(env: &'env Env, options: Unknown<'env>) -> Result<Object<'env>> {
    run(env, options, &AUDIT_TOKENS, async |call: Call, mut stop: Stop| {
        let work = async {
            let audit = call.audit()?;
            let (_, settings, responder) = call.open().await?;
            let registry = Registry::open(&settings, responder)?;
            let (list, now) = (tokens::list(&registry).await?, Timestamp::now());
            let judge = move || Json::of(&types::findings(&audit.judge(&audit.wanted.of(list, now), now)));
            // Many tokens take long enough that other calls would notice.
            apart(judge).await.map(Settled::Json)
        };
        stop.or(work).await
    })
}

/// Creates an access token and resolves with it and its full value, which no registry shows a second time.
///
/// Everything is checked before anything is sent. The request is sent again only to answer a challenge, or to where the
/// registry redirects it within itself. A token that turns out broader, or longer-lived, than asked for is revoked at
/// once, and the call rejects with `ERESTRICTION`. If the registry may have made a token and did not say so, the call
/// looks for it on the list, and rejects with `EUNKNOWNOUTCOME`. `timeout` and `signal` end neither: looking takes up to
/// 10 seconds, revoking what is found as many, and comparing or revoking a token that is there up to 60 seconds each.
/// Where npm's configuration asks for a dry run (`npm_config_dry_run`), the call is refused with `EINVALIDCONFIG`.
///
/// @example
/// ```js
/// const { token, key } = await createToken({ name: 'ci', packages: ['@acme/app'], readOnly: true, password, otp })
/// ```
#[napi(ts_args_type = "options: CreateTokenOptions", ts_return_type = "Promise<CreatedToken>")]
pub fn create_token<'env>(env: &'env Env, options: Unknown<'env>) -> Result<Object<'env>> {
    run(env, options, &CREATE_TOKEN, async |mut call: Call, mut stop: Stop| {
        let to = call.deliverer();
        let (config, settings, responder) = stop.or(call.open()).await?;
        tokens::refuse_rehearsal(&config, CREATE_TOKEN.function)?;
        let token = tokens::NewToken::read(&config, &settings.registry.value, Timestamp::now())?;
        let terms = tokens::Terms::read(&config)?;
        let registry = Registry::open(&settings, responder)?;
        registry.trust().await?;
        let password = password(&config)?;
        let created = tokens::create(&registry, &token, &password, &terms, stop.fired()).await?;
        tokens::hand_over(&registry, &created, &to, stop.fired()).await?;
        Json::of(&types::created(created)).map(Settled::Json)
    })
}

/// Replaces an access token, named by exactly one of `key`, `id`, `name` and `token`: creates one that is as it is, as far as
/// the registry shows it, hands it to `deliver`, sees that it works, and only then revokes the old one.
///
/// Rejects with `EUNCARRIED`, before anything is changed, if a property of the old token cannot be carried over. Otherwise,
/// whatever fails, one of the two works: up to `deliver`, the old one, and a new one is revoked; after it, the new one, and
/// `EROTATION` says that the old one may still be there. `timeout` and `signal` are as for {@link createToken}.
///
/// @example
/// ```js
/// await rotateToken({ name: 'ci', deliver: ({ token }) => saveSecret('NPM_TOKEN', token), password, otp })
/// ```
#[napi(ts_args_type = "options: RotateTokenOptions", ts_return_type = "Promise<Rotation>")]
pub fn rotate_token<'env>(env: &'env Env, options: Unknown<'env>) -> Result<Object<'env>> {
    run(env, options, &ROTATE_TOKEN, async |mut call: Call, mut stop: Stop| {
        let (selector, _) = call.selector()?;
        let (to, changes, keeps_old) = (call.deliverer(), call.changes()?, call.keep_old);
        let (warnings, journal) = (call.warnings(), Journal::of(call.env()));
        let (config, settings, responder) = stop.or(call.open()).await?;
        let is_rehearsal = tokens::rehearsal(&config)?.is_some();
        if !to.has_callback() && !keeps_old && !is_rehearsal {
            let problem =
                "`deliver` must be given, since the old token is gone when the call resolves, or `keepOld` set";
            return Err(Error::ArgumentValue { problem: problem.into() });
        }
        let terms = tokens::Terms::of_successor(&config)?;
        let registry = Registry::open(&settings, responder)?;
        registry.trust().await?;
        let password = if is_rehearsal { None } else { Some(password(&config)?) };
        let rotation = stop.or(Box::pin(tokens::Rotation::plan(&registry, &config, &selector, &changes))).await?;
        let Some(password) = password else {
            return Json::of(&types::planned(&rotation, keeps_old)).map(Settled::Json);
        };
        let life = tokens::Lifetime { journal, purpose: Purpose::Rotate };
        let handling = tokens::Handling { terms: &terms, to: &to, keeps_old, life };
        let mut unnoted = Vec::new();
        let rotated = tokens::rotate(&registry, rotation, &password, handling, &mut unnoted, stop.fired()).await;
        warnings::add(&warnings, "NPM_TOKEN_UNNOTED", unnoted);
        Json::of(&types::rotated(rotated?)).map(Settled::Json)
    })
}

/// Revokes one access token, named by exactly one of `key`, `id`, `name` and `token`.
///
/// @example
/// ```js
/// await revokeToken({ name: 'ci', otp: async () => askForCode() })
/// ```
#[napi(ts_args_type = "options: RevokeTokenOptions", ts_return_type = "Promise<RevokedToken>")]
pub fn revoke_token<'env>(env: &'env Env, options: Unknown<'env>) -> Result<Object<'env>> {
    run(env, options, &REVOKE_TOKEN, async |call: Call, mut stop: Stop| {
        let work = async {
            let (selector, unmatched) = call.selector()?;
            let (_, settings, responder) = call.open().await?;
            let registry = Registry::open(&settings, responder)?;
            let gone = tokens::revoke(&registry, &selector, unmatched).await?;
            Json::of(&types::revoked(gone)).map(Settled::Json)
        };
        stop.or(work).await
    })
}

/// Revokes several access tokens: those of `keys`, those that are asked for, or all but the one in use. Resolves with what
/// became of each, in the order in which it was done. Rejects only if nothing was revoked, or if `timeout` or `signal` ends
/// the call: then called again, it takes up where it ended.
///
/// A failure does not stop the others, and one answer of `otp` serves them all where the registry lets it. Once `otp`
/// has failed or given nothing, the rest is not tried (`ECANCELED`). The token in use goes last.
///
/// @example
/// ```js
/// const gone = await revokeTokens({ name: 'tmp-*', unusedSince: '90d', otp: async () => askForCode() })
/// for (const { key, error } of gone) if (error) console.error(key, error.message)
/// ```
#[napi(ts_args_type = "options: RevokeTokensOptions", ts_return_type = "Promise<Array<Revocation>>")]
pub fn revoke_tokens<'env>(env: &'env Env, options: Unknown<'env>) -> Result<Object<'env>> {
    run(env, options, &REVOKE_TOKENS, async |call: Call, mut stop: Stop| {
        let work = async {
            let which = call.which()?;
            let (config, settings, responder) = call.open().await?;
            let is_rehearsal = tokens::rehearsal(&config)?.is_some();
            let registry = Registry::open(&settings, responder)?;
            let planned = tokens::plan(&registry, &which, &settings.own_secrets()).await?.tokens;
            let revocations =
                if is_rehearsal { tokens::rehearse(planned) } else { tokens::carry_out(&registry, planned).await };
            Json::of(&types::revocations(revocations)).map(Settled::Json)
        };
        stop.or(work).await
    })
}

/// Makes a token for one piece of work, and resolves with it and the handle by which it is to be revoked. `signal` ends the
/// call. For `withTemporaryToken`.
///
/// @internal
#[napi(
    ts_args_type = "options: TemporaryTokenOptions, signal: AbortSignal",
    ts_return_type = "Promise<Omit<TemporaryToken, 'signal'> & { handle: number }>"
)]
pub fn create_temporary<'env>(env: &'env Env, options: Unknown<'env>, signal: Unknown<'env>) -> Result<Object<'env>> {
    hush();
    let mut guard = Guard::default();
    let call = contain(|| temporary::read(env, options, signal, &mut guard)).and_then(identity);
    promise::settle(env, guard, call.map(|call| boxed(|stop| temporary::make(call, stop))))
}

/// Revokes a token for one piece of work. Takes at most two minutes. For `withTemporaryToken`.
///
/// @internal
#[napi(ts_return_type = "Promise<RevokedToken>")]
pub fn end_temporary(env: &Env, handle: u32) -> Result<Object<'_>> {
    match Thread::of(env)?.holdings.give_back(handle) {
        Some(held) => promise::settle(env, temporary::guard_of(&held), Ok(boxed(|_| temporary::end(held)))),
        None => promise::settle(env, Guard::default(), Err(temporary::unknown())),
    }
}

/// The account's password, which is not asked for.
fn password(config: &Config) -> std::result::Result<Secret, Error> {
    let fix = "give the account's password, or set `npm_config_password`";
    let password = config.secret("password")?.ok_or_else(|| config.invalid("password", "it is missing", fix))?;
    Ok(password.value)
}

/// Reads a function's options and does its work.
fn run<'env, W>(
    env: &'env Env,
    options: Unknown<'env>,
    signature: &Signature,
    work: impl FnOnce(Call, Stop) -> W + Send + 'static,
) -> Result<Object<'env>>
where
    W: Future<Output = Outcome> + Send + 'static,
{
    hush();
    let mut guard = Guard::default();
    let call = contain(|| Call::read(env, options, signature, &mut guard)).and_then(identity);
    promise::settle(env, guard, call.map(|call| boxed(|stop| work(call, stop))))
}

fn boxed<W>(work: impl FnOnce(Stop) -> W + Send + 'static) -> Work
where
    W: Future<Output = Outcome> + Send + 'static,
{
    Box::new(|stop| Box::pin(work(stop)))
}
