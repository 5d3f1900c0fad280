import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens, streamed } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { connectionTo, FIRST_PAGE, lines, sandboxFor } from './helpers/registry.mjs';

describe('pages', () => {
  for (const { tokens, perPageMax, requests } of [
    { tokens: 0, perPageMax: 10, requests: 1 },
    { tokens: 10, perPageMax: 10, requests: 1 },
    { tokens: 11, perPageMax: 10, requests: 2 },
    { tokens: 25, perPageMax: 10, requests: 4 },
    { tokens: 300, perPageMax: 7, requests: 91 },
    { tokens: 300, perPageMax: 100, requests: 4 },
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
      assert.deepEqual(
        (await streamed(connectionTo(sandbox))).map(({ name }) => name),
        sandbox.tokens.map(({ name }) => name),
      );
      assert.equal(sandbox.requests.length, requests * 2);
    });
  }

  it('names a token on two pages once, and reads again until the pages hold still (T18)', async (t) => {
    const sandbox = await sandboxFor(t);
    const page = (objects, next) => ({ objects: objects.map((key) => ({ key })), urls: { next } });
    const passes = [
      ['ab', 'bc'],
      ['ab', 'c'],
      ['ab', 'c'],
    ];
    for (const [first, second] of passes) {
      sandbox.inject({ json: page([...first], '/-/npm/v1/tokens?page=1') });
      sandbox.inject({ json: page([...second], null) });
    }
    const keys = (await listTokens(connectionTo(sandbox))).map(({ key }) => key);
    assert.deepEqual(keys, ['a', 'b', 'c']);
    assert.equal(sandbox.requests.length, 6);
  });

  it('names a token that one answer has twice once', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ json: { objects: [{ key: 'a' }, { key: 'b' }, { key: 'a' }], urls: {} } });
    const keys = (await listTokens(connectionTo(sandbox))).map(({ key }) => key);
    assert.deepEqual(keys, ['a', 'b']);
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
        const first = { path: FIRST_PAGE, json: { objects: [{ key: 'a' }], urls: { next: next(sandbox.url) } } };
        const second = { path: '/-/npm/v1/tokens?page=1', json: { objects: [{ key: 'b' }], urls: {} } };
        for (const fault of [first, second]) sandbox.inject({ ...fault, times: 2 });
        const keys = (await listTokens(connectionTo(sandbox))).map(({ key }) => key);
        const pass = [`GET ${pathPrefix}${FIRST_PAGE}`, `GET ${pathPrefix}/-/npm/v1/tokens?page=1`];
        assert.deepEqual(lines(sandbox), [...pass, ...pass]);
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
    assert.equal(sandbox.requests.length, 4);
  });

  it('goes by number where pages are counted from 1', async (t) => {
    const sandbox = await sandboxFor(t);
    const page = (...keys) => ({ json: { objects: keys.map((key) => ({ key })), total: 5 } });
    const pass = [page('a', 'b'), page('a', 'b'), page('c', 'd'), page('e')];
    for (const fault of [...pass, ...pass]) sandbox.inject(fault);
    assert.equal((await listTokens(connectionTo(sandbox))).length, 5);
    assert.deepEqual(
      sandbox.requests.map(({ query }) => new URLSearchParams(query).get('page')),
      [null, '1', '2', '3', null, '1', '2', '3'],
    );
  });

  for (const status of [400, 422]) {
    it(`asks again without perPage where it is refused with ${status}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: 12 });
      sandbox.inject({ path: /perPage=1000/, status, json: { error: 'perPage is too large' } });
      assert.equal((await listTokens(connectionTo(sandbox))).length, 12);
      assert.deepEqual(lines(sandbox), [
        `GET ${FIRST_PAGE}`,
        'GET /-/npm/v1/tokens',
        'GET /-/npm/v1/tokens?page=1&perPage=8',
      ]);
    });
  }

  it('goes from page to page where other sizes are refused', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 25, perPageMax: 10 });
    const error = 'perPage must be 10';
    sandbox.inject({ path: /perPage=[89]/, status: 400, json: { error }, times: Number.POSITIVE_INFINITY });
    assert.equal((await listTokens(connectionTo(sandbox))).length, 25);
    const asked = (path) => lines(sandbox).filter((line) => line === `GET ${path}`).length;
    assert.equal(asked(FIRST_PAGE), 3, 'the first page in windows, and in two passes');
    assert.equal(asked('/-/npm/v1/tokens?page=1&perPage=10'), 2, 'the second page in each pass');
  });

  it('reports the second refusal where perPage was not the reason', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ status: 400, json: { error: 'bad day' }, times: 2 });
    const error = await failure(listTokens(connectionTo(sandbox)));
    assert.deepEqual([error.code, error.statusCode, sandbox.requests.length], ['E400', 400, 2]);
  });
});
