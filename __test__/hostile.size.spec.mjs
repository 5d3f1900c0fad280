// Answers that are too large, grow when they are unpacked or read, or never end: an error within bounded memory and time.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { listTokens, revokeToken } from './helpers/addon.mjs';
import { listApart } from './helpers/apart.mjs';
import { failure } from './helpers/failure.mjs';
import { floodServer, pour } from './helpers/flood.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

const MIB = 1024 * 1024;
/** In MiB: more than a process needs for the largest list there can be. */
const MOST_MEMORY = 400;

/** A text again and again, in pieces of about one MiB. */
function* repeated(text, mebibytes) {
  const piece = text.repeat(Math.floor(MIB / text.length));
  for (let count = 0; count < mebibytes; count += 1) yield piece;
}

/** A list whose middle is a text again and again. */
function* listOf(start, text, mebibytes, end) {
  yield start;
  yield* repeated(text, mebibytes);
  yield end;
}

/** As many fields as a token may have, each with little text and much to keep. */
const FIELDS = Array.from({ length: 2000 }, (_, index) => `"${index}":[[]],`).join('');
const bomb = gzipSync(Buffer.alloc(200 * MIB, ' '));
const cases = [
  {
    what: '100 MB of tokens',
    pieces: () => listOf('{"objects":[', '{"key":"k"},', 100, '{"key":"k"}]}'),
    code: 'EBADRESPONSE',
    problem: /larger than 32 MiB/,
  },
  {
    what: '100 MB of one key',
    pieces: () => listOf('{"objects":[{"key":"', 'k', 100, '"}]}'),
    code: 'EBADRESPONSE',
    problem: /larger than 32 MiB/,
  },
  {
    what: 'a small body that unpacks to 200 MB',
    headers: { 'content-encoding': 'gzip' },
    pieces: () => [bomb],
    code: 'EBADRESPONSE',
    problem: /larger than 32 MiB/,
  },
  {
    what: '30 MB of small tokens',
    pieces: () => listOf('{"objects":[', '{"key":"k"},', 30, '{"key":"k"}]}'),
    code: 'EBADRESPONSE',
    problem: /more than 100000 tokens/,
  },
  {
    what: '30 MB of small values in one token',
    pieces: () => listOf('{"objects":[{"key":"k","x":[', '0,', 30, '0]}]}'),
    code: 'EBADRESPONSE',
    problem: /more values/,
  },
  {
    what: '30 MB of small values in many tokens',
    pieces: () => listOf('{"objects":[', `{"key":"k",${FIELDS}"x":0},`, 30, '{"key":"k"}]}'),
    code: 'EBADRESPONSE',
    problem: /more values/,
  },
  {
    what: '30 MB of brackets',
    pieces: () => listOf('{"objects":[{"key":"k","x":', '[', 30, ''),
    code: 'EBADRESPONSE',
    problem: /not JSON/,
  },
  {
    what: '100 MB of an error',
    status: 500,
    pieces: () => listOf('{"error":[', '0,', 100, '0]}'),
    code: 'E500',
    problem: /failed with status 500/,
  },
  {
    what: '100 MB that ask for a one-time password',
    status: 401,
    headers: { 'www-authenticate': 'OTP' },
    pieces: () => listOf('{"authUrl":[', '0,', 100, '0]}'),
    code: 'EOTP',
    problem: /one-time password/,
  },
];

describe('an answer of', () => {
  for (const version of [1, 2]) {
    for (const { what, status = 200, headers, pieces, code, problem } of cases) {
      it(`${what} is an error and takes little memory, over HTTP/${version}`, async (t) => {
        const connection = await floodServer(t, version, (response) => {
          response.writeHead(status, { 'content-type': 'application/json', ...headers });
          pour(response, pieces());
        });
        const end = await listApart(connection);
        assert.equal(end.code, code, end.message);
        assert.match(end.message, problem);
        assert.ok(end.mebibytes < MOST_MEMORY, `${end.mebibytes} MiB`);
      });
    }

    it(`drops is an error when its time is over, over HTTP/${version}`, async (t) => {
      let dripped = 0;
      const connection = await floodServer(t, version, async (response) => {
        response.writeHead(200, { 'content-type': 'application/json' });
        while (!response.destroyed && !response.stream?.destroyed && dripped < 1000) {
          dripped += 1;
          response.write(' ');
          await sleep(10);
        }
      });
      const error = await failure(listTokens({ ...connection, fetchTimeout: 300 }));
      assert.equal(error.code, 'ETIMEDOUT');
      assert.ok(dripped > 1 && dripped < 100, `${dripped} drops`);
    });
  }

  it('100000 tokens is a list, and takes little memory', async (t) => {
    const keys = Array.from({ length: 100_000 }, (_, index) => ({ key: `key-${index}` }));
    const sandbox = await sandboxFor(t);
    sandbox.inject({ json: { objects: keys, urls: {} } });
    const end = await listApart(connectionTo(sandbox));
    assert.equal(end.length, 100_000);
    assert.ok(end.mebibytes < MOST_MEMORY, `${end.mebibytes} MiB`);
  });

  it('more than one MiB to a revocation is an error', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1 });
    sandbox.inject({ method: 'DELETE', after: true, status: 200, json: { ok: true, x: 'x'.repeat(MIB) } });
    const error = await failure(revokeToken({ ...connectionTo(sandbox), key: sandbox.tokens[0].key }));
    assert.equal(error.code, 'EBADRESPONSE');
    assert.match(error.message, /larger than 1 MiB/);
  });
});
