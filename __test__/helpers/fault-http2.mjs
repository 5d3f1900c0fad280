// The HTTP/2 side of the fault layer: Node.js reads the requests, and the answers are frames written by hand, so that
// a fault can be any sequence of them.
import { once } from 'node:events';
import { performServerHandshake } from 'node:http2';
import { Duplex } from 'node:stream';
import { Exchange } from './fault-exchange.mjs';

/** Types of frames. */
export const FRAME = {
  DATA: 0,
  HEADERS: 1,
  RST_STREAM: 3,
  SETTINGS: 4,
  PUSH_PROMISE: 5,
  PING: 6,
  GOAWAY: 7,
  WINDOW_UPDATE: 8,
  CONTINUATION: 9,
};
/** Flags of frames. */
export const FLAG = { NONE: 0, END_STREAM: 1, END_HEADERS: 4 };
/** Codes of errors. */
export const REASON = {
  NO_ERROR: 0,
  PROTOCOL_ERROR: 1,
  INTERNAL_ERROR: 2,
  REFUSED_STREAM: 7,
  CANCEL: 8,
  ENHANCE_YOUR_CALM: 11,
  HTTP_1_1_REQUIRED: 13,
};

/** An HTTP/2 request, and its answer written frame by frame. */
class Http2Exchange extends Exchange {
  #stream;

  /** @param {import('node:http2').ServerHttp2Stream} stream */
  constructor(stream, ...rest) {
    super(...rest);
    this.#stream = stream;
    this.id = stream.id;
  }

  async givenUp() {
    if (!this.#stream.closed) await once(this.#stream, 'close');
  }

  announceEnd() {
    this.goAway(this.id, REASON.NO_ERROR);
  }

  /** Writes one frame, of this stream unless another is named. */
  frame(type, flags = FLAG.NONE, payload = Buffer.alloc(0), id = this.id) {
    const header = Buffer.alloc(9);
    header.writeUIntBE(payload.length, 0, 3);
    header.writeUInt8(type, 3);
    header.writeUInt8(flags, 4);
    header.writeUInt32BE(id, 5);
    this.send(Buffer.concat([header, payload]));
  }

  /** Writes the head of an answer; its length is that of the body unless the headers say otherwise. */
  start({ status, headers, body }) {
    const length = status === 204 || status === 304 ? {} : { 'content-length': String(body.length) };
    this.frame(FRAME.HEADERS, FLAG.END_HEADERS, headerBlock({ ':status': String(status), ...length, ...headers }));
  }

  /** Writes some of the body. */
  part(bytes) {
    if (bytes.length > 0) this.frame(FRAME.DATA, FLAG.NONE, bytes);
  }

  /** Ends an answer. */
  finish() {
    this.frame(FRAME.DATA, FLAG.END_STREAM);
  }

  /** Ends the stream with an error. */
  resetStream(reason) {
    this.frame(FRAME.RST_STREAM, FLAG.NONE, uint32(reason));
  }

  /** Tells that no stream after one is served, and why. */
  goAway(last, reason) {
    this.frame(FRAME.GOAWAY, FLAG.NONE, Buffer.concat([uint32(last), uint32(reason)]), 0);
  }
}

/** A number of four bytes. */
export function uint32(number) {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(number);
  return bytes;
}

/** Headers as HPACK has them, all literal and none indexed. */
export function headerBlock(headers) {
  return Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => [Buffer.from([0]), literal(name), literal(value)]),
  );
}

function literal(text) {
  const bytes = Buffer.from(text, 'latin1');
  if (bytes.length < 127) return Buffer.concat([Buffer.from([bytes.length]), bytes]);
  const length = [127];
  let rest = bytes.length - 127;
  for (; rest >= 128; rest >>>= 7) length.push((rest & 127) | 128);
  return Buffer.concat([Buffer.from([...length, rest]), bytes]);
}

/**
 * Serves a connection.
 * @param {import('./fault-exchange.mjs').Line} line
 * @param {import('./fault-server.mjs').Handler} handler
 */
export function serveHttp2(line, handler) {
  const session = performServerHandshake(tap(line.socket));
  session.on('error', () => {});
  session.on('stream', (stream, received) => {
    stream.on('error', () => {});
    const { ':method': method, ':path': path, ...rest } = received;
    const headers = Object.fromEntries(Object.entries(rest).filter(([name]) => !name.startsWith(':')));
    const request = { method, path, headers, body: Buffer.alloc(0) };
    const exchange = new Http2Exchange(stream, request, line, handler.carryOut);
    if (handler.head(exchange)) return;
    const chunks = [];
    stream.on('data', (chunk) => chunks.push(chunk));
    stream.once('end', async () => {
      request.body = Buffer.concat(chunks);
      if (await handler.request(exchange)) exchange.hangUp();
    });
  });
}

/** A stream that reads and writes a socket, which can be written directly too. */
function tap(socket) {
  const stream = new Duplex({
    read: () => socket.resume(),
    write: (chunk, _encoding, done) => socket.write(chunk, done),
    final: (done) => socket.end(done),
    destroy: (error, done) => {
      socket.destroy();
      done(error);
    },
  });
  stream.on('error', () => {});
  socket.on('error', () => {});
  socket.on('data', (chunk) => stream.push(chunk) || socket.pause());
  socket.once('end', () => stream.push(null));
  socket.once('close', () => stream.destroy());
  return stream;
}
