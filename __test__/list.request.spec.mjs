import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { connectionTo, FIRST_PAGE, lines, sandboxFor } from './helpers/registry.mjs';

describe('the request', () => {
  it('has the headers npm sends, a user-agent of our own form, and no others (T58)', async (t) => {
    const sandbox = await sandboxFor(t);
    assert.deepEqual(await listTokens(connectionTo(sandbox)), []);
    assert.equal(sandbox.requests.length, 1);
    const [{ method, path, headers, bodyText }] = sandbox.requests;
    const { 'user-agent': userAgent, 'accept-encoding': encodings, ...others } = headers;
    assert.deepEqual([method, path, bodyText], ['GET', FIRST_PAGE, '']);
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
    const pass = [
      `GET /npm/repo${FIRST_PAGE}`,
      'GET /npm/repo/-/npm/v1/tokens?page=1&perPage=2',
      'GET /npm/repo/-/npm/v1/tokens?page=2&perPage=2',
    ];
    assert.deepEqual(lines(sandbox), [...pass, ...pass]);
    const large = await sandboxFor(t, { pathPrefix: '/npm/repo', tokens: 18, perPageMax: 10 });
    assert.equal((await listTokens(connectionTo(large))).length, 18);
    assert.deepEqual(lines(large), [
      `GET /npm/repo${FIRST_PAGE}`,
      'GET /npm/repo/-/npm/v1/tokens?page=1&perPage=8',
      'GET /npm/repo/-/npm/v1/tokens?page=2&perPage=7',
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
      assert.deepEqual(lines(sandbox), [`GET /npm/repo${FIRST_PAGE}`]);
    });
  }
});
