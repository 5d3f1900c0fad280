//! What JavaScript gets: plain objects, times as ISO 8601 text, absent things left out.

use napi_derive::napi;
use serde::ser::Error;
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use crate::cli::Outcome;
use crate::config::option_name;
use crate::tokens;

/// An access token as the registry lists it.
#[expect(clippy::struct_field_names, reason = "the registries' own name")]
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
pub struct Token {
    /// The key by which the registry knows the token. Empty only if the answer to a create named none.
    pub key: String,
    /// The shortest beginning of `key`, at least 6 characters, that no other listed token shares. Of a new token, which
    /// was not compared with others, the whole key.
    pub id: String,
    /// The token's value as the registry shows it: masked, for example `npm_aBcD...7890`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The token's name. Registries of the classic kind keep none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// What the token is for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// When it was created, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub created: Option<String>,
    /// When it was last changed, ISO 8601.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub updated: Option<String>,
    /// When it was last used, ISO 8601. Left out if it never was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub accessed: Option<String>,
    /// When it ends, ISO 8601. Left out if the registry names no end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub expiry: Option<String>,
    /// When it was revoked, ISO 8601. Left out while it is valid.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub revoked: Option<String>,
    /// Whether it can only read. Left out if the registry does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub readonly: Option<bool>,
    /// Whether it may do without two-factor authentication. Left out if the registry does not say.
    #[napi(js_name = "bypass2fa")]
    #[serde(rename = "bypass2fa")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bypass_2fa: Option<bool>,
    /// The IPv4 ranges it may be used from; empty means from anywhere.
    pub cidr: Vec<String>,
    /// What it may do.
    pub permissions: Vec<TokenPermission>,
    /// What it may do that with.
    pub scopes: Vec<TokenScope>,
    /// What the registry sent, untouched, except that the full value of a new token is only in `token`, and that nothing in it
    /// is called `__proto__`.
    #[napi(ts_type = "Record<string, unknown>")]
    #[serde(serialize_with = "as_it_is")]
    pub raw: String,
    /// Only of a new token: what the registry's answers do not prove. See `CreatedToken` of `src/js/header.d.ts`.
    #[napi(skip_typescript)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unverified: Option<Vec<String>>,
    /// Only of a new token: what the registry did not apply, and the caller allows to be missing.
    #[napi(skip_typescript)]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub unenforced: Option<Vec<String>>,
}

/// One thing a token may do.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
pub struct TokenPermission {
    /// With what: `package`, `org`.
    pub name: String,
    /// `read` or `write`.
    pub action: String,
}

/// One thing a token is for.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
pub struct TokenScope {
    /// What it is: `package`, `scope`, `org`.
    #[napi(js_name = "type")]
    #[serde(rename = "type")]
    pub kind: String,
    /// Its name.
    pub name: String,
}

/// What is known of the token in use.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CheckedToken {
    /// Whether nothing speaks against the token: it works, has not ended, and is as demanded.
    pub ok: bool,
    /// What that rests on. `list`: the one row of the list that is this token's.
    /// `whoami`: what the registry says to the token of itself. `username`: no more than that the registry knows whose it
    /// is. `refused`: the registry refuses it.
    #[napi(ts_type = "'list' | 'whoami' | 'username' | 'refused'")]
    pub basis: &'static str,
    /// Why it does not rest on the list, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// Whose the token is. Left out if its row of the list was found, and nobody had to be asked.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub username: Option<String>,
    /// How many whole days are left of its life, below 0 where it is over. Left out if nothing shows its end.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub days_left: Option<i64>,
    /// What it may do with packages. Left out if nothing shows it.
    #[napi(ts_type = "'no-access' | 'read-only' | 'read-write'")]
    #[serde(skip_serializing_if = "Option::is_none")]
    pub permission: Option<&'static str>,
    /// The token, where the registry shows it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<Token>,
    /// What speaks against it; empty if nothing does.
    pub problems: Vec<TokenProblem>,
}

/// Something that speaks against a token.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
pub struct TokenProblem {
    /// What was demanded; `works` is always.
    #[napi(ts_type = "'works' | 'min-days' | 'require-package' | 'require-write' | 'require-bypass-2fa'")]
    pub demand: &'static str,
    /// What is instead, in words.
    pub message: String,
}

/// A token that was revoked.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
pub struct RevokedToken {
    /// The key by which the registry knew it; empty if it was revoked by its value (`byValue`).
    pub key: String,
    /// The shortest beginning of `key`, at least 6 characters, that was unambiguous; empty like it.
    pub id: String,
    /// Its name, if it had one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// `revoked`: by this call. `already-gone`: it was listed, and somebody else had revoked it by then.
    #[napi(ts_type = "'revoked' | 'already-gone'")]
    pub result: &'static str,
}

/// Something that is wrong with a token.
#[napi(object, object_from_js = false)]
#[derive(Serialize)]
pub struct AuditFinding {
    /// The rule that is broken.
    #[napi(ts_type = "AuditRule")]
    pub rule: &'static str,
    /// How grave it is; each rule has one severity.
    #[napi(ts_type = "AuditSeverity")]
    pub severity: &'static str,
    /// What is wrong, in words for people.
    pub message: String,
    /// The token, as `listTokens` has it.
    pub token: Token,
}

/// What became of one of several tokens. See `Revocation` of `src/js/header.d.ts`.
#[derive(Serialize)]
pub struct Revocation {
    key: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<String>,
    result: &'static str,
    #[serde(rename = "inUse", skip_serializing_if = "Option::is_none")]
    in_use: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<RevocationError>,
}

/// Why a token could not be revoked.
#[derive(Serialize)]
struct RevocationError {
    code: String,
    message: String,
    #[serde(rename = "statusCode", skip_serializing_if = "Option::is_none")]
    status_code: Option<u16>,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<String>,
}

/// A token that has, or would have, a successor. See `Rotation` of `src/js/header.d.ts`.
#[derive(Serialize)]
pub struct Rotation {
    #[serde(skip_serializing_if = "Option::is_none")]
    created: Option<Token>,
    #[serde(skip_serializing_if = "Option::is_none")]
    request: Option<serde_json::Map<String, serde_json::Value>>,
    old: RevokedToken,
}

/// What the command line printed and how it ended.
///
/// @internal
#[napi(object, object_from_js = false)]
pub struct CliOutcome {
    /// 0: done; 1: failed; 2: refused before anything was sent; 3: not as demanded; 130: interrupted.
    pub exit_code: u8,
    /// For standard output.
    pub stdout: String,
    /// For standard error.
    pub stderr: String,
    /// What to add to the error if standard output cannot be written; empty if nothing is lost with it.
    pub if_lost: String,
}

pub fn findings(list: &[tokens::Finding<'_>]) -> Vec<AuditFinding> {
    let finding = |one: &tokens::Finding<'_>| AuditFinding {
        rule: one.rule.id,
        severity: one.rule.severity.as_str(),
        message: one.message.clone(),
        token: Token::from(one.token.clone()),
    };
    list.iter().map(finding).collect()
}

pub fn created(created: tokens::CreatedToken) -> Token {
    let tokens::CreatedToken { token, secret, unverified, unenforced, .. } = created;
    let names = |list: Vec<tokens::Restriction>| Some(list.iter().map(|one| option_name(one.key())).collect());
    Token {
        token: Some(secret.expose().to_owned()),
        unverified: names(unverified),
        unenforced: names(unenforced),
        ..Token::from(token)
    }
}

pub fn checked(checked: tokens::Checked) -> CheckedToken {
    let problem = |one: tokens::Problem| TokenProblem { demand: one.demand, message: one.message };
    let access = checked.token.as_ref().and_then(|token| tokens::Reach::of(token).access());
    CheckedToken {
        ok: checked.is_good(),
        basis: checked.basis.as_str(),
        reason: checked.reason,
        username: checked.username,
        days_left: checked.days_left,
        permission: access.map(tokens::Access::as_str),
        token: checked.token.map(Token::from),
        problems: checked.problems.into_iter().map(problem).collect(),
    }
}

pub fn revoked(revoked: tokens::RevokedToken) -> RevokedToken {
    let tokens::RevokedToken { key, id, name, end } = revoked;
    RevokedToken { key, id, name, result: end.as_str() }
}

pub fn rotated(rotated: tokens::Rotated) -> Rotation {
    let tokens::Rotated { old, revoked: gone, created: new, .. } = rotated;
    let old = gone.map_or_else(|| replaced(&old, "kept"), revoked);
    Rotation { created: Some(created(new)), request: None, old }
}

pub fn planned(rotation: &tokens::Rotation, keeps_old: bool) -> Rotation {
    let old = replaced(&rotation.old, if keeps_old { "kept" } else { "planned" });
    Rotation { created: None, request: Some(rotation.new.request()), old }
}

fn replaced(old: &tokens::Token, result: &'static str) -> RevokedToken {
    RevokedToken { key: old.key.clone(), id: old.id.clone(), name: old.name.clone(), result }
}

pub fn revocations(revocations: Vec<tokens::Revocation>) -> Vec<Revocation> {
    let revocation = |one: tokens::Revocation| {
        let tokens::Revocation { selector, key, id, name, is_current, result } = one;
        let error = result.as_ref().err().map(|error| RevocationError {
            code: error.code().as_str().into(),
            message: error.to_string(),
            status_code: error.status_code(),
            hint: error.hint(),
        });
        let result = result.map_or("failed", |gone| gone.end.as_str());
        Revocation { key: key.unwrap_or(selector), id, name, result, in_use: is_current.then_some(true), error }
    };
    revocations.into_iter().map(revocation).collect()
}

pub fn outcome(outcome: Outcome) -> CliOutcome {
    let Outcome { exit_code, stdout, stderr, if_lost } = outcome;
    CliOutcome { exit_code, stdout, stderr, if_lost }
}

impl From<tokens::Token> for Token {
    fn from(token: tokens::Token) -> Self {
        let permission = |one: tokens::Permission| TokenPermission { name: one.name, action: one.action };
        let scope = |one: tokens::Scope| TokenScope { kind: one.kind, name: one.name };
        Self {
            key: token.key,
            id: token.id,
            token: token.token,
            name: token.name,
            description: token.description,
            created: token.created,
            updated: token.updated,
            accessed: token.accessed,
            expiry: token.expiry,
            revoked: token.revoked,
            readonly: token.readonly,
            bypass_2fa: token.bypass_2fa,
            cidr: token.cidr,
            permissions: token.permissions.into_iter().map(permission).collect(),
            scopes: token.scopes.into_iter().map(scope).collect(),
            raw: token.raw.harmless(),
            unverified: None,
            unenforced: None,
        }
    }
}

/// Writes the text of JSON.
fn as_it_is<S: Serializer>(text: &str, serializer: S) -> Result<S::Ok, S::Error> {
    serde_json::from_str::<&RawValue>(text).map_err(Error::custom)?.serialize(serializer)
}
