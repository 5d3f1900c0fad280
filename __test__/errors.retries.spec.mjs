import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { ALL } from './helpers/faults.mjs';
import { closedPort, tlsServer, until } from './helpers/raw.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

describe('a reading request is repeated', () => {
  const quick = { fetchRetries: 2, fetchRetryMintimeout: 1, fetchRetryMaxtimeout: 5 };
  for (const status of [408, 420, 429, 500, 502, 503, 504, 599]) {
    it(`after ${status}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: 1 });
      sandbox.inject({ status, times: 2 });
      assert.equal((await listTokens({ ...connectionTo(sandbox), ...quick })).length, 1);
      assert.equal(sandbox.requests.length, 3);
    });
  }

  it('after a broken connection, as often as fetchRetries says', async (t) => {
    for (const fetchRetries of [0, 1, 3]) {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ destroy: 'before', times: ALL });
      await assert.rejects(listTokens({ ...connectionTo(sandbox), ...quick, fetchRetries }), { code: 'ECONNRESET' });
      assert.equal(sandbox.requests.length, fetchRetries + 1);
    }
  });

  for (const status of [400, 401, 403, 404, 501]) {
    it(`not after ${status}`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ status, path: /perPage/, times: ALL });
      sandbox.inject({ status, times: ALL });
      await assert.rejects(listTokens({ ...connectionTo(sandbox), ...quick }));
      assert.equal(sandbox.requests.filter(({ query }) => query).length, 1);
    });
  }

  it('T41: not after a failure that stays: at once, with all defaults', async (t) => {
    const server = await tlsServer(t, 'server');
    const addresses = [server.url, `http://127.0.0.1:${await closedPort()}/`, 'http://registry.invalid/'];
    const errors = await Promise.all(
      addresses.map((registry) => failure(listTokens({ registry, authToken: 't', timeout: 8000 }))),
    );
    assert.deepEqual(
      errors.map(({ code }) => code),
      ['ECERT', 'ECONNREFUSED', 'ENOTFOUND'],
    );
    assert.equal(server.connections(), 1);
  });

  it('T41: after the time that retry-after asks for', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ status: 503, headers: { 'retry-after': '0' } });
    assert.deepEqual(await listTokens({ ...connectionTo(sandbox), fetchRetries: 1, timeout: 5000 }), []);
    sandbox.inject({ status: 503, headers: { 'retry-after': '3600' } });
    await assert.rejects(listTokens({ ...connectionTo(sandbox), fetchRetries: 1, timeout: 5000 }), { code: 'E503' });
    assert.equal(sandbox.requests.length, 3);
  });

  it('and leaves no connection behind', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ hang: true });
    await assert.rejects(listTokens({ ...connectionTo(sandbox), fetchTimeout: 50 }), { code: 'ETIMEDOUT' });
    await until(() => sandbox.openSockets === 0, 'no open socket');
  });
});
