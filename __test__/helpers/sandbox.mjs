// Sandboxes that are asked over HTTP, without the addon: each is closed when its test ends.
import { afterEach } from 'node:test';
import { startSandbox } from '../../sandbox/index.mjs';

/** The path of the tokens, below the registry's address. */
export const TOKENS = '-/npm/v1/tokens';
export const DAY = 24 * 60 * 60 * 1000;
/** The time in every sandbox. */
export const NOW = Date.parse('2026-01-01T00:00:00.000Z');

let running = [];
afterEach(async () => {
  await Promise.all(running.map((sandbox) => sandbox.close()));
  running = [];
});

/** Starts a sandbox that ends with the test. */
export async function start(options) {
  const sandbox = await startSandbox({ now: () => NOW, ...options });
  running.push(sandbox);
  return sandbox;
}

/** Sends a request to a sandbox, and gives its answer with the body parsed. */
export async function ask(sandbox, method, path, { token = sandbox.authToken, headers, body, signal } = {}) {
  const response = await fetch(new URL(path, sandbox.url), {
    method,
    headers: { ...(token && { authorization: `Bearer ${token}` }), ...headers },
    body: body === undefined || typeof body === 'string' ? body : JSON.stringify(body),
    signal,
  });
  const text = await response.text();
  const isJson = response.headers.get('content-type') === 'application/json';
  return { status: response.status, headers: response.headers, body: isJson ? JSON.parse(text) : text };
}

export const list = (sandbox, extra) => ask(sandbox, 'GET', TOKENS, extra);
export const revoke = (sandbox, key, extra) => ask(sandbox, 'DELETE', `${TOKENS}/token/${key}`, extra);
export const create = (sandbox, fields, extra) => {
  const body = { name: 'ci', password: sandbox.password, packages: ['*'], ...fields };
  return ask(sandbox, 'POST', TOKENS, { body, ...extra });
};
