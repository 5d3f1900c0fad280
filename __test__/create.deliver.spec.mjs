// A function of the caller's that takes a new token: if it fails, the token does not stay.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { until } from './helpers/raw.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

const creating = (sandbox, options) =>
  createToken({ ...connectionTo(sandbox), name: 'ci', packages: 'a', password: sandbox.password, ...options });

describe('`deliver` of createToken', () => {
  it('gets the new token before the call resolves with it', async (t) => {
    const sandbox = await sandboxFor(t);
    const taken = [];
    const created = await creating(sandbox, { deliver: async (token) => taken.push(token) });
    const { token, key, name, expiry } = created;
    assert.deepEqual(taken, [{ token, key, name, expiry }]);
    assert.equal(sandbox.tokens[0].token, token);
  });

  for (const [what, deliver, cause] of [
    ['throws', () => assert.fail('no vault'), /no vault/],
    ['rejects', () => Promise.reject(new Error('no vault')), /no vault/],
    ['rejects with no error', () => Promise.reject(undefined), /`deliver` failed/],
  ]) {
    it(`that ${what} has the token revoked`, async (t) => {
      const sandbox = await sandboxFor(t);
      const error = await failure(creating(sandbox, { deliver }));
      assert.deepEqual([error.code, error.cause.code, sandbox.tokens], ['EUNDELIVERED', 'ECALLBACK', []]);
      assert.ok(error.key.length > 0 && error.revoked === error.key);
      assert.match(error.cause.message, cause);
    });
  }

  it('that is given up has the token revoked', async (t) => {
    const sandbox = await sandboxFor(t);
    const controller = new AbortController();
    let called = false;
    const deliver = () => {
      called = true;
      return new Promise(() => {});
    };
    const outcome = failure(creating(sandbox, { deliver, signal: controller.signal }));
    await until(() => called);
    controller.abort(new Error('enough'));
    const error = await outcome;
    assert.deepEqual(
      [error.code, error.cause.code, error.cause.cause.message],
      ['EUNDELIVERED', 'ABORT_ERR', 'enough'],
    );
    assert.deepEqual(sandbox.tokens, []);
  });

  it('names a token that could not be revoked either', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'DELETE', status: 403 });
    const error = await failure(creating(sandbox, { deliver: () => Promise.reject(new Error('no vault')) }));
    assert.deepEqual([error.code, error.key, error.revoked], ['EUNDELIVERED', sandbox.tokens[0].key, undefined]);
    assert.match(error.hint, /^revoke it: `npm-token revoke /);
    assert.ok(!`${error.stack}${JSON.stringify(error)}`.includes(sandbox.tokens[0].token));
  });
});
