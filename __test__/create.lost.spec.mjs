// A create whose answer is lost: the token that may be there is named, or revoked.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { createToken } from './helpers/addon.mjs';
import { runOn } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { closedPort, rawServer, tlsServer, until } from './helpers/raw.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

const POST = 'POST /-/npm/v1/tokens';
const LIST = 'GET /-/npm/v1/tokens?perPage=1000';
const posts = (sandbox) => lines(sandbox).filter((line) => line === POST).length;

const creating = (sandbox, options) =>
  createToken({ ...connectionTo(sandbox), name: 'ci', packages: ['a'], password: sandbox.password, ...options });

/** Ways in which a create is carried out and its answer does not come, with the code of the cause. */
const LOSSES = [
  ['the connection breaks off before the answer', { destroy: 'before' }, {}, 'ECONNRESET'],
  ['the connection breaks off after the head of the answer', { destroy: 'headers' }, {}, 'ECONNRESET'],
  ['the connection breaks off inside the answer', { destroy: 'body' }, {}, 'ECONNRESET'],
  ['no answer comes within fetchTimeout', { hang: true }, { fetchTimeout: 200 }, 'ETIMEDOUT'],
  ['the call takes longer than its timeout', { hang: true }, { timeout: 200 }, 'ETIMEDOUT'],
  ['the answer is no JSON', { body: '<html>Sign in</html>' }, {}, 'EBADRESPONSE'],
  ['the answer has no token', { json: { ok: true } }, {}, 'EBADRESPONSE'],
  ['the answer is empty', { status: 204, body: '' }, {}, 'EBADRESPONSE'],
  ['the answer is badly packed', { headers: { 'content-encoding': 'gzip' }, body: 'not gzip' }, {}, 'EBADRESPONSE'],
  ['the answer is a gateway’s', { status: 504, json: { error: 'gateway timeout' } }, {}, 'E504'],
  ['the answer is a gateway’s that calls it our delay', { status: 408, json: { error: 'timeout' } }, {}, 'E408'],
  ['the answer is a failure', { status: 500, json: { error: 'oops' } }, {}, 'E500'],
  ['the answer leads elsewhere', { status: 303, headers: { location: '/-/npm/v1/tokens' } }, {}, 'EREDIRECT'],
];

describe('a create whose answer is lost', { concurrency: 4 }, () => {
  for (const [what, fault, options, cause] of LOSSES) {
    it(`names the token that was made: ${what}`, async (t) => {
      const sandbox = await sandboxFor(t, {
        tokens: [{ name: 'ci', created: '2020-01-01T00:00:00.000Z' }, { name: 'x' }],
      });
      sandbox.inject({ method: 'POST', after: true, ...fault });
      const error = await failure(creating(sandbox, options));
      const { key, created } = sandbox.tokens[2];
      assert.equal(error.code, 'EUNKNOWNOUTCOME', error.message);
      assert.deepEqual(
        error.candidates.map(({ key, name, created }) => ({ key, name, created })),
        [{ key, name: 'ci', created }],
      );
      assert.equal(error.cause.code, cause);
      assert.deepEqual([posts(sandbox), 'revoked' in error, error.method], [1, false, 'POST']);
      assert.match(error.message, /^it is not known whether a token was made: /);
      assert.match(error.hint, /revoke it by its key/);
    });

    it(`revokes the token that was made if that is wanted: ${what}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [{ name: 'ci' }] });
      sandbox.inject({ method: 'POST', after: true, ...fault });
      const before = sandbox.tokens;
      const error = await failure(creating(sandbox, { ...options, onUnknownOutcome: 'revoke' }));
      assert.equal(error.code, 'EUNKNOWNOUTCOME', error.message);
      assert.deepEqual(sandbox.tokens, before);
      assert.equal(error.revoked, error.candidates[0].key);
      assert.deepEqual(lines(sandbox).slice(0, 2), [LIST, POST]);
    });
  }

  it('names the token that the registry makes after the call was given up', async (t) => {
    const sandbox = await sandboxFor(t);
    let looked;
    const firstLook = new Promise((resolve) => {
      looked = resolve;
    });
    const make = async (_request, next) => {
      await firstLook;
      return next();
    };
    const show = async (_request, next) => {
      const answer = await next();
      looked();
      return answer;
    };
    sandbox.inject({ method: 'POST', handler: make });
    sandbox.inject({ method: 'GET', handler: show });
    const error = await failure(creating(sandbox, { timeout: 200 }));
    assert.deepEqual([error.code, error.cause.code], ['EUNKNOWNOUTCOME', 'ETIMEDOUT']);
    assert.equal(error.candidates[0].key, sandbox.tokens[0].key);
    // The first look came too early.
    assert.deepEqual(lines(sandbox).slice(0, 3), [POST, LIST, LIST]);
  });

  it('says that none was seen, after looking for some time', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'POST', destroy: 'before' });
    const error = await failure(creating(sandbox));
    assert.equal(error.code, 'EUNKNOWNOUTCOME');
    assert.equal('candidates' in error, false);
    assert.match(error.hint, /none has appeared on the list so far/);
    assert.deepEqual(lines(sandbox), [POST, LIST, LIST, LIST, LIST]);
  });

  it('says that the list could not be read', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'POST', destroy: 'before' });
    sandbox.inject({ method: 'GET', status: 403, json: { error: 'no' } });
    const error = await failure(creating(sandbox));
    assert.equal(error.code, 'EUNKNOWNOUTCOME');
    assert.match(error.message, /; the list of tokens could not be read: GET .* 403: no$/);
    assert.equal(sandbox.requests.length, 2);
  });

  it('is the registry’s own error if that says so and none was made', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ name: 'ci', created: '2020-01-01T00:00:00.000Z' }] });
    sandbox.inject({ method: 'POST', status: 503, json: { error: 'down' } });
    assert.equal((await failure(creating(sandbox))).code, 'E503');
    assert.deepEqual(lines(sandbox), [POST, LIST]);
  });

  for (const status of [400, 401, 403, 404, 409, 422, 429, 501]) {
    it(`is not lost if the registry refuses it: ${status}`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'POST', status, json: { error: 'no' } });
      assert.notEqual((await failure(creating(sandbox))).code, 'EUNKNOWNOUTCOME');
      assert.deepEqual(lines(sandbox), [POST]);
    });
  }

  it('is not lost if nothing was sent', async (t) => {
    const silent = await rawServer(t);
    const untrusted = await tlsServer(t, 'self-signed');
    const cases = [
      [`http://127.0.0.1:${await closedPort()}/`, 'ECONNREFUSED'],
      ['http://registry.invalid/', 'ENOTFOUND'],
      [untrusted.url, 'ECERT'],
      [`https://127.0.0.1:${silent.port}/`, 'ETIMEDOUT'],
    ];
    for (const [registry, code] of cases) {
      const options = { registry, authToken: 't', name: 'ci', packages: 'a', password: 'p', fetchTimeout: 300 };
      assert.equal((await failure(createToken(options))).code, code);
    }
  });
});

describe('a create that is aborted', { concurrency: 4 }, () => {
  it('names the token that was made meanwhile, with the reason as the cause', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'POST', after: true, hang: true });
    const controller = new AbortController();
    const outcome = failure(creating(sandbox, { signal: controller.signal }));
    await until(() => sandbox.tokens.length === 1, 'a token');
    const reason = new Error('enough');
    controller.abort(reason);
    const error = await outcome;
    assert.deepEqual([error.code, error.cause.code, error.cause.name], ['EUNKNOWNOUTCOME', 'ABORT_ERR', 'AbortError']);
    assert.equal(error.cause.cause, reason);
    assert.equal(error.candidates[0].key, sandbox.tokens[0].key);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });

  it('is simply aborted while it waits for a one-time password', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const controller = new AbortController();
    const otp = () => {
      setImmediate(() => controller.abort());
      return new Promise(() => {});
    };
    const error = await failure(creating(sandbox, { signal: controller.signal, otp }));
    assert.equal(error.code, 'ABORT_ERR');
    assert.deepEqual(lines(sandbox), [POST]);
  });

  it('is handed out if it was there already', async (t) => {
    const sandbox = await sandboxFor(t);
    const controller = new AbortController();
    const strip = async (_request, next) => {
      const { body, ...answer } = await next();
      return { ...answer, body: { key: body.key, token: body.token } };
    };
    sandbox.inject({ method: 'POST', handler: strip });
    sandbox.inject({
      method: 'GET',
      handler: (_request, next) => {
        controller.abort();
        return next();
      },
    });
    const created = await creating(sandbox, { signal: controller.signal });
    assert.equal(created.token, sandbox.tokens[0].token);
  });
});

describe('a lost token', { concurrency: 4 }, () => {
  it('is not revoked if another of its name was made meanwhile', async (t) => {
    const sandbox = await sandboxFor(t);
    const handler = async (_request, next) => {
      sandbox.addToken({ name: 'ci', scopes: [{ type: 'package', name: 'a' }] });
      await next();
      return { destroy: 'before' };
    };
    sandbox.inject({ method: 'POST', handler });
    const error = await failure(creating(sandbox, { onUnknownOutcome: 'revoke' }));
    assert.deepEqual([error.code, error.candidates.length, 'revoked' in error], ['EUNKNOWNOUTCOME', 2, false]);
    assert.equal(sandbox.tokens.length, 2);
  });

  it('is not revoked if the only new one is not as asked for', async (t) => {
    const sandbox = await sandboxFor(t);
    const handler = () => {
      sandbox.addToken({ name: 'ci', scopes: [{ type: 'package', name: 'other' }] });
      return { destroy: 'before' };
    };
    sandbox.inject({ method: 'POST', handler });
    const error = await failure(creating(sandbox, { onUnknownOutcome: 'revoke' }));
    assert.deepEqual([error.candidates.length, 'revoked' in error, sandbox.tokens.length], [1, false, 1]);
  });

  it('that cannot be revoked is named', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'POST', after: true, destroy: 'before' });
    sandbox.inject({ method: 'DELETE', status: 403, json: { error: 'no' } });
    const error = await failure(creating(sandbox, { onUnknownOutcome: 'revoke' }));
    assert.deepEqual(['revoked' in error, error.candidates[0].key], [false, sandbox.tokens[0].key]);
  });

  it('without a name is found by its time, on a registry that keeps no names', async (t) => {
    const old = { created: '2020-01-01T00:00:00.000Z' };
    const sandbox = await sandboxFor(t, { dialect: 'verdaccio', tokens: [old, old] });
    sandbox.inject({ method: 'POST', after: true, destroy: 'before' });
    const options = { ...connectionTo(sandbox), readOnly: true, password: sandbox.password };
    const error = await failure(createToken({ ...options, onUnknownOutcome: 'revoke' }));
    assert.deepEqual([error.code, error.revoked], ['EUNKNOWNOUTCOME', error.candidates[0].key]);
    assert.equal(sandbox.tokens.length, 2);
  });

  it('is looked for by the registry’s clock', async (t) => {
    const ahead = 3 * 60 * 60 * 1000;
    const at = (time) => new Date(time).toUTCString();
    const sandbox = await sandboxFor(t, { now: () => Date.now() - ahead });
    sandbox.inject({ method: 'POST', after: true, destroy: 'before' });
    const handler = async (_request, next) => {
      const answer = await next();
      return { ...answer, headers: { ...answer.headers, date: at(Date.now() - ahead) } };
    };
    sandbox.inject({ method: 'GET', handler });
    const error = await failure(creating(sandbox));
    assert.equal(error.candidates[0].key, sandbox.tokens[0].key);
  });

  it('is told by the command, with exit code 1', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'POST', after: true, destroy: 'before' });
    const env = { npm_config_password: sandbox.password };
    const { code, stdout, stderr } = await runOn(sandbox, ['create', '--name=ci', '--packages=a', '--json'], { env });
    const [{ key }] = sandbox.tokens;
    const { error } = JSON.parse(stdout);
    assert.deepEqual([code, error.code, error.candidates[0].key], [1, 'EUNKNOWNOUTCOME', key]);
    assert.equal(error.cause.code, 'ECONNRESET');
    assert.match(stderr, /^error\[EUNKNOWNOUTCOME\]: /m);
    assert.ok(stderr.includes(`  ${key.slice(0, 6)}`), stderr);
  });
});
