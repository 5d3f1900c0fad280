import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, revokeToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { creation, ONE_CODE, otps, POST } from './helpers/otp.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

const ALL = Number.POSITIVE_INFINITY;

describe('a web sign-in', { concurrency: true }, () => {
  /** Notes when `doneUrl` was polled. */
  function polls(sandbox) {
    const times = [];
    sandbox.inject({
      path: '/-/v1/done',
      times: ALL,
      handler: (_request, next) => {
        times.push(performance.now());
        return next();
      },
    });
    return times;
  }

  it('is shown to the callback, polled at most once a second, and ends when it is approved (T38)', async (t) => {
    // A registry that asks for no pause at all.
    const sandbox = await sandboxFor(t, { twoFactor: 'web', retryAfter: 0 });
    const times = polls(sandbox);
    const shown = [];
    const onWebAuth = (webAuth) => {
      shown.push(webAuth);
      setTimeout(() => sandbox.approve(), 1500);
    };
    const created = await createToken(creation(sandbox, { onWebAuth }));
    assert.equal(created.token, sandbox.tokens[0].token);
    assert.deepEqual(Object.keys(shown[0]).sort(), ['authUrl', 'doneUrl']);
    assert.ok(shown[0].authUrl.startsWith(`${sandbox.url}auth/cli/`));
    assert.equal(shown.length, 1);
    const gaps = times.slice(1).map((time, index) => time - times[index]);
    assert.equal(gaps.length, 2);
    for (const gap of gaps) assert.ok(gap >= 980, `${gap} ms`);
    assert.equal(otps(sandbox).at(-1).length, 16);
    assert.deepEqual(lines(sandbox).filter((line) => line === POST).length, 2);
  });

  for (const [what, headers] of Object.entries({
    'no retry-after': { 'retry-after': undefined },
    'a retry-after that is no number': { 'retry-after': 'soon' },
    'a retry-after in the past': { 'retry-after': 'Thu, 01 Jan 2026 00:00:00 GMT' },
  })) {
    it(`is polled once a second with ${what} (T38)`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'web' });
      sandbox.inject({ path: '/-/v1/done', headers });
      const times = [];
      const noted = {
        path: '/-/v1/done',
        handler: (_request, next) => {
          times.push(performance.now());
          return next();
        },
        times: ALL,
      };
      sandbox.inject(noted);
      let first;
      await createToken(
        creation(sandbox, {
          onWebAuth: () => {
            first = performance.now();
            setTimeout(() => sandbox.approve(), 100);
          },
        }),
      );
      assert.equal(times.length, 1);
      assert.ok(times[0] - first >= 900, `${times[0] - first} ms`);
    });
  }

  it('tolerates hiccups while it polls (T38)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    sandbox.inject({ path: '/-/v1/done', status: 503 });
    sandbox.inject({ path: '/-/v1/done', destroy: 'before' });
    assert.ok((await createToken(creation(sandbox, { onWebAuth: () => void sandbox.approve() }))).token);
  });

  it('obeys a longer retry-after', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web', retryAfter: 2 });
    const times = polls(sandbox);
    await createToken(creation(sandbox, { onWebAuth: () => void setTimeout(() => sandbox.approve(), 200) }));
    assert.ok(times[1] - times[0] >= 1980, `${times[1] - times[0]} ms`);
  });

  it('goes before the otp callback', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const onWebAuth = () => void sandbox.approve();
    assert.ok((await createToken(creation(sandbox, { onWebAuth, otp: () => assert.fail('called') }))).token);
  });

  it('waits for the registry, not for the callback to end', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const onWebAuth = () => {
      sandbox.approve();
      return new Promise(() => {});
    };
    assert.ok((await createToken(creation(sandbox, { onWebAuth }))).token);
  });

  const failures = {
    throws: () => {
      throw new Error('no browser');
    },
    rejects: async () => {
      throw new Error('no browser');
    },
  };
  for (const [way, onWebAuth] of Object.entries(failures)) {
    it(`ends in ECALLBACK if the callback ${way}`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'web' });
      const error = await failure(createToken(creation(sandbox, { onWebAuth })));
      assert.equal(error.code, 'ECALLBACK');
      assert.equal(error.message, '`onWebAuth` failed: no browser');
      assert.equal(error.cause.message, 'no browser');
      assert.equal(sandbox.tokens.length, 0);
    });
  }

  it('gives any text as a one-time password (T35)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const token = 'Any string: ~!@#$%^&*()_+ with 4 words';
    sandbox.inject({ path: '/-/v1/done', json: { token } });
    const handler = ({ headers }) =>
      headers['npm-otp'] === token ? { status: 201, body: { key: 'k', token: 'npm_new' } } : { status: 500 };
    sandbox.inject({ method: 'POST', times: 1, handler: (_request, next) => next() });
    sandbox.inject({ method: 'POST', handler });
    const allowUnenforced = ['name', 'packages'];
    const { token: made } = await createToken(creation(sandbox, { onWebAuth: () => {}, allowUnenforced }));
    assert.equal(made, 'npm_new');
    assert.deepEqual(otps(sandbox).slice(0, 3), [undefined, undefined, token]);
  });

  const results = [
    { what: 'without a token', answer: { json: { ok: true } }, code: 'EBADRESPONSE' },
    { what: 'with an empty token', answer: { json: { token: '' } }, code: 'EBADRESPONSE' },
    { what: 'that is not JSON', answer: { body: 'done' }, code: 'EBADRESPONSE' },
    { what: 'that refuses', answer: { status: 404, json: { message: 'unknown authId' } }, code: 'E404' },
  ];
  for (const { what, answer, code } of results) {
    it(`ends in ${code} at an answer ${what}`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'web' });
      sandbox.inject({ path: '/-/v1/done', ...answer });
      const error = await failure(createToken(creation(sandbox, { onWebAuth: () => {} })));
      assert.deepEqual([error.code, error.method], [code, 'GET']);
      assert.equal(sandbox.tokens.length, 0);
    });
  }

  it('on another host is polled without credentials (T40)', async (t) => {
    const elsewhere = await sandboxFor(t);
    elsewhere.inject({ path: '/-/v1/done', json: { token: '0123456789012345' } });
    const sandbox = await sandboxFor(t);
    const json = { authUrl: `${elsewhere.url}auth`, doneUrl: `${elsewhere.url}-/v1/done?authId=1` };
    sandbox.inject({ method: 'POST', status: 401, json });
    await createToken(creation(sandbox, { onWebAuth: () => {} }));
    assert.deepEqual(lines(elsewhere), ['GET /-/v1/done?authId=1']);
    const [{ headers }] = elsewhere.requests;
    assert.deepEqual([headers.authorization, headers['npm-otp']], [undefined, undefined]);
    assert.deepEqual(otps(sandbox), [undefined, '0123456789012345']);
  });

  it('on the registry’s host is polled with its credentials', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    await createToken(creation(sandbox, { onWebAuth: () => void sandbox.approve() }));
    const [poll] = sandbox.requests.filter(({ route }) => route === '/-/v1/done');
    assert.equal(poll.headers.authorization, `Bearer ${sandbox.authToken}`);
  });

  it('serves the list and the deletion of a revocation (T36, T37)', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web', ...ONE_CODE });
    let shown = 0;
    const onWebAuth = () => {
      shown += 1;
      sandbox.approve();
    };
    await revokeToken({ ...connectionTo(sandbox), name: 'ci', onWebAuth });
    assert.equal(shown, 1);
    assert.equal(sandbox.tokens.length, 0);
  });

  it('is not offered to who says `legacy`', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const options = { authType: 'legacy', onWebAuth: () => assert.fail('called'), otp: () => sandbox.currentOtp() };
    assert.ok((await createToken(creation(sandbox, options))).token);
  });
});
