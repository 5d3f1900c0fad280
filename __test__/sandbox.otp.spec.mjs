import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, create, list, revoke, start } from './helpers/sandbox.mjs';

const WEB = { 'npm-auth-type': 'web', 'npm-command': 'token' };

describe('the second factor', () => {
  const email = /^A One Time Password \(OTP\) by email is required\.$/;
  const legacy = /^You must provide a one-time pass\./;
  const challenges = [
    { twoFactor: 'email', error: email, header: null, digits: 8 },
    { twoFactor: 'totp', error: legacy, header: null, notice: true, digits: 6 },
    { twoFactor: 'web', error: legacy, header: null, notice: true, digits: 16 },
    { twoFactor: 'totp', challengeForm: 'header', error: legacy, header: 'OTP', digits: 6 },
    { twoFactor: 'totp', challengeForm: 'header-list', error: legacy, header: 'Basic, OTP', digits: 6 },
    { twoFactor: 'totp', challengeForm: 'header-realm', error: legacy, header: 'OTP realm="sandbox"', digits: 6 },
    { twoFactor: 'totp', challengeForm: 'header-only', header: 'OTP', digits: 6 },
    { twoFactor: 'email', challengeForm: 'body-only', error: email, header: null, digits: 8 },
    { twoFactor: 'email', challengeForm: 'capitalised', error: /^One-time pass/, header: null, digits: 8 },
  ];
  for (const { error, header, notice, digits, ...options } of challenges) {
    const { twoFactor, challengeForm = 'documented' } = options;
    it(`asks for a ${twoFactor} code in the form \`${challengeForm}\` and accepts it once`, async () => {
      const sandbox = await start(options);
      const challenge = await create(sandbox, {});
      assert.equal(challenge.status, 401);
      if (error) assert.match(challenge.body.error, error);
      else assert.equal(challenge.body, '');
      assert.equal(challenge.headers.get('www-authenticate'), header);
      if (notice) assert.match(challenge.headers.get('npm-notice'), /^Open http:\/\/127\.0\.0\.1:\d+\/login\//);

      const otp = sandbox.currentOtp();
      assert.match(otp, new RegExp(`^\\d{${digits}}$`));
      assert.equal((await create(sandbox, {}, { headers: { 'npm-otp': otp } })).status, 201);
      const again = await create(sandbox, {}, { headers: { 'npm-otp': otp } });
      assert.deepEqual([again.status, again.body], [401, { error: 'invalid OTP' }]);
      assert.equal(again.headers.get('www-authenticate'), 'OTP');
      assert.notEqual(sandbox.currentOtp(), otp);
      assert.equal((await create(sandbox, {}, { headers: { 'npm-otp': sandbox.currentOtp() } })).status, 201);
    });
  }

  it('asks for the chosen operations only', async () => {
    const sandbox = await start({ twoFactor: 'totp', twoFactorFor: ['list'], tokens: 1 });
    const challenge = await list(sandbox);
    assert.deepEqual([challenge.status, challenge.headers.get('www-authenticate')], [401, 'OTP']);
    assert.equal((await create(sandbox, {})).status, 201);
    assert.equal((await revoke(sandbox, sandbox.tokens[0].key)).status, 204);
  });

  it('does not use a code up for a request refused for another reason', async () => {
    const sandbox = await start({ twoFactor: 'totp' });
    const headers = { 'npm-otp': sandbox.currentOtp() };
    assert.equal((await create(sandbox, { name: '' }, { headers })).status, 400);
    assert.equal((await create(sandbox, {}, { headers })).status, 201);
  });

  it('accepts a code again if codes are not for single use', async () => {
    const sandbox = await start({ twoFactor: 'totp', otpSingleUse: false });
    const headers = { 'npm-otp': sandbox.currentOtp() };
    assert.equal((await create(sandbox, {}, { headers })).status, 201);
    assert.equal((await create(sandbox, {}, { headers })).status, 201);
  });

  it('shows the current code on a page and as JSON', async () => {
    const sandbox = await start({ twoFactor: 'totp' });
    const address = (await create(sandbox, {})).headers.get('npm-notice').split(' ')[1];
    assert.match(await (await fetch(address)).text(), new RegExp(sandbox.currentOtp()));
    assert.equal((await ask(sandbox, 'GET', '-/sandbox/otp')).body.otp, sandbox.currentOtp());
  });

  const approvals = [
    ['approve()', (sandbox) => sandbox.approve()],
    ['approve(authId)', (sandbox, authUrl) => sandbox.approve(authUrl.split('/').at(-1))],
    ['a visit to authUrl', (_sandbox, authUrl) => fetch(authUrl)],
    ['a POST to authUrl', (_sandbox, authUrl) => fetch(authUrl, { method: 'POST' })],
  ];
  for (const [name, approve] of approvals) {
    it(`hands out a code once after ${name}`, async () => {
      const sandbox = await start({ twoFactor: 'web', tokens: 1, pathPrefix: '/npm' });
      const [{ key }] = sandbox.tokens;
      const { status, body } = await revoke(sandbox, key, { headers: WEB });
      assert.equal(status, 401);
      assert.deepEqual(Object.keys(body), ['authUrl', 'doneUrl']);
      assert.ok(body.authUrl.startsWith(sandbox.url) && body.doneUrl.startsWith(sandbox.url));

      const waiting = await ask(sandbox, 'GET', body.doneUrl);
      assert.deepEqual([waiting.status, waiting.headers.get('retry-after')], [202, '1']);
      await approve(sandbox, body.authUrl);
      const done = await ask(sandbox, 'GET', body.doneUrl);
      assert.equal(done.status, 200);
      assert.match(done.body.token, /^\d{16}$/);
      assert.equal((await ask(sandbox, 'GET', body.doneUrl)).status, 404);
      assert.equal((await revoke(sandbox, key, { headers: { ...WEB, 'npm-otp': done.body.token } })).status, 204);
    });
  }

  it('refuses to approve an unknown sign-in', async () => {
    const sandbox = await start({ twoFactor: 'web' });
    assert.throws(() => sandbox.approve('unknown'), RangeError);
    assert.deepEqual(sandbox.approve(), []);
    assert.equal((await fetch(`${sandbox.url}auth/cli/unknown`)).status, 404);
  });
});
