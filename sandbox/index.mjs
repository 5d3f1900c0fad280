import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { cnpmcore } from './cnpmcore.mjs';
import { Faults } from './faults.mjs';
import { listen } from './http.mjs';
import { npmjs } from './npmjs.mjs';
import { readOptions } from './options.mjs';
import { pageRoutes } from './pages.mjs';
import { dispatch } from './router.mjs';
import { SignIns } from './sign-ins.mjs';
import { Store } from './store.mjs';
import { TwoFactor } from './two-factor.mjs';
import { verdaccio } from './verdaccio.mjs';

const DIALECTS = { npmjs, verdaccio, cnpmcore };

/**
 * What the routes of a dialect work with.
 * @typedef {object} Context
 * @property {ReturnType<typeof readOptions>} settings
 * @property {Store} store
 * @property {SignIns} signIns
 * @property {TwoFactor} twoFactor
 * @property {(request: import('./index.d.mts').SandboxRequest) => string} baseUrl ends with a slash
 */

/**
 * Starts an in-memory npm registry on loopback.
 * @param {import('./index.d.mts').SandboxOptions} [options]
 * @returns {Promise<import('./index.d.mts').Sandbox>}
 */
export async function startSandbox(options = {}) {
  const settings = readOptions(options);
  const dialect = DIALECTS[settings.dialect];
  const closing = new AbortController();
  // As many answers may wait as there are clients.
  setMaxListeners(0, closing.signal);
  const store = new Store(dialect.format, settings.now);
  const signIns = new SignIns();
  const twoFactor = new TwoFactor(settings, signIns);
  const faults = new Faults(closing.signal);
  const requests = [];

  const { token: authToken } = store.addSession();
  for (const seed of seeds(settings.tokens)) store.add(seed);
  store.save();

  const context = { settings, store, signIns, twoFactor, baseUrl };
  const routes = [...dialect.routes(context), ...pageRoutes(context)];

  const server = await listen(settings.port, respond);
  const url = `${server.origin}${settings.pathPrefix}/`;

  /** The address the client knows the sandbox by, so that links stay within the client's origin. */
  function baseUrl({ headers: { host = '' } }) {
    const known = /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(host);
    return known ? `http://${host}${settings.pathPrefix}/` : url;
  }

  async function respond(request, tooLarge) {
    requests.push(Object.assign(request, locate(request.path, settings.pathPrefix)));
    if (tooLarge) return { status: 413, body: { error: 'request entity too large' } };
    if (settings.latency) await sleep(settings.latency, undefined, { signal: closing.signal });
    try {
      return await faults.answer(request, async () => carryOut(request));
    } catch (error) {
      return { status: 500, body: { error: `the sandbox failed: ${error.message}` } };
    }
  }

  function carryOut(request) {
    const answer = dispatch(routes, request, dialect.wrongMethod);
    return { ...answer, headers: { ...dialect.headers, ...answer.headers } };
  }

  return {
    url,
    authToken,
    username: settings.username,
    password: settings.password,
    requests,
    get tokens() {
      return store.listed().map(({ listed, ...token }) => structuredClone(token));
    },
    get openSockets() {
      return server.openSockets;
    },
    currentOtp: () => twoFactor.currentOtp(),
    approve: (authId) => signIns.approve(authId),
    addToken(partial) {
      const { listed, ...token } = store.add(partial);
      return structuredClone(token);
    },
    inject: (fault) => faults.inject(fault),
    reset() {
      requests.length = 0;
      for (const part of [store, signIns, twoFactor, faults]) part.reset();
    },
    close() {
      closing.abort();
      return server.close();
    },
  };
}

function seeds(tokens) {
  if (typeof tokens !== 'number') return tokens;
  return Array.from({ length: tokens }, (_, index) => ({ name: `token-${index + 1}` }));
}

/** Splits a path into the part below the prefix (undefined if it is not below it) and the query with its `?`. */
function locate(path, prefix) {
  const at = path.indexOf('?');
  const pathname = at === -1 ? path : path.slice(0, at);
  const query = at === -1 ? '' : path.slice(at);
  return { route: pathname.startsWith(`${prefix}/`) ? pathname.slice(prefix.length) : undefined, query };
}
