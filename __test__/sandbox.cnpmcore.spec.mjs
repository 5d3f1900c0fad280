import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, create, DAY, list, NOW, revoke, start, TOKENS } from './helpers/sandbox.mjs';

const GAT = '-/npm/v1/tokens/gat';

describe('cnpmcore', () => {
  const dialect = 'cnpmcore';
  const granular = { name: 'ci', expires: 30 };

  it('creates classic tokens and drops what it does not know', async () => {
    const sandbox = await start({ dialect });
    const { status, body } = await create(sandbox, { expires: 1, readonly: true, cidr_whitelist: ['not-a-cidr'] });
    assert.equal(status, 200);
    assert.match(body.token, /^cnpm_[\dA-Za-z]{30,33}_[\dA-Za-z]{1,6}$/);
    assert.match(body.key, /^[\da-f]{128}$/);
    const fields = ['token', 'key', 'cidr_whitelist', 'readonly', 'automation', 'created', 'updated'];
    assert.deepEqual(Object.keys(body), fields);
    assert.deepEqual([body.readonly, body.automation, body.cidr_whitelist], [true, false, ['not-a-cidr']]);
    const { objects, total, urls } = (await list(sandbox)).body;
    assert.deepEqual([total, urls, objects[0].token], [1, {}, body.token.slice(0, 8)]);
    const refused = await create(sandbox, {}, { token: body.token });
    assert.equal(refused.status, 403);
    assert.equal(refused.body.error, `[FORBIDDEN] Read-only Token "${body.token.slice(0, 8)}" can't setting`);
  });

  it('keeps granular tokens apart and forgets unknown packages', async () => {
    const sandbox = await start({ dialect, packages: ['known'] });
    const sent = { ...granular, description: 'why', allowedPackages: ['known', 'unknown'] };
    const { status, body } = await ask(sandbox, 'POST', GAT, { body: sent });
    assert.equal(status, 200);
    assert.deepEqual(body.allowedPackages, ['known', 'unknown']);
    assert.deepEqual(['expiredAt' in body, 'description' in body], [false, false]);
    assert.equal((await list(sandbox)).body.total, 0);
    const [row] = (await ask(sandbox, 'GET', GAT)).body.objects;
    assert.deepEqual([row.allowedPackages, row.description, row.type], [['known'], 'why', 'granular']);
    assert.equal(row.expiredAt, new Date(NOW + 30 * DAY).toISOString());

    const whoami = (await ask(sandbox, 'GET', '-/whoami', { token: body.token })).body;
    assert.deepEqual([whoami.username, whoami.key, 'token' in whoami], ['maintainer', body.key, false]);
    assert.equal((await ask(sandbox, 'GET', GAT, { token: body.token })).status, 403);
    assert.equal((await ask(sandbox, 'POST', GAT, { body: sent })).status, 500);
    assert.equal((await ask(sandbox, 'DELETE', `${GAT}/${body.key}`)).status, 204);
    assert.equal(sandbox.tokens.length, 0);
  });

  const errors = [
    ['GET', TOKENS, { token: '' }, 401, { error: '[UNAUTHORIZED] Login first' }],
    ['GET', TOKENS, { token: 'cnpm_with-dash' }, 401, { error: '[UNAUTHORIZED] Invalid token' }],
    ['POST', TOKENS, { body: { password: 'wrong password' } }, 401, { error: '[UNAUTHORIZED] Invalid password' }],
    ['POST', TOKENS, { body: '{' }, 400, '<h2>400 Bad Request</h2>'],
    [
      'POST',
      TOKENS,
      { body: { password: 'short' } },
      422,
      { error: '[INVALID_PARAM] password: must NOT have fewer than 8 characters' },
    ],
    ['POST', GAT, { token: '', body: granular }, 403, { error: '[FORBIDDEN] need login first' }],
    ['POST', GAT, { body: { name: 'a' } }, 422, { error: "[INVALID_PARAM] must have required property 'expires'" }],
    ['POST', GAT, { body: { ...granular, expires: 366 } }, 422, { error: '[INVALID_PARAM] expires: must be <= 365' }],
    ['DELETE', `${TOKENS}/token/unknown`, {}, 404, { error: '[NOT_FOUND] Token "unknown" not exists' }],
    ['PUT', TOKENS, {}, 404, '<h1>404 Not Found</h1>'],
  ];
  for (const [method, path, sent, status, body] of errors) {
    it(`answers ${status} to ${method} ${path} with ${JSON.stringify(sent)}`, async () => {
      const answer = await ask(await start({ dialect }), method, path, sent);
      assert.deepEqual([answer.status, answer.body], [status, body]);
    });
  }

  it('revokes by key and by value, granular tokens and the session itself too', async () => {
    const sandbox = await start({ dialect, tokens: [{}, {}, { type: 'granular', name: 'g' }] });
    const [first, second, third] = sandbox.tokens;
    for (const target of [first.key, second.token, third.key, sandbox.authToken]) {
      const { status, body } = await revoke(sandbox, `${target}/`);
      assert.deepEqual([status, body], [200, { ok: true }]);
    }
    assert.equal((await list(sandbox)).status, 401);
  });

  it('lists the tokens logins made and logs out', async () => {
    const sandbox = await start({ dialect });
    const body = { name: 'maintainer', password: sandbox.password, type: 'user' };
    const login = await ask(sandbox, 'PUT', '-/user/org.couchdb.user:maintainer', { body });
    assert.equal(login.status, 201);
    assert.equal((await list(sandbox)).body.total, 1);
    const path = `-/user/token/${login.body.token}`;
    assert.equal((await ask(sandbox, 'DELETE', path)).status, 422);
    assert.deepEqual((await ask(sandbox, 'DELETE', path, { token: login.body.token })).body, { ok: true });
    assert.deepEqual((await ask(sandbox, 'DELETE', path, { token: login.body.token })).body, { ok: false });
  });
});
