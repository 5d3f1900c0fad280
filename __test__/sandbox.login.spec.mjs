import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, list, start } from './helpers/sandbox.mjs';

describe('authentication on npmjs', () => {
  it('answers 401 Unauthorized without a token, with a wrong one and with an expired one', async () => {
    const sandbox = await start({ tokens: [{ name: 'old', expiry: '2025-12-31T00:00:00.000Z' }] });
    for (const token of ['', 'nonsense', sandbox.tokens[0].token]) {
      const { status, body } = await list(sandbox, { token });
      assert.deepEqual([status, body], [401, { error: 'Unauthorized' }]);
    }
    assert.equal((await list(sandbox)).body.total, 1);
  });

  it('logs in with the password and out again', async () => {
    const sandbox = await start();
    const path = '-/user/org.couchdb.user:maintainer';
    const sent = { name: 'maintainer', password: sandbox.password, type: 'user' };
    assert.equal((await ask(sandbox, 'PUT', path, { token: '', body: { ...sent, password: 'no' } })).status, 401);
    const { status, body } = await ask(sandbox, 'PUT', path, { token: '', body: sent });
    assert.equal(status, 201);
    assert.equal((await ask(sandbox, 'GET', '-/npm/v1/user', { token: body.token })).body.name, 'maintainer');
    assert.equal((await ask(sandbox, 'DELETE', `-/user/token/${body.token}`, { token: body.token })).status, 200);
    assert.equal((await ask(sandbox, 'GET', '-/whoami', { token: body.token })).status, 401);
    assert.deepEqual((await ask(sandbox, 'GET', '-/ping')).body, {});
  });

  for (const dialect of ['npmjs', 'cnpmcore']) {
    it(`logs in through the browser (${dialect})`, async () => {
      const sandbox = await start({ dialect, retryAfter: 3 });
      const { loginUrl, doneUrl } = (await ask(sandbox, 'POST', '-/v1/login', { token: '' })).body;
      const waiting = await ask(sandbox, 'GET', doneUrl, { token: '' });
      assert.deepEqual([waiting.status, waiting.headers.get('retry-after')], [202, '3']);
      await fetch(loginUrl);
      const { token } = (await ask(sandbox, 'GET', doneUrl, { token: '' })).body;
      assert.equal((await ask(sandbox, 'GET', '-/whoami', { token })).status, 200);
      assert.equal((await ask(sandbox, 'GET', doneUrl, { token: '' })).status, 404);
    });
  }
});
