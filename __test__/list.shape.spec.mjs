import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { connectionTo, FIRST_PAGE, lines, sandboxFor } from './helpers/registry.mjs';

const KEY = '1b2c3d4e-0000-4000-8000-000000000001';
const VALUE = `npm_aBcD${'x'.repeat(28)}7890`;

describe('the shape of a token', () => {
  it('has every field of the public registry, and what it sent', async (t) => {
    const sandbox = await sandboxFor(t, {
      tokens: [
        {
          name: 'ci',
          description: 'releases',
          key: KEY,
          token: VALUE,
          expiry: '2027-01-01T00:00:00.000Z',
          cidr: ['192.0.2.0/24'],
          bypass_2fa: true,
          created: '2026-01-01T00:00:00.000Z',
          updated: '2026-02-01T00:00:00.000Z',
          accessed: '2026-03-01T00:00:00.000Z',
          permissions: [{ name: 'package', action: 'write' }],
          scopes: [{ type: 'package', name: '@acme/app' }],
        },
      ],
    });
    assert.deepEqual(await listTokens(connectionTo(sandbox)), [
      {
        key: KEY,
        id: '1b2c3d',
        token: 'npm_aBcD...7890',
        name: 'ci',
        description: 'releases',
        created: '2026-01-01T00:00:00.000Z',
        updated: '2026-02-01T00:00:00.000Z',
        accessed: '2026-03-01T00:00:00.000Z',
        expiry: '2027-01-01T00:00:00.000Z',
        readonly: false,
        bypass2fa: true,
        cidr: ['192.0.2.0/24'],
        permissions: [{ name: 'package', action: 'write' }],
        scopes: [{ type: 'package', name: '@acme/app' }],
        raw: {
          name: 'ci',
          description: 'releases',
          expiry: '2027-01-01T00:00:00.000Z',
          key: KEY,
          token: 'npm_aBcD...7890',
          readonly: false,
          bypass_2fa: true,
          cidr: ['192.0.2.0/24'],
          revoked: null,
          created: '2026-01-01T00:00:00.000Z',
          updated: '2026-02-01T00:00:00.000Z',
          accessed: '2026-03-01T00:00:00.000Z',
          permissions: [{ name: 'package', action: 'write' }],
          scopes: [{ type: 'package', name: '@acme/app' }],
        },
      },
    ]);
    assert.deepEqual(lines(sandbox), [`GET ${FIRST_PAGE}`]);
  });

  const minimal = { key: KEY, id: '1b2c3d', cidr: [], permissions: [], scopes: [] };
  const rows = [
    { what: 'absent fields are omitted, lists are never null', row: { key: KEY }, token: minimal },
    {
      what: 'null counts as absent',
      row: { key: KEY, name: null, cidr: null, permissions: null, scopes: null, expiry: null, revoked: null },
      token: minimal,
    },
    {
      what: 'O3: CIDR ranges under the documented name win over those under npm’s',
      row: { key: KEY, cidr: ['192.0.2.0/24'], cidr_whitelist: ['198.51.100.0/24'] },
      token: { ...minimal, cidr: ['192.0.2.0/24'] },
    },
    {
      what: 'O3: CIDR ranges under npm’s name',
      row: { key: KEY, cidr_whitelist: ['198.51.100.0/24'] },
      token: { ...minimal, cidr: ['198.51.100.0/24'] },
    },
    { what: 'O6: expiry', row: { key: KEY, expiry: '2027' }, token: { ...minimal, expiry: '2027' } },
    { what: 'O6: npm’s expires', row: { key: KEY, expires: '2027' }, token: { ...minimal, expiry: '2027' } },
    { what: 'cnpmcore’s expiredAt', row: { key: KEY, expiredAt: '2027' }, token: { ...minimal, expiry: '2027' } },
    { what: 'cnpmcore’s lastUsedAt', row: { key: KEY, lastUsedAt: '2026' }, token: { ...minimal, accessed: '2026' } },
    {
      what: 'T51: a revoked token, its dates as they were sent',
      row: { key: KEY, revoked: '2026-01-02T03:04:05.678+02:00', created: '2026' },
      token: { ...minimal, revoked: '2026-01-02T03:04:05.678+02:00', created: '2026' },
    },
    {
      what: 'unknown fields stay in raw, numbers as numbers',
      row: { key: KEY, extra: { deep: [1, -1, 1.5, 1_767_225_600_000, -9_007_199_254_740_991, true, null, 'é'] } },
      token: minimal,
    },
    {
      what: 'T12, T51: a name with control characters, as it was sent',
      row: { key: KEY, name: '\u001b[31mred\u0007' },
      token: { ...minimal, name: '\u001b[31mred\u0007' },
    },
  ];
  for (const { what, row, token } of rows) {
    it(what, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ json: { objects: [row], total: 1, urls: {} } });
      assert.deepEqual(await listTokens(connectionTo(sandbox)), [{ ...token, raw: row }]);
    });
  }

  it('has the classic fields of verdaccio', async (t) => {
    const key = '0123456789abcdef0123456789abcdef';
    const token = `MjExY${'w'.repeat(60)}jYmY=`;
    const created = '2026-01-01T00:00:00.000Z';
    const sandbox = await sandboxFor(t, {
      dialect: 'verdaccio',
      tokens: [{ key, token, readonly: true, cidr: ['10.0.0.0/8'], created }],
    });
    assert.deepEqual(await listTokens(connectionTo(sandbox)), [
      {
        key,
        id: '012345',
        token: 'MjExY...jYmY=',
        created,
        readonly: true,
        cidr: ['10.0.0.0/8'],
        permissions: [],
        scopes: [],
        raw: { user: 'maintainer', token: 'MjExY...jYmY=', key, cidr: ['10.0.0.0/8'], readonly: true, created },
      },
    ]);
  });

  it('has the classic fields of cnpmcore', async (t) => {
    const created = '2026-01-01T00:00:00.000Z';
    const sandbox = await sandboxFor(t, {
      dialect: 'cnpmcore',
      tokens: [{ token: 'cnpm_1b3abcdefghijkl_2Xyz', readonly: false, created, accessed: created }],
    });
    const [{ key }] = sandbox.tokens;
    assert.deepEqual(await listTokens(connectionTo(sandbox)), [
      {
        key,
        id: key.slice(0, 6),
        token: 'cnpm_1b3',
        created,
        updated: created,
        accessed: created,
        readonly: false,
        cidr: [],
        permissions: [],
        scopes: [],
        raw: {
          token: 'cnpm_1b3',
          key,
          cidr_whitelist: [],
          readonly: false,
          created,
          updated: created,
          lastUsedAt: created,
          automation: false,
        },
      },
    ]);
    assert.deepEqual(lines(sandbox), [`GET ${FIRST_PAGE}`]);
  });

  it('gives each token the shortest id that no other has', async (t) => {
    const keys = ['aaaaaaaa-1', 'aaaaaaab-2', 'bbbbbbbb-3', 'ccc'];
    const sandbox = await sandboxFor(t);
    sandbox.inject({ json: { objects: keys.map((key) => ({ key })), urls: {} } });
    const ids = (await listTokens(connectionTo(sandbox))).map(({ id }) => id);
    assert.deepEqual(ids, ['aaaaaaaa', 'aaaaaaab', 'bbbbbb', 'ccc']);
  });
});
