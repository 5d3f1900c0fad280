import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, create, list, revoke, start, TOKENS } from './helpers/sandbox.mjs';

describe('verdaccio', () => {
  const dialect = 'verdaccio';

  it('lists everything at once without a total', async () => {
    const sandbox = await start({ dialect, tokens: 12 });
    const { status, body } = await ask(sandbox, 'GET', `${TOKENS}?perPage=2`);
    assert.equal(status, 200);
    assert.deepEqual([body.objects.length, body.urls, 'total' in body], [12, { next: '' }, false]);
    const [row] = sandbox.tokens;
    assert.match(row.key, /^[\da-f]{32}$/);
    assert.deepEqual(body.objects[0], {
      user: 'maintainer',
      token: `${row.token.slice(0, 5)}...${row.token.slice(-5)}`,
      key: row.key,
      cidr: [],
      readonly: false,
      created: row.created,
    });
  });

  const creations = [
    ['granular fields, which it ignores', { expires: 1, cidr: ['10.0.0.0/8'] }, 200],
    ['cidr_whitelist unchecked', { cidr_whitelist: ['banana'] }, 200],
    ['readonly that is no boolean', { readonly: 'yes' }, 422],
    ['a wrong password', { password: 'no' }, 401],
  ];
  for (const [name, sent, status] of creations) {
    it(`answers ${status} to a creation with ${name}`, async () => {
      const sandbox = await start({ dialect });
      const answer = await create(sandbox, sent);
      assert.equal(answer.status, status);
      if (status === 200) {
        assert.deepEqual(Object.keys(answer.body), ['user', 'token', 'key', 'cidr', 'readonly', 'created']);
        assert.deepEqual(answer.body.cidr, sent.cidr_whitelist ?? []);
      }
    });
  }

  it('says yes to any revocation and revokes by key only', async () => {
    const sandbox = await start({ dialect, tokens: 1 });
    const [{ key, token }] = sandbox.tokens;
    for (const [target, left] of [
      ['unknown', 1],
      [encodeURIComponent(token), 1],
      [key, 0],
    ]) {
      const { status, body } = await revoke(sandbox, target);
      assert.deepEqual([status, body, sandbox.tokens.length], [200, {}, left]);
    }
    assert.equal((await list(sandbox, { token })).status, 403);
  });

  const limits = [
    ['a read-only token', { readonly: true }, 200, 403],
    ['a token for other addresses', { cidr: ['10.0.0.0/8'] }, 403, 403],
    ['a token for loopback', { cidr: ['banana', '127.0.0.0/8'] }, 200, 200],
  ];
  for (const [name, fields, listed, made] of limits) {
    it(`answers ${listed} to a list and ${made} to a creation with ${name}`, async () => {
      const sandbox = await start({ dialect });
      const { token } = sandbox.addToken(fields);
      assert.equal((await list(sandbox, { token })).status, listed);
      assert.equal((await create(sandbox, {}, { token })).status, made);
    });
  }

  it('challenges strangers and takes Basic credentials', async () => {
    const sandbox = await start({ dialect });
    const stranger = await list(sandbox, { token: 'nonsense' });
    assert.deepEqual([stranger.status, stranger.body], [401, { error: 'no credentials provided' }]);
    const basic = Buffer.from(`maintainer:${sandbox.password}`).toString('base64');
    assert.equal((await list(sandbox, { token: '', headers: { authorization: `Basic ${basic}` } })).status, 200);
    const path = '-/user/org.couchdb.user:maintainer';
    const login = await ask(sandbox, 'PUT', path, { body: { name: 'maintainer', password: sandbox.password } });
    assert.equal((await ask(sandbox, 'GET', '-/whoami', { token: login.body.token })).status, 200);
  });
});
