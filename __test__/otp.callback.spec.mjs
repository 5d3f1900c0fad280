import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, listTokens, revokeToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { answering, creation, ONE_CODE, otps, POST } from './helpers/otp.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

describe('a callback', () => {
  const ways = {
    sync: (code) => () => code,
    async: (code) => async () => code,
    later: (code) => () => new Promise((resolve) => setImmediate(resolve, code)),
  };
  for (const [way, callback] of Object.entries(ways)) {
    it(`answers ${way}, and is called only when it is asked`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
      const code = sandbox.currentOtp();
      assert.ok((await createToken(creation(sandbox, { otp: callback(code) }))).token);
      assert.deepEqual(
        [lines(sandbox), otps(sandbox)],
        [
          [POST, POST],
          [undefined, code],
        ],
      );
      assert.equal(sandbox.requests[0].headers['npm-auth-type'], 'web');
    });
  }

  it('is not called without a challenge', async (t) => {
    const sandbox = await sandboxFor(t);
    await createToken(creation(sandbox, { otp: () => assert.fail('called') }));
    await listTokens({ ...connectionTo(sandbox), otp: () => assert.fail('called') });
    assert.deepEqual(otps(sandbox), [undefined, undefined]);
  });

  it('gets the challenge: the registry’s words', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const { otp, challenges } = answering(() => sandbox.currentOtp());
    await createToken(creation(sandbox, { otp }));
    const [{ message, ...others }] = challenges;
    // The notice says where a security key can be used.
    assert.match(message, /^You must provide a one-time pass\. .* Open http:\S+ to use your security key/);
    assert.deepEqual(others, { refused: false });
    assert.equal(challenges.length, 1);
  });

  it('gets the challenge: the addresses of a web sign-in, which work (T31)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const { otp, challenges } = answering(async () => {
      const [{ authUrl, doneUrl }] = challenges;
      assert.equal((await fetch(doneUrl)).status, 202);
      assert.equal((await fetch(authUrl)).status, 200);
      return (await (await fetch(doneUrl)).json()).token;
    });
    assert.ok((await createToken(creation(sandbox, { otp }))).token);
    const [{ authUrl, doneUrl, refused }] = challenges;
    assert.ok(authUrl.startsWith(`${sandbox.url}auth/cli/`));
    assert.ok(doneUrl.startsWith(`${sandbox.url}-/v1/done?authId=`));
    assert.deepEqual([challenges.length, refused], [1, false]);
  });

  it('is asked again after a wrong code, and told so', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const right = sandbox.currentOtp();
    const { otp, challenges } = answering('wrong-code', right);
    assert.ok((await createToken(creation(sandbox, { otp }))).token);
    assert.deepEqual(otps(sandbox), [undefined, 'wrong-code', right]);
    assert.deepEqual(
      challenges.map(({ refused }) => refused),
      [false, true],
    );
  });

  it('is asked at most three times for one request (T35)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const { otp, challenges } = answering('wrong-1', 'wrong-2', 'wrong-3', 'wrong-4', 'wrong-5');
    const error = await failure(createToken(creation(sandbox, { otp })));
    assert.equal(error.code, 'EOTP');
    assert.equal(challenges.length, 3);
    assert.deepEqual(otps(sandbox), [undefined, 'wrong-1', 'wrong-2', 'wrong-3']);
  });

  it('serves the list and the deletion with one answer (T36, T37)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', ...ONE_CODE });
    const { otp, challenges } = answering(() => sandbox.currentOtp());
    const code = sandbox.currentOtp();
    await revokeToken({ ...connectionTo(sandbox), name: 'ci', otp });
    assert.deepEqual(otps(sandbox), [undefined, code, code]);
    assert.equal(challenges.length, 1);
  });

  it('is asked again, once, where a code is good for one request', async (t) => {
    const sandbox = await sandboxFor(t, {
      twoFactor: 'totp',
      twoFactorFor: ['list', 'revoke'],
      tokens: [{ name: 'ci' }],
    });
    const sent = [];
    const challenges = [];
    const otp = (challenge) => {
      challenges.push(challenge.refused);
      sent.push(sandbox.currentOtp());
      return sent.at(-1);
    };
    await revokeToken({ ...connectionTo(sandbox), name: 'ci', otp });
    assert.deepEqual(otps(sandbox), [undefined, sent[0], sent[0], sent[1]]);
    assert.deepEqual(challenges, [false, true]);
    assert.equal(sandbox.tokens.length, 0);
  });

  it('answers a challenge to the list, on every page (T36)', async (t) => {
    const sandbox = await sandboxFor(t, {
      twoFactor: 'totp',
      twoFactorFor: ['list'],
      otpSingleUse: false,
      tokens: 5,
      perPageMax: 2,
    });
    const { otp, challenges } = answering(() => sandbox.currentOtp());
    assert.equal((await listTokens({ ...connectionTo(sandbox), otp })).length, 5);
    assert.ok(challenges.length >= 1);
  });

  it('keeps two calls apart', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    await createToken(creation(sandbox, { otp: () => sandbox.currentOtp() }));
    const error = await failure(createToken(creation(sandbox)));
    assert.equal(error.code, 'EOTP');
    assert.deepEqual(
      otps(sandbox).map((otp) => otp === undefined),
      [true, false, true],
    );
  });
});
