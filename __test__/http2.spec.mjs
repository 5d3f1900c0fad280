import assert from 'node:assert/strict';
import { once } from 'node:events';
import { constants, createSecureServer } from 'node:http2';
import { describe, it } from 'node:test';
import { createToken, listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { pem } from './helpers/raw.mjs';

/** A server that speaks HTTP/2 alone and hands each request to the test. */
async function http2Server(t, answer) {
  const server = createSecureServer({ key: pem('server-key.pem'), cert: pem('server.pem') });
  const sessions = new Set();
  server.on('session', (session) => {
    sessions.add(session);
    session.on('error', () => {});
    session.once('close', () => sessions.delete(session));
  });
  const requests = [];
  server.on('stream', async (stream, headers) => {
    stream.on('error', () => {});
    let body = '';
    for await (const chunk of stream.setEncoding('utf8')) body += chunk;
    requests.push({ method: headers[':method'], body });
    answer(stream, requests.length);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  t.after(() => {
    for (const session of sessions) session.destroy();
    server.close();
  });
  const connection = { registry: `https://127.0.0.1:${server.address().port}/`, authToken: 't', ca: pem('ca.pem') };
  return { requests, connection: { ...connection, fetchRetries: 0 } };
}

const json = (stream, value) => {
  stream.respond({ ':status': 200, 'content-type': 'application/json' });
  stream.end(JSON.stringify(value));
};

describe('over HTTP/2', { concurrency: true }, () => {
  it('lists', async (t) => {
    const { connection } = await http2Server(t, (stream) => json(stream, { objects: [{ key: 'k' }], urls: {} }));
    assert.deepEqual(
      (await listTokens(connection)).map(({ key }) => key),
      ['k'],
    );
  });

  const resets = ['REFUSED_STREAM', 'CANCEL', 'INTERNAL_ERROR', 'ENHANCE_YOUR_CALM'];
  for (const name of resets) {
    it(`sends a create once, also where the stream is reset with ${name}`, async (t) => {
      const { connection, requests } = await http2Server(t, (stream) => stream.close(constants[`NGHTTP2_${name}`]));
      const error = await failure(createToken({ ...connection, name: 'n', packages: 'a', password: 'p' }));
      assert.deepEqual([error.code, error.cause.code], ['EUNKNOWNOUTCOME', 'ECONNRESET']);
      assert.equal(requests.filter(({ method }) => method === 'POST').length, 1);
    });
  }
});
