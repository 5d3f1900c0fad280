import assert from 'node:assert/strict';
import { once } from 'node:events';
import { get } from 'node:http';
import { json } from 'node:stream/consumers';
import { describe, it } from 'node:test';
import { ask, DAY, list, NOW, start, TOKENS } from './helpers/sandbox.mjs';

describe('listing on npmjs', () => {
  it('shows the documented fields with a masked value', async () => {
    const sandbox = await start({ tokens: [{ name: 'ci', token: `npm_aBcD${'x'.repeat(28)}7890` }] });
    const { status, body, headers } = await list(sandbox);
    assert.equal(status, 200);
    assert.ok(headers.get('npm-notice'));
    assert.deepEqual(body, {
      objects: [
        {
          name: 'ci',
          description: null,
          expiry: new Date(NOW + 30 * DAY).toISOString(),
          key: sandbox.tokens[0].key,
          token: 'npm_aBcD...7890',
          readonly: true,
          bypass_2fa: false,
          cidr: [],
          revoked: null,
          created: '2026-01-01T00:00:00.000Z',
          updated: '2026-01-01T00:00:00.000Z',
          accessed: null,
          permissions: [{ name: 'package', action: 'read' }],
          scopes: [{ type: 'package', name: '*' }],
        },
      ],
      total: 1,
      urls: {},
    });
  });

  const pages = [
    { query: '', names: 10, next: '?page=1&perPage=10' },
    { query: '?page=1', names: 10, next: '?page=2&perPage=10', prev: '?page=0&perPage=10' },
    { query: '?page=2', names: 5, prev: '?page=1&perPage=10' },
    { query: '?page=9', names: 0, prev: '?page=8&perPage=10' },
    { query: '?perPage=25', names: 25 },
    { query: '?page=-1&perPage=x', names: 10, next: '?page=1&perPage=10' },
    { query: '?perPage=25', perPageMax: 4, names: 4, next: '?page=1&perPage=4' },
  ];
  for (const { query, perPageMax, names, next, prev } of pages) {
    it(`gives ${names} of 25 rows for \`${query}\`${perPageMax ? ` capped at ${perPageMax}` : ''}`, async () => {
      const sandbox = await start({ tokens: 25, perPageMax, pathPrefix: 'npm/repo/' });
      const { body } = await ask(sandbox, 'GET', TOKENS + query);
      const urlOf = (search) => search && `${sandbox.url}${TOKENS}${search}`;
      assert.equal(body.objects.length, names);
      assert.equal(body.total, 25);
      assert.deepEqual([body.urls.next, body.urls.prev], [urlOf(next), urlOf(prev)]);
    });
  }

  const hosts = [
    ['localhost', 'localhost'],
    ['registry.example', '127.0.0.1'],
  ];
  for (const [name, expected] of hosts) {
    it(`links to ${expected} for a client that asked ${name}`, async () => {
      const sandbox = await start({ tokens: 11 });
      const { port } = new URL(sandbox.url);
      const headers = { host: `${name}:${port}`, authorization: `Bearer ${sandbox.authToken}` };
      const [response] = await once(get(sandbox.url + TOKENS, { headers }), 'response');
      const { urls } = await json(response);
      assert.equal(urls.next, `http://${expected}:${port}/${TOKENS}?page=1&perPage=10`);
    });
  }
});
