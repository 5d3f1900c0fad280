// What each flag of `npm token create` becomes: the body we send, beside the body npm sends. The `npm` column was
// recorded, and is compared with what the npm found on this machine sends.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, listTokens, revokeToken } from './helpers/addon.mjs';
import { projectWith } from './helpers/folder.mjs';
import { npmIsAtLeast, npmIsMissing, npmToken } from './helpers/npm.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

const KEY = '1b2c3d4e-0000-4000-8000-000000000001';
const VALUE = `npm_${'C'.repeat(36)}`;
const BASE = { name: 'n', password: 'pw' };
/** What npm replaces by a variable's value. */
const VARIABLE = '\u0024{HOME}';

/**
 * `flags`: the command line for npm; `options`: the same for us; `npm` and `sent`: the bodies beside `name` and
 * `password`; `why`: the reason where they differ.
 */
const ROWS = [
  {
    flag: 'name',
    flags: ['--name=other'],
    options: { name: 'other' },
    npm: { name: 'other' },
    sent: { name: 'other' },
  },
  {
    flag: 'name, as it is',
    flags: [`--name= a ${VARIABLE} b `],
    options: { name: ` a ${VARIABLE} b ` },
    npm: { name: expanded(`a ${VARIABLE} b`) },
    sent: { name: `a ${VARIABLE} b` },
    why: 'an option of a function is not a line of a file: nothing in it is expanded',
  },
  {
    flag: 'token-description',
    flags: ['--token-description=d'],
    options: { tokenDescription: 'd' },
    npm: { description: 'd' },
    sent: { token_description: 'd', description: 'd' },
    why: 'O1: token_description is the documented name',
  },
  {
    flag: 'expires, days',
    flags: ['--expires=30'],
    options: { expires: 30 },
    npm: { expires: 30 },
    sent: { expires: 30 },
  },
  {
    flag: 'expires, days as text',
    flags: ['--expires=30'],
    options: { expires: '30' },
    npm: { expires: 30 },
    sent: { expires: 30 },
  },
  {
    flag: 'expires, a duration in days',
    flags: ['--expires=30d'],
    options: { expires: '30d' },
    npm: {},
    sent: { expires: 30 },
    why: 'T9: npm warns, drops it, and creates the token all the same',
  },
  {
    flag: 'expires, a duration in weeks',
    flags: ['--expires=12w'],
    options: { expires: '12w' },
    npm: {},
    sent: { expires: 84 },
    why: 'T9: npm warns, drops it, and creates the token all the same',
  },
  {
    flag: 'expires, a date',
    flags: ['--expires=2099-01-01'],
    options: { expires: '2099-01-01' },
    npm: {},
    sent: { expires: '2099-01-01T00:00:00.000Z' },
    why: 'T25, O5: the API takes dates, npm drops them with a warning',
  },
  {
    flag: 'packages, repeated',
    flags: ['--packages=a', '--packages=@s/b'],
    options: { packages: ['a', '@s/b'] },
    npm: { packages: ['a', '@s/b'] },
    sent: { packages: ['a', '@s/b'] },
  },
  {
    flag: 'packages, with commas',
    flags: ['--packages=a, @s/b'],
    options: { packages: 'a, @s/b' },
    npm: { packages: ['a, @s/b'] },
    sent: { packages: ['a', '@s/b'] },
    why: 'T23: npm takes the list for one name',
  },
  {
    flag: 'packages, one',
    flags: ['--packages=a'],
    options: { packages: ['a'] },
    npm: { packages: ['a'] },
    sent: { packages: ['a'] },
  },
  {
    flag: 'packages, *',
    flags: ['--packages=*'],
    options: { packages: '*' },
    npm: { packages: ['*'] },
    sent: { packages: ['*'], packages_all: true },
    why: 'O4: both spellings of all packages are sent, whichever was used',
  },
  {
    flag: 'packages-all',
    flags: ['--packages-all'],
    options: { packagesAll: true },
    npm: { packages_all: true },
    sent: { packages: ['*'], packages_all: true },
    why: 'O4: ["*"] is the documented way to say all',
  },
  {
    flag: 'packages-all=false',
    flags: ['--packages-all=false'],
    options: { packagesAll: false },
    npm: {},
    sent: {},
  },
  {
    flag: 'scopes',
    flags: ['--scopes=@a', '--scopes=@b'],
    options: { scopes: ['@a', '@b'] },
    npm: { scopes: ['@a', '@b'] },
    sent: { scopes: ['@a', '@b'] },
  },
  {
    flag: 'scopes, with commas',
    flags: ['--scopes=@a,@b'],
    options: { scopes: ['@a,@b'] },
    npm: { scopes: ['@a,@b'] },
    sent: { scopes: ['@a', '@b'] },
    why: 'T23: npm takes the list for one name',
  },
  {
    flag: 'orgs',
    flags: ['--orgs=o', '--orgs=p'],
    options: { orgs: ['o', 'p'] },
    npm: { orgs: ['o', 'p'] },
    sent: { orgs: ['o', 'p'] },
  },
  {
    flag: 'orgs, with commas',
    flags: ['--orgs=o,p'],
    options: { orgs: 'o,p' },
    npm: { orgs: ['o,p'] },
    sent: { orgs: ['o', 'p'] },
    why: 'T23: npm takes the list for one name',
  },
  ...['read-only', 'read-write'].map((permission) => ({
    flag: `packages-and-scopes-permission=${permission}`,
    flags: ['--packages=a', `--packages-and-scopes-permission=${permission}`],
    options: { packages: ['a'], packagesAndScopesPermission: permission },
    npm: { packages: ['a'], packages_and_scopes_permission: permission },
    sent: { packages: ['a'], packages_and_scopes_permission: permission },
  })),
  {
    flag: 'packages-and-scopes-permission=read-write-stage-only',
    flags: ['--packages=a', '--packages-and-scopes-permission=read-write-stage-only'],
    options: { packages: ['a'], packagesAndScopesPermission: 'read-write-stage-only' },
    npm: { packages: ['a'], packages_and_scopes_permission: 'read-write-stage-only' },
    sent: { packages: ['a'], packages_and_scopes_permission: 'read-write-stage-only' },
    since: [11, 21],
    row: 'O8',
  },
  {
    flag: 'packages-and-scopes-permission=no-access',
    flags: ['--orgs=o', '--packages-and-scopes-permission=no-access'],
    options: { orgs: ['o'], packagesAndScopesPermission: 'no-access' },
    npm: { orgs: ['o'], packages_and_scopes_permission: 'no-access' },
    sent: { orgs: ['o'], packages_and_scopes_permission: 'no-access' },
  },
  ...['read-only', 'read-write'].map((permission) => ({
    flag: `orgs-permission=${permission}`,
    flags: ['--orgs=o', `--orgs-permission=${permission}`],
    options: { orgs: ['o'], orgsPermission: permission },
    npm: { orgs: ['o'], orgs_permission: permission },
    sent: { orgs: ['o'], orgs_permission: permission },
  })),
  {
    flag: 'orgs-permission=no-access',
    flags: ['--packages=a', '--orgs-permission=no-access'],
    options: { packages: ['a'], orgsPermission: 'no-access' },
    npm: { packages: ['a'], orgs_permission: 'no-access' },
    sent: { packages: ['a'], orgs_permission: 'no-access' },
  },
  {
    flag: 'no permission (O9)',
    flags: ['--packages=a', '--orgs=o'],
    options: { packages: ['a'], orgs: ['o'] },
    npm: { packages: ['a'], orgs: ['o'] },
    sent: { packages: ['a'], orgs: ['o'] },
  },
  {
    flag: 'cidr',
    flags: ['--cidr=192.0.2.0/24', '--cidr=198.51.100.1/32'],
    options: { cidr: ['192.0.2.0/24', '198.51.100.1/32'] },
    npm: { cidr_whitelist: ['192.0.2.0/24', '198.51.100.1/32'] },
    sent: { cidr: ['192.0.2.0/24', '198.51.100.1/32'], cidr_whitelist: ['192.0.2.0/24', '198.51.100.1/32'] },
    why: 'O2: cidr is the documented name',
  },
  {
    flag: 'cidr, with commas',
    flags: ['--cidr=192.0.2.0/24, 198.51.100.1/32'],
    options: { cidr: '192.0.2.0/24, 198.51.100.1/32' },
    npm: { cidr_whitelist: ['192.0.2.0/24', '198.51.100.1/32'] },
    sent: { cidr: ['192.0.2.0/24', '198.51.100.1/32'], cidr_whitelist: ['192.0.2.0/24', '198.51.100.1/32'] },
    why: 'O2: cidr is the documented name',
  },
  {
    flag: 'bypass-2fa',
    flags: ['--bypass-2fa'],
    options: { bypass2fa: true },
    npm: { bypass_2fa: true },
    sent: { bypass_2fa: true },
  },
  {
    flag: 'bypass-2fa=false (O10)',
    flags: ['--bypass-2fa=false'],
    options: { bypass2fa: false },
    npm: {},
    sent: {},
  },
  {
    flag: 'read-only, alone',
    flags: ['--read-only'],
    options: { readOnly: true },
    npm: {},
    sent: { readonly: true },
    why: 'T8, O7: npm sends nothing at all; readonly is for registries of the classic kind',
  },
  {
    flag: 'read-only, with packages and orgs',
    flags: ['--read-only', '--packages=a', '--orgs=o'],
    options: { readOnly: true, packages: ['a'], orgs: ['o'] },
    npm: { packages: ['a'], orgs: ['o'] },
    sent: {
      packages: ['a'],
      orgs: ['o'],
      packages_and_scopes_permission: 'read-only',
      orgs_permission: 'read-only',
      readonly: true,
    },
    why: 'T8, O7: the permissions say it to the public registry',
  },
  {
    flag: 'read-only, with no-access to the packages',
    flags: ['--read-only', '--packages-and-scopes-permission=no-access', '--orgs=o'],
    options: { readOnly: true, packagesAndScopesPermission: 'no-access', orgs: ['o'] },
    npm: { orgs: ['o'], packages_and_scopes_permission: 'no-access' },
    sent: { orgs: ['o'], packages_and_scopes_permission: 'no-access', orgs_permission: 'read-only', readonly: true },
    why: 'T8, O7: a narrower permission stays',
  },
  {
    flag: 'read-only=false',
    flags: ['--read-only=false'],
    options: { readOnly: false },
    npm: {},
    sent: {},
  },
  {
    flag: 'password, as it is',
    flags: [`--password= a#b;c ${VARIABLE} "d" `],
    options: { password: ` a#b;c ${VARIABLE} "d" ` },
    npm: { password: expanded(`a#b;c ${VARIABLE} "d"`) },
    sent: { password: ` a#b;c ${VARIABLE} "d" ` },
    why: 'T28: a password is taken as it is',
  },
  {
    flag: 'password null',
    flags: ['--password=x'],
    options: { password: 'null' },
    npm: { password: 'x' },
    sent: { password: 'null' },
    why: 'T28: npm would ask again instead',
  },
  {
    flag: 'empty lists (O11)',
    flags: [],
    options: { packages: [], scopes: [], orgs: [], cidr: [] },
    npm: {},
    sent: {},
  },
];

function expanded(text) {
  return text.replace(VARIABLE, process.env.HOME);
}

/** Runs something against a sandbox that accepts every new token, and gives the requests. */
async function recorded(t, run) {
  const sandbox = await sandboxFor(t);
  sandbox.inject({ method: 'POST', status: 201, json: { key: KEY, token: VALUE } });
  await run(sandbox);
  return sandbox.requests;
}

describe('the body of create, for each flag beside npm’s', { concurrency: 4 }, () => {
  for (const { flag, flags, options, npm, sent, why, since, row } of ROWS) {
    it(`${flag}${row ? ` (${row})` : ''}${why ? `: ${why}` : ''}`, async (t) => {
      const ours = await recorded(t, async (sandbox) => {
        await createToken({ ...connectionTo(sandbox), ...BASE, ...options });
      });
      assert.deepEqual(
        ours.map(({ method, path }) => `${method} ${path}`),
        ['POST /-/npm/v1/tokens'],
      );
      assert.deepEqual(ours[0].body, { ...BASE, ...sent });
      if (!why) assert.deepEqual(sent, npm, 'a row that differs says why');

      await t.test('npm sends what was recorded', { skip: npmIsMissing || tooOld(since) }, async (t) => {
        const base = Object.entries({ ...BASE }).filter(
          ([name]) => !flags.some((given) => given.startsWith(`--${name}=`)),
        );
        const args = [...base.map(([name, value]) => `--${name}=${value}`), ...flags];
        const theirs = await recorded(t, (sandbox) => npmToken(sandbox, ['create', ...args]));
        assert.deepEqual(
          theirs.map(({ method, path }) => `${method} ${path}`),
          ['POST /-/npm/v1/tokens'],
        );
        assert.deepEqual(theirs[0].body, { ...BASE, ...npm });
      });
    });
  }

  function tooOld(since) {
    return since !== undefined && !npmIsMissing && !npmIsAtLeast(...since) && `npm knows it since ${since.join('.')}`;
  }

  it('has a row for each flag', () => {
    const flags = [
      ...['name', 'token-description', 'expires', 'packages', 'packages-all', 'scopes', 'orgs', 'cidr', 'bypass-2fa'],
      ...['packages-and-scopes-permission', 'orgs-permission', 'read-only', 'password'],
    ];
    for (const flag of flags)
      assert.ok(
        ROWS.some((row) => row.flag.split(/[ ,=]/)[0] === flag),
        flag,
      );
  });

  it('is in npm’s order, without white space', async (t) => {
    const [{ bodyText }] = await recorded(t, async (sandbox) => {
      await createToken({
        ...connectionTo(sandbox),
        bypass2fa: true,
        cidr: '192.0.2.1/32',
        expires: 30,
        orgsPermission: 'no-access',
        packagesAndScopesPermission: 'read-only',
        orgs: ['o'],
        scopes: ['@s'],
        packages: ['@a/b'],
        tokenDescription: 'd',
        readOnly: true,
        ...BASE,
      });
    });
    assert.equal(
      bodyText,
      '{"name":"n","password":"pw","token_description":"d","description":"d","packages":["@a/b"],"scopes":["@s"],' +
        '"orgs":["o"],"packages_and_scopes_permission":"read-only","orgs_permission":"no-access","expires":30,' +
        '"cidr":["192.0.2.1/32"],"cidr_whitelist":["192.0.2.1/32"],"bypass_2fa":true,"readonly":true}',
    );
  });

  it('leaves out a name that is not given (T56, O12)', async (t) => {
    const [{ body }] = await recorded(t, async (sandbox) => {
      await createToken({ ...connectionTo(sandbox), password: 'pw', readOnly: true });
    });
    assert.deepEqual(body, { password: 'pw', readonly: true });
  });
});

const SHARED = ['npm-auth-type', 'npm-command', 'npm-otp', 'npm-scope', 'authorization', 'content-type', 'accept'];

/** The headers npm and we have in common, and the request line. */
function outline({ method, path, headers }) {
  const named = SHARED.filter((name) => headers[name] !== undefined).map((name) => [name, headers[name]]);
  return { request: `${method} ${path}`, ...Object.fromEntries(named) };
}

describe('the requests beside npm’s', { concurrency: 4, skip: npmIsMissing }, () => {
  const create = { ...BASE, packages: ['a'] };
  const createFlags = ['create', '--name=n', '--password=pw', '--packages=a'];
  const token = { key: KEY, token: VALUE };
  const commands = [
    { what: 'list', args: ['list'], call: (options) => listTokens(options) },
    { what: 'create', args: createFlags, call: (options) => createToken({ ...options, ...create }) },
    { what: 'revoke', args: ['revoke', KEY], call: (options) => revokeToken({ ...options, key: KEY }) },
  ];
  const settings = [
    { what: 'alone', flags: [], options: {} },
    { what: 'with otp (O14)', flags: ['--otp=123456'], options: { otp: '123456' } },
    { what: 'with auth-type (O15)', flags: ['--auth-type=legacy'], options: { authType: 'legacy' } },
    { what: 'with a scope (T50)', flags: [], options: {}, env: { npm_config_scope: '@corp' } },
  ];

  // Where we differ from npm: the list asks for a large page (O23), and gets the code only if it is asked for.
  const ofNpm = ({ request, ...headers }) => {
    if (!request.startsWith('GET')) return { request, ...headers };
    const { 'npm-otp': _, ...others } = headers;
    return { request: `${request}?perPage=1000`, ...others };
  };

  for (const { what, args, call } of commands) {
    for (const { what: setting, flags, options, env } of settings) {
      it(`${what} ${setting}`, async (t) => {
        const theirs = await sandboxFor(t, { tokens: [token], password: BASE.password });
        await npmToken(theirs, [...args, ...flags], env);
        const ours = await sandboxFor(t, { tokens: [token], password: BASE.password });
        const sent = call({ ...connectionTo(ours), ...options, ...(env && { cwd: projectWith(t, 'scope=@corp') }) });
        await sent;
        const strange = { [`Bearer ${theirs.authToken}`]: `Bearer ${ours.authToken}` };
        const expected = theirs.requests.map(outline).map(ofNpm);
        for (const one of expected) one.authorization = strange[one.authorization] ?? one.authorization;
        assert.deepEqual(ours.requests.map(outline), expected);
        assert.ok(expected.length > 0);
      });
    }
  }

  it('have the same headers by name, but for npm’s `connection`', async (t) => {
    const names = async (run) => {
      const sandbox = await sandboxFor(t);
      await run(sandbox);
      return Object.keys(sandbox.requests[0].headers)
        .filter((name) => name !== 'connection')
        .sort();
    };
    const theirs = await names((sandbox) => npmToken(sandbox, createFlags));
    const ours = await names((sandbox) =>
      createToken({ ...connectionTo(sandbox), ...create, password: 'correct horse battery staple' }),
    );
    assert.deepEqual(ours, theirs);
  });
});

describe('create', () => {
  it('gives the token with its full value, which raw has not (T13, T14, O20, O21, O22)', async (t) => {
    const now = Date.parse('2026-01-01T00:00:00.000Z');
    const sandbox = await sandboxFor(t, { now: () => now });
    const created = await createToken({
      ...connectionTo(sandbox),
      name: 'ci',
      tokenDescription: 'releases',
      packages: ['@acme/app'],
      packagesAndScopesPermission: 'read-write',
      cidr: ['192.0.2.0/24'],
      expires: 30,
      password: sandbox.password,
    });
    const [{ key, token }] = sandbox.tokens;
    const fields = {
      name: 'ci',
      description: 'releases',
      cidr: ['192.0.2.0/24'],
      expiry: '2026-01-31T00:00:00.000Z',
      created: '2026-01-01T00:00:00.000Z',
      permissions: [{ name: 'package', action: 'write' }],
      scopes: [{ type: 'package', name: '@acme/app' }],
    };
    const none = { revoked: null, updated: null, accessed: null };
    assert.match(token, /^npm_[A-Za-z\d]{36}$/);
    assert.deepEqual(created, {
      ...fields,
      key,
      id: key,
      token,
      bypass2fa: false,
      raw: { ...fields, ...none, key, bypass_2fa: false },
    });
    assert.deepEqual(lines(sandbox), ['POST /-/npm/v1/tokens']);
  });

  for (const dialect of ['verdaccio', 'cnpmcore']) {
    it(`takes 200 for success, as ${dialect} says it`, async (t) => {
      const sandbox = await sandboxFor(t, { dialect });
      const created = await createToken({ ...connectionTo(sandbox), readOnly: true, password: sandbox.password });
      const [{ key, token }] = sandbox.tokens;
      assert.deepEqual(
        [created.key, created.token, created.readonly, 'token' in created.raw],
        [key, token, true, false],
      );
      assert.deepEqual(
        sandbox.requests.map(({ body }) => body),
        [{ password: sandbox.password, readonly: true }],
      );
    });
  }

  it('is sent once, whatever the answer', async (t) => {
    for (const fault of [{ status: 503 }, { status: 429 }, { destroy: 'before' }, { destroy: 'headers' }]) {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ ...fault, times: Number.POSITIVE_INFINITY });
      const options = { ...connectionTo(sandbox), fetchRetries: 2, fetchRetryMintimeout: 1, ...BASE, packages: 'a' };
      await assert.rejects(createToken(options));
      assert.equal(sandbox.requests.length, 1, JSON.stringify(fault));
    }
  });
});
