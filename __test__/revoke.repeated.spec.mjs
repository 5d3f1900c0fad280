// A deletion that gets no answer is sent again: twice is the same as once.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { revokeToken } from './helpers/addon.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

/** Three tokens, of which the first is meant. */
const TOKENS = [
  { key: '1b2c3d4e-0000-4000-8000-000000000001', name: 'ci' },
  { key: '1b2c3d4e-0000-4000-8000-000000000002', name: 'twin' },
  { key: 'deadbeef-0000-4000-8000-000000000003', name: 'twin' },
];
const KEYS = TOKENS.map(({ key }) => key);

describe('a deletion is repeated (T19)', () => {
  const failures = [
    ['the connection breaks before it is carried out', { destroy: 'before' }],
    ['the connection breaks after it was carried out', { after: true, destroy: 'before' }],
    ['the answer breaks off', { after: true, destroy: 'headers' }],
    ['the registry is busy', { status: 503 }],
    ['the gateway does not wait, and it was carried out', { after: true, status: 504 }],
    ['no answer comes in time, and it was carried out', { after: true, hang: true }],
  ];
  for (const [what, fault] of failures) {
    it(`where ${what}, and counts once`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS });
      sandbox.inject({ method: 'DELETE', ...fault });
      const options = { ...connectionTo(sandbox), fetchRetries: 1, fetchRetryMintimeout: 1, fetchTimeout: 500 };
      const { key, result } = await revokeToken({ ...options, name: 'ci' });
      assert.deepEqual([key, result], [KEYS[0], 'revoked']);
      assert.deepEqual(
        sandbox.tokens.map((token) => token.key),
        KEYS.slice(1),
      );
    });
  }

  it('and is nobody’s if it was gone at the first', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const handler = async (_request, next) => {
      await next();
      return next();
    };
    sandbox.inject({ method: 'DELETE', handler });
    const { key, result } = await revokeToken({ ...connectionTo(sandbox), name: 'ci' });
    assert.deepEqual([key, result], [KEYS[0], 'already-gone']);
  });
});
