import { accountRoutes } from './cnpmcore-account.mjs';
import { fail, gate } from './cnpmcore-gate.mjs';
import { classicRow, granularRow, keyOf, madeRow, mint } from './cnpmcore-rows.mjs';
import { CLASSIC, GRANULAR, validate } from './cnpmcore-rules.mjs';
import { jsonObject } from './http.mjs';

/** @typedef {import('./router.mjs').Route} Route */
/** @typedef {import('./store.mjs').Row} Row */

/** The token API as cnpmcore 4 answers it: classic tokens at `/tokens`, granular ones at `/tokens/gat`. */
export const cnpmcore = {
  /** @type {import('./store.mjs').TokenFormat} */
  format: { type: 'classic', mint, keyOf },

  wrongMethod: () => ({
    status: 404,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: '<h1>404 Not Found</h1>',
  }),

  /** @param {import('./index.mjs').Context} context @returns {Route[]} */
  routes(context) {
    const routes = [...classicRoutes(context), ...granularRoutes(context), ...accountRoutes(context)];
    const withSlash = routes.map(([method, pattern, handler]) => [method, `${pattern}/`, handler]);
    return [...routes, ...withSlash];
  },
};

function classicRoutes({ settings, store }) {
  const { requireSetting, readBody } = gate(store);

  function list(request) {
    requireSetting(request);
    return listing(store.listed().filter(isClassic), classicRow);
  }

  function create(request) {
    const body = jsonObject(readBody(request));
    requireSetting(request);
    validate(CLASSIC, body);
    if (body.password !== settings.password) throw fail(401, 'UNAUTHORIZED', 'Invalid password');
    const { readonly = false, automation = false, cidr_whitelist: cidr = [] } = body;
    return { body: madeRow(store.add({ type: 'classic', readonly, automation, cidr })) };
  }

  function revoke(request, { key }) {
    requireSetting(request);
    remove(store, key);
    return { body: { ok: true } };
  }

  return [
    ['GET', '/-/npm/v1/tokens', list],
    ['POST', '/-/npm/v1/tokens', create],
    ['DELETE', '/-/npm/v1/tokens/token/:key', revoke],
  ];
}

function granularRoutes({ settings, store }) {
  const { requireSignedIn, readBody } = gate(store);
  const granular = () => store.listed().filter((row) => row.type === 'granular');

  function list(request) {
    requireSignedIn(request);
    return listing(granular(), granularRow);
  }

  function create(request) {
    const body = jsonObject(readBody(request));
    validate(GRANULAR, body);
    requireSignedIn(request);
    if (granular().some(({ name }) => name === body.name)) {
      throw fail(500, '23505', 'duplicate key value violates unique constraint "tokens_uk_user_id_name"');
    }
    const { name, description = null, readonly = false, cidr_whitelist: cidr = [] } = body;
    const { allowedPackages, allowedScopes } = body;
    const row = store.add({
      type: 'granular',
      name,
      description,
      readonly,
      cidr,
      // Unknown packages are dropped without a word, and the answer still names them.
      allowedPackages: (allowedPackages ?? []).filter((wanted) => settings.packages?.includes(wanted) ?? true),
      allowedScopes: allowedScopes ?? [],
      expiry: new Date(settings.now() + body.expires * 24 * 60 * 60 * 1000).toISOString(),
    });
    return { body: { name, ...madeRow(row), allowedPackages, allowedScopes } };
  }

  function revoke(request, { key }) {
    requireSignedIn(request);
    remove(store, key);
    return { status: 204 };
  }

  return [
    ['GET', '/-/npm/v1/tokens/gat', list],
    ['POST', '/-/npm/v1/tokens/gat', create],
    ['DELETE', '/-/npm/v1/tokens/gat/:key', revoke],
  ];
}

/** Logins make classic tokens, which are listed like the others. @param {Row} row */
function isClassic({ type }) {
  return type !== 'granular';
}

function listing(rows, show) {
  return { body: { objects: rows.map(show), total: rows.length, urls: {} } };
}

function remove(store, keyOrToken) {
  const row = store.byKey(keyOrToken) ?? store.byToken(keyOrToken);
  if (!row) throw fail(404, 'NOT_FOUND', `Token "${keyOrToken}" not exists`);
  store.remove(row);
}
