import { fail, gate } from './cnpmcore-gate.mjs';
import { granularRow } from './cnpmcore-rows.mjs';
import { LOGIN, validate } from './cnpmcore-rules.mjs';
import { jsonObject } from './http.mjs';

/**
 * Logging in and out, and who one is.
 * @param {import('./index.mjs').Context} context
 * @returns {import('./router.mjs').Route[]}
 */
export function accountRoutes({ settings, store, signIns, baseUrl }) {
  const { username, password } = settings;
  const { find, authenticate, readBody } = gate(store);

  function whoami(request) {
    const row = authenticate(request);
    if (row.type !== 'granular') return { body: { username } };
    const { token, ...details } = granularRow(row);
    return { body: { username, ...details } };
  }

  function profile(request) {
    const { created } = authenticate(request);
    const email = `${username}@example.com`;
    return { body: { name: username, email, email_verified: false, created, updated: created } };
  }

  function login(request, { name }) {
    const body = jsonObject(readBody(request));
    validate(LOGIN, body);
    if (body.type !== 'user') throw fail(422, 'INVALID_PARAM', 'type: must be equal to constant');
    if (body.name !== name) throw fail(422, 'UNPROCESSABLE_ENTITY', `name: must be ${name}`);
    if (name !== username) throw fail(404, 'NOT_FOUND', `User ${name} not exists`);
    if (body.password !== password) throw fail(401, 'UNAUTHORIZED', 'Please check your login name and password');
    const { token, key } = store.addSession(true);
    return { status: 201, body: { ok: true, id: `org.couchdb.user:${name}`, rev: key.slice(0, 24), token } };
  }

  function logout(request, { token }) {
    const row = find(request);
    if (!row) return { body: { ok: false } };
    if (row.token !== token) throw fail(422, 'UNPROCESSABLE_ENTITY', 'invalid token');
    store.remove(row);
    return { body: { ok: true } };
  }

  function webLogin(request) {
    const id = signIns.open(() => store.addSession(true).token);
    const base = baseUrl(request);
    return { body: { loginUrl: `${base}auth/cli/${id}`, doneUrl: `${base}-/v1/login/done/${id}` } };
  }

  function done(_request, { id }) {
    const result = signIns.collect(id);
    if (result.state === 'unknown') throw fail(404, 'NOT_FOUND', 'session not found');
    if (result.state === 'done') return { body: { token: result.token } };
    return { status: 202, headers: { 'retry-after': String(settings.retryAfter) }, body: { message: 'processing' } };
  }

  return [
    ['PUT', '/-/user/org.couchdb.user::name', login],
    ['DELETE', '/-/user/token/:token', logout],
    ['POST', '/-/v1/login', webLogin],
    ['GET', '/-/v1/login/done/:id', done],
    ['GET', '/-/whoami', whoami],
    ['GET', '/-/npm/v1/user', profile],
    ['GET', '/-/ping', () => ({ body: { pong: true } })],
  ];
}
