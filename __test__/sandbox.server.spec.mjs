import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startSandbox } from '../sandbox/index.mjs';
import { ask, create, list, revoke, start, TOKENS } from './helpers/sandbox.mjs';

describe('the server', () => {
  it('answers an unknown route with its method and path', async () => {
    const sandbox = await start({ pathPrefix: '/npm' });
    for (const path of ['/npm/nowhere?a=1', '/-/whoami', '/npm//-/npm/v1/tokens']) {
      const { status, body } = await ask(sandbox, 'PATCH', path);
      assert.deepEqual([status, body], [404, { error: `the sandbox has no route for PATCH ${path}` }]);
    }
  });

  it('refuses a body over 1 MiB with 413', async () => {
    const sandbox = await start();
    assert.equal((await ask(sandbox, 'POST', TOKENS, { body: ' '.repeat(1024 * 1024 + 1) })).status, 413);
    assert.equal((await ask(sandbox, 'POST', TOKENS, { body: ' '.repeat(1024 * 1024) })).status, 400);
  });

  it('waits before each answer as long as asked', async () => {
    const sandbox = await start({ latency: 40 });
    const from = performance.now();
    await list(sandbox);
    assert.ok(performance.now() - from >= 35);
  });

  it('lets many clients wait at once without a warning', async (t) => {
    const warnings = [];
    const note = (warning) => warnings.push(warning);
    process.on('warning', note);
    t.after(() => process.off('warning', note));
    const sandbox = await start({ latency: 20 });
    await Promise.all(Array.from({ length: 20 }, () => list(sandbox)));
    assert.deepEqual(warnings, []);
  });

  it('ends hanging, slow and idle connections when it closes', async () => {
    const sandbox = await start();
    await list(sandbox);
    sandbox.inject({ hang: true });
    sandbox.inject({ delay: 60_000 });
    const pending = [list(sandbox), list(sandbox)];
    while (sandbox.requests.length < 3) await new Promise(setImmediate);
    assert.ok(sandbox.openSockets >= 2);
    const closed = Promise.all([sandbox.close(), sandbox.close()]);
    for (const { status } of await Promise.allSettled(pending)) assert.equal(status, 'rejected');
    await closed;
    assert.equal(sandbox.openSockets, 0);
    await assert.rejects(fetch(sandbox.url));
  });

  it('goes back to the start on reset', async () => {
    const sandbox = await start({ tokens: 2, twoFactor: 'totp', twoFactorFor: [] });
    const before = sandbox.tokens;
    await create(sandbox, {});
    await revoke(sandbox, before[0].key);
    sandbox.inject({ status: 500 });
    sandbox.reset();
    assert.deepEqual(sandbox.tokens, before);
    assert.equal(sandbox.requests.length, 0);
    assert.equal((await list(sandbox)).status, 200);
  });

  it('records headers as sent', async () => {
    const sandbox = await start();
    await list(sandbox, { headers: { 'npm-command': 'token' } });
    const [{ method, path, headers, rawHeaders, bodyText }] = sandbox.requests;
    assert.deepEqual([method, path, headers['npm-command'], bodyText], ['GET', `/${TOKENS}`, 'token', '']);
    assert.ok(rawHeaders.includes('npm-command'));
  });

  const wrong = [
    { dialect: 'other' },
    { port: -1 },
    { tokens: '3' },
    { tokens: [{ nmae: 'x' }] },
    { perPageMax: 0 },
    { twoFactorFor: ['publish'] },
    { pathPrefix: '/a?b' },
    { dialect: 'verdaccio', twoFactor: 'totp' },
    { tokenz: 3 },
  ];
  for (const options of wrong) {
    it(`refuses the options ${JSON.stringify(options)}`, async () => {
      await assert.rejects(startSandbox(options), TypeError);
    });
  }

  it('rejects when its port is taken', async () => {
    const { port } = new URL((await start()).url);
    await assert.rejects(startSandbox({ port: Number(port) }), { code: 'EADDRINUSE' });
  });
});
