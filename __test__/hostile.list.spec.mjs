// Lists that are broken or meant to harm: each gives the right tokens or one clear error, within bounded memory and time.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { ALL } from './helpers/faults.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

/** A list with one row, written by hand. */
const rows = (...texts) => `{"objects":[${texts.join(',')}],"urls":{}}`;

describe('a list that is', () => {
  const usable = [
    { what: 'said to be HTML', body: rows('{"key":"k"}'), headers: { 'content-type': 'text/html' } },
    { what: 'said to be nothing', body: rows('{"key":"k"}'), headers: { 'content-type': undefined } },
    { what: 'behind a byte order mark', body: `\ufeff${rows('{"key":"k"}')}` },
    { what: 'full of blank space', body: ` \r\n\t{ "objects" : [ { "key" : "k" } ] , "urls" : { } } \n` },
    {
      what: 'among unknown fields',
      body: `{"a":{"objects":[]},"objects":[{"key":"k","b":[[]]}],"c":null,"urls":{"d":1}}`,
    },
    {
      what: 'nested deeply where nobody looks',
      body: `{"x":${'['.repeat(10_000)}${']'.repeat(10_000)},"objects":[{"key":"k"}]}`,
    },
    {
      what: 'of odd fields',
      body: rows('{"key":"k","name":7,"created":{},"cidr":[1],"scopes":{},"readonly":"yes","expiry":null}'),
    },
    { what: 'counted too low', body: '{"objects":[{"key":"k"}],"total":0}' },
    { what: 'counted in words, where urls say the end', body: '{"objects":[{"key":"k"}],"total":"one","urls":{}}' },
    { what: 'counted by null', body: '{"objects":[{"key":"k"}],"total":null}' },
  ];
  for (const { what, body, headers } of usable) {
    it(`${what} is read`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ body, headers });
      const listed = await listTokens(connectionTo(sandbox));
      assert.deepEqual(
        listed.map(({ key }) => key),
        ['k'],
      );
    });
  }

  it('of an unknown field that comes twice has the last', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ body: rows('{"key":"k","name":"a","name":"b"}') });
    const [{ name, raw }] = await listTokens(connectionTo(sandbox));
    assert.deepEqual([name, raw], ['b', { key: 'k', name: 'b' }]);
  });

  const html = '<!doctype html><html><title>Sign in</title><form></form></html>';
  const unusable = [
    { what: 'a login page', body: html, headers: { 'content-type': 'text/html' }, problem: /HTML page.*login page/ },
    {
      what: 'a login page said to be JSON',
      body: html,
      headers: { 'content-type': 'application/json' },
      problem: /HTML page/,
    },
    { what: 'a login page in another encoding', body: Buffer.from(`\n${html}\u00e9`, 'latin1'), problem: /HTML page/ },
    { what: 'empty', body: '', problem: /not JSON/ },
    { what: 'a word', body: 'no', problem: /not JSON/ },
    { what: 'two lists', body: rows() + rows(), problem: /not JSON/ },
    { what: 'null', body: 'null', problem: /not a page/ },
    { what: 'a bare array', body: '[{"key":"k"}]', problem: /not a page/ },
    { what: 'without objects', body: '{"total":0,"urls":{}}', problem: /not a page/ },
    ...['null', '{}', '""', '0', '[["key","k"]]', '["k"]'].map((objects) => ({
      what: `with ${objects} for objects`,
      body: `{"objects":${objects}}`,
      problem: /not a page/,
    })),
    ...['[]', '"x"', '7', '{"next":7}', '{"next":{}}'].map((urls) => ({
      what: `with ${urls} for urls`,
      body: `{"objects":[],"urls":${urls}}`,
      problem: /not a page/,
    })),
    ...['"9"', '-1', '1.5', '{}', '1e3'].map((total) => ({
      what: `with ${total} for total and no urls`,
      body: `{"objects":[],"total":${total}}`,
      problem: /`total` is not a number/,
    })),
    ...[
      '{}',
      'null',
      '{"key":null}',
      '{"key":7}',
      '{"key":["k"]}',
      '{"key":""}',
      '{"key":".."}',
      '{"key":"a\\u0000"}',
    ].map((row) => ({ what: `with ${row} for a token`, body: rows('{"key":"k"}', row), problem: /no usable `key`/ })),
    { what: 'with half a character in a key', body: rows('{"key":"\\ud800"}'), problem: /not JSON/ },
    {
      what: 'of damaged UTF-8 in a key',
      body: Buffer.from(rows('{"key":"k\xff"}'), 'latin1'),
      problem: /not UTF-8/,
    },
    { what: 'of UTF-16', body: Buffer.from(`\ufeff${rows()}`, 'utf16le'), problem: /not UTF-8/ },
    { what: 'two objects', body: '{"objects":[],"objects":[{"key":"k"}]}', problem: /twice/ },
    { what: 'two totals', body: '{"objects":[],"total":0,"total":5}', problem: /twice/ },
    { what: 'two urls', body: '{"urls":{"next":"x"},"objects":[],"urls":{}}', problem: /twice/ },
    { what: 'two nexts', body: '{"objects":[],"urls":{"next":"x","next":null}}', problem: /twice/ },
    { what: 'of a token with two keys', body: rows('{"key":"a","key":"b"}'), problem: /two keys/ },
    { what: 'of a token with two values', body: rows('{"token":"a","key":"b","token":"c"}'), problem: /two values/ },
    {
      what: 'nested deeply',
      body: rows(`{"key":"k","x":${'[{"y":'.repeat(10_000)}0${'}]'.repeat(10_000)}}`),
      problem: /not JSON/,
    },
    { what: 'counted too high', body: '{"objects":[{"key":"k"}],"total":9}', problem: /bring nothing new/ },
  ];
  for (const { what, body, headers, problem } of unusable) {
    it(`${what} is an error`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ body, headers, times: ALL });
      const error = await failure(listTokens(connectionTo(sandbox)));
      assert.deepEqual([error.code, error.statusCode], ['EBADRESPONSE', 200]);
      assert.match(error.message, problem);
    });
  }

  it('the login page of a proxy, by its status, says so', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ status: 407, body: html, headers: { 'content-type': 'text/html' } });
    const error = await failure(listTokens(connectionTo(sandbox)));
    assert.deepEqual([error.code, error.statusCode], ['E407', 407]);
    assert.match(error.hint, /the proxy wants credentials/);
    assert.ok(!error.message.includes('<'), error.message);
  });

  it('one page too long for its total, by urls, is read after one more question', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ json: { objects: [{ key: 'k' }], total: 9, urls: {} } });
    sandbox.inject({ json: { objects: [], total: 9, urls: {} } });
    assert.equal((await listTokens(connectionTo(sandbox))).length, 1);
    assert.equal(sandbox.requests.length, 2);
  });
});

describe('a list without an end', () => {
  const page = (sandbox, count, next) => {
    let key = 0;
    const handler = () => {
      const objects = Array.from({ length: count }, () => {
        key += 1;
        return { key: `key-${key}` };
      });
      return { body: { objects, urls: { next: next(key) } } };
    };
    sandbox.inject({ handler, times: ALL });
  };
  const endless = [
    { what: 'of new tokens by cursor', count: 1, next: (key) => `?cursor=${key}` },
    { what: 'of new tokens by number', count: 10, next: () => '?page=1&perPage=10' },
    { what: 'of empty pages', count: 0, next: () => `?cursor=${Math.random()}` },
    { what: 'of more tokens than there can be', count: 1000, next: (key) => `?cursor=${key}` },
  ];
  for (const { what, count, next } of endless) {
    it(`${what} is an error`, async (t) => {
      const sandbox = await sandboxFor(t);
      page(sandbox, count, next);
      const error = await failure(listTokens(connectionTo(sandbox)));
      assert.equal(error.code, 'EBADRESPONSE');
      assert.match(error.message, /without an end|more than 100000/);
      assert.ok(sandbox.requests.length <= 2000);
    });
  }
});
