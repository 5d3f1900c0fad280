import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { get } from 'node:http';
import { json } from 'node:stream/consumers';
import { afterEach, describe, it } from 'node:test';
import { startSandbox } from '../sandbox/index.mjs';

const TOKENS = '-/npm/v1/tokens';
const GAT = '-/npm/v1/tokens/gat';
const WEB = { 'npm-auth-type': 'web', 'npm-command': 'token' };
const DAY = 24 * 60 * 60 * 1000;
const NOW = Date.parse('2026-01-01T00:00:00.000Z');

let running = [];
afterEach(async () => {
  await Promise.all(running.map((sandbox) => sandbox.close()));
  running = [];
});

async function start(options) {
  const sandbox = await startSandbox({ now: () => NOW, ...options });
  running.push(sandbox);
  return sandbox;
}

async function ask(sandbox, method, path, { token = sandbox.authToken, headers, body, signal } = {}) {
  const response = await fetch(new URL(path, sandbox.url), {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

const list = (sandbox, extra) => ask(sandbox, 'GET', TOKENS, extra);
const revoke = (sandbox, key, extra) => ask(sandbox, 'DELETE', `${TOKENS}/token/${key}`, extra);
const create = (sandbox, fields, extra) => {
  const body = { name: 'ci', password: sandbox.password, packages: ['*'], ...fields };
  return ask(sandbox, 'POST', TOKENS, { body, ...extra });
};

describe('listing on npmjs', () => {
  it('shows the documented fields with a masked value', async () => {
    const sandbox = await start({ tokens: [{ name: 'ci', token: `npm_aBcD${'x'.repeat(28)}7890` }] });
    const { status, body, headers } = await list(sandbox);
    assert.equal(status, 200);
    assert.ok(headers.get('npm-notice'));
    assert.deepEqual(body, {
      objects: [
        {
          name: 'ci',
          description: null,
          expiry: new Date(NOW + 30 * DAY).toISOString(),
          key: sandbox.tokens[0].key,
          token: 'npm_aBcD...7890',
          readonly: true,
          bypass_2fa: false,
          cidr: [],
          revoked: null,
          created: '2026-01-01T00:00:00.000Z',
          updated: '2026-01-01T00:00:00.000Z',
          accessed: null,
          permissions: [{ name: 'package', action: 'read' }],
          scopes: [{ type: 'package', name: '*' }],
        },
      ],
      total: 1,
      urls: {},
    });
  });

  const pages = [
    { query: '', names: 10, next: '?page=1&perPage=10' },
    { query: '?page=1', names: 10, next: '?page=2&perPage=10', prev: '?page=0&perPage=10' },
    { query: '?page=2', names: 5, prev: '?page=1&perPage=10' },
    { query: '?page=9', names: 0, prev: '?page=8&perPage=10' },
    { query: '?perPage=25', names: 25 },
    { query: '?page=-1&perPage=x', names: 10, next: '?page=1&perPage=10' },
    { query: '?perPage=25', perPageMax: 4, names: 4, next: '?page=1&perPage=4' },
  ];
  for (const { query, perPageMax, names, next, prev } of pages) {
    it(`gives ${names} of 25 rows for \`${query}\`${perPageMax ? ` capped at ${perPageMax}` : ''}`, async () => {
      const sandbox = await start({ tokens: 25, perPageMax, pathPrefix: 'npm/repo/' });
      const { body } = await ask(sandbox, 'GET', TOKENS + query);
      const urlOf = (search) => search && `${sandbox.url}${TOKENS}${search}`;
      assert.equal(body.objects.length, names);
      assert.equal(body.total, 25);
      assert.deepEqual([body.urls.next, body.urls.prev], [urlOf(next), urlOf(prev)]);
    });
  }

  const hosts = [
    ['localhost', 'localhost'],
    ['registry.example', '127.0.0.1'],
  ];
  for (const [name, expected] of hosts) {
    it(`links to ${expected} for a client that asked ${name}`, async () => {
      const sandbox = await start({ tokens: 11 });
      const { port } = new URL(sandbox.url);
      const headers = { host: `${name}:${port}`, authorization: `Bearer ${sandbox.authToken}` };
      const [response] = await once(get(sandbox.url + TOKENS, { headers }), 'response');
      const { urls } = await json(response);
      assert.equal(urls.next, `http://${expected}:${port}/${TOKENS}?page=1&perPage=10`);
    });
  }
});

describe('creating on npmjs', () => {
  it('answers 201 with the full value and keeps the row', async () => {
    const sandbox = await start();
    const { status, body } = await create(sandbox, {});
    assert.equal(status, 201);
    assert.match(body.token, /^npm_[\dA-Za-z]{36}$/);
    assert.match(body.key, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    assert.deepEqual([body.updated, body.accessed, body.revoked, body.cidr], [null, null, null, []]);
    assert.equal('readonly' in body, false);
    assert.equal(sandbox.tokens[0].token, body.token);
    assert.deepEqual(sandbox.requests[0].body, { name: 'ci', password: sandbox.password, packages: ['*'] });
    assert.equal(sandbox.requests[0].status, 201);
  });

  const read = [{ name: 'package', action: 'read' }];
  const write = [{ name: 'package', action: 'write' }];
  const days = (count) => new Date(NOW + count * DAY).toISOString();
  const rw = { packages_and_scopes_permission: 'read-write' };
  const accepted = [
    { name: 'a read token for 30 days by default', sent: {}, made: { expiry: days(30), permissions: read } },
    { name: 'a write token for 7 days by default', sent: rw, made: { expiry: days(7), permissions: write } },
    { name: 'a write token for 90 days', sent: { ...rw, expires: 90 }, made: { expiry: days(90) } },
    { name: 'a read token for 400 days', sent: { expires: 400 }, made: { expiry: days(400) } },
    { name: 'a date', sent: { expires: '2026-02-01T00:00:00Z' }, made: { expiry: '2026-02-01T00:00:00.000Z' } },
    { name: 'token_description', sent: { token_description: 'why' }, made: { description: 'why' } },
    { name: 'description', sent: { description: 'why' }, made: { description: 'why' } },
    { name: 'cidr', sent: { cidr: ['10.0.0.0/8'] }, made: { cidr: ['10.0.0.0/8'] } },
    { name: 'cidr_whitelist', sent: { cidr_whitelist: ['10.0.0.0/8'] }, made: { cidr: ['10.0.0.0/8'] } },
    { name: 'bypass_2fa', sent: { bypass_2fa: true }, made: { bypass_2fa: true } },
    {
      name: 'packages_all',
      sent: { packages: undefined, packages_all: true },
      made: { scopes: [{ type: 'package', name: '*' }] },
    },
    {
      name: 'packages, scopes and organizations with their own permissions',
      sent: { packages: ['a'], scopes: ['@s'], orgs: ['o'], orgs_permission: 'read-write' },
      made: {
        permissions: [...read, { name: 'org', action: 'write' }],
        scopes: [
          { type: 'package', name: 'a' },
          { type: 'scope', name: '@s' },
          { type: 'org', name: 'o' },
        ],
      },
    },
  ];
  for (const { name, sent, made } of accepted) {
    it(`accepts ${name}`, async () => {
      const { status, body } = await create(await start(), sent);
      assert.equal(status, 201, JSON.stringify(body));
      for (const [field, value] of Object.entries(made)) assert.deepEqual(body[field], value, field);
    });
  }

  const none = { packages: [] };
  const refused = [
    [{ name: undefined }, /^Token name is required$/],
    [{ name: null }, /^Token name is required$/],
    [{ packages: 'a' }, /^Packages must be an array$/],
    [{ scopes: 'a' }, /^Scopes must be an array$/],
    [{ orgs: 'a' }, /^Organizations must be an array$/],
    [{ packages_and_scopes_permission: 'all' }, /^Invalid packages_and_scopes_permission. Must be one of: no-access/],
    [{ orgs_permission: 'all' }, /^Invalid orgs_permission. Must be one of: no-access, read-only, read-write$/],
    [none, /^You must have at least one package/],
    [{ ...none, orgs_permission: 'read-only' }, /^You must select at least one organization/],
    [{ ...none, packages_and_scopes_permission: 'read-only' }, /^You must select at least one package or scope/],
    [{ packages_and_scopes_permission: 'no-access' }, /^Please select at least one/],
    [{ packages_and_scopes_permission: 'read-write', expires: 91 }, /^Read-write tokens cannot have .* 90 days$/],
    [{ packages_and_scopes_permission: 'read-write', expires: '2027-01-01' }, /^Read-write tokens cannot have/],
    [{ expires: 0 }, /^Invalid expiration$/],
    [{ expires: 1e300 }, /^Invalid expiration$/],
    [{ expires: 'soon' }, /^Invalid expiration$/],
    [{ token_description: 1 }, /^Token description must be a string$/],
    [{ cidr: ['banana'] }, /^Invalid CIDR: banana$/],
    [{ packages: ['missing'] }, /^Package not found: missing$/],
    [{ orgs: ['missing'] }, /^Organization not found: missing$/],
  ];
  for (const [sent, message] of refused) {
    it(`refuses ${JSON.stringify({ ...sent })} with 400`, async () => {
      const sandbox = await start({ packages: ['a'], orgs: ['o'] });
      const { status, body } = await create(sandbox, sent);
      assert.equal(status, 400);
      assert.match(body.error, message);
      assert.equal(sandbox.tokens.length, 0);
    });
  }

  it('refuses malformed JSON with 400 and a wrong password with 401', async () => {
    const sandbox = await start();
    assert.equal((await ask(sandbox, 'POST', TOKENS, { body: '{"name":' })).status, 400);
    assert.equal((await create(sandbox, { password: 'wrong' })).status, 401);
    assert.deepEqual(
      sandbox.requests.map(({ body, bodyText }) => [body === undefined, bodyText.length > 0]),
      [
        [true, true],
        [false, true],
      ],
    );
  });

  it('makes tokens that work, and refuses management to read-only and bypass-2FA ones', async () => {
    const sandbox = await start();
    const rw = { packages_and_scopes_permission: 'read-write' };
    for (const [fields, status] of [
      [{}, 403],
      [{ ...rw, bypass_2fa: true }, 403],
      [rw, 201],
    ]) {
      const { token } = (await create(sandbox, fields)).body;
      assert.deepEqual((await ask(sandbox, 'GET', '-/whoami', { token })).body, { username: 'maintainer' });
      assert.equal((await create(sandbox, {}, { token })).status, status);
    }
  });
});

describe('revoking on npmjs', () => {
  const cases = [
    ['the key', (row) => row.key, 204],
    ['the full value', (row) => row.token, 204],
    ['an unknown key', () => '00000000-0000-0000-0000-000000000000', 404],
    ['an unknown value', () => `npm_${'0'.repeat(36)}`, 400, 'could not delete token'],
    ['a masked value', () => 'npm_aBcD...7890', 400, 'invalid token'],
  ];
  for (const [name, pick, status, message] of cases) {
    it(`answers ${status} for ${name}`, async () => {
      const sandbox = await start({ tokens: 2 });
      const [row] = sandbox.tokens;
      const answer = await revoke(sandbox, pick(row));
      assert.equal(answer.status, status);
      if (message) assert.equal(answer.body.message, message);
      assert.equal(sandbox.tokens.length, status === 204 ? 1 : 2);
      assert.equal((await list(sandbox, { token: row.token })).status, status === 204 ? 401 : 200);
    });
  }
});

describe('authentication on npmjs', () => {
  it('answers 401 Unauthorized without a token, with a wrong one and with an expired one', async () => {
    const sandbox = await start({ tokens: [{ name: 'old', expiry: '2025-12-31T00:00:00.000Z' }] });
    for (const token of ['', 'nonsense', sandbox.tokens[0].token]) {
      const { status, body } = await list(sandbox, { token });
      assert.deepEqual([status, body], [401, { error: 'Unauthorized' }]);
    }
    assert.equal((await list(sandbox)).body.total, 1);
  });

  it('logs in with the password and out again', async () => {
    const sandbox = await start();
    const path = '-/user/org.couchdb.user:maintainer';
    const sent = { name: 'maintainer', password: sandbox.password, type: 'user' };
    assert.equal((await ask(sandbox, 'PUT', path, { token: '', body: { ...sent, password: 'no' } })).status, 401);
    const { status, body } = await ask(sandbox, 'PUT', path, { token: '', body: sent });
    assert.equal(status, 201);
    assert.equal((await ask(sandbox, 'GET', '-/npm/v1/user', { token: body.token })).body.name, 'maintainer');
    assert.equal((await ask(sandbox, 'DELETE', `-/user/token/${body.token}`, { token: body.token })).status, 200);
    assert.equal((await ask(sandbox, 'GET', '-/whoami', { token: body.token })).status, 401);
    assert.deepEqual((await ask(sandbox, 'GET', '-/ping')).body, {});
  });

  for (const dialect of ['npmjs', 'cnpmcore']) {
    it(`logs in through the browser (${dialect})`, async () => {
      const sandbox = await start({ dialect, retryAfter: 3 });
      const { loginUrl, doneUrl } = (await ask(sandbox, 'POST', '-/v1/login', { token: '' })).body;
      const waiting = await ask(sandbox, 'GET', doneUrl, { token: '' });
      assert.deepEqual([waiting.status, waiting.headers.get('retry-after')], [202, '3']);
      await fetch(loginUrl);
      const { token } = (await ask(sandbox, 'GET', doneUrl, { token: '' })).body;
      assert.equal((await ask(sandbox, 'GET', '-/whoami', { token })).status, 200);
      assert.equal((await ask(sandbox, 'GET', doneUrl, { token: '' })).status, 404);
    });
  }
});

describe('the second factor', () => {
  const email = /^A One Time Password \(OTP\) by email is required\.$/;
  const legacy = /^You must provide a one-time pass\./;
  const challenges = [
    { twoFactor: 'email', error: email, header: null, digits: 8 },
    { twoFactor: 'totp', error: legacy, header: null, notice: true, digits: 6 },
    { twoFactor: 'web', error: legacy, header: null, notice: true, digits: 16 },
    { twoFactor: 'totp', challengeForm: 'header', error: legacy, header: 'OTP', digits: 6 },
    { twoFactor: 'totp', challengeForm: 'header-list', error: legacy, header: 'Basic, OTP', digits: 6 },
    { twoFactor: 'totp', challengeForm: 'header-realm', error: legacy, header: 'OTP realm="sandbox"', digits: 6 },
    { twoFactor: 'totp', challengeForm: 'header-only', header: 'OTP', digits: 6 },
    { twoFactor: 'email', challengeForm: 'body-only', error: email, header: null, digits: 8 },
    { twoFactor: 'email', challengeForm: 'capitalised', error: /^One-time pass/, header: null, digits: 8 },
  ];
  for (const { error, header, notice, digits, ...options } of challenges) {
    const { twoFactor, challengeForm = 'documented' } = options;
    it(`asks for a ${twoFactor} code in the form \`${challengeForm}\` and accepts it once`, async () => {
      const sandbox = await start(options);
      const challenge = await create(sandbox, {});
      assert.equal(challenge.status, 401);
      if (error) assert.match(challenge.body.error, error);
      else assert.equal(challenge.body, '');
      assert.equal(challenge.headers.get('www-authenticate'), header);
      if (notice) assert.match(challenge.headers.get('npm-notice'), /^Open http:\/\/127\.0\.0\.1:\d+\/login\//);

      const otp = sandbox.currentOtp();
      assert.match(otp, new RegExp(`^\\d{${digits}}$`));
      assert.equal((await create(sandbox, {}, { headers: { 'npm-otp': otp } })).status, 201);
      const again = await create(sandbox, {}, { headers: { 'npm-otp': otp } });
      assert.deepEqual([again.status, again.body], [401, { error: 'invalid OTP' }]);
      assert.equal(again.headers.get('www-authenticate'), 'OTP');
      assert.notEqual(sandbox.currentOtp(), otp);
      assert.equal((await create(sandbox, {}, { headers: { 'npm-otp': sandbox.currentOtp() } })).status, 201);
    });
  }

  it('asks for the chosen operations only', async () => {
    const sandbox = await start({ twoFactor: 'totp', twoFactorFor: ['list'], tokens: 1 });
    const challenge = await list(sandbox);
    assert.deepEqual([challenge.status, challenge.headers.get('www-authenticate')], [401, 'OTP']);
    assert.equal((await create(sandbox, {})).status, 201);
    assert.equal((await revoke(sandbox, sandbox.tokens[0].key)).status, 204);
  });

  it('does not use a code up for a request refused for another reason', async () => {
    const sandbox = await start({ twoFactor: 'totp' });
    const headers = { 'npm-otp': sandbox.currentOtp() };
    assert.equal((await create(sandbox, { name: '' }, { headers })).status, 400);
    assert.equal((await create(sandbox, {}, { headers })).status, 201);
  });

  it('accepts a code again if codes are not for single use', async () => {
    const sandbox = await start({ twoFactor: 'totp', otpSingleUse: false });
    const headers = { 'npm-otp': sandbox.currentOtp() };
    assert.equal((await create(sandbox, {}, { headers })).status, 201);
    assert.equal((await create(sandbox, {}, { headers })).status, 201);
  });

  it('shows the current code on a page and as JSON', async () => {
    const sandbox = await start({ twoFactor: 'totp' });
    const address = (await create(sandbox, {})).headers.get('npm-notice').split(' ')[1];
    assert.match(await (await fetch(address)).text(), new RegExp(sandbox.currentOtp()));
    assert.equal((await ask(sandbox, 'GET', '-/sandbox/otp')).body.otp, sandbox.currentOtp());
  });

  const approvals = [
    ['approve()', (sandbox) => sandbox.approve()],
    ['approve(authId)', (sandbox, authUrl) => sandbox.approve(authUrl.split('/').at(-1))],
    ['a visit to authUrl', (_sandbox, authUrl) => fetch(authUrl)],
    ['a POST to authUrl', (_sandbox, authUrl) => fetch(authUrl, { method: 'POST' })],
  ];
  for (const [name, approve] of approvals) {
    it(`hands out a code once after ${name}`, async () => {
      const sandbox = await start({ twoFactor: 'web', tokens: 1, pathPrefix: '/npm' });
      const [{ key }] = sandbox.tokens;
      const { status, body } = await revoke(sandbox, key, { headers: WEB });
      assert.equal(status, 401);
      assert.deepEqual(Object.keys(body), ['authUrl', 'doneUrl']);
      assert.ok(body.authUrl.startsWith(sandbox.url) && body.doneUrl.startsWith(sandbox.url));

      const waiting = await ask(sandbox, 'GET', body.doneUrl);
      assert.deepEqual([waiting.status, waiting.headers.get('retry-after')], [202, '1']);
      await approve(sandbox, body.authUrl);
      const done = await ask(sandbox, 'GET', body.doneUrl);
      assert.equal(done.status, 200);
      assert.match(done.body.token, /^\d{16}$/);
      assert.equal((await ask(sandbox, 'GET', body.doneUrl)).status, 404);
      assert.equal((await revoke(sandbox, key, { headers: { ...WEB, 'npm-otp': done.body.token } })).status, 204);
    });
  }

  it('refuses to approve an unknown sign-in', async () => {
    const sandbox = await start({ twoFactor: 'web' });
    assert.throws(() => sandbox.approve('unknown'), RangeError);
    assert.deepEqual(sandbox.approve(), []);
    assert.equal((await fetch(`${sandbox.url}auth/cli/unknown`)).status, 404);
  });
});

describe('verdaccio', () => {
  const dialect = 'verdaccio';

  it('lists everything at once without a total', async () => {
    const sandbox = await start({ dialect, tokens: 12 });
    const { status, body } = await ask(sandbox, 'GET', `${TOKENS}?perPage=2`);
    assert.equal(status, 200);
    assert.deepEqual([body.objects.length, body.urls, 'total' in body], [12, { next: '' }, false]);
    const [row] = sandbox.tokens;
    assert.match(row.key, /^[\da-f]{32}$/);
    assert.deepEqual(body.objects[0], {
      user: 'maintainer',
      token: `${row.token.slice(0, 5)}...${row.token.slice(-5)}`,
      key: row.key,
      cidr: [],
      readonly: false,
      created: row.created,
    });
  });

  const creations = [
    ['granular fields, which it ignores', { expires: 1, cidr: ['10.0.0.0/8'] }, 200],
    ['cidr_whitelist unchecked', { cidr_whitelist: ['banana'] }, 200],
    ['readonly that is no boolean', { readonly: 'yes' }, 422],
    ['a wrong password', { password: 'no' }, 401],
  ];
  for (const [name, sent, status] of creations) {
    it(`answers ${status} to a creation with ${name}`, async () => {
      const sandbox = await start({ dialect });
      const answer = await create(sandbox, sent);
      assert.equal(answer.status, status);
      if (status === 200) {
        assert.deepEqual(Object.keys(answer.body), ['user', 'token', 'key', 'cidr', 'readonly', 'created']);
        assert.deepEqual(answer.body.cidr, sent.cidr_whitelist ?? []);
      }
    });
  }

  it('says yes to any revocation and revokes by key only', async () => {
    const sandbox = await start({ dialect, tokens: 1 });
    const [{ key, token }] = sandbox.tokens;
    for (const [target, left] of [
      ['unknown', 1],
      [encodeURIComponent(token), 1],
      [key, 0],
    ]) {
      const { status, body } = await revoke(sandbox, target);
      assert.deepEqual([status, body, sandbox.tokens.length], [200, {}, left]);
    }
    assert.equal((await list(sandbox, { token })).status, 403);
  });

  const limits = [
    ['a read-only token', { readonly: true }, 200, 403],
    ['a token for other addresses', { cidr: ['10.0.0.0/8'] }, 403, 403],
    ['a token for loopback', { cidr: ['banana', '127.0.0.0/8'] }, 200, 200],
  ];
  for (const [name, fields, listed, made] of limits) {
    it(`answers ${listed} to a list and ${made} to a creation with ${name}`, async () => {
      const sandbox = await start({ dialect });
      const { token } = sandbox.addToken(fields);
      assert.equal((await list(sandbox, { token })).status, listed);
      assert.equal((await create(sandbox, {}, { token })).status, made);
    });
  }

  it('challenges strangers and takes Basic credentials', async () => {
    const sandbox = await start({ dialect });
    const stranger = await list(sandbox, { token: 'nonsense' });
    assert.deepEqual([stranger.status, stranger.body], [401, { error: 'no credentials provided' }]);
    const basic = Buffer.from(`maintainer:${sandbox.password}`).toString('base64');
    assert.equal((await list(sandbox, { token: '', headers: { authorization: `Basic ${basic}` } })).status, 200);
    const path = '-/user/org.couchdb.user:maintainer';
    const login = await ask(sandbox, 'PUT', path, { body: { name: 'maintainer', password: sandbox.password } });
    assert.equal((await ask(sandbox, 'GET', '-/whoami', { token: login.body.token })).status, 200);
  });
});

describe('cnpmcore', () => {
  const dialect = 'cnpmcore';
  const granular = { name: 'ci', expires: 30 };

  it('creates classic tokens and drops what it does not know', async () => {
    const sandbox = await start({ dialect });
    const { status, body } = await create(sandbox, { expires: 1, readonly: true, cidr_whitelist: ['not-a-cidr'] });
    assert.equal(status, 200);
    assert.match(body.token, /^cnpm_[\dA-Za-z]{30,33}_[\dA-Za-z]{1,6}$/);
    assert.match(body.key, /^[\da-f]{128}$/);
    const fields = ['token', 'key', 'cidr_whitelist', 'readonly', 'automation', 'created', 'updated'];
    assert.deepEqual(Object.keys(body), fields);
    assert.deepEqual([body.readonly, body.automation, body.cidr_whitelist], [true, false, ['not-a-cidr']]);
    const { objects, total, urls } = (await list(sandbox)).body;
    assert.deepEqual([total, urls, objects[0].token], [1, {}, body.token.slice(0, 8)]);
    const refused = await create(sandbox, {}, { token: body.token });
    assert.equal(refused.status, 403);
    assert.equal(refused.body.error, `[FORBIDDEN] Read-only Token "${body.token.slice(0, 8)}" can't setting`);
  });

  it('keeps granular tokens apart and forgets unknown packages', async () => {
    const sandbox = await start({ dialect, packages: ['known'] });
    const sent = { ...granular, description: 'why', allowedPackages: ['known', 'unknown'] };
    const { status, body } = await ask(sandbox, 'POST', GAT, { body: sent });
    assert.equal(status, 200);
    assert.deepEqual(body.allowedPackages, ['known', 'unknown']);
    assert.deepEqual(['expiredAt' in body, 'description' in body], [false, false]);
    assert.equal((await list(sandbox)).body.total, 0);
    const [row] = (await ask(sandbox, 'GET', GAT)).body.objects;
    assert.deepEqual([row.allowedPackages, row.description, row.type], [['known'], 'why', 'granular']);
    assert.equal(row.expiredAt, new Date(NOW + 30 * DAY).toISOString());

    const whoami = (await ask(sandbox, 'GET', '-/whoami', { token: body.token })).body;
    assert.deepEqual([whoami.username, whoami.key, 'token' in whoami], ['maintainer', body.key, false]);
    assert.equal((await ask(sandbox, 'GET', GAT, { token: body.token })).status, 403);
    assert.equal((await ask(sandbox, 'POST', GAT, { body: sent })).status, 500);
    assert.equal((await ask(sandbox, 'DELETE', `${GAT}/${body.key}`)).status, 204);
    assert.equal(sandbox.tokens.length, 0);
  });

  const errors = [
    ['GET', TOKENS, { token: '' }, 401, { error: '[UNAUTHORIZED] Login first' }],
    ['GET', TOKENS, { token: 'cnpm_with-dash' }, 401, { error: '[UNAUTHORIZED] Invalid token' }],
    ['POST', TOKENS, { body: { password: 'wrong password' } }, 401, { error: '[UNAUTHORIZED] Invalid password' }],
    ['POST', TOKENS, { body: '{' }, 400, '<h2>400 Bad Request</h2>'],
    [
      'POST',
      TOKENS,
      { body: { password: 'short' } },
      422,
      { error: '[INVALID_PARAM] password: must NOT have fewer than 8 characters' },
    ],
    ['POST', GAT, { token: '', body: granular }, 403, { error: '[FORBIDDEN] need login first' }],
    ['POST', GAT, { body: { name: 'a' } }, 422, { error: "[INVALID_PARAM] must have required property 'expires'" }],
    ['POST', GAT, { body: { ...granular, expires: 366 } }, 422, { error: '[INVALID_PARAM] expires: must be <= 365' }],
    ['DELETE', `${TOKENS}/token/unknown`, {}, 404, { error: '[NOT_FOUND] Token "unknown" not exists' }],
    ['PUT', TOKENS, {}, 404, '<h1>404 Not Found</h1>'],
  ];
  for (const [method, path, sent, status, body] of errors) {
    it(`answers ${status} to ${method} ${path} with ${JSON.stringify(sent)}`, async () => {
      const answer = await ask(await start({ dialect }), method, path, sent);
      assert.deepEqual([answer.status, answer.body], [status, body]);
    });
  }

  it('revokes by key and by value, granular tokens and the session itself too', async () => {
    const sandbox = await start({ dialect, tokens: [{}, {}, { type: 'granular', name: 'g' }] });
    const [first, second, third] = sandbox.tokens;
    for (const target of [first.key, second.token, third.key, sandbox.authToken]) {
      const { status, body } = await revoke(sandbox, `${target}/`);
      assert.deepEqual([status, body], [200, { ok: true }]);
    }
    assert.equal((await list(sandbox)).status, 401);
  });

  it('lists the tokens logins made and logs out', async () => {
    const sandbox = await start({ dialect });
    const body = { name: 'maintainer', password: sandbox.password, type: 'user' };
    const login = await ask(sandbox, 'PUT', '-/user/org.couchdb.user:maintainer', { body });
    assert.equal(login.status, 201);
    assert.equal((await list(sandbox)).body.total, 1);
    const path = `-/user/token/${login.body.token}`;
    assert.equal((await ask(sandbox, 'DELETE', path)).status, 422);
    assert.deepEqual((await ask(sandbox, 'DELETE', path, { token: login.body.token })).body, { ok: true });
    assert.deepEqual((await ask(sandbox, 'DELETE', path, { token: login.body.token })).body, { ok: false });
  });
});

describe('faults', () => {
  it('are used as often as asked, by method and path below the prefix', async () => {
    const sandbox = await start({ tokens: 11, pathPrefix: '/npm' });
    sandbox.inject({ method: 'GET', path: `/${TOKENS}`, times: 2, status: 503, headers: { 'retry-after': '7' } });
    sandbox.inject({ path: /page=1/g, json: null });
    assert.equal((await create(sandbox, {})).status, 201);
    const statuses = [];
    for (let round = 0; round < 3; round += 1) statuses.push((await list(sandbox)).status);
    assert.deepEqual(statuses, [503, 503, 200]);
    assert.equal((await ask(sandbox, 'GET', `${TOKENS}?page=1`)).body, null);
    assert.deepEqual((await ask(sandbox, 'GET', `${TOKENS}?page=1`)).body.total, 12);
  });

  const bodies = [
    [{ body: '<p>' }, 'text/plain; charset=utf-8', '<p>'],
    [{ body: Buffer.from([0x7b]) }, 'application/octet-stream', '{'],
    [{ body: { a: 1 }, headers: { 'Content-Type': 'x/y' } }, 'x/y', '{"a":1}'],
    [{ json: 'text' }, 'application/json', '"text"'],
    [{ status: 500 }, null, ''],
  ];
  for (const [fault, type, text] of bodies) {
    it(`answers ${JSON.stringify(text)} as ${type} to ${JSON.stringify(fault)}`, async () => {
      const sandbox = await start();
      sandbox.inject(fault);
      const response = await fetch(sandbox.url);
      assert.deepEqual([response.headers.get('content-type'), await response.text()], [type, text]);
    });
  }

  const cuts = [
    ['before', 0],
    ['headers', 200],
    ['body', 200],
  ];
  for (const [destroy, status] of cuts) {
    it(`break off the connection (${destroy})`, async () => {
      const sandbox = await start({ tokens: 3 });
      sandbox.inject({ destroy });
      const answer = fetch(`${sandbox.url}${TOKENS}`, { headers: { authorization: `Bearer ${sandbox.authToken}` } });
      if (status === 0) return assert.rejects(answer);
      assert.equal((await answer).status, status);
      await assert.rejects((await answer).text());
    });
  }

  it('lose the answer of an operation that was carried out', async () => {
    const sandbox = await start();
    sandbox.inject({ after: true, destroy: 'before' });
    await assert.rejects(create(sandbox, {}));
    sandbox.inject({ after: true, status: 502, body: 'bad gateway' });
    assert.equal((await create(sandbox, {})).status, 502);
    assert.equal(sandbox.tokens.length, 2);
    assert.deepEqual(
      sandbox.requests.map(({ status }) => status),
      [undefined, 502],
    );
  });

  it('change only what they name', async () => {
    const sandbox = await start({ tokens: 1 });
    sandbox.inject({ delay: 5, headers: { 'npm-notice': undefined, 'x-extra': 'yes' } });
    const { status, headers, body } = await list(sandbox);
    assert.deepEqual([status, headers.get('npm-notice'), headers.get('x-extra'), body.total], [200, null, 'yes', 1]);
  });

  it('hand the request to a handler and can be taken away', async () => {
    const sandbox = await start({ tokens: 1 });
    const remove = sandbox.inject({
      times: Number.POSITIVE_INFINITY,
      handler: async (request, next) => {
        const answer = await next();
        return { ...answer, body: { ...answer.body, route: request.route } };
      },
    });
    assert.equal((await list(sandbox)).body.route, `/${TOKENS}`);
    assert.equal((await list(sandbox)).body.total, 1);
    remove();
    assert.equal('route' in (await list(sandbox)).body, false);
    sandbox.inject({ handler: () => assert.fail('boom') });
    assert.deepEqual((await list(sandbox)).body, { error: 'the sandbox failed: boom' });
    assert.throws(() => sandbox.inject({ stauts: 500 }), /`stauts`/);
  });
});

describe('the server', () => {
  it('answers an unknown route with its method and path', async () => {
    const sandbox = await start({ pathPrefix: '/npm' });
    for (const path of ['/npm/nowhere?a=1', '/-/whoami', '/npm//-/npm/v1/tokens']) {
      const { status, body } = await ask(sandbox, 'PATCH', path);
      assert.deepEqual([status, body], [404, { error: `the sandbox has no route for PATCH ${path}` }]);
    }
  });

  it('refuses a body over 1 MiB with 413', async () => {
    const sandbox = await start();
    assert.equal((await ask(sandbox, 'POST', TOKENS, { body: ' '.repeat(1024 * 1024 + 1) })).status, 413);
    assert.equal((await ask(sandbox, 'POST', TOKENS, { body: ' '.repeat(1024 * 1024) })).status, 400);
  });

  it('waits before each answer as long as asked', async () => {
    const sandbox = await start({ latency: 40 });
    const from = performance.now();
    await list(sandbox);
    assert.ok(performance.now() - from >= 35);
  });

  it('ends hanging, slow and idle connections when it closes', async () => {
    const sandbox = await start();
    await list(sandbox);
    sandbox.inject({ hang: true });
    sandbox.inject({ delay: 60_000 });
    const pending = [list(sandbox), list(sandbox)];
    while (sandbox.requests.length < 3) await new Promise(setImmediate);
    assert.ok(sandbox.openSockets >= 2);
    const closed = Promise.all([sandbox.close(), sandbox.close()]);
    for (const { status } of await Promise.allSettled(pending)) assert.equal(status, 'rejected');
    await closed;
    assert.equal(sandbox.openSockets, 0);
    await assert.rejects(fetch(sandbox.url));
  });

  it('goes back to the start on reset', async () => {
    const sandbox = await start({ tokens: 2, twoFactor: 'totp', twoFactorFor: [] });
    const before = sandbox.tokens;
    await create(sandbox, {});
    await revoke(sandbox, before[0].key);
    sandbox.inject({ status: 500 });
    sandbox.reset();
    assert.deepEqual(sandbox.tokens, before);
    assert.equal(sandbox.requests.length, 0);
    assert.equal((await list(sandbox)).status, 200);
  });

  it('records headers as sent', async () => {
    const sandbox = await start();
    await list(sandbox, { headers: { 'npm-command': 'token' } });
    const [{ method, path, headers, rawHeaders, bodyText }] = sandbox.requests;
    assert.deepEqual([method, path, headers['npm-command'], bodyText], ['GET', `/${TOKENS}`, 'token', '']);
    assert.ok(rawHeaders.includes('npm-command'));
  });

  const wrong = [
    { dialect: 'other' },
    { port: -1 },
    { tokens: '3' },
    { tokens: [{ nmae: 'x' }] },
    { perPageMax: 0 },
    { twoFactorFor: ['publish'] },
    { pathPrefix: '/a?b' },
    { dialect: 'verdaccio', twoFactor: 'totp' },
    { tokenz: 3 },
  ];
  for (const options of wrong) {
    it(`refuses the options ${JSON.stringify(options)}`, async () => {
      await assert.rejects(startSandbox(options), TypeError);
    });
  }

  it('rejects when its port is taken', async () => {
    const { port } = new URL((await start()).url);
    await assert.rejects(startSandbox({ port: Number(port) }), { code: 'EADDRINUSE' });
  });
});

describe('the command', () => {
  function run(...argv) {
    const script = `import { main } from ${JSON.stringify(new URL('../sandbox/cli.mjs', import.meta.url).href)};
      process.exitCode = await main(process.argv.slice(1));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...argv]);
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (output.stdout += chunk));
    child.stderr.on('data', (chunk) => (output.stderr += chunk));
    return { child, output, ended: once(child, 'close') };
  }

  const usage = [['--nonsense'], ['extra'], ['--port', 'http'], ['--dialect', 'other'], ['--per-page-max', '0']];
  for (const argv of usage) {
    it(`exits with 2 and a message for \`${argv.join(' ')}\``, async () => {
      const { output, ended } = run(...argv);
      assert.deepEqual(await ended, [2, null]);
      assert.equal(output.stdout, '');
      assert.match(output.stderr, /^npm-token sandbox: .+\n$/);
    });
  }

  it('prints its help', async () => {
    const { output, ended } = run('--help');
    assert.deepEqual(await ended, [0, null]);
    assert.match(output.stdout, /--two-factor/);
  });

  it('prints what a client needs and runs until it is interrupted', {
    skip: process.platform === 'win32',
  }, async () => {
    const { child, output, ended } = run('--json', '--tokens', '5', '--two-factor', 'totp');
    while (!output.stdout.includes('\n')) await once(child.stdout, 'data');
    const { url, authToken, otpUrl, environment } = JSON.parse(output.stdout);
    assert.deepEqual(environment, {
      npm_config_registry: url,
      [`npm_config_//${new URL(url).host}/:_authToken`]: authToken,
    });
    const response = await fetch(`${url}${TOKENS}`, { headers: { authorization: `Bearer ${authToken}` } });
    assert.equal((await response.json()).total, 5);
    assert.match((await (await fetch(otpUrl)).json()).otp, /^\d{6}$/);
    child.kill('SIGINT');
    assert.deepEqual(await ended, [0, null]);
  });

  it('prints lines to try', { skip: process.platform === 'win32' }, async () => {
    const { child, output, ended } = run();
    while (!output.stdout.includes('Ctrl-C')) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    assert.match(output.stdout, /npm_config_registry=http:\/\/127\.0\.0\.1:\d+\/ 'npm_config_\/\//);
    assert.match(output.stdout, /correct horse battery staple/);
  });
});
