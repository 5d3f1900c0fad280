// An http proxy: what it does with tunnels (CONNECT) and with requests in the absolute form. It notes all it is asked.
import { createServer, request as send } from 'node:http';
import { connect } from 'node:net';
import { pipeline } from 'node:stream';

/**
 * @typedef {object} ProxyBehaviour
 * @property {string} [credentials] `user:password`, without which nothing is let through
 * @property {'open' | 'refused' | 'hanging' | 'reset' | 'broken' | 'garbage'} [tunnels] opens them; answers 403; never
 * answers; hangs up without an answer; hangs up after it; answers something else than HTTP
 * @property {'forwarded' | 'answered'} [requests] forwards them; answers like an empty registry
 */

/** The words with which a proxy refuses to open a tunnel. */
const REFUSAL = 'HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\n\r\n';
const OPENED = 'HTTP/1.1 200 Connection established\r\n\r\n';
const UNKNOWN =
  'HTTP/1.1 407 Proxy Authentication Required\r\nproxy-authenticate: Basic realm="proxy"\r\ncontent-length: 0\r\n\r\n';

/** What a proxy does with a tunnel. */
const TUNNELS = {
  open({ url }, client, early) {
    const { hostname, port } = new URL(`tcp://${url}`);
    const target = connect(port, hostname, () => {
      client.write(OPENED);
      target.write(early);
      pipeline(client, target, client, () => {});
    });
    target.on('error', () => client.destroy());
  },
  refused: (_request, client) => client.end(REFUSAL),
  hanging() {},
  reset: (_request, client) => client.resetAndDestroy(),
  broken: (_request, client) => client.write(OPENED, () => client.resetAndDestroy()),
  garbage: (_request, client) => client.end('\0garbage\r\n\r\n'),
};

/** What a proxy does with a request. */
const REQUESTS = {
  forwarded(request, response) {
    const { 'proxy-authorization': _credentials, 'proxy-connection': _connection, ...headers } = request.headers;
    const onward = send(request.url, { method: request.method, headers, agent: false }, (answer) => {
      response.writeHead(answer.statusCode, answer.headers);
      pipeline(answer, response, () => {});
    });
    onward.on('error', () => response.destroy());
    pipeline(request, onward, () => {});
  },
  answered(_request, response) {
    response.setHeader('content-type', 'application/json');
    response.end('{"objects":[],"urls":{}}');
  },
};

/**
 * Makes a proxy that does not listen yet.
 * @param {ProxyBehaviour} [behaviour]
 */
export function createProxy({ credentials, tunnels = 'open', requests = 'forwarded' } = {}) {
  const asked = [];
  const wanted = credentials && `Basic ${Buffer.from(credentials).toString('base64')}`;
  const isKnown = ({ headers }) => wanted === undefined || headers['proxy-authorization'] === wanted;
  const note = ({ method, url, headers }) => asked.push({ target: `${method} ${url}`, headers });

  const server = createServer((request, response) => {
    note(request);
    if (isKnown(request)) return REQUESTS[requests](request, response);
    response.writeHead(407, { 'proxy-authenticate': 'Basic realm="proxy"' });
    response.end();
  });
  server.on('connect', (request, client, early) => {
    client.on('error', () => {});
    note(request);
    if (isKnown(request)) TUNNELS[tunnels](request, client, early);
    else client.end(UNKNOWN);
  });
  return { server, asked };
}
