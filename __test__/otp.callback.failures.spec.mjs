import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { answering, creation, otps } from './helpers/otp.mjs';
import { sandboxFor } from './helpers/registry.mjs';

describe('a callback', () => {
  it('that gives the refused code again ends in EOTP, which is not sent twice', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const { otp, challenges } = answering('wrong-code', 'wrong-code');
    const error = await failure(createToken(creation(sandbox, { otp })));
    assert.equal(error.code, 'EOTP');
    assert.match(error.message, /refused/);
    assert.deepEqual(otps(sandbox), [undefined, 'wrong-code']);
    assert.equal(challenges.length, 2);
  });

  for (const nothing of [undefined, null, '']) {
    for (const way of [() => nothing, async () => nothing]) {
      it(`that gives ${JSON.stringify(nothing)} ${way.constructor.name === 'Function' ? 'at once' : 'later'} ends in EOTP`, async (t) => {
        const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
        const error = await failure(createToken(creation(sandbox, { otp: way })));
        assert.deepEqual([error.code, error.statusCode], ['EOTP', 401]);
        assert.match(error.message, /asks for a one-time password/);
        assert.equal(sandbox.requests.length, 1);
      });
    }
  }

  const thrown = {
    'an Error': new RangeError('the phone is lost'),
    'an object': { why: 'lost' },
    'a text': 'lost',
    nothing: undefined,
  };
  for (const [what, value] of Object.entries(thrown)) {
    const ways = {
      throws: () => {
        throw value;
      },
      rejects: () => Promise.reject(value),
      'rejects later': async () => {
        await new Promise(setImmediate);
        throw value;
      },
    };
    for (const [way, otp] of Object.entries(ways)) {
      it(`that ${way} with ${what} ends in ECALLBACK with that cause`, async (t) => {
        const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
        const error = await failure(createToken(creation(sandbox, { otp })));
        assert.equal(error.code, 'ECALLBACK');
        assert.match(error.message, /^`otp` failed/);
        assert.equal(error.cause, value);
        assert.equal(sandbox.requests.length, 1);
      });
    }
  }

  for (const [what, value] of Object.entries({ number: 123_456, boolean: true, object: { otp: '123456' } })) {
    for (const [way, otp] of Object.entries({ 'at once': () => value, later: async () => value })) {
      it(`that gives a ${what} ${way} ends in an error that says so, and nothing is sent`, async (t) => {
        const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
        const error = await failure(createToken(creation(sandbox, { otp })));
        assert.ok(['ECALLBACK', 'ERR_INVALID_ARG_TYPE'].includes(error.code), error.code);
        assert.match(error.message, /`otp`/);
        assert.equal(sandbox.requests.length, 1);
      });
    }
  }

  it('that gives what cannot be sent ends in an error that does not show it', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const error = await failure(createToken(creation(sandbox, { otp: () => '123\r\nx-evil: 456' })));
    assert.equal(error.code, 'ECALLBACK');
    assert.match(error.message, /`otp`/);
    assert.doesNotMatch(error.message, /evil/);
    assert.equal(sandbox.requests.length, 1);
  });
});
