// Pages that cannot be the rest of the list.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { rawServer } from './helpers/raw.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

describe('pages', () => {
  it('is an error where a total promises more than there is: some may be missing', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ json: { objects: [{ key: 'a' }], total: 3 }, times: Number.POSITIVE_INFINITY });
    await assert.rejects(listTokens(connectionTo(sandbox)), { code: 'EBADRESPONSE' });
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
