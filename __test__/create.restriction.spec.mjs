// A token that is broader than asked for is revoked at once, and reaches nobody.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inspect } from 'node:util';
import { createToken } from './helpers/addon.mjs';
import { runOn } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

const DAY = 24 * 60 * 60 * 1000;
const POST = 'POST /-/npm/v1/tokens';

/** Everything that can be asked for, as the sandbox applies it. */
const ASKED = {
  name: 'ci',
  packages: ['@acme/app'],
  scopes: ['@acme'],
  orgs: ['acme'],
  packagesAndScopesPermission: 'read-only',
  orgsPermission: 'read-only',
  readOnly: true,
  cidr: ['192.0.2.0/24'],
  expires: 30,
};

const later = (days) => new Date(Date.now() + days * DAY).toISOString();

/** A token that is in use somewhere. */
const OLD = { key: '00000000-0000-4000-8000-000000000000', name: 'ci', created: '2020-01-01T00:00:00.000Z' };

/** Starts a sandbox that carries a create out, and says something else about it. */
async function altering(t, alter, options) {
  const sandbox = await sandboxFor(t, options);
  const handler = async (_request, next) => {
    const answer = await next();
    return { ...answer, body: alter(answer.body) };
  };
  sandbox.inject({ method: 'POST', handler });
  return sandbox;
}

const creating = (sandbox, options) =>
  createToken({ ...connectionTo(sandbox), ...ASKED, password: sandbox.password, ...options });

describe('a new token as asked for', () => {
  it('is handed out after one request, with nothing open', async (t) => {
    const sandbox = await sandboxFor(t);
    const { unverified, unenforced } = await creating(sandbox);
    assert.deepEqual([unverified, unenforced], [[], []]);
    assert.deepEqual(lines(sandbox), [POST]);
  });

  it('is handed out if the list says what the answer does not', async (t) => {
    const sandbox = await altering(t, ({ key, token }) => ({ key, token }));
    const { unverified, unenforced } = await creating(sandbox);
    assert.deepEqual([unverified, unenforced], [[], []]);
    assert.deepEqual(lines(sandbox), [POST, 'GET /-/npm/v1/tokens?perPage=1000']);
  });

  it('is judged by its own row on the list if the answer names another’s key', async (t) => {
    const sandbox = await altering(t, ({ token }) => ({ key: OLD.key, token }), { tokens: [OLD] });
    const { token } = await creating(sandbox);
    assert.deepEqual(
      sandbox.tokens.map((row) => row.token === token),
      [false, true],
    );
  });

  it('is found on the list by its value if the answer names no key', async (t) => {
    const sandbox = await altering(t, ({ token }) => ({ token }));
    assert.equal((await creating(sandbox)).key, '');
  });

  const less = [
    [
      'packages',
      { scopes: [] },
      (row) => ({ ...row, scopes: row.scopes.filter(({ name }) => name !== 'b') }),
      ['a', 'b'],
    ],
    ['cidr', { cidr: ['192.0.2.0/24', '10.0.0.0/8'] }, (row) => ({ ...row, cidr: ['10.0.0.0/8'] })],
    ['expires', {}, (row) => ({ ...row, expiry: later(7) })],
    ['bypass2fa', { bypass2fa: true, readOnly: false }, (row) => ({ ...row, bypass_2fa: false })],
    [
      'packagesAndScopesPermission',
      { readOnly: false, packagesAndScopesPermission: 'read-write-stage-only' },
      (row) => row,
    ],
  ];
  for (const [what, options, alter, packages = ASKED.packages] of less) {
    it(`is handed out with what the registry does not show: ${what}`, async (t) => {
      const sandbox = await altering(t, alter);
      const { unverified, unenforced } = await creating(sandbox, { packages, ...options });
      assert.deepEqual([unverified, unenforced], [[what], []]);
    });
  }

  it('has its address ranges unverified on cnpmcore, which stores them and no more', async (t) => {
    const sandbox = await sandboxFor(t, { dialect: 'cnpmcore' });
    const options = { cidr: ['192.0.2.0/24'], readOnly: true, password: sandbox.password };
    const { unverified } = await createToken({ ...connectionTo(sandbox), ...options });
    assert.deepEqual(unverified, ['cidr']);
  });
});

/** What registries make of it: the restrictions that are missing then, each with a part of what is said of it. */
const BROADER = [
  ['another name', (row) => ({ ...row, name: 'other' }), { name: /its name is `other`/ }],
  ['more packages', added('package', 'left-pad'), { packages: /also for `left-pad`/ }],
  ['all packages', added('package', '*'), { packages: /also for `\*`/ }],
  ['another scope', added('scope', '@evil'), { scopes: /also for `@evil`/ }],
  ['another organization', added('org', 'evil'), { orgs: /also for `evil`/ }],
  [
    'nothing it is for',
    (row) => ({ ...row, scopes: [] }),
    { packages: /limited to none/, scopes: /limited to none/, orgs: /limited to none/ },
  ],
  ['a right to write', righted('package', 'write'), { readOnly: /may write/ }],
  ['a right to write for organizations', righted('org', 'write'), { readOnly: /may write/ }],
  ['any address', (row) => ({ ...row, cidr: [] }), { cidr: /from anywhere/ }],
  ['more addresses', (row) => ({ ...row, cidr: ['192.0.0.0/16'] }), { cidr: /192\.0\.0\.0\/16/ }],
  ['a longer life', (row) => ({ ...row, expiry: later(365) }), { expires: /it ends at / }],
  ['an end that is none', (row) => ({ ...row, expiry: 'never' }), { expires: /`never`, which is no time/ }],
  ['a bypass', (row) => ({ ...row, bypass_2fa: true }), { bypass2fa: /without two-factor/ }],
];

function added(type, name) {
  return (row) => ({ ...row, scopes: [...row.scopes, { type, name }] });
}

function righted(name, action) {
  return (row) => ({ ...row, permissions: [...row.permissions, { name, action }] });
}

describe('a new token that is broader than asked for', () => {
  for (const [what, alter, missing] of BROADER) {
    it(`is revoked at once: ${what}`, async (t) => {
      const sandbox = await altering(t, alter);
      const error = await failure(creating(sandbox));
      assert.equal(error.code, 'ERESTRICTION', error.message);
      assert.deepEqual(
        error.restrictions.map(({ name }) => name),
        Object.keys(missing),
      );
      for (const { name, instead } of error.restrictions) assert.match(instead, missing[name]);
      assert.deepEqual(sandbox.tokens, []);
      assert.deepEqual(lines(sandbox), [POST, `DELETE /-/npm/v1/tokens/token/${error.key}`]);
      assert.equal(error.revoked, error.key);
      assert.match(error.hint, /--allow-unenforced=/);
    });

    it(`is handed out if that is allowed by name: ${what}`, async (t) => {
      const sandbox = await altering(t, alter);
      const names = Object.keys(missing);
      const created = await creating(sandbox, { allowUnenforced: names });
      assert.deepEqual(created.unenforced, names);
      assert.equal(created.token, sandbox.tokens[0].token);
    });
  }

  it('is revoked if another restriction is allowed to be missing', async (t) => {
    const sandbox = await altering(t, (row) => ({ ...row, cidr: [], bypass_2fa: true }));
    const error = await failure(creating(sandbox, { allowUnenforced: 'cidr' }));
    assert.deepEqual([error.code, error.restrictions.map(({ name }) => name)], ['ERESTRICTION', ['bypass2fa']]);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('is revoked if the list does not show it', async (t) => {
    const sandbox = await altering(t, ({ key, token }) => ({ key, token }));
    sandbox.inject({ method: 'GET', json: { objects: [], urls: {} } });
    const error = await failure(creating(sandbox));
    assert.equal(error.code, 'ERESTRICTION');
    assert.match(error.message, /the list does not show it/);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('is revoked if the list cannot be read', async (t) => {
    const sandbox = await altering(t, ({ key, token }) => ({ key, token }));
    sandbox.inject({ method: 'GET', status: 403, json: { error: 'no' } });
    const error = await failure(creating(sandbox));
    assert.equal(error.code, 'ERESTRICTION');
    assert.match(error.message, /the list could not be read: GET .* 403: no/);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('is named by its key if it cannot be revoked', async (t) => {
    const sandbox = await altering(t, (row) => ({ ...row, cidr: [] }));
    sandbox.inject({ method: 'DELETE', status: 403, json: { error: 'not yours' } });
    const error = await failure(creating(sandbox));
    assert.deepEqual([error.code, error.key, 'revoked' in error], ['ERESTRICTION', sandbox.tokens[0].key, false]);
    assert.match(error.message, /it is still there, since revoking it failed: DELETE .* 403: not yours$/);
    assert.equal(error.cause.code, 'E403');
    assert.match(error.hint, new RegExp(error.key));
  });

  for (const [what, alter] of [
    ['with its time', (row, { key, created }) => ({ ...row, key, created, cidr: [] })],
    ['without a time', ({ created: _, ...row }, { key }) => ({ ...row, key, cidr: [] })],
  ]) {
    it(`is revoked, and not the one whose key the registry names ${what}`, async (t) => {
      const sandbox = await altering(t, (row) => alter(row, sandbox.tokens[0]), { tokens: [OLD] });
      const before = sandbox.tokens;
      const error = await failure(creating(sandbox));
      assert.deepEqual([error.code, sandbox.tokens], ['ERESTRICTION', before]);
      assert.deepEqual([error.key, error.revoked].includes(OLD.key), false);
    });
  }

  it('leaves a token alone that was there before, if the registry hands that out', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const before = sandbox.tokens;
    sandbox.inject({ method: 'POST', handler: () => ({ status: 200, body: { ...before[0] } }) });
    const error = await failure(creating(sandbox));
    assert.deepEqual([error.code, error.cause.code, 'key' in error], ['ERESTRICTION', 'ETOKENNOTFOUND', false]);
    assert.deepEqual(sandbox.tokens, before);
  });

  it('is revoked with the one-time password of the create', async (t) => {
    const sandbox = await altering(t, (row) => ({ ...row, cidr: [] }), { twoFactor: 'totp', otpSingleUse: false });
    const error = await failure(creating(sandbox, { otp: sandbox.currentOtp() }));
    assert.deepEqual([error.code, error.revoked, sandbox.tokens], ['ERESTRICTION', error.key, []]);
  });

  for (const [dialect, missing] of [
    ['verdaccio', ['name', 'packages', 'expires']],
    ['cnpmcore', ['name', 'packages', 'expires']],
  ]) {
    const asked = { name: 'ci', packages: 'does-not-exist', expires: 7 };
    it(`is revoked on ${dialect}, which ignores what it does not know`, async (t) => {
      const sandbox = await sandboxFor(t, { dialect, packages: [] });
      const before = sandbox.tokens.length;
      const options = { ...connectionTo(sandbox), ...asked, password: sandbox.password };
      const error = await failure(createToken(options));
      assert.deepEqual([error.code, error.restrictions.map(({ name }) => name)], ['ERESTRICTION', missing]);
      assert.equal(sandbox.tokens.length, before);
      const created = await createToken({ ...options, allowUnenforced: missing });
      assert.deepEqual([created.unenforced, created.unverified], [missing, []]);
      assert.equal(sandbox.tokens.length, before + 1);
    });
  }
});

describe('what a registry says of a new token', () => {
  const VALUE = 'new.value-of/no+usual=form';
  for (const [what, answer] of [
    ['as a name', (secret) => ({ name: secret })],
    ['as a package', (secret) => ({ scopes: [{ type: 'package', name: secret }] })],
    ['as an end', (secret) => ({ expiry: `until ${secret}` })],
    ['as a range', (secret) => ({ cidr: [secret] })],
    ['as a key', (secret) => ({ key: secret })],
  ]) {
    it(`is quoted without the password and the token’s value: ${what}`, async (t) => {
      for (const secretOf of [({ password }) => password, () => VALUE]) {
        const sandbox = await sandboxFor(t);
        const secret = secretOf(sandbox);
        sandbox.inject({ method: 'POST', json: { token: VALUE, key: 'k', cidr: [], ...answer(secret) } });
        const error = await failure(creating(sandbox));
        assert.equal(error.code, 'ERESTRICTION');
        const shown = inspect(error, { depth: Infinity, showHidden: true });
        assert.ok(!shown.includes(secret), shown);
      }
    });
  }
});

describe('allowUnenforced', () => {
  for (const [what, allowUnenforced] of [
    ['all in one word', 'all'],
    ['a star', '*'],
    ['a mistyped name', ['cidr', 'expiry']],
    ['a name as on the command line', 'read-only'],
    ['an empty name', ['']],
  ]) {
    it(`takes restrictions one by one, not ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const error = await failure(creating(sandbox, { allowUnenforced }));
      assert.equal(error.code, 'EINVALIDOPTION');
      assert.match(error.message, /^invalid `allowUnenforced`/);
      assert.deepEqual(sandbox.requests, []);
    });
  }
});

describe('npm-token create', () => {
  const asked = ['create', '--name=ci', '--packages=a', '--expires=7'];
  const password = (sandbox) => ({ env: { npm_config_password: sandbox.password } });

  it('ends with 1 if the token was broader, and tells what was missing', async (t) => {
    const sandbox = await sandboxFor(t, { dialect: 'verdaccio' });
    const { code, stdout, stderr } = await runOn(sandbox, asked, password(sandbox));
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(
      stderr,
      /^error\[ERESTRICTION\]: the registry made a token with key `\w{32}` without `name` \(.*it was revoked$/m,
    );
    assert.match(stderr, /^hint: .*`--allow-unenforced=name,packages,expires`$/m);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('has it all as JSON', async (t) => {
    const sandbox = await sandboxFor(t, { dialect: 'verdaccio' });
    const { code, stdout } = await runOn(sandbox, [...asked, '--json'], password(sandbox));
    const { error } = JSON.parse(stdout);
    assert.deepEqual([code, error.code, error.revoked], [1, 'ERESTRICTION', error.key]);
    assert.deepEqual(error.restrictions[2], { name: 'expires', instead: 'it has no end' });
  });

  it('goes on with what is allowed to be missing, and says so', async (t) => {
    const sandbox = await sandboxFor(t, { dialect: 'verdaccio' });
    const words = [...asked, '--allow-unenforced=name,packages', '--allow-unenforced=expires'];
    const { code, stdout, stderr } = await runOn(sandbox, [...words, '--json'], password(sandbox));
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout).unenforced, ['name', 'packages', 'expires']);
    assert.equal(stderr, 'warning: the registry did not apply `name`, `packages`, `expires`\n');
    assert.equal(sandbox.tokens.length, 1);
  });
});
