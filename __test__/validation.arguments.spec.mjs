import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  auditTokens,
  checkToken,
  createToken,
  listTokens,
  revokeToken,
  revokeTokens,
  rotateToken,
  streamed,
  withTemporaryToken,
} from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { proxyServer } from './helpers/raw.mjs';
import { OPTION, TYPE, VALUE } from './helpers/refusals.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

describe('the options themselves', () => {
  for (const [name, call] of Object.entries({
    listTokens,
    streamTokens: streamed,
    checkToken,
    auditTokens,
    createToken,
    revokeToken,
    revokeTokens,
    rotateToken,
    withTemporaryToken,
  })) {
    for (const value of [null, 5, 'text', true, [], ['a'], () => {}, Symbol('x'), 5n, new Date(Number.NaN)].slice(
      0,
      9,
    )) {
      it(`${name} refuses ${Array.isArray(value) ? 'an array' : String(value)}`, async () => {
        const error = await failure(call(value));
        assert.equal(error.code, TYPE);
        assert.ok(error instanceof TypeError);
        assert.match(error.message, new RegExp(`\`${name}\` must be a plain object`));
      });
    }
  }

  it('all that change something refuse none at all', async (t) => {
    const proxy = await proxyServer(t);
    process.env.HTTPS_PROXY = proxy.url;
    t.after(() => delete process.env.HTTPS_PROXY);
    assert.equal((await failure(createToken())).code, OPTION);
    assert.equal((await failure(revokeToken())).code, VALUE);
    assert.equal((await failure(revokeTokens())).code, VALUE);
    assert.equal((await failure(rotateToken())).code, VALUE);
    assert.equal((await failure(withTemporaryToken(undefined, assert.fail))).code, OPTION);
    assert.equal(proxy.connections(), 0);
  });

  it('a getter that throws is a rejection', async () => {
    const options = {
      get name() {
        throw new Error('boom');
      },
    };
    for (const call of [
      listTokens,
      streamed,
      checkToken,
      auditTokens,
      createToken,
      revokeToken,
      revokeTokens,
      rotateToken,
      withTemporaryToken,
    ]) {
      const error = await failure(call(options));
      assert.ok(error instanceof Error);
    }
  });

  it('a proxy that throws is a rejection', async () => {
    const handler = {
      ownKeys() {
        throw new Error('boom');
      },
    };
    assert.ok((await failure(listTokens(new Proxy({}, handler)))) instanceof Error);
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.ok((await failure(listTokens(proxy))) instanceof Error);
  });

  it('undefined counts as left out', async (t) => {
    const sandbox = await sandboxFor(t);
    const options = Object.fromEntries(
      ['otp', 'signal', 'timeout', 'proxy', 'ca', 'cwd'].map((name) => [name, undefined]),
    );
    assert.deepEqual(await listTokens({ ...connectionTo(sandbox), ...options }), []);
  });

  it('keys that are symbols are not options', async (t) => {
    const sandbox = await sandboxFor(t);
    const options = { ...connectionTo(sandbox), [Symbol('nope')]: 1 };
    assert.deepEqual(await listTokens(options), []);
  });
});
