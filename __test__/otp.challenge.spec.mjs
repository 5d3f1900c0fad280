import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, listTokens, revokeToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { creation, otps } from './helpers/otp.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

describe('a challenge is recognised', () => {
  const forms = ['documented', 'header', 'header-list', 'header-realm', 'header-only', 'body-only', 'capitalised'];
  for (const twoFactor of ['totp', 'email', 'web']) {
    for (const challengeForm of forms) {
      it(`in the form ${challengeForm} of ${twoFactor} (T29, T30, O17, O18)`, async (t) => {
        const sandbox = await sandboxFor(t, { twoFactor, challengeForm, twoFactorFor: ['list', 'create', 'revoke'] });
        const otp = async ({ doneUrl }) => {
          if (!doneUrl) return sandbox.currentOtp();
          sandbox.approve();
          return (await (await fetch(doneUrl)).json()).token;
        };
        // The header alone says nothing of a web sign-in.
        const options = twoFactor === 'web' && challengeForm === 'header-only' ? { authType: 'legacy' } : {};
        const { key } = await createToken(creation(sandbox, { otp, ...options }));
        assert.equal((await listTokens({ ...connectionTo(sandbox), otp, ...options })).length, 1);
        assert.equal((await revokeToken({ ...connectionTo(sandbox), key, otp, ...options })).key, key);
        assert.equal(sandbox.tokens.length, 0);
      });
    }
  }

  const bodies = [
    { what: 'npm’s words', json: { error: 'You must provide a one-time pass.' } },
    { what: 'the words of an e-mail (T29)', json: { error: 'A One Time Password (OTP) by email is required.' } },
    { what: 'words in `message`', json: { message: 'one-time password required' } },
    { what: 'plain text', body: 'one-time pass' },
    { what: 'a scheme in lower case', json: {}, headers: { 'www-authenticate': 'otp' } },
    { what: 'a scheme among others', json: {}, headers: { 'www-authenticate': 'Bearer realm="x", OTP' } },
  ];
  for (const { what, ...answer } of bodies) {
    it(`by ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'POST', status: 401, ...answer });
      await createToken(creation(sandbox, { otp: () => 'any-code' }));
      assert.deepEqual(otps(sandbox), [undefined, 'any-code']);
    });
  }

  const others = [
    { what: 'another 401', code: 'E401', status: 401, json: { error: 'Unauthorized' } },
    { what: 'another scheme', code: 'E401', status: 401, json: {}, headers: { 'www-authenticate': 'Basic, Bearer' } },
    { what: 'a refused address', code: 'EAUTHIP', status: 401, json: {}, headers: { 'www-authenticate': 'ipaddress' } },
    {
      what: 'a 403',
      code: 'E403',
      status: 403,
      json: { error: 'one-time pass' },
      headers: { 'www-authenticate': 'OTP' },
    },
    {
      what: 'addresses that cannot be opened',
      code: 'E401',
      status: 401,
      json: { authUrl: 'javascript:x', doneUrl: 'file:///x' },
    },
  ];
  for (const { what, code, ...answer } of others) {
    it(`but not in ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'POST', ...answer });
      const error = await failure(createToken(creation(sandbox, { otp: () => assert.fail('called') })));
      assert.deepEqual([error.code, error.statusCode], [code, answer.status]);
      assert.equal(sandbox.requests.length, 1);
    });
  }
});

it('an address to sign in at that repeats the password is not in the error', async (t) => {
  const sandbox = await sandboxFor(t);
  const addresses = (part) => ({ authUrl: `${sandbox.url}auth?${part}`, doneUrl: `${sandbox.url}done?${part}` });
  for (const [part, has] of [
    [sandbox.password, false],
    [`x=${encodeURIComponent(sandbox.password)}`, false],
    ['authId=1', true],
  ]) {
    sandbox.inject({ method: 'POST', status: 401, json: addresses(part) });
    const error = await failure(createToken(creation(sandbox)));
    assert.deepEqual([error.code, 'authUrl' in error, 'doneUrl' in error], ['EOTP', has, has]);
  }
});
