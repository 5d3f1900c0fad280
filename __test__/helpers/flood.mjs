// Servers of either HTTP version whose answers are written piece by piece.
import { once } from 'node:events';
import { createServer } from 'node:http';
import { createSecureServer } from 'node:http2';
import { pem } from './raw.mjs';

/**
 * Starts a server that ends with the test, and gives the options that lead a call to it.
 * @param {import('node:test').TestContext} context
 * @param {1 | 2} version of HTTP
 * @param {(response: import('node:http').ServerResponse, request: import('node:http').IncomingMessage) => unknown} answer
 */
export async function floodServer(context, version, answer) {
  const identity = { key: pem('server-key.pem'), cert: pem('server.pem') };
  const server = version === 1 ? createServer() : createSecureServer(identity);
  const open = new Set();
  server.on(version === 1 ? 'connection' : 'session', (connection) => {
    open.add(connection);
    connection.on('error', () => {});
    connection.once('close', () => open.delete(connection));
  });
  server.on('request', (request, response) => {
    response.on('error', () => {});
    answer(response, request);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    for (const connection of open) connection.destroy();
    server.close();
  });
  const registry = `${version === 1 ? 'http' : 'https'}://127.0.0.1:${server.address().port}/`;
  return { registry, authToken: 't', fetchRetries: 0, ...(version === 2 && { ca: pem('ca.pem') }) };
}

/** Writes pieces as fast as they are read, until there are no more or the reader has gone. */
export async function pour(response, pieces) {
  for (const piece of pieces) {
    if (response.destroyed || response.stream?.destroyed) return;
    if (!response.write(piece)) {
      await Promise.race([once(response, 'drain'), once(response, 'close')]);
    }
  }
  response.end();
}
