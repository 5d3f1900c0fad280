import { randomBytes } from 'node:crypto';
import { BlockList } from 'node:net';
import { bearer, isMalformed, jsonObject, refuse } from './http.mjs';

/** @typedef {import('./router.mjs').Route} Route */
/** @typedef {import('./store.mjs').Row} Row */

const CHALLENGE = { 'www-authenticate': 'Basic, Bearer' };

/** The token API as Verdaccio 6 answers it: no paging, no granular tokens, and a DELETE that always says yes. */
export const verdaccio = {
  /** @type {import('./store.mjs').TokenFormat} */
  format: {
    type: 'classic',
    // 49 bytes, so that the value ends with a padding character like the real ones.
    mint: () => randomBytes(49).toString('base64'),
    keyOf: () => randomBytes(16).toString('hex'),
  },

  /** @param {import('./index.mjs').Context} context @returns {Route[]} */
  routes({ settings, store }) {
    const { username, password } = settings;
    const { identify, authenticate } = gate(settings, store);

    function list(request) {
      authenticate(request);
      return { body: { objects: store.listed().map((row) => shown(row, mask(row.token))), urls: { next: '' } } };
    }

    function create(request) {
      const caller = identify(request);
      if (isMalformed(request)) throw refuse(400, { error: 'invalid JSON in the request body' });
      const body = jsonObject(request);
      const readonly = body.readonly ?? false;
      const cidr = body.cidr_whitelist ?? [];
      if (typeof readonly !== 'boolean' || !Array.isArray(cidr)) {
        throw refuse(422, { error: 'the parameters are not valid' });
      }
      if (!caller || body.password !== password) throw badPassword();
      const row = store.add({ readonly, cidr });
      return { headers: { 'cache-control': 'no-cache' }, body: shown(row, row.token) };
    }

    function revoke(request, { key }) {
      authenticate(request);
      const row = store.byKey(key);
      if (row?.listed) store.remove(row);
      return { body: {} };
    }

    function shown({ key, cidr, readonly, created }, token) {
      return { user: username, token, key, cidr, readonly, created };
    }

    function profile(request) {
      authenticate(request);
      return { body: { tfa: false, name: username, email: '', email_verified: false, cidr_whitelist: null } };
    }

    function login(request, { name }) {
      const body = jsonObject(request);
      if (name !== username || body.password !== password) throw badPassword();
      return { status: 201, body: { ok: `you are authenticated as '${name}'`, token: store.addSession().token } };
    }

    return [
      ['GET', '/-/npm/v1/tokens', list],
      ['POST', '/-/npm/v1/tokens', create],
      ['DELETE', '/-/npm/v1/tokens/token/:key', revoke],
      ['GET', '/-/ping', () => ({ body: {} })],
      ['GET', '/-/whoami', (request) => authenticate(request) && { body: { username } }],
      ['GET', '/-/npm/v1/user', profile],
      ['PUT', '/-/user/org.couchdb.user::name', login],
      // Logging out forgets nothing on the server.
      ['DELETE', '/-/user/token/:token', (request) => authenticate(request) && { body: { ok: 'Logged out' } }],
    ];
  },
};

/** Who may come in: a token within its limits, or the user's name and password as Basic credentials. */
function gate({ username, password }, store) {
  /** The caller's limits, or undefined for a stranger. @returns {{ readonly: boolean } | undefined} */
  function identify(request) {
    const basic = /^Basic +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (basic) {
      const known = Buffer.from(basic, 'base64').toString() === `${username}:${password}`;
      return known ? { readonly: false } : undefined;
    }
    const token = bearer(request);
    if (store.wasRemoved(token)) throw refuse(403, { error: 'the token was revoked' });
    const row = store.byToken(token);
    if (!row) return undefined;
    if (!isWithin(row.cidr)) throw refuse(403, { error: 'the token may not be used from this address' });
    if (row.readonly && request.method !== 'GET') throw refuse(403, { error: 'the token is read-only' });
    store.touch(row);
    return row;
  }

  function authenticate(request) {
    const caller = identify(request);
    if (!caller) throw refuse(401, { error: 'no credentials provided' }, CHALLENGE);
    return caller;
  }

  return { identify, authenticate };
}

/** Whether a caller on loopback is within the ranges; an entry that is no range holds nobody. */
function isWithin(ranges) {
  if (ranges.length === 0) return true;
  const allowed = new BlockList();
  for (const range of ranges) {
    const [address, bits] = String(range).split('/');
    try {
      allowed.addSubnet(address, Number(bits));
    } catch {
      // Whatever was sent is stored, ranges or not.
    }
  }
  return allowed.check('127.0.0.1');
}

function badPassword() {
  return refuse(401, { error: 'bad username/password, access denied' }, CHALLENGE);
}

function mask(token) {
  return `${token.slice(0, 5)}...${token.slice(-5)}`;
}
