// Whether the token in use is good for a job: what that rests on, and what is not taken for granted.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { checkToken } from './helpers/addon.mjs';
import { runOn } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { closedPort } from './helpers/raw.mjs';
import { OPTION } from './helpers/refusals.mjs';
import { connectionTo, credentialVariable, sandboxFor } from './helpers/registry.mjs';

const DAY = 24 * 60 * 60 * 1000;
const KEY = '1b2c3d4e-aaaa-4bbb-8ccc-000000000001';
const VALUE = `npm_aBcD${'x'.repeat(28)}7890`;
/** A time so many days from now, and an hour, so that the whole days left stay the same during a test. */
const ahead = (days) => new Date(Date.now() + days * DAY + DAY / 24).toISOString();

/** A token that can publish one package, without a second factor, for twelve days. */
const PUBLISHER = {
  key: KEY,
  token: VALUE,
  name: 'ci',
  expiry: ahead(12),
  bypass_2fa: true,
  permissions: [{ name: 'package', action: 'write' }],
  scopes: [{ type: 'package', name: '@acme/app' }],
};
const LIST = '/-/npm/v1/tokens';
const WHOAMI = '/-/whoami';

const connection = (sandbox) => ({ ...connectionTo(sandbox), authToken: VALUE });
const environment = (sandbox) => ({ [credentialVariable(sandbox.url)]: VALUE });
const demands = ({ problems }) => problems.map(({ demand }) => demand);

/** Runs the command with the token, and with what GitHub sets if asked to. */
const check = (sandbox, args = [], { env, ...options } = {}) =>
  runOn(sandbox, ['check', ...args], { env: { ...environment(sandbox), ...env }, ...options });

/** The flags that mean the same as options. */
const flags = (options) =>
  Object.entries(options).map(([name, value]) => {
    const flag = name.replace(/2fa|[A-Z]/g, (letters) => `-${letters.toLowerCase()}`);
    return `--${flag}=${value}`;
  });

describe('a token that the list shows', () => {
  for (const [options, unmet, row] of [
    [{}, []],
    [{ minDays: 12 }, []],
    [{ minDays: '13d' }, ['min-days']],
    [{ requirePackage: '@acme/app' }, []],
    [{ requirePackage: '@acme/app,@acme/lib,other' }, ['require-package', 'require-package']],
    [{ requireWrite: true }, []],
    [{ requireBypass2fa: true }, []],
    [{ requireWrite: true, requireBypass2fa: true }, ['require-bypass-2fa'], { bypass_2fa: false }],
    [{ requireWrite: true }, ['require-write'], { permissions: [{ name: 'package', action: 'read' }] }],
    [{}, ['works'], { revoked: '2026-01-01T00:00:00.000Z' }],
  ]) {
    it(`${flags(options).join(' ')} of ${JSON.stringify(row ?? {})}: ${unmet.join(', ') || 'good'}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [{ ...PUBLISHER, ...row }, { name: 'other' }] });
      const checked = await checkToken({ ...connection(sandbox), ...options });
      assert.deepEqual(demands(checked), unmet);
      assert.deepEqual(
        { ok: checked.ok, basis: checked.basis, key: checked.token.key, daysLeft: checked.daysLeft },
        { ok: unmet.length === 0, basis: 'list', key: KEY, daysLeft: 12 },
      );
      const { code, stdout } = await check(sandbox, ['--json', ...flags(options)]);
      const shown = JSON.parse(stdout);
      assert.deepEqual(
        { code, ...shown, token: undefined },
        { code: unmet.length ? 3 : 0, ...checked, token: undefined },
      );
      assert.equal(shown.token.key, KEY);
      assert.ok(sandbox.requests.every(({ method }) => method === 'GET'));
    });
  }

  it('is told in one line', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [PUBLISHER] });
    const good = await check(sandbox);
    assert.deepEqual(
      { code: good.code, stdout: good.stdout },
      { code: 0, stdout: 'good. Token 1b2c3d (ci): read-write, bypass-2fa, @acme/app, ends in 12 d.\n' },
    );
    const bad = await check(sandbox, ['--min-days=30', '--require-package=b']);
    assert.deepEqual(
      { code: bad.code, stdout: bad.stdout },
      {
        code: 3,
        stdout:
          'not good: it has 12 days left, and 30 are demanded; it is not for `b`. ' +
          'Token 1b2c3d (ci): read-write, bypass-2fa, @acme/app, ends in 12 d.\n',
      },
    );
    const fields = await check(sandbox, ['--parseable', '--min-days=30']);
    assert.equal(fields.stdout, `bad\tlist\t${KEY}\t12\n`);
  });

  it('is told to GitHub when it runs there', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ ...PUBLISHER, name: 'ci\n::stop-commands::x' }] });
    const env = { GITHUB_ACTIONS: 'true' };
    const { code, stdout } = await check(sandbox, ['--min-days=30', '--require-package=100%'], { env });
    assert.equal(code, 3);
    assert.deepEqual(stdout.split('\n').slice(1), [
      '::error title=npm token::it has 12 days left, and 30 are demanded',
      '::error title=npm token::it is not for `100%25`',
      '',
    ]);
    assert.equal((await check(sandbox, [], { env })).stdout.split('\n').length, 2);
  });

  it('can be piped in, and is never shown', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [PUBLISHER] });
    const { code, stdout, stderr } = await runOn(sandbox, ['check', '--token-stdin', '--json'], {
      input: `${VALUE}\n`,
    });
    assert.equal(code, 0);
    assert.equal(JSON.parse(stdout).token.key, KEY);
    assert.ok(!`${stdout}${stderr}`.includes(VALUE));
    const empty = await runOn(sandbox, ['check', '--token-stdin'], { input: '' });
    assert.equal(empty.code, 2);
    assert.match(empty.stderr, /`--token-stdin`: standard input is empty/);
  });
});

describe('a token that the list does not show', () => {
  const REASON = {
    unlisted: /the list does not have it/,
    several: /several tokens/,
    refused: /does not show the list/,
  };
  const OTHER = { ...PUBLISHER, key: KEY.replace(/1$/, '2'), token: `npm_aBcD${'y'.repeat(28)}7890` };
  for (const [title, options, faults, expected] of [
    ['a session', {}, [], { basis: 'username', reason: REASON.unlisted, session: true }],
    ['one of several with its mask', { tokens: [PUBLISHER, OTHER] }, [], { basis: 'username', reason: REASON.several }],
    ['refused the list', {}, [{ path: LIST, status: 403 }], { basis: 'username', reason: REASON.refused }],
    ['on a registry with no list', {}, [{ path: LIST, status: 404 }], { basis: 'username', reason: REASON.refused }],
  ]) {
    it(`${title}: works, and is taken for nothing else`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [PUBLISHER], ...options });
      for (const fault of faults) sandbox.inject({ ...fault, times: 4 });
      const call = expected.session ? connectionTo(sandbox) : connection(sandbox);
      const checked = await checkToken(call);
      assert.deepEqual({ ok: checked.ok, basis: checked.basis }, { ok: true, basis: expected.basis });
      assert.equal(checked.username, 'maintainer');
      assert.equal(checked.token, undefined);
      assert.match(checked.reason, expected.reason);
      const gate = await checkToken({
        ...call,
        minDays: 1,
        requirePackage: 'a',
        requireWrite: true,
        requireBypass2fa: true,
      });
      assert.deepEqual(demands(gate), ['min-days', 'require-package', 'require-write', 'require-bypass-2fa']);
      assert.ok(gate.problems.every(({ message }) => message.startsWith('nothing shows')));
    });
  }

  it('is refused where the registry does not know it', async (t) => {
    const sandbox = await sandboxFor(t);
    const checked = await checkToken(connection(sandbox));
    assert.deepEqual(
      { ok: checked.ok, basis: checked.basis, demands: demands(checked) },
      {
        ok: false,
        basis: 'refused',
        demands: ['works'],
      },
    );
    const { code, stdout, stderr } = await check(sandbox);
    assert.equal(code, 3);
    assert.match(stdout, /^not good: the registry refuses the token\. Nothing is known of it/);
    assert.ok(!`${stdout}${stderr}`.includes(VALUE));
  });

  it('warns GitHub that the verdict is weaker', async (t) => {
    const sandbox = await sandboxFor(t);
    const { code, stdout } = await runOn(sandbox, ['check'], { env: { GITHUB_ACTIONS: 'true' } });
    assert.equal(code, 0);
    assert.match(
      stdout,
      /^good\. It works, and is of maintainer; nothing else is known of it \(the list does not have it.*\n::warning title=npm token::the list does not have it/,
    );
  });

  it('is described to itself by cnpmcore', async (t) => {
    const row = {
      type: 'granular',
      token: 'cnpm_granular_1',
      name: 'ci',
      readonly: false,
      expiry: ahead(5),
      allowedScopes: ['@acme'],
    };
    const sandbox = await sandboxFor(t, { dialect: 'cnpmcore', tokens: [row] });
    const checked = await checkToken({
      ...connectionTo(sandbox),
      authToken: row.token,
      minDays: 5,
      requirePackage: ['@acme/app', 'other'],
      requireWrite: true,
    });
    assert.deepEqual(
      { basis: checked.basis, daysLeft: checked.daysLeft, demands: demands(checked), name: checked.token.name },
      { basis: 'whoami', daysLeft: 5, demands: ['require-package'], name: 'ci' },
    );
  });

  it('is listed by Verdaccio, which limits no token and ends none', async (t) => {
    const sandbox = await sandboxFor(t, {
      dialect: 'verdaccio',
      tokens: [{ token: `${'a'.repeat(40)}tail`, readonly: false }],
    });
    const checked = await checkToken({
      ...connectionTo(sandbox),
      authToken: `${'a'.repeat(40)}tail`,
      requirePackage: 'any',
      requireWrite: true,
      minDays: 1,
    });
    assert.deepEqual({ basis: checked.basis, demands: demands(checked) }, { basis: 'list', demands: ['min-days'] });
  });
});

describe('what cannot be found out', () => {
  for (const [title, fault, code] of [
    ['a list that fails', { path: LIST, status: 500 }, 'E500'],
    ['a list that is none', { path: LIST, body: '{}' }, 'EBADRESPONSE'],
    ['an answer that names nobody', { path: WHOAMI, body: '{}' }, 'EBADRESPONSE'],
  ]) {
    it(`${title} is an error, not a verdict`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ times: 2, ...fault });
      assert.equal((await failure(checkToken(connectionTo(sandbox)))).code, code);
      const command = await runOn(sandbox, ['check']);
      assert.deepEqual({ code: command.code, stdout: command.stdout }, { code: 1, stdout: '' });
    });
  }

  it('a registry that is not there is an error', async () => {
    const registry = `http://127.0.0.1:${await closedPort()}/`;
    const error = await failure(checkToken({ registry, authToken: VALUE, fetchRetries: 0 }));
    assert.equal(error.code, 'ECONNREFUSED');
  });

  for (const [options, problem] of [
    [{ minDays: 'soon' }, 'no number of days'],
    [{ minDays: -1 }, 'above'],
    [{ requirePackage: '@acme/*' }, 'names no package'],
    [{ requirePackage: '' }, 'names no package'],
  ]) {
    it(`${flags(options)} is refused before anything is sent`, async (t) => {
      const sandbox = await sandboxFor(t);
      const error = await failure(checkToken({ ...connectionTo(sandbox), ...options }));
      assert.ok([OPTION, 'ERR_INVALID_ARG_VALUE'].includes(error.code), error.code);
      assert.ok(error.message.includes(problem), error.message);
      assert.equal((await runOn(sandbox, ['check', ...flags(options)])).code, 2);
      assert.equal(sandbox.requests.length, 0);
    });
  }

  it('a user name and a password are no token', async (t) => {
    const sandbox = await sandboxFor(t);
    const env = {
      [credentialVariable(sandbox.url)]: '',
      [credentialVariable(sandbox.url).replace('_authToken', '_auth')]: 'dTpw',
    };
    const { code, stderr } = await runOn(sandbox, ['check'], { env });
    assert.equal(code, 2);
    assert.match(stderr, /it is no token that could be checked/);
    assert.equal(sandbox.requests.length, 0);
  });
});
