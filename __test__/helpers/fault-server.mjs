// A registry with a fault: a server on loopback that carries requests out on a sandbox and treats those the fault is
// for as the fault says. It speaks HTTP/1.1 or HTTP/2, with TLS or without.
import './isolate.mjs';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { Line } from './fault-exchange.mjs';
import { serveHttp1 } from './fault-http1.mjs';
import { serveHttp2 } from './fault-http2.mjs';
import { pem } from './raw.mjs';

/**
 * Where a fault strikes: nobody listens any more; a connection, before anything is read; a request of which the head is
 * there; a request that is there completely.
 * @typedef {object} Fault
 * @property {'listening' | 'connection' | 'head' | 'request'} at
 * @property {(struck: Connection | import('./fault-exchange.mjs').Exchange) => unknown} [act]
 */

/**
 * What serves the requests of a connection.
 * @typedef {object} Handler
 * @property {(exchange: object) => boolean} head takes over a request whose head is there
 * @property {(exchange: object) => Promise<boolean>} request serves a request; whether the connection ends with it
 * @property {(request: object) => Promise<object>} carryOut
 */

/** @type {Fault} */
const NONE = { at: 'request' };

/**
 * A connection as a fault sees it.
 * @typedef {object} Connection
 * @property {import('node:net').Socket} wire
 * @property {(how?: { certificate?: string, tls?: import('node:tls').TlsOptions }) => void} open serves it, with TLS so
 */

/**
 * Starts a server that ends with the test.
 * @param {import('node:test').TestContext} context
 * @param {object} options
 * @param {import('npm-token/sandbox').Sandbox} options.sandbox what carries requests out
 * @param {1 | 2} [options.version] of HTTP; 2 means TLS
 * @param {boolean} [options.secure] whether it is https
 * @param {Fault} [options.fault] none if left out
 * @param {string} [options.method] the requests the fault is for; those of other methods come before it or after it
 * @param {number} [options.times] how often it strikes
 * @param {boolean} [options.late] lets the first request pass on a connection of its own, for faults below requests
 */
export async function faultServer(context, { sandbox, version = 1, secure = version === 2, ...options }) {
  const { fault = NONE, method, times = 0, late = false } = options;
  /** The requests that arrived, as far as their heads are there. */
  const requests = [];
  /** The keys of the tokens that were made. */
  const made = [];
  /** What the faults themselves did wrong. */
  const failures = [];
  const open = new Set();
  const lines = new Set();
  let struck = 0;
  let ended = false;

  const strikes = (place) => fault.at === place && struck < times && (!late || requests.length > 0);
  const attempt = async (work) => {
    try {
      await work();
    } catch (error) {
      if (!ended) failures.push(error);
    }
  };
  const strike = (target) => {
    struck += 1;
    return attempt(() => fault.act(target));
  };
  const isFor = ({ request }, place) => request.method === method && strikes(place);

  /** @type {Handler} */
  const handler = {
    async carryOut(request) {
      const answer = await forward(sandbox, request);
      if (request.method === 'POST' && answer.status === 201) made.push(JSON.parse(answer.body).key);
      return answer;
    },
    head(exchange) {
      const { method, path, headers } = exchange.request;
      requests.push({ method, path, headers });
      if (!isFor(exchange, 'head')) return false;
      strike(exchange);
      return true;
    },
    async request(exchange) {
      const last = late && requests.length === 1;
      if (last && fault.at === 'listening') server.close();
      if (isFor(exchange, 'request')) {
        await strike(exchange);
        return last;
      }
      if (last) exchange.announceEnd();
      await attempt(async () => exchange.answer(await exchange.carryOut()));
      return last;
    },
  };

  const serve = (line) => {
    lines.add(line);
    line.wire.once('close', () => lines.delete(line));
    if (version === 2) serveHttp2(line, handler);
    else serveHttp1(line, handler);
  };
  const server = createServer((wire) => {
    open.add(wire);
    wire.once('close', () => open.delete(wire));
    wire.on('error', () => {});
    const connection = { wire, open: (how) => speak(wire, { version, secure, ...how }, serve) };
    if (strikes('connection')) strike(connection);
    else connection.open();
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  if (fault.at === 'listening' && !late) server.close();
  context.after(() => {
    ended = true;
    for (const wire of open) wire.destroy();
    server.close();
  });
  return {
    url: `${secure ? 'https' : 'http'}://127.0.0.1:${port}/`,
    fault,
    requests,
    made,
    failures,
    /** The connections that are served now. */
    lines,
    /** How often the fault struck. */
    struck: () => struck,
    /** How often something was tried that the fault is for: connections that it struck, and requests. */
    tries: () => (fault.at === 'connection' ? struck : 0) + requests.filter((one) => one.method === method).length,
  };
}

/** Begins TLS on a connection, if it is to have it, and hands it on. */
function speak(wire, { version, secure, certificate = 'server', tls }, serve) {
  if (!secure) return serve(new Line(wire, wire));
  const identity = { cert: pem(`${certificate}.pem`), key: pem(`${certificate}-key.pem`) };
  const server = createTlsServer(
    { ...identity, ALPNProtocols: [version === 2 ? 'h2' : 'http/1.1'], ...tls },
    (socket) => serve(new Line(socket, wire)),
  );
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.emit('connection', wire);
}

/** Does on the sandbox what a request asks for. */
async function forward(sandbox, { method, path, headers, body }) {
  const { host, connection, 'content-length': length, ...kept } = headers;
  const response = await fetch(new URL(path, sandbox.url), {
    method,
    headers: kept,
    body: body.length > 0 ? body : undefined,
    redirect: 'manual',
  });
  const type = response.headers.get('content-type');
  return {
    status: response.status,
    headers: type ? { 'content-type': type } : {},
    body: Buffer.from(await response.arrayBuffer()),
  };
}
