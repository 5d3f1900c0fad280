import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { run } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { faultServer } from './helpers/fault-server.mjs';
import { fixture } from './helpers/faults.mjs';
import { OPERATIONS, VERSIONS } from './helpers/operations.mjs';
import { proxyProcess } from './helpers/proxy.mjs';
import { pem, until } from './helpers/raw.mjs';
import { connectionTo, credentialVariable, lines, sandboxFor } from './helpers/registry.mjs';

/** A sandbox, and an https registry before it. */
async function secureRegistry(t, options = {}) {
  const sandbox = await sandboxFor(t, { tokens: [{ name: 'doomed' }] });
  const registry = await faultServer(t, { sandbox, secure: true, ...options });
  const connection = { registry: registry.url, authToken: sandbox.authToken, ca: pem('ca.pem'), fetchRetries: 0 };
  return { sandbox, registry, connection, host: new URL(registry.url).host };
}

const targets = async (proxy) => (await proxy.asked()).map(({ target }) => target);

describe('through a proxy', { concurrency: 4 }, () => {
  for (const [operation, { methods, call }] of Object.entries(OPERATIONS)) {
    for (const [name, version] of Object.entries(VERSIONS)) {
      it(`an https registry gets a ${operation} by a tunnel (${name}), and the proxy none of it`, async (t) => {
        const { sandbox, registry, connection, host } = await secureRegistry(t, { version });
        const proxy = await proxyProcess(t, { credentials: 'us er:p@ss' });
        await call({ ...connection, httpsProxy: proxy.urlWith('us%20er:p%40ss'), otp: '654321' }, sandbox.password);
        assert.deepEqual(
          registry.requests.map(({ method }) => method),
          methods,
        );
        const asked = await proxy.asked();
        assert.deepEqual([...new Set(asked.map(({ target }) => target))], [`CONNECT ${host}`]);
        for (const { headers } of asked) {
          assert.equal(headers['proxy-authorization'], `Basic ${btoa('us er:p@ss')}`);
          assert.deepEqual(Object.keys(headers).sort(), ['host', 'proxy-authorization']);
        }
        for (const { headers } of registry.requests) assert.equal(headers['proxy-authorization'], undefined);
        assert.equal(JSON.stringify(asked).includes(sandbox.authToken), false);
      });
    }

    it(`an http registry gets a ${operation} in the absolute form`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [{ name: 'doomed' }] });
      const proxy = await proxyProcess(t, { credentials: 'user:pass' });
      await call({ ...connectionTo(sandbox), proxy: proxy.urlWith('user:pass') }, sandbox.password);
      const asked = lines(sandbox).map((line) => line.replace(' /', ` ${sandbox.url}`));
      assert.deepEqual(await targets(proxy), asked);
      assert.deepEqual(
        sandbox.requests.map(({ method }) => method),
        methods,
      );
    });

    it(`that is not for this host, a ${operation} does not go`, async (t) => {
      const { sandbox, registry, connection } = await secureRegistry(t);
      const proxy = await proxyProcess(t);
      await call({ ...connection, httpsProxy: proxy.url, noProxy: '127.0.0.1' }, sandbox.password);
      assert.deepEqual(await proxy.asked(), []);
      assert.equal(registry.requests.length, methods.length);
    });
  }

  it('the command goes, and shows its credentials to nobody', async (t) => {
    const { sandbox, connection } = await secureRegistry(t);
    for (const [userInfo, status] of [
      ['user:invented', 0],
      ['user:mistaken', 1],
    ]) {
      const proxy = await proxyProcess(t, { credentials: 'user:invented' });
      const env = {
        npm_config_registry: connection.registry,
        [credentialVariable(connection.registry)]: sandbox.authToken,
        npm_config_cafile: fixture('ca.pem'),
        npm_config_https_proxy: proxy.urlWith(userInfo),
        npm_config_fetch_retries: '0',
      };
      const { code, stdout, stderr } = await run(['list'], { env });
      assert.equal(code, status, stderr);
      assert.doesNotMatch(stdout + stderr, /invented|mistaken/);
      assert.equal((await proxy.asked()).length, 1);
    }
  });
});

describe('a proxy that lets nothing through', { concurrency: 4 }, () => {
  const quick = { fetchRetries: 1, fetchRetryMintimeout: 1, fetchRetryMaxtimeout: 5 };
  const rows = [
    { what: 'wants other credentials', behaviour: { credentials: 'user:pass' }, userInfo: 'user:word', code: 'EPROXY' },
    { what: 'wants credentials', behaviour: { credentials: 'user:pass' }, code: 'EPROXY' },
    { what: 'opens no tunnels', behaviour: { tunnels: 'refused' }, code: 'EPROXY' },
    { what: 'hangs up', behaviour: { tunnels: 'reset' }, code: 'EPROXY' },
    { what: 'speaks no HTTP', behaviour: { tunnels: 'garbage' }, code: 'EPROXY' },
    { what: 'hangs up in the tunnel', behaviour: { tunnels: 'broken' }, code: 'ECONNRESET', passing: true },
    { what: 'does not answer', behaviour: { tunnels: 'hanging' }, code: 'ETIMEDOUT', passing: true, fetchTimeout: 500 },
  ];
  for (const { what, behaviour, userInfo, code, passing = false, fetchTimeout } of rows) {
    for (const [operation, { call }] of Object.entries(OPERATIONS)) {
      it(`because it ${what}: ${operation} is ${code}, and the registry is asked nothing`, async (t) => {
        const { sandbox, registry, connection, host } = await secureRegistry(t);
        const proxy = await proxyProcess(t, behaviour);
        const httpsProxy = userInfo ? proxy.urlWith(userInfo) : proxy.url;
        const options = { ...connection, ...quick, httpsProxy, fetchTimeout };
        const error = await failure(call(options, sandbox.password));
        assert.equal(error.code, code);
        assert.doesNotMatch(error.message + error.cause.message, /word/);
        assert.deepEqual(registry.requests, []);
        // What changes something goes no further than its first request that fails.
        const tries = passing && operation !== 'create' ? 2 : 1;
        assert.deepEqual(await targets(proxy), Array(tries).fill(`CONNECT ${host}`));
      });
    }
  }

  it('for want of credentials answers an http registry’s requests itself', async (t) => {
    const sandbox = await sandboxFor(t);
    const proxy = await proxyProcess(t, { credentials: 'user:pass' });
    for (const { call } of Object.values(OPERATIONS)) {
      const error = await failure(call({ ...connectionTo(sandbox), proxy: proxy.url }, sandbox.password));
      assert.equal(error.code, 'E407');
    }
    assert.deepEqual(sandbox.requests, []);
  });

  it('because nobody runs it is EPROXY', async (t) => {
    const { registry, connection } = await secureRegistry(t);
    const proxy = await proxyProcess(t);
    await proxy.end();
    assert.equal((await failure(listTokens({ ...connection, httpsProxy: proxy.url }))).code, 'EPROXY');
    assert.deepEqual(registry.requests, []);
  });
});

it('a proxy that ends in the middle of a request ends the request', async (t) => {
  const fault = { at: 'request', act: () => {} };
  const { registry, connection } = await secureRegistry(t, { fault, method: 'GET', times: 1 });
  const proxy = await proxyProcess(t);
  const outcome = failure(listTokens({ ...connection, httpsProxy: proxy.url }));
  await until(() => registry.requests.length === 1, 'a request');
  await proxy.end();
  assert.equal((await outcome).code, 'ECONNRESET');
});
