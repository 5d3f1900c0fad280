// What the host program may do to a call: it settles, with the right outcome, and never throws at once.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createToken, listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { home } from './helpers/isolate.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

const fail = () => {
  throw new Error('boom');
};

describe('a signal that throws', () => {
  const signal = { aborted: false, addEventListener() {}, removeEventListener() {} };
  const after = [
    { what: 'when it is left', hostile: { ...signal, removeEventListener: fail } },
    { what: 'a symbol when it is left', hostile: { ...signal, removeEventListener: () => fail(Symbol('s')) } },
    {
      what: 'when its reason is read',
      hostile: Object.defineProperty({ ...signal }, 'reason', { get: fail, enumerable: true }),
    },
  ];
  for (const { what, hostile } of after) {
    it(`${what} does not cost a new token`, async (t) => {
      const sandbox = await sandboxFor(t);
      const token = await createToken({
        ...connectionTo(sandbox),
        password: sandbox.password,
        name: 'ci',
        packages: 'a',
        signal: hostile,
      });
      assert.equal(sandbox.tokens.at(-1).token, token.token);
    });
  }

  it('when it is listened to is refused by a rejection', async (t) => {
    const sandbox = await sandboxFor(t);
    const error = await failure(
      listTokens({ ...connectionTo(sandbox), signal: { ...signal, addEventListener: fail } }),
    );
    assert.equal(error.code, 'ERR_INVALID_ARG_TYPE');
    assert.deepEqual(sandbox.requests, []);
  });
});

describe('an error keeps its code', () => {
  const hosts = [
    { what: 'prepareStackTrace throws', set: () => ({ prepareStackTrace: fail }) },
    { what: 'prepareStackTrace gives call sites', set: () => ({ prepareStackTrace: (_, sites) => sites }) },
    { what: 'there is no stackTraceLimit', set: () => ({ stackTraceLimit: undefined }) },
  ];
  for (const { what, set } of hosts) {
    it(`where ${what}`, async (t) => {
      const kept = { prepareStackTrace: Error.prepareStackTrace, stackTraceLimit: Error.stackTraceLimit };
      t.after(() => Object.assign(Error, kept));
      const sandbox = await sandboxFor(t);
      sandbox.inject({ status: 403, json: { error: 'no' } });
      Object.assign(Error, set());
      const error = await listTokens(connectionTo(sandbox)).catch((thrown) => thrown);
      Object.assign(Error, kept);
      assert.equal(error.code, 'E403');
    });
  }
});

describe('a file that does not answer', { skip: process.platform === 'win32' }, () => {
  for (const name of ['userconfig', 'cafile']) {
    it(`holds up neither the timeout nor other calls: ${name}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const pipe = join(home, `${name}.pipe`);
      execFileSync('mkfifo', [pipe]);
      // A writer lets the reader go when the test is over.
      t.after(() => execFileSync('sh', ['-c', 'exec 3<>"$1"; : >&3', 'sh', pipe]));
      const stuck = listTokens({ authToken: 'x', [name]: pipe, timeout: 300 });
      assert.equal((await listTokens(connectionTo(sandbox))).length, 0);
      assert.equal((await failure(stuck)).code, 'ETIMEDOUT');
    });
  }
});

describe('options', () => {
  it('that stand on a prototype everybody shares do not count', async (t) => {
    const sandbox = await sandboxFor(t);
    const other = await sandboxFor(t);
    t.after(() => delete Object.prototype.registry);
    Object.defineProperty(Object.prototype, 'registry', { value: other.url, enumerable: true, configurable: true });
    await listTokens({ registry: sandbox.url, authToken: sandbox.authToken });
    delete Object.prototype.registry;
    assert.deepEqual([sandbox.requests.length, other.requests.length], [1, 0]);
  });

  for (const value of ['a\ud800', '\udc00b']) {
    it(`with half a character are refused: ${JSON.stringify(value)}`, async () => {
      const error = await failure(createToken({ name: value, packages: 'a', password: 'p' }));
      assert.equal(error.code, 'ERR_INVALID_ARG_VALUE');
    });
  }
});
