import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, listTokens, revokeToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { proxyServer } from './helpers/raw.mjs';
import { daysAhead, names, VALID } from './helpers/refusals.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

describe('the same without the mistake is sent', () => {
  it('to the public registry, through the proxy the cases watch', async (t) => {
    const proxy = await proxyServer(t);
    const options = { authToken: 'npm_spec', httpsProxy: proxy.url, fetchRetries: 0, timeout: 5000 };
    assert.equal((await failure(createToken({ ...options, ...VALID }))).code, 'EPROXY');
    assert.equal((await failure(listTokens(options))).code, 'EPROXY');
    assert.equal((await failure(revokeToken({ ...options, name: 'ci' }))).code, 'EPROXY');
    const host = new URL((await failure(listTokens(options))).registry).host;
    assert.deepEqual(
      proxy.asked.map(({ target }) => target),
      Array(4).fill(`CONNECT ${host}:443`),
    );
  });

  const limits = [
    ['90 days to write', { expires: 90, packagesAndScopesPermission: 'read-write' }],
    ['a hundred years to read', { expires: 36_500, packagesAndScopesPermission: 'read-only' }],
    ['50 packages and scopes', { packages: names(25), scopes: names(25, '@s') }],
    ['50 orgs', { orgs: names(50) }],
    ['host bits in a range', { cidr: ['192.0.2.1/24', '0.0.0.0/0'] }],
    ['a day and a minute from now', { expires: daysAhead(1 + 1 / 1440) }],
  ];
  for (const [what, give] of limits) {
    it(what, async (t) => {
      const proxy = await proxyServer(t);
      const options = { authToken: 'npm_spec', httpsProxy: proxy.url, timeout: 5000, ...VALID, ...give };
      assert.equal((await failure(createToken(options))).code, 'EPROXY');
      assert.equal(proxy.asked.length, 1);
    });
  }

  it('91 days to write, to a registry that is not the public one', async (t) => {
    const sandbox = await sandboxFor(t);
    const options = { ...connectionTo(sandbox), ...VALID, expires: 91, packagesAndScopesPermission: 'read-write' };
    assert.equal((await failure(createToken(options))).code, 'E400');
    assert.equal(sandbox.requests.length, 1);
  });
});
