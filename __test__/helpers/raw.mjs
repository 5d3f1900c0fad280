// Servers below the level of the sandbox: bare TCP connections, TLS, proxies.
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpsServer } from 'node:https';
import { createServer } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { createProxy } from './proxy-server.mjs';

/**
 * Starts a TCP server on loopback that ends with the test. It counts connections, and `serve` gets each of them;
 * without it, connections are accepted and never answered.
 * @param {import('node:test').TestContext} context
 * @param {(socket: import('node:net').Socket) => void} [serve]
 */
export function rawServer(context, serve = () => {}) {
  return start(context, createServer(), 'connection', (socket) => {
    socket.on('error', () => {});
    socket.resume();
    serve(socket);
  });
}

/**
 * Starts an https server with one of the certificates in `fixtures/tls`, which answers like an empty registry.
 * @param {import('node:test').TestContext} context
 * @param {'server' | 'other-host' | 'self-signed'} certificate
 * @param {import('node:https').ServerOptions} [options]
 */
export async function tlsServer(context, certificate, options) {
  const identity = { cert: pem(`${certificate}.pem`), key: pem(`${certificate}-key.pem`) };
  const server = createHttpsServer({ ...identity, ...options });
  const found = await start(context, server, 'request', (_request, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"objects":[],"urls":{}}');
  });
  return { ...found, url: `https://127.0.0.1:${found.port}/`, connections: () => found.connections() };
}

/**
 * Starts an http proxy that notes what it is asked for, and answers like an empty registry. It opens no tunnels.
 * @param {import('node:test').TestContext} context
 */
export async function proxyServer(context) {
  const { server, asked } = createProxy({ tunnels: 'refused', requests: 'answered' });
  return { ...(await start(context, server)), asked };
}

/** A file of `fixtures/tls`. */
export function pem(name) {
  return readFileSync(new URL(`../fixtures/tls/${name}`, import.meta.url), 'utf8');
}

/** A port of loopback on which nobody listens. */
export async function closedPort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}

/** Waits until something is so, or fails after a time. */
export async function until(test, what, most = 5000) {
  const end = performance.now() + most;
  while (!test()) {
    if (performance.now() > end) throw new Error(`not within ${most} ms: ${what}`);
    await sleep(5);
  }
}

async function start(context, server, event, serve) {
  const open = new Set();
  let connections = 0;
  server.on('connection', (socket) => {
    connections += 1;
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('tlsClientError', () => {});
  server.on('clientError', (_error, socket) => socket.destroy());
  if (event) server.on(event, serve);
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  context.after(() => {
    for (const socket of open) socket.destroy();
    server.close();
  });
  const { port } = server.address();
  return { port, url: `http://127.0.0.1:${port}/`, connections: () => connections, open: () => open.size };
}
