// A full token that only its value can name: sent as it is where the caller says so.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { revokeToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

const LIST = 'GET /-/npm/v1/tokens?perPage=1000';
const ITEM = 'DELETE /-/npm/v1/tokens/token/';
const VALUE = `npm_aBcD${'x'.repeat(28)}7890`;
const KEY = '1b2c3d4e-0000-4000-8000-000000000001';

describe('byValue', () => {
  const twin = `npm_aBcD${'y'.repeat(28)}7890`;

  it('is not used where the list tells the token', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ key: KEY, token: VALUE }, { name: 'other' }] });
    await revokeToken({ ...connectionTo(sandbox), token: VALUE, byValue: true });
    assert.deepEqual(lines(sandbox), [LIST, `${ITEM}${KEY}`]);
  });

  it('sends the value where the masks of two tokens are the same', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ token: VALUE }, { token: twin }] });
    const revoked = await revokeToken({ ...connectionTo(sandbox), token: VALUE, byValue: true });
    assert.deepEqual(revoked, { key: '', id: '', result: 'revoked' });
    assert.deepEqual(lines(sandbox), [LIST, `${ITEM}${VALUE}`]);
    assert.deepEqual(
      sandbox.tokens.map(({ token }) => token),
      [twin],
    );
  });

  it('sends the value where the list is not for this token', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ token: VALUE }] });
    sandbox.inject({ method: 'GET', status: 403, json: { error: 'no' } });
    await revokeToken({ ...connectionTo(sandbox), token: VALUE, byValue: true });
    assert.deepEqual(sandbox.tokens, []);
  });

  it('proves nothing on verdaccio, which says yes and deletes nothing', async (t) => {
    const sandbox = await sandboxFor(t, { dialect: 'verdaccio', tokens: 1 });
    const options = { ...connectionTo(sandbox), token: `${'x'.repeat(66)}==`, byValue: true };
    assert.equal((await failure(revokeToken(options))).code, 'EBADRESPONSE');
    assert.equal(sandbox.tokens.length, 1);
  });

  it('shows nothing of the value in an error', async (t) => {
    for (const status of [404, 500]) {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'DELETE', status, json: { error: `Token "${VALUE}" not exists` } });
      const error = await failure(revokeToken({ ...connectionTo(sandbox), token: VALUE, byValue: true }));
      assert.equal(`${error.message} ${error.url} ${JSON.stringify(error)}`.includes(VALUE), false, error.message);
    }
  });

  it('is about `token` alone', async () => {
    for (const give of [{ key: KEY }, { name: 'ci' }]) {
      const error = await failure(
        revokeToken({ registry: 'http://127.0.0.1:9/', authToken: 't', ...give, byValue: true }),
      );
      assert.deepEqual([error.code, error.name], ['ERR_INVALID_ARG_VALUE', 'TypeError']);
    }
  });
});
