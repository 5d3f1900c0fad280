import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken } from './helpers/addon.mjs';
import { BASE } from './helpers/create-flags.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

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
      unverified: [],
      unenforced: [],
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
      assert.equal(lines(sandbox).filter((line) => line === 'POST /-/npm/v1/tokens').length, 1, JSON.stringify(fault));
    }
  });
});
