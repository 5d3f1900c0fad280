import { randomBytes, randomUUID } from 'node:crypto';
import { bearer, isMalformed, jsonObject, refuse } from './http.mjs';
import { readNewToken } from './npmjs-body.mjs';

/** @typedef {import('./router.mjs').Route} Route */
/** @typedef {import('./store.mjs').Row} Row */

const UUID = /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i;
const TOKEN = /^npm_[\dA-Za-z]{36}$/;
const PER_PAGE = 10;

/** The token API as the public registry describes it. */
export const npmjs = {
  /** @type {import('./store.mjs').TokenFormat} */
  format: {
    type: 'granular',
    mint: () => `npm_${alphanumerics(36)}`,
    keyOf: () => randomUUID(),
  },

  headers: { 'npm-notice': 'SANDBOX NOTICE: this registry is a sandbox, its tokens open nothing.' },

  /** @param {import('./index.mjs').Context} context @returns {Route[]} */
  routes(context) {
    return [...tokenRoutes(context), ...accountRoutes(context)];
  },
};

function tokenRoutes({ settings, store, twoFactor, baseUrl }) {
  const allow = (operation, request) => twoFactor.check(operation, request, baseUrl(request));

  function list(request) {
    authenticate(store, request);
    allow('list', request);
    const rows = store.listed();
    const query = new URLSearchParams(request.query);
    const page = wholeNumber(query.get('page'), 0) ?? 0;
    const perPage = Math.min(wholeNumber(query.get('perPage'), 1) ?? PER_PAGE, settings.perPageMax);
    const urlOf = (number) => `${baseUrl(request)}-/npm/v1/tokens?page=${number}&perPage=${perPage}`;
    const urls = {};
    if ((page + 1) * perPage < rows.length) urls.next = urlOf(page + 1);
    if (page > 0) urls.prev = urlOf(page - 1);
    const objects = rows.slice(page * perPage, (page + 1) * perPage).map(listedRow);
    return { body: { objects, total: rows.length, urls } };
  }

  // The code is asked for last, so that a request refused for another reason does not use one up.
  function create(request) {
    mayManage(authenticate(store, request));
    if (isMalformed(request)) throw refuse(400, { error: 'Invalid JSON' });
    const body = jsonObject(request);
    const wanted = readNewToken(body, settings);
    if (body.password !== settings.password) throw refuse(401, { error: 'Incorrect or missing password' });
    allow('create', request);
    return { status: 201, body: createdRow(store.add(wanted)) };
  }

  function revoke(request, { token }) {
    mayManage(authenticate(store, request));
    if (!UUID.test(token) && !TOKEN.test(token)) throw refuse(400, { message: 'invalid token' });
    const row = TOKEN.test(token) ? store.byToken(token) : store.byKey(token.toLowerCase());
    if (!row && TOKEN.test(token)) throw refuse(400, { message: 'could not delete token' });
    if (!row) throw refuse(404, { message: 'token not found' });
    allow('revoke', request);
    store.remove(row);
    return { status: 204 };
  }

  return [
    ['GET', '/-/npm/v1/tokens', list],
    ['POST', '/-/npm/v1/tokens', create],
    ['DELETE', '/-/npm/v1/tokens/token/:token', revoke],
  ];
}

function accountRoutes({ settings, store, signIns, twoFactor, baseUrl }) {
  const { username, password } = settings;

  function profile(request) {
    authenticate(store, request);
    const tfa = twoFactor.enabled ? { mode: 'auth-and-writes', pending: false } : null;
    return { body: { name: username, email: `${username}@example.com`, email_verified: true, tfa } };
  }

  function login(request, { name }) {
    const body = jsonObject(request);
    if (name !== username || body.name !== name || body.password !== password) throw unauthorized();
    const { token } = store.addSession();
    return { status: 201, body: { ok: true, id: `org.couchdb.user:${name}`, rev: '1', token } };
  }

  function logout(request, { token }) {
    const row = authenticate(store, request);
    if (row.token !== token) throw unauthorized();
    store.remove(row);
    return { body: { ok: true } };
  }

  function webLogin(request) {
    const id = signIns.open(() => store.addSession().token);
    const base = baseUrl(request);
    return { body: { loginUrl: `${base}auth/cli/${id}`, doneUrl: `${base}-/v1/done?authId=${id}` } };
  }

  function done(request) {
    const result = signIns.collect(new URLSearchParams(request.query).get('authId'));
    if (result.state === 'unknown') throw refuse(404, { message: 'unknown authId' });
    if (result.state === 'done') return { body: { token: result.token } };
    return { status: 202, headers: { 'retry-after': String(settings.retryAfter) }, body: {} };
  }

  return [
    ['GET', '/-/ping', () => ({ body: {} })],
    ['GET', '/-/whoami', (request) => authenticate(store, request) && { body: { username } }],
    ['GET', '/-/npm/v1/user', profile],
    ['PUT', '/-/user/org.couchdb.user::name', login],
    ['DELETE', '/-/user/token/:token', logout],
    ['POST', '/-/v1/login', webLogin],
    ['GET', '/-/v1/done', done],
  ];
}

function authenticate(store, request) {
  const row = store.byToken(bearer(request));
  if (!row || store.isExpired(row)) throw unauthorized();
  store.touch(row);
  return row;
}

function unauthorized() {
  return refuse(401, { error: 'Unauthorized' });
}

/** @param {Row} row */
function mayManage({ readonly, bypass_2fa }) {
  if (readonly) throw refuse(403, { error: 'a read-only token may not create or revoke tokens' });
  if (bypass_2fa) throw refuse(403, { error: 'a token that bypasses 2FA may not create or revoke tokens' });
}

/** @param {Row} row */
function listedRow(row) {
  const { name, description, expiry, key, readonly, bypass_2fa, cidr, revoked, created } = row;
  const { accessed, permissions, scopes } = row;
  const token = `${row.token.slice(0, 8)}...${row.token.slice(-4)}`;
  const updated = row.updated ?? created;
  const dates = { revoked, created, updated, accessed };
  return { name, description, expiry, key, token, readonly, bypass_2fa, cidr, ...dates, permissions, scopes };
}

/** @param {Row} row */
function createdRow(row) {
  const { key, name, description, token, expiry, cidr, bypass_2fa } = row;
  const { revoked, created, updated, accessed, permissions, scopes } = row;
  const dates = { revoked, created, updated, accessed };
  return { key, name, description, token, expiry, cidr, bypass_2fa, ...dates, permissions, scopes };
}

function wholeNumber(text, least) {
  const number = Number(text ?? Number.NaN);
  return Number.isSafeInteger(number) && number >= least ? number : undefined;
}

function alphanumerics(length) {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  return Array.from(randomBytes(length), (byte) => letters[byte % letters.length]).join('');
}
