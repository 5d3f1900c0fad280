import { once } from 'node:events';
import { createServer } from 'node:http';

const HOST = '127.0.0.1';
const BODY_LIMIT = 1024 * 1024;

/**
 * What a route gives back. `body` is sent as it is when it is a Buffer, as text when it is a string and as JSON
 * otherwise; `destroy` and `hang` are for faults.
 * @typedef {object} Answer
 * @property {number} [status] 200 if left out
 * @property {Record<string, string | string[] | undefined>} [headers] an undefined value removes the header
 * @property {unknown} [body]
 * @property {boolean} [json] sends a string or null as JSON too
 * @property {'before' | 'headers' | 'body'} [destroy]
 * @property {boolean} [hang]
 */

/** @typedef {import('./index.d.mts').SandboxRequest} SandboxRequest */

/** Thrown by a route to answer at once. */
export class Refusal extends Error {
  /** @param {Answer} answer */
  constructor(answer) {
    super(`refused with status ${answer.status}`);
    this.answer = answer;
  }
}

/**
 * @param {number} status
 * @param {unknown} body
 * @param {Answer['headers']} [headers]
 */
export function refuse(status, body, headers) {
  return new Refusal({ status, body, headers });
}

/** The credentials of an `Authorization: Bearer …` header, or undefined. @param {SandboxRequest} request */
export function bearer(request) {
  return /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
}

/** The JSON object sent, or an empty one for any other JSON value. @param {SandboxRequest} request */
export function jsonObject(request) {
  const { body } = request;
  return body !== null && typeof body === 'object' && !Array.isArray(body) ? body : {};
}

/** Whether there is a body that is not JSON. @param {SandboxRequest} request */
export function isMalformed(request) {
  return request.body === undefined && request.bodyText.trim() !== '';
}

/**
 * Starts the server. `respond` is called once a request has arrived completely.
 * @param {number} port
 * @param {(request: SandboxRequest, tooLarge: boolean) => Promise<Answer>} respond
 */
export async function listen(port, respond) {
  const sockets = new Set();
  let closed;
  const server = createServer((incoming, response) => {
    serve(incoming, response, respond).catch(() => response.destroy());
  });
  // The server never closes an idle connection by itself: only the client and the faults do, so tests are stable.
  server.keepAliveTimeout = 0;
  server.requestTimeout = 0;
  server.on('connection', (socket) => {
    if (closed) return socket.destroy();
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  server.listen({ port, host: HOST, exclusive: true });
  await once(server, 'listening');

  return {
    origin: `http://${HOST}:${server.address().port}`,
    get openSockets() {
      return sockets.size;
    },
    close() {
      closed ??= stop(server, sockets);
      return closed;
    },
  };
}

async function stop(server, sockets) {
  const ended = [...sockets].map((socket) => new Promise((resolve) => socket.once('close', resolve)));
  ended.push(new Promise((resolve) => server.close(resolve)));
  for (const socket of sockets) socket.destroy();
  await Promise.all(ended);
}

async function serve(incoming, response, respond) {
  const bytes = await readBody(incoming);
  const request = toRequest(incoming, bytes ?? Buffer.alloc(0));
  send(response, request, await respond(request, bytes === undefined));
}

/** Reads to the end in any case, so that a client still sending can read its 413. */
async function readBody(incoming) {
  const chunks = [];
  let size = 0;
  for await (const chunk of incoming) {
    size += chunk.length;
    if (size <= BODY_LIMIT) chunks.push(chunk);
  }
  return size <= BODY_LIMIT ? Buffer.concat(chunks) : undefined;
}

/** @returns {SandboxRequest} */
function toRequest({ method, url, headers, rawHeaders }, bytes) {
  const bodyText = bytes.toString('utf8');
  const body = parseJson(bodyText);
  return { method, path: url, route: undefined, query: '', headers, rawHeaders, body, bodyText, status: undefined };
}

function parseJson(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {Answer} answer */
function send(response, request, answer) {
  if (answer.hang) return;
  if (answer.destroy === 'before') return response.destroy();

  const status = answer.status ?? 200;
  const { bytes, type } = encode(answer);
  const headers = { 'content-type': type, 'content-length': String(bytes.length), ...lowerCased(answer.headers) };
  if (status === 204 || status === 304) delete headers['content-length'];
  for (const [name, value] of Object.entries(headers)) {
    if (value !== undefined) response.setHeader(name, value);
  }
  request.status = status;
  response.writeHead(status);
  if (!answer.destroy) return response.end(bytes);

  response.flushHeaders();
  if (answer.destroy === 'body') response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)));
  response.socket?.destroySoon();
}

function lowerCased(headers = {}) {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/** @param {Answer} answer @returns {{ bytes: Buffer, type: string | undefined }} */
function encode({ body, json }) {
  if (body === undefined) return { bytes: Buffer.alloc(0), type: undefined };
  if (Buffer.isBuffer(body)) return { bytes: body, type: 'application/octet-stream' };
  if (typeof body === 'string' && !json) return { bytes: Buffer.from(body), type: 'text/plain; charset=utf-8' };
  return { bytes: Buffer.from(JSON.stringify(body)), type: 'application/json' };
}
