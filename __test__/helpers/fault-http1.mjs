// The HTTP/1.1 side of the fault layer: reads requests byte by byte, so that a fault can strike anywhere.
import { once } from 'node:events';
import { STATUS_CODES } from 'node:http';
import { Exchange } from './fault-exchange.mjs';

/** An HTTP/1.1 request, and its answer written by hand. */
class Http1Exchange extends Exchange {
  #end = {};

  async givenUp() {
    if (!this.wire.closed) await once(this.wire, 'close');
  }

  announceEnd() {
    this.#end = { connection: 'close' };
  }

  /** Writes the head of an answer; its length is that of the body unless the headers say otherwise. */
  start(answer) {
    this.send(head({ ...answer, headers: { ...answer.headers, ...this.#end } }));
  }

  /** Writes some of the body. */
  part(bytes) {
    if (bytes.length > 0) this.send(bytes);
  }

  /** Ends an answer, of which the length has told the end already. */
  finish() {}
}

/** The head of an answer, as it goes over the wire. */
export function head({ status, headers, body }) {
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  const delimited = 'content-length' in headers || 'transfer-encoding' in headers || status === 204 || status === 304;
  if (!delimited) lines.push(`content-length: ${body.length}\r\n`);
  return `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Unknown'}\r\n${lines.join('')}\r\n`;
}

/**
 * Serves a connection, one request after the other.
 * @param {import('./fault-exchange.mjs').Line} line
 * @param {import('./fault-server.mjs').Handler} handler
 */
export function serveHttp1(line, handler) {
  const { socket } = line;
  let pending = Buffer.alloc(0);
  /** The request that is being read or answered. */
  let current;
  socket.on('error', () => {});
  socket.on('data', (chunk) => {
    pending = Buffer.concat([pending, chunk]);
    advance();
  });

  function advance() {
    if (!current) {
      const end = pending.indexOf('\r\n\r\n');
      if (end === -1) return;
      const request = readHead(pending.subarray(0, end).toString('latin1'));
      pending = pending.subarray(end + 4);
      current = { exchange: new Http1Exchange(request, line, handler.carryOut), complete: false };
      if (handler.head(current.exchange)) return;
    }
    const { request } = current.exchange;
    const length = Number(request.headers['content-length'] ?? 0);
    if (current.complete || pending.length < length) return;
    request.body = pending.subarray(0, length);
    pending = pending.subarray(length);
    current.complete = true;
    handler.request(current.exchange).then((last) => {
      if (last) return socket.end();
      current = undefined;
      advance();
    });
  }
}

function readHead(text) {
  const [line, ...lines] = text.split('\r\n');
  const [method, path] = line.split(' ');
  const headers = Object.fromEntries(
    lines.map((header) => {
      const at = header.indexOf(':');
      return [header.slice(0, at).toLowerCase(), header.slice(at + 1).trim()];
    }),
  );
  return { method, path, headers, body: Buffer.alloc(0) };
}
