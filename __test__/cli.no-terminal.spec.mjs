// One-time passwords where there is nobody to ask: an error that can be used, and no hang.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runOn } from './helpers/cli.mjs';
import { lines, sandboxFor } from './helpers/registry.mjs';

const CREATE = ['create', '--name=ci', '--packages-all'];
const POST = 'POST /-/npm/v1/tokens';

const runWith = (sandbox, args) => runOn(sandbox, args, { env: { npm_config_password: sandbox.password } });

/** Does what a person or a script does with the two addresses; gives the one-time password. */
async function signIn(authUrl, doneUrl) {
  const waiting = await fetch(doneUrl);
  assert.equal(waiting.status, 202);
  assert.equal((await fetch(authUrl)).status, 200);
  const done = await fetch(doneUrl);
  assert.equal(done.status, 200);
  return (await done.json()).token;
}

describe('the web sign-in', () => {
  it('T31: is an error with addresses that work, and with its code --otp works', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const { code, stdout, stderr } = await runWith(sandbox, CREATE);
    assert.deepEqual([code, stdout], [1, '']);
    assert.deepEqual(lines(sandbox), [POST]);
    assert.match(stderr, /^error\[EOTP\]: the registry asks for a one-time password$/m);
    assert.match(stderr, /^hint: .*--otp.*$/m);
    const authUrl = /^authUrl: (\S+)$/m.exec(stderr)[1];
    const doneUrl = /^doneUrl: (\S+)$/m.exec(stderr)[1];
    assert.match(authUrl, /\/auth\/cli\/[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    const otp = await signIn(authUrl, doneUrl);

    const answered = await runWith(sandbox, [...CREATE, `--otp=${otp}`]);
    assert.equal(answered.code, 0, answered.stderr);
    assert.equal(sandbox.requests.at(-1).headers['npm-otp'], otp);
    assert.equal(sandbox.tokens.length, 1);
  });

  it('T31: has the same addresses as JSON', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const { code, stdout, stderr } = await runWith(sandbox, [...CREATE, '--json']);
    assert.equal(code, 1);
    const { error } = JSON.parse(stdout);
    const { authUrl, doneUrl, detail, summary, ...facts } = error;
    assert.ok([authUrl, doneUrl, detail, summary].every((text) => typeof text === 'string'));
    const url = `${sandbox.url}-/npm/v1/tokens`;
    assert.deepEqual(facts, { code: 'EOTP', statusCode: 401, method: 'POST', url, registry: sandbox.url });
    assert.ok(stderr.includes(`\nauthUrl: ${error.authUrl}\n`) && stderr.includes(`\ndoneUrl: ${error.doneUrl}\n`));
    assert.match(await signIn(error.authUrl, error.doneUrl), /^\d{16}$/);
  });

  it('T30: is recognised without a header', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web', challengeForm: 'body-only', tokens: 1 });
    const { code, stderr } = await runOn(sandbox, ['revoke', 'token-1']);
    assert.equal(code, 1);
    assert.match(stderr, /^authUrl: http/m);
  });

  it('is an error for each of several revocations', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web', tokens: 2 });
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', 'token-1', 'token-2']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /error\[EOTP\]: /);
    assert.equal(sandbox.tokens.length, 2);
  });
});

describe('a code', () => {
  const forms = [
    ['totp', {}],
    ['email', {}],
    ['totp', { challengeForm: 'header-only' }],
    ['totp', { challengeForm: 'header-list' }],
    ['totp', { challengeForm: 'capitalised' }],
    ['email', { challengeForm: 'body-only' }],
  ];
  for (const [twoFactor, options] of forms) {
    it(`is asked for by an error, and taken from --otp: ${twoFactor} ${options.challengeForm ?? ''}`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor, ...options });
      const { code, stdout, stderr } = await runWith(sandbox, CREATE);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /^error\[EOTP\]: .+\nhint: .*--otp/m);
      assert.doesNotMatch(stderr, /authUrl:|doneUrl:/);
      const otp = sandbox.currentOtp();
      const answered = await runWith(sandbox, [...CREATE, '--otp', otp]);
      assert.equal(answered.code, 0, answered.stderr);
      assert.deepEqual(lines(sandbox), [POST, POST]);
    });
  }

  it('is taken from npm_config_otp', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', tokens: 1 });
    const env = { npm_config_otp: sandbox.currentOtp() };
    assert.equal((await runOn(sandbox, ['revoke', 'token-1'], { env })).code, 0);
  });

  it('is refused once, and that is the error', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const { code, stderr } = await runWith(sandbox, [...CREATE, '--otp=000']);
    assert.equal(code, 1);
    assert.match(stderr, /^error\[EOTP\]: the registry refused the one-time password: invalid OTP$/m);
    assert.deepEqual(lines(sandbox), [POST]);
    assert.ok(!stderr.includes('000'), stderr);
  });

  it('T36: is asked for by a list, and taken from --otp', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', twoFactorFor: ['list'], tokens: 1 });
    const refused = await runOn(sandbox, ['list']);
    assert.equal(refused.code, 1);
    assert.match(refused.stderr, /error\[EOTP\]: /);
    const { code, stdout } = await runOn(sandbox, ['list', `--otp=${sandbox.currentOtp()}`]);
    assert.equal(code, 0);
    assert.match(stdout, /token-1/);
  });

  it('T37: serves several revocations where the registry lets it', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', otpSingleUse: false, tokens: 3 });
    const words = ['token-1', 'token-2', 'token-3'];
    const { code } = await runOn(sandbox, ['revoke', ...words, `--otp=${sandbox.currentOtp()}`]);
    assert.equal(code, 0);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('T27, T37: serves the first of several where it serves once, and the others are reported', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', tokens: 2 });
    const words = ['token-1', 'token-2'];
    const [{ key }] = sandbox.tokens;
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', ...words, `--otp=${sandbox.currentOtp()}`]);
    assert.deepEqual([code, stdout], [1, `Revoked ${key} (token-1)\n`]);
    assert.equal(stderr.match(/error\[EOTP\]: /g).length, 1);
    assert.deepEqual(
      sandbox.tokens.map(({ name }) => name),
      ['token-2'],
    );
  });
});

it('T33: reads no one-time password from a pipe', async (t) => {
  const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
  const { code, stderr } = await runOn(sandbox, [...CREATE, '--password-stdin'], { input: `${sandbox.password}\n` });
  assert.equal(code, 1);
  assert.match(stderr, /error\[EOTP\]: /);
  const env = { npm_config_password: sandbox.password };
  const piped = await runOn(sandbox, CREATE, { env, input: `${sandbox.currentOtp()}\n` });
  assert.equal(piped.code, 1);
  assert.deepEqual(sandbox.tokens, []);
});
