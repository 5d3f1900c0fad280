import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, listTokens, revokeToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { creation } from './helpers/otp.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

describe('without anybody to ask', () => {
  const operations = {
    list: { call: (options) => listTokens(options) },
    create: { call: (options, sandbox) => createToken(creation(sandbox, options)) },
    revoke: { call: (options, sandbox) => revokeToken({ ...options, key: sandbox.tokens[0].key }) },
  };
  for (const [operation, { call }] of Object.entries(operations)) {
    it(`${operation} rejects with EOTP and addresses that can be used (T31)`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'web', twoFactorFor: [operation], tokens: 1 });
      const error = await failure(call(connectionTo(sandbox), sandbox));
      assert.deepEqual([error.code, error.statusCode], ['EOTP', 401]);
      assert.match(error.hint, /`authUrl`.*`doneUrl`/);
      const { authUrl, doneUrl } = JSON.parse(JSON.stringify(error));
      assert.deepEqual([authUrl, doneUrl], [error.authUrl, error.doneUrl]);
      assert.equal((await fetch(doneUrl)).status, 202);
      assert.equal((await fetch(authUrl)).status, 200);
      const { token } = await (await fetch(doneUrl)).json();
      assert.ok(await call({ ...connectionTo(sandbox), otp: token }, sandbox));
    });
  }

  it('and without a sign-in, EOTP has no addresses and a hint', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'email' });
    const error = await failure(createToken(creation(sandbox)));
    assert.equal(error.code, 'EOTP');
    assert.equal('authUrl' in error || 'doneUrl' in error, false);
    assert.match(error.hint, /e-mail/);
  });

  it('a code for the e-mail’s challenge has eight digits or whatever the registry likes (O19)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'email' });
    const otp = sandbox.currentOtp();
    assert.match(otp, /^\d{8}$/);
    assert.ok((await createToken(creation(sandbox, { otp: () => otp }))).token);
  });
});
