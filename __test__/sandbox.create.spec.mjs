import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, create, DAY, NOW, start, TOKENS } from './helpers/sandbox.mjs';

describe('creating on npmjs', () => {
  it('answers 201 with the full value and keeps the row', async () => {
    const sandbox = await start();
    const { status, body } = await create(sandbox, {});
    assert.equal(status, 201);
    assert.match(body.token, /^npm_[\dA-Za-z]{36}$/);
    assert.match(body.key, /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/);
    assert.deepEqual([body.updated, body.accessed, body.revoked, body.cidr], [null, null, null, []]);
    assert.equal('readonly' in body, false);
    assert.equal(sandbox.tokens[0].token, body.token);
    assert.deepEqual(sandbox.requests[0].body, { name: 'ci', password: sandbox.password, packages: ['*'] });
    assert.equal(sandbox.requests[0].status, 201);
  });

  const read = [{ name: 'package', action: 'read' }];
  const write = [{ name: 'package', action: 'write' }];
  const days = (count) => new Date(NOW + count * DAY).toISOString();
  const rw = { packages_and_scopes_permission: 'read-write' };
  const accepted = [
    { name: 'a read token for 30 days by default', sent: {}, made: { expiry: days(30), permissions: read } },
    { name: 'a write token for 7 days by default', sent: rw, made: { expiry: days(7), permissions: write } },
    { name: 'a write token for 90 days', sent: { ...rw, expires: 90 }, made: { expiry: days(90) } },
    { name: 'a read token for 400 days', sent: { expires: 400 }, made: { expiry: days(400) } },
    { name: 'a date', sent: { expires: '2026-02-01T00:00:00Z' }, made: { expiry: '2026-02-01T00:00:00.000Z' } },
    { name: 'token_description', sent: { token_description: 'why' }, made: { description: 'why' } },
    { name: 'description', sent: { description: 'why' }, made: { description: 'why' } },
    { name: 'cidr', sent: { cidr: ['10.0.0.0/8'] }, made: { cidr: ['10.0.0.0/8'] } },
    { name: 'cidr_whitelist', sent: { cidr_whitelist: ['10.0.0.0/8'] }, made: { cidr: ['10.0.0.0/8'] } },
    { name: 'bypass_2fa', sent: { bypass_2fa: true }, made: { bypass_2fa: true } },
    {
      name: 'packages_all',
      sent: { packages: undefined, packages_all: true },
      made: { scopes: [{ type: 'package', name: '*' }] },
    },
    {
      name: 'packages, scopes and organizations with their own permissions',
      sent: { packages: ['a'], scopes: ['@s'], orgs: ['o'], orgs_permission: 'read-write' },
      made: {
        permissions: [...read, { name: 'org', action: 'write' }],
        scopes: [
          { type: 'package', name: 'a' },
          { type: 'scope', name: '@s' },
          { type: 'org', name: 'o' },
        ],
      },
    },
  ];
  for (const { name, sent, made } of accepted) {
    it(`accepts ${name}`, async () => {
      const { status, body } = await create(await start(), sent);
      assert.equal(status, 201, JSON.stringify(body));
      for (const [field, value] of Object.entries(made)) assert.deepEqual(body[field], value, field);
    });
  }

  const none = { packages: [] };
  const refused = [
    [{ name: undefined }, /^Token name is required$/],
    [{ name: null }, /^Token name is required$/],
    [{ packages: 'a' }, /^Packages must be an array$/],
    [{ scopes: 'a' }, /^Scopes must be an array$/],
    [{ orgs: 'a' }, /^Organizations must be an array$/],
    [{ packages_and_scopes_permission: 'all' }, /^Invalid packages_and_scopes_permission. Must be one of: no-access/],
    [{ orgs_permission: 'all' }, /^Invalid orgs_permission. Must be one of: no-access, read-only, read-write$/],
    [none, /^You must have at least one package/],
    [{ ...none, orgs_permission: 'read-only' }, /^You must select at least one organization/],
    [{ ...none, packages_and_scopes_permission: 'read-only' }, /^You must select at least one package or scope/],
    [{ packages_and_scopes_permission: 'no-access' }, /^Please select at least one/],
    [{ packages_and_scopes_permission: 'read-write', expires: 91 }, /^Read-write tokens cannot have .* 90 days$/],
    [{ packages_and_scopes_permission: 'read-write', expires: '2027-01-01' }, /^Read-write tokens cannot have/],
    [{ expires: 0 }, /^Invalid expiration$/],
    [{ expires: 1e300 }, /^Invalid expiration$/],
    [{ expires: 'soon' }, /^Invalid expiration$/],
    [{ token_description: 1 }, /^Token description must be a string$/],
    [{ cidr: ['banana'] }, /^Invalid CIDR: banana$/],
    [{ packages: ['missing'] }, /^Package not found: missing$/],
    [{ orgs: ['missing'] }, /^Organization not found: missing$/],
  ];
  for (const [sent, message] of refused) {
    it(`refuses ${JSON.stringify({ ...sent })} with 400`, async () => {
      const sandbox = await start({ packages: ['a'], orgs: ['o'] });
      const { status, body } = await create(sandbox, sent);
      assert.equal(status, 400);
      assert.match(body.error, message);
      assert.equal(sandbox.tokens.length, 0);
    });
  }

  it('refuses malformed JSON with 400 and a wrong password with 401', async () => {
    const sandbox = await start();
    assert.equal((await ask(sandbox, 'POST', TOKENS, { body: '{"name":' })).status, 400);
    assert.equal((await create(sandbox, { password: 'wrong' })).status, 401);
    assert.deepEqual(
      sandbox.requests.map(({ body, bodyText }) => [body === undefined, bodyText.length > 0]),
      [
        [true, true],
        [false, true],
      ],
    );
  });

  it('makes tokens that work, and refuses management to read-only and bypass-2FA ones', async () => {
    const sandbox = await start();
    const rw = { packages_and_scopes_permission: 'read-write' };
    for (const [fields, status] of [
      [{}, 403],
      [{ ...rw, bypass_2fa: true }, 403],
      [rw, 201],
    ]) {
      const { token } = (await create(sandbox, fields)).body;
      assert.deepEqual((await ask(sandbox, 'GET', '-/whoami', { token })).body, { username: 'maintainer' });
      assert.equal((await create(sandbox, {}, { token })).status, status);
    }
  });
});
