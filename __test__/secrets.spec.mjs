// No secret is in any error: not in its message, stack, JSON or inspection, whatever the server says.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import {
  auditTokens,
  createToken,
  listTokens,
  revokeToken,
  revokeTokens,
  rotateToken,
  streamed,
  withTemporaryToken,
} from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith } from './helpers/folder.mjs';
import { closedPort, proxyServer, rawServer, tlsServer } from './helpers/raw.mjs';
import { sandboxFor } from './helpers/registry.mjs';
import { forms, SECRETS } from './helpers/secrets.mjs';

const ALL = Number.POSITIVE_INFINITY;

/** What an error shows of itself, in every way there is. */
function shown(error) {
  const texts = [error.message, error.stack, String(error), error.hint, error.url, error.registry];
  texts.push(JSON.stringify(error), JSON.stringify({ ...error }));
  texts.push(JSON.stringify(Object.getOwnPropertyNames(error).map((name) => [name, String(error[name])])));
  texts.push(inspect(error, { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null }));
  if (error.cause !== undefined)
    texts.push(inspect(error.cause, { depth: Number.POSITIVE_INFINITY, showHidden: true }));
  if (error.cause instanceof Error) texts.push(error.cause.message, error.cause.stack);
  return texts.filter((text) => text !== undefined);
}

function assertSilent(error) {
  assert.ok(error instanceof Error);
  for (const text of shown(error)) {
    for (const [name, secret] of Object.entries(SECRETS)) {
      for (const form of forms(secret)) assert.equal(text.includes(form), false, `${name} in: ${text}`);
    }
  }
}

const CREATE = { name: 'n', packages: 'a', password: SECRETS.password };
const OPERATIONS = {
  list: (options) => listTokens(options),
  stream: streamed,
  audit: (options) => auditTokens(options),
  create: (options) => createToken({ ...CREATE, ...options }),
  'a temporary one': (options) => withTemporaryToken({ ...CREATE, ...options }, assert.fail),
  revoke: (options) => revokeToken({ token: SECRETS.npmToken, ...options }),
  'revoke many': (options) => revokeTokens({ allExceptCurrent: true, ...options }),
  rotate: (options) => rotateToken({ token: SECRETS.npmToken, password: SECRETS.password, keepOld: true, ...options }),
};

/** Everything a request carries, also decoded. A client cannot know the secrets it did not send. */
function sent({ method, path, headers, bodyText }) {
  const { authorization = '', 'npm-otp': otp } = headers;
  const credentials = authorization.replace(/^\w+ /, '');
  const decoded = Buffer.from(credentials, 'base64').toString();
  const texts = [method, path, JSON.stringify(headers), bodyText, authorization, credentials, decoded, otp];
  return texts.join(' | ').replace(/[^ -~]/g, ' ');
}

/** The ways to prove who one is. */
const CREDENTIALS = {
  'a token': () => ({ authToken: SECRETS.authToken }),
  'an npm token': () => ({ authToken: SECRETS.npmToken }),
  'a token in a file': (t, url) => ({ cwd: projectWith(t, `${nerf(url)}:_authToken=${SECRETS.authToken}`) }),
  'a name and password in a file': (t, url) => ({
    cwd: projectWith(
      t,
      `${nerf(url)}:username=user\n${nerf(url)}:_password=${Buffer.from(SECRETS.legacyPassword).toString('base64')}`,
    ),
  }),
  '_auth in a file': (t, url) => ({
    cwd: projectWith(t, `${nerf(url)}:_auth=${Buffer.from(`user:${SECRETS.legacyPassword}`).toString('base64')}`),
  }),
  'a URL': (_t, url) => ({ registry: url.replace('://', `://user:${SECRETS.urlPassword}@`) }),
};

const nerf = (url) => url.slice(url.indexOf('//'));

describe('a server that repeats everything it was sent', () => {
  const echoes = {
    'as `error`': (text) => ({ json: { error: text } }),
    'as `message`': (text) => ({ json: { message: text } }),
    'as text': (text) => ({ body: text }),
    'as what is no JSON': (text) => ({ status: 200, body: `{${text}` }),
    'as the shape of another thing': (text) => ({
      status: 200,
      json: { objects: [{ key: 7, name: text }], [text]: text },
    }),
    'in headers': (text) => ({
      headers: { 'www-authenticate': `Basic realm="${text}"`, 'npm-notice': text, server: text },
      json: {},
    }),
  };
  for (const [credential, options] of Object.entries(CREDENTIALS)) {
    for (const [way, echo] of Object.entries(echoes)) {
      it(`${way}, with ${credential}`, async (t) => {
        const sandbox = await sandboxFor(t);
        let status;
        const handler = (request) => {
          const text = sent(request);
          const answer = echo(text);
          const { json, ...others } = answer;
          return { status, ...others, ...('json' in answer && { body: json, json: true }) };
        };
        sandbox.inject({ times: ALL, handler });
        for (status of [400, 401, 403, 404, 429, 500]) {
          for (const call of Object.values(OPERATIONS)) {
            const connection = { registry: sandbox.url, fetchRetries: 0, otp: SECRETS.otp };
            assertSilent(await failure(call({ ...connection, ...options(t, sandbox.url) })));
          }
        }
      });
    }
  }

  it('in the address of a redirect', async (t) => {
    const sandbox = await sandboxFor(t);
    const places = ['?q=TEXT', 'TEXT/x', '#TEXT'];
    for (const place of places) {
      const handler = (request) => ({
        status: 302,
        headers: { location: `http://registry.invalid/${place.replace('TEXT', encodeURIComponent(sent(request)))}` },
      });
      sandbox.inject({ handler, times: 3 });
      for (const call of Object.values(OPERATIONS)) {
        assertSilent(
          await failure(
            call({ registry: sandbox.url, authToken: SECRETS.authToken, otp: SECRETS.otp, fetchRetries: 0 }),
          ),
        );
      }
    }
  });

  it('in the address of a redirect, as user info', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ status: 302, headers: { location: `http://user:${SECRETS.urlPassword}@registry.invalid/` } });
    assertSilent(await failure(listTokens({ registry: sandbox.url, authToken: SECRETS.authToken })));
  });

  it('in the address of the next page', async (t) => {
    const sandbox = await sandboxFor(t);
    for (const place of ['?q=TEXT', 'TEXT/x']) {
      const handler = (request) => ({
        body: {
          objects: [],
          urls: { next: `http://registry.invalid/${place.replace('TEXT', encodeURIComponent(sent(request)))}` },
        },
      });
      sandbox.inject({ handler });
      assertSilent(await failure(listTokens({ registry: sandbox.url, authToken: SECRETS.authToken })));
    }
  });

  it('at the end of a web sign-in', async (t) => {
    const sandbox = await sandboxFor(t);
    const json = { authUrl: `${sandbox.url}auth`, doneUrl: `${sandbox.url}-/v1/done` };
    sandbox.inject({ method: 'POST', status: 401, json });
    sandbox.inject({ path: '/-/v1/done', handler: (request) => ({ status: 400, body: { error: sent(request) } }) });
    const onWebAuth = async () => {};
    assertSilent(await failure(OPERATIONS.create({ registry: sandbox.url, authToken: SECRETS.authToken, onWebAuth })));
  });

  it('in a challenge that nobody answers', async (t) => {
    const sandbox = await sandboxFor(t);
    const handler = (request) => ({
      status: 401,
      headers: { 'www-authenticate': 'OTP', 'npm-notice': sent(request) },
      body: { error: sent(request) },
    });
    sandbox.inject({ method: 'POST', handler, times: ALL });
    for (const otp of [undefined, SECRETS.otp, () => SECRETS.otp]) {
      assertSilent(await failure(OPERATIONS.create({ registry: sandbox.url, authToken: SECRETS.authToken, otp })));
    }
  });

  it('in what it says about a code from a callback', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', password: SECRETS.password });
    sandbox.inject({ method: 'POST', handler: (_request, next) => next() });
    sandbox.inject({ method: 'POST', handler: (request) => ({ status: 500, body: { error: sent(request) } }) });
    assertSilent(
      await failure(OPERATIONS.create({ registry: sandbox.url, authToken: sandbox.authToken, otp: () => SECRETS.otp })),
    );
  });
});

describe('a failure of a connection', { concurrency: 8 }, () => {
  for (const [name, call] of Object.entries(OPERATIONS)) {
    for (const [credential, options] of Object.entries(CREDENTIALS)) {
      it(`of ${name} with ${credential}`, async (t) => {
        const hung = await rawServer(t);
        const garbage = await rawServer(t, (socket) => socket.once('data', (data) => socket.end(data)));
        const untrusted = await tlsServer(t, 'server');
        const addresses = [
          `http://127.0.0.1:${await closedPort()}/`,
          hung.url,
          garbage.url,
          untrusted.url,
          'http://registry.invalid/',
        ];
        for (const registry of addresses) {
          const connection = { registry, fetchRetries: 0, fetchTimeout: 100, otp: SECRETS.otp };
          assertSilent(await failure(call({ ...connection, ...options(t, registry) })));
        }
      });
    }
  }

  it('through a proxy', async (t) => {
    const server = await proxyServer(t);
    const closed = await closedPort();
    const proxies = [server.port, closed].flatMap((port) =>
      ['http', 'https', 'socks5', 'socks5h'].map(
        (scheme) => `${scheme}://user:${SECRETS.proxyPassword}@127.0.0.1:${port}`,
      ),
    );
    for (const proxy of proxies) {
      for (const registry of ['https://registry.invalid/', 'http://registry.invalid/npm/']) {
        const options = {
          registry,
          authToken: SECRETS.authToken,
          proxy,
          httpsProxy: proxy,
          fetchRetries: 0,
          fetchTimeout: 1000,
        };
        const [outcome] = await Promise.allSettled([OPERATIONS.create({ ...options, otp: SECRETS.otp })]);
        assert.equal(outcome.status, 'rejected');
        assertSilent(outcome.reason);
      }
    }
  });
});

describe('a refusal of an option', () => {
  const user = `user:${SECRETS.urlPassword}@`;
  const cases = [
    ['a registry of another scheme', { registry: `ftp://${user}registry.example/` }],
    ['a registry with a query', { registry: `https://${user}registry.example/?a=1` }],
    ['a registry that is no URL', { registry: `${user}registry.example` }],
    ['a proxy of another scheme', { proxy: `ftp://user:${SECRETS.proxyPassword}@127.0.0.1/` }],
    ['a proxy that is no URL', { proxy: `user:${SECRETS.proxyPassword}@127.0.0.1` }],
    ['a token with a line break', { authToken: `${SECRETS.authToken}\n` }],
    ['a token of the wrong type', { authToken: [SECRETS.authToken] }],
    ['a code with a line break', { otp: `${SECRETS.otp}\n` }],
    ['a code of the wrong type', { otp: { code: SECRETS.otp } }],
    ['a password of the wrong type', { password: [SECRETS.password] }],
    ['a client key that is none', { cert: 'x', key: SECRETS.password }],
    ['authorities that are none', { ca: SECRETS.password }],
    ['no credentials', { authToken: undefined, registry: `https://registry.invalid/` }],
    ['an option written with its value', { [`authToken=${SECRETS.npmToken}`]: true }],
    ['a range that is a token', { cidr: SECRETS.npmToken }],
    ['a permission that is a token', { orgs: 'o', orgsPermission: SECRETS.npmToken }],
    ['an end that is a token', { expires: SECRETS.npmToken }],
  ];
  for (const [what, options] of cases) {
    it(what, async () => {
      const connection = { registry: 'http://127.0.0.1:9/', authToken: SECRETS.authToken, fetchRetries: 0 };
      assertSilent(await failure(createToken({ ...connection, ...CREATE, ...options })));
    });
  }

  const files = [
    ['a credential with a line break (T11)', `//127.0.0.1:9/:_authToken="${SECRETS.authToken}\\nx"`],
    [
      'a credential with an unset variable (T11)',
      `//127.0.0.1:9/:_authToken=${SECRETS.authToken}\u0024{NPM_TOKEN_SPEC_UNSET}`,
    ],
    ['a credential without a registry (T59)', `_authToken=${SECRETS.authToken}\n_password=${SECRETS.password}`],
    ['a registry', `registry=ftp://user:${SECRETS.urlPassword}@registry.example/`],
    ['a registry from a variable', 'registry=\u0024{NPM_TOKEN_SPEC_SECRET}'],
    ['a proxy', `//127.0.0.1:9/:_authToken=x\nproxy=ftp://user:${SECRETS.proxyPassword}@127.0.0.1/`],
    ['a password that is a list', `//127.0.0.1:9/:_authToken=x\npassword[]=${SECRETS.password}`],
    ['a key that is none', `//127.0.0.1:9/:_authToken=x\ncert=x\nkey="${SECRETS.password}"`],
  ];
  for (const [what, npmrc] of files) {
    it(`in a file: ${what}`, async (t) => {
      process.env.NPM_TOKEN_SPEC_SECRET = SECRETS.variable;
      t.after(() => delete process.env.NPM_TOKEN_SPEC_SECRET);
      const registry = npmrc.startsWith('registry') ? undefined : 'http://127.0.0.1:9/';
      const options = { name: 'n', packages: 'a', cwd: projectWith(t, npmrc), registry, fetchRetries: 0 };
      assertSilent(await failure(createToken(options)));
    });
  }
});

describe('a token that is not found', () => {
  for (const by of ['token', 'key', 'name', 'id']) {
    for (const value of [SECRETS.npmToken, `cnpm_${'zqNpmToken'.repeat(3)}AAAAAA_1x`]) {
      it(`is not shown, given as \`${by}\`: ${value.slice(0, 4)}`, async (t) => {
        const sandbox = await sandboxFor(t);
        const error = await failure(
          revokeToken({ registry: sandbox.url, authToken: SECRETS.authToken, [by]: value, fetchRetries: 0 }),
        );
        assert.equal(error.code, 'E401');
        assertSilent(error);
        const missing = await failure(
          revokeToken({ registry: sandbox.url, authToken: sandbox.authToken, [by]: value }),
        );
        assert.equal(missing.code, 'ETOKENNOTFOUND');
        for (const text of shown(missing)) assert.equal(text.includes(value), false, text);
      });
    }
  }

  it('nor is an ambiguous one', async (t) => {
    const sandbox = await sandboxFor(t);
    const mask = `${SECRETS.npmToken.slice(0, 8)}...${SECRETS.npmToken.slice(-4)}`;
    sandbox.inject({
      json: {
        objects: [
          { key: 'aaaaaaa', token: mask },
          { key: 'bbbbbbb', token: mask },
        ],
      },
    });
    const error = await failure(
      revokeToken({ registry: sandbox.url, authToken: SECRETS.authToken, token: SECRETS.npmToken }),
    );
    assert.equal(error.code, 'EAMBIGUOUS');
    assertSilent(error);
  });
});

describe('a new token', () => {
  it('is in no error about the answer that holds it', async (t) => {
    const answers = [[SECRETS.npmToken], SECRETS.npmToken, { key: 'k', token: [SECRETS.npmToken] }];
    for (const json of answers) {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ status: 201, json });
      const error = await failure(OPERATIONS.create({ registry: sandbox.url, authToken: SECRETS.authToken }));
      assert.equal(error.code, 'EUNKNOWNOUTCOME');
      assertSilent(error);
    }
  });
});
