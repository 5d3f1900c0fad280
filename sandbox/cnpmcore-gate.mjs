import { isMalformed, Refusal, refuse } from './http.mjs';

/** @typedef {import('./index.d.mts').SandboxRequest} SandboxRequest */

/** An error in cnpmcore's form, `[CODE] text`. @param {number} status @param {string} code @param {string} text */
export function fail(status, code, text) {
  return refuse(status, { error: `[${code}] ${text}` });
}

/** Who may do what. @param {import('./store.mjs').Store} store */
export function gate(store) {
  /** @param {SandboxRequest} request */
  function find(request) {
    const token = /^Bearer ([\w.]+)$/.exec(request.headers.authorization ?? '')?.[1];
    return store.byToken(token);
  }

  /** Any token that works. @param {SandboxRequest} request */
  function authenticate(request) {
    if (!request.headers.authorization) throw fail(401, 'UNAUTHORIZED', 'Login first');
    const row = find(request);
    if (!row) throw fail(401, 'UNAUTHORIZED', 'Invalid token');
    if (store.isExpired(row)) throw fail(401, 'UNAUTHORIZED', 'Token expired');
    store.touch(row);
    return row;
  }

  /** A token that may change settings. @param {SandboxRequest} request */
  function requireSetting(request) {
    const row = authenticate(request);
    const kind = (row.readonly && 'Read-only') || (row.automation && 'Automation');
    if (kind) throw fail(403, 'FORBIDDEN', `${kind} Token "${row.token.slice(0, 8)}" can't setting`);
  }

  /** A person signed in through a browser; here, whoever has a token that comes from a login. */
  function requireSignedIn(request) {
    const row = find(request);
    if (row?.type !== 'session') throw fail(403, 'FORBIDDEN', 'need login first');
    store.touch(row);
  }

  /** @param {SandboxRequest} request */
  function readBody(request) {
    if (!isMalformed(request)) return request;
    const headers = { 'content-type': 'text/html; charset=utf-8' };
    throw new Refusal({ status: 400, headers, body: '<h2>400 Bad Request</h2>' });
  }

  return { find, authenticate, requireSetting, requireSignedIn, readBody };
}
