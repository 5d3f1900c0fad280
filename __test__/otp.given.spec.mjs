import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, revokeToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { creation, ONE_CODE, otps, POST, TOKENS } from './helpers/otp.mjs';
import { connectionTo, FIRST_PAGE, lines, sandboxFor } from './helpers/registry.mjs';

describe('a one-time password that is given', () => {
  it('is sent with the request', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const otp = sandbox.currentOtp();
    assert.ok((await createToken(creation(sandbox, { otp }))).token);
    assert.deepEqual([lines(sandbox), otps(sandbox)], [[POST], [otp]]);
    assert.equal(sandbox.requests[0].headers['npm-auth-type'], 'legacy');
  });

  it('and refused is EOTP, without a second request', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const error = await failure(createToken(creation(sandbox, { otp: 'wrong-code' })));
    assert.deepEqual([error.code, error.statusCode, error.method], ['EOTP', 401, 'POST']);
    assert.match(error.message, /refused/);
    assert.match(error.hint, /fresh/);
    assert.deepEqual(otps(sandbox), ['wrong-code']);
    assert.equal(sandbox.tokens.length, 0);
  });

  it('serves the list and the deletion of a revocation (T36, T37)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', ...ONE_CODE });
    const otp = sandbox.currentOtp();
    const [{ key }] = sandbox.tokens;
    assert.equal((await revokeToken({ ...connectionTo(sandbox), name: 'ci', otp })).key, key);
    assert.deepEqual(lines(sandbox), [`GET ${FIRST_PAGE}`, `GET ${FIRST_PAGE}`, `DELETE ${TOKENS}/token/${key}`]);
    assert.deepEqual(otps(sandbox), [undefined, otp, otp]);
  });

  it('comes from the environment too', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    process.env.npm_config_otp = sandbox.currentOtp();
    t.after(() => delete process.env.npm_config_otp);
    assert.ok((await createToken(creation(sandbox))).token);
    assert.equal(sandbox.requests.length, 1);
  });
});
