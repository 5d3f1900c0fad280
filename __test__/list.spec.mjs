import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { rawServer } from './helpers/raw.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

const KEY = '1b2c3d4e-0000-4000-8000-000000000001';
const VALUE = `npm_aBcD${'x'.repeat(28)}7890`;
const FIRST = '/-/npm/v1/tokens?perPage=1000';

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
    assert.deepEqual(lines(sandbox), [`GET ${FIRST}`]);
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
    assert.deepEqual(lines(sandbox), [`GET ${FIRST}`]);
  });

  it('gives each token the shortest id that no other has', async (t) => {
    const keys = ['aaaaaaaa-1', 'aaaaaaab-2', 'bbbbbbbb-3', 'ccc'];
    const sandbox = await sandboxFor(t);
    sandbox.inject({ json: { objects: keys.map((key) => ({ key })), urls: {} } });
    const ids = (await listTokens(connectionTo(sandbox))).map(({ id }) => id);
    assert.deepEqual(ids, ['aaaaaaaa', 'aaaaaaab', 'bbbbbb', 'ccc']);
  });
});

describe('the request', () => {
  it('has the headers npm sends, a user-agent of our own form, and no others (T58)', async (t) => {
    const sandbox = await sandboxFor(t);
    assert.deepEqual(await listTokens(connectionTo(sandbox)), []);
    assert.equal(sandbox.requests.length, 1);
    const [{ method, path, headers, bodyText }] = sandbox.requests;
    const { 'user-agent': userAgent, 'accept-encoding': encodings, ...others } = headers;
    assert.deepEqual([method, path, bodyText], ['GET', FIRST, '']);
    assert.match(userAgent, /^npm-token\/\d+\.\d+\.\d+\S* [a-z]+ [a-z\d_]+$/);
    assert.match(encodings, /\bgzip\b/);
    assert.deepEqual(others, {
      accept: '*/*',
      authorization: `Bearer ${sandbox.authToken}`,
      host: new URL(sandbox.url).host,
      'npm-auth-type': 'web',
      'npm-command': 'token',
    });
  });

  it('sends a given otp only when the registry asks for it', async (t) => {
    const sandbox = await sandboxFor(t);
    await listTokens({ ...connectionTo(sandbox), otp: '123456' });
    const [{ headers }] = sandbox.requests;
    assert.equal(headers['npm-otp'], undefined);
    assert.equal(headers['npm-auth-type'], 'legacy');
  });

  const settings = [
    { options: { authType: 'legacy' }, header: 'npm-auth-type', value: 'legacy' },
    { options: { authType: 'web', otp: '123456' }, header: 'npm-auth-type', value: 'web' },
    { options: { userAgent: 'release-script/1' }, header: 'user-agent', value: 'release-script/1' },
  ];
  for (const { options, header, value } of settings) {
    it(`says ${header}: ${value} with ${Object.keys(options).join(' and ')}`, async (t) => {
      const sandbox = await sandboxFor(t);
      await listTokens({ ...connectionTo(sandbox), ...options });
      assert.equal(sandbox.requests[0].headers[header], value);
    });
  }

  it('T10, T21: nothing is cached, whatever the registry says', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1 });
    const headers = { 'cache-control': 'max-age=300', etag: '"1"', 'last-modified': 'Thu, 01 Jan 2026 00:00:00 GMT' };
    sandbox.inject({ headers, times: 2 });
    assert.equal((await listTokens(connectionTo(sandbox))).length, 1);
    sandbox.addToken();
    assert.equal((await listTokens(connectionTo(sandbox))).length, 2);
    const conditional = sandbox.requests.filter((request) =>
      Object.keys(request.headers).some((name) => /^if-/.test(name)),
    );
    assert.deepEqual(conditional, []);
  });

  it('keeps the path of the registry on every page', async (t) => {
    const sandbox = await sandboxFor(t, { pathPrefix: '/npm/repo', tokens: 5, perPageMax: 2 });
    assert.equal((await listTokens(connectionTo(sandbox))).length, 5);
    assert.deepEqual(lines(sandbox), [
      `GET /npm/repo${FIRST}`,
      'GET /npm/repo/-/npm/v1/tokens?page=1&perPage=2',
      'GET /npm/repo/-/npm/v1/tokens?page=2&perPage=2',
    ]);
  });

  for (const written of [
    'http://127.0.0.1:PORT/npm/repo',
    'http://127.0.0.1:PORT/npm/repo/',
    ' http://127.0.0.1:PORT/npm/repo ',
  ]) {
    it(`takes the registry written as \`${written}\``, async (t) => {
      const sandbox = await sandboxFor(t, { pathPrefix: '/npm/repo' });
      const registry = written.replace('PORT', new URL(sandbox.url).port);
      await listTokens({ ...connectionTo(sandbox), registry });
      assert.deepEqual(lines(sandbox), [`GET /npm/repo${FIRST}`]);
    });
  }
});

describe('pages', () => {
  for (const { tokens, perPageMax, requests } of [
    { tokens: 0, perPageMax: 10, requests: 1 },
    { tokens: 10, perPageMax: 10, requests: 1 },
    { tokens: 11, perPageMax: 10, requests: 2 },
    { tokens: 300, perPageMax: 7, requests: 43 },
    { tokens: 300, perPageMax: Number.POSITIVE_INFINITY, requests: 1 },
    { tokens: 1001, perPageMax: Number.POSITIVE_INFINITY, requests: 2 },
  ]) {
    it(`follows ${tokens} tokens, ${perPageMax} to a page, to the end (O23)`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens, perPageMax });
      const listed = await listTokens(connectionTo(sandbox));
      assert.deepEqual(
        listed.map(({ name }) => name),
        sandbox.tokens.map(({ name }) => name),
      );
      assert.equal(new Set(listed.map(({ id }) => id)).size, tokens);
      assert.equal(sandbox.requests.length, requests);
    });
  }

  it('names a token on two pages once (T18)', async (t) => {
    const sandbox = await sandboxFor(t);
    const page = (objects, next) => ({ objects: objects.map((key) => ({ key })), urls: { next } });
    sandbox.inject({ json: page(['a', 'b'], '/-/npm/v1/tokens?page=1') });
    sandbox.inject({ json: page(['b', 'c'], null) });
    const keys = (await listTokens(connectionTo(sandbox))).map(({ key }) => key);
    assert.deepEqual(keys, ['a', 'b', 'c']);
  });

  const forms = [
    { form: 'absolute', next: (base) => `${base}-/npm/v1/tokens?page=1` },
    { form: 'relative to the host', next: () => '/-/npm/v1/tokens?page=1' },
    { form: 'relative to the registry, as npm takes it', next: () => '-/npm/v1/tokens?page=1' },
    { form: 'relative to the page', next: () => 'tokens?page=1' },
    { form: 'a query', next: () => '?page=1' },
  ];
  for (const pathPrefix of ['', '/npm/repo']) {
    for (const { form, next } of forms) {
      it(`follows a next that is ${form}, with ${pathPrefix ? 'a' : 'no'} path`, async (t) => {
        const sandbox = await sandboxFor(t, { pathPrefix });
        sandbox.inject({ json: { objects: [{ key: 'a' }], urls: { next: next(sandbox.url) } } });
        sandbox.inject({ json: { objects: [{ key: 'b' }], urls: {} } });
        const keys = (await listTokens(connectionTo(sandbox))).map(({ key }) => key);
        assert.deepEqual(lines(sandbox), [`GET ${pathPrefix}${FIRST}`, `GET ${pathPrefix}/-/npm/v1/tokens?page=1`]);
        assert.deepEqual(keys, ['a', 'b']);
      });
    }
  }

  it('follows a next that repeats the path of the registry', async (t) => {
    const sandbox = await sandboxFor(t, { pathPrefix: '/npm/repo' });
    sandbox.inject({ json: { objects: [{ key: 'a' }], urls: { next: '/npm/repo/-/npm/v1/tokens?page=1' } } });
    sandbox.inject({ json: { objects: [], urls: {} } });
    await listTokens(connectionTo(sandbox));
    assert.equal(lines(sandbox)[1], 'GET /npm/repo/-/npm/v1/tokens?page=1');
  });

  const ends = [
    { what: 'urls is missing (T44, O25)', urls: undefined },
    { what: 'urls is null (T44)', urls: null },
    { what: 'urls is empty', urls: {} },
    { what: 'next is empty', urls: { next: '' } },
    { what: 'next is null', urls: { next: null } },
  ];
  for (const { what, urls } of ends) {
    it(`ends where ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ json: { objects: [{ key: 'a' }], urls } });
      assert.equal((await listTokens(connectionTo(sandbox))).length, 1);
      assert.equal(sandbox.requests.length, 1);
    });
  }

  it('goes by number where there is a total and no urls (O24)', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 25, perPageMax: 10 });
    const handler = async (_request, next) => {
      const answer = await next();
      delete answer.body.urls;
      return answer;
    };
    sandbox.inject({ handler, times: Number.POSITIVE_INFINITY });
    const listed = await listTokens(connectionTo(sandbox));
    assert.equal(listed.length, 25);
    assert.equal(sandbox.requests.length, 3);
  });

  it('is an error where a total promises more than there is: some may be missing', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ json: { objects: [{ key: 'a' }], total: 3 }, times: Number.POSITIVE_INFINITY });
    await assert.rejects(listTokens(connectionTo(sandbox)), { code: 'EBADRESPONSE' });
  });

  it('goes by number where pages are counted from 1', async (t) => {
    const sandbox = await sandboxFor(t);
    const page = (...keys) => ({ json: { objects: keys.map((key) => ({ key })), total: 5 } });
    for (const fault of [page('a', 'b'), page('a', 'b'), page('c', 'd'), page('e')]) sandbox.inject(fault);
    assert.equal((await listTokens(connectionTo(sandbox))).length, 5);
    assert.deepEqual(
      sandbox.requests.map(({ query }) => new URLSearchParams(query).get('page')),
      [null, '1', '2', '3'],
    );
  });

  it('is an error where pages go on for ever and bring nothing new', async (t) => {
    const sandbox = await sandboxFor(t);
    let count = 0;
    sandbox.inject({
      times: Number.POSITIVE_INFINITY,
      handler: () => {
        count += 1;
        return { json: { objects: [{ key: 'a' }], urls: { next: `/-/npm/v1/tokens?page=${count}` } } };
      },
    });
    await assert.rejects(listTokens(connectionTo(sandbox)), { code: 'EBADRESPONSE' });
    assert.ok(count < 10);
  });

  for (const status of [400, 422]) {
    it(`asks again without perPage where it is refused with ${status}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: 12 });
      sandbox.inject({ path: /perPage=1000/, status, json: { error: 'perPage is too large' } });
      assert.equal((await listTokens(connectionTo(sandbox))).length, 12);
      assert.deepEqual(lines(sandbox), [
        `GET ${FIRST}`,
        'GET /-/npm/v1/tokens',
        'GET /-/npm/v1/tokens?page=1&perPage=10',
      ]);
    });
  }

  it('reports the second refusal where perPage was not the reason', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ status: 400, json: { error: 'bad day' }, times: 2 });
    const error = await failure(listTokens(connectionTo(sandbox)));
    assert.deepEqual([error.code, error.statusCode, sandbox.requests.length], ['E400', 400, 2]);
  });

  const loops = [
    { what: 'to itself', nexts: ['/-/npm/v1/tokens?perPage=1000'], requests: 1 },
    { what: 'to the page before', nexts: ['?page=1', '?perPage=1000'], requests: 2 },
    { what: 'in a ring', nexts: ['?page=1', '?page=2', '?page=3', '?page=1'], requests: 4 },
  ];
  for (const { what, nexts, requests } of loops) {
    it(`T44: refuses pages that lead ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      let number = 0;
      const handler = () => {
        const next = nexts[number % nexts.length];
        number += 1;
        return { body: { objects: [{ key: `key-${number}` }], urls: { next } } };
      };
      sandbox.inject({ handler, times: 50 });
      const error = await failure(listTokens(connectionTo(sandbox)));
      assert.deepEqual([error.code, error.statusCode], ['EBADRESPONSE', 200]);
      assert.equal(sandbox.requests.length, requests);
    });
  }

  it('T4: refuses a next on another origin, and sends nothing there', async (t) => {
    const elsewhere = await rawServer(t);
    const sandbox = await sandboxFor(t);
    const nexts = [
      `${elsewhere.url}-/npm/v1/tokens?page=1`,
      `//127.0.0.1:${elsewhere.port}/-/npm/v1/tokens?page=1`,
      sandbox.url.replace('http:', 'https:'),
      sandbox.url.replace('127.0.0.1', 'localhost'),
      'file:///etc/passwd',
    ];
    for (const next of nexts) {
      sandbox.inject({ json: { objects: [], urls: { next } } });
      const error = await failure(listTokens({ ...connectionTo(sandbox), otp: '123456' }));
      assert.equal(error.code, 'EBADRESPONSE', next);
    }
    assert.equal(sandbox.requests.length, nexts.length);
    assert.equal(elsewhere.connections(), 0);
  });

  for (const next of [
    'http://HOST/other/-/npm/v1/tokens?page=1',
    '../../../../other/tokens',
    'http://HOST/npm/repository/x',
  ]) {
    it(`refuses a next outside the path of the registry: ${next}`, async (t) => {
      const sandbox = await sandboxFor(t, { pathPrefix: '/npm/repo' });
      sandbox.inject({ json: { objects: [], urls: { next: next.replace('HOST', new URL(sandbox.url).host) } } });
      const error = await failure(listTokens(connectionTo(sandbox)));
      assert.equal(error.code, 'EBADRESPONSE');
      assert.equal(sandbox.requests.length, 1);
    });
  }
});
