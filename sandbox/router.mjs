import { Refusal } from './http.mjs';

/** @typedef {import('./http.mjs').Answer} Answer */
/** @typedef {import('./index.d.mts').SandboxRequest} SandboxRequest */
/** @typedef {(request: SandboxRequest, params: Record<string, string>) => Answer} Handler */
/** @typedef {[method: string, pattern: string, handler: Handler]} Route */

/**
 * Finds the route for a request and runs it. A `:name` at the end of a pattern's segment takes what follows there,
 * percent-decoded.
 * An unexpected request is answered with its method and path, so that a wrong URL shows in a test's output.
 * @param {Route[]} routes
 * @param {SandboxRequest} request
 * @param {(request: SandboxRequest) => Answer} [wrongMethod] answers a known path asked for with another method
 * @returns {Answer}
 */
export function dispatch(routes, request, wrongMethod = unexpected) {
  const matches = routes.map(([method, pattern, handler]) => ({ method, handler, params: match(pattern, request) }));
  const known = matches.filter(({ params }) => params !== undefined);
  const found = known.find(({ method }) => method === request.method);
  try {
    if (found) return found.handler(request, found.params);
    return known.length > 0 ? wrongMethod(request) : unexpected(request);
  } catch (error) {
    if (error instanceof Refusal) return error.answer;
    throw error;
  }
}

function unexpected({ method, path }) {
  return { status: 404, body: { error: `the sandbox has no route for ${method} ${path}` } };
}

function match(pattern, { route }) {
  if (route === undefined) return undefined;
  const wanted = pattern.split('/');
  const actual = route.split('/');
  if (wanted.length !== actual.length) return undefined;
  const params = {};
  for (const [index, part] of wanted.entries()) {
    const name = /:(\w+)$/.exec(part)?.[1];
    const fixed = name ? part.slice(0, -name.length - 1) : part;
    const value = decode(actual[index]);
    if (value === undefined) return undefined;
    if (name ? !value.startsWith(fixed) || value === fixed : value !== fixed) return undefined;
    if (name) params[name] = value.slice(fixed.length);
  }
  return params;
}

function decode(segment) {
  try {
    return decodeURIComponent(segment);
  } catch {
    return undefined;
  }
}
