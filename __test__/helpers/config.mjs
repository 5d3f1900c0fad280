// Configuration that leads to a sandbox.
import './isolate.mjs';
import { sandboxFor } from './registry.mjs';

/** A registry's address as the keys of its credentials have it. */
export const nerf = (url) => url.slice(url.indexOf('//'));

/** Lines of a file that lead to a sandbox; with no repetitions. */
export function npmrcOf({ url }, token, ...lines) {
  return [`registry=${url}`, `${nerf(url)}:_authToken=${token}`, 'fetch-retries=0', ...lines, ''].join('\n');
}

/** Sets variables of this process until the test ends. */
export function setVariables(t, variables) {
  const before = Object.keys(variables).map((name) => [name, process.env[name]]);
  Object.assign(process.env, variables);
  t.after(() => {
    for (const [name, value] of before) {
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
  });
}

/** A sandbox that takes every token, and the tokens it was shown. */
export async function anyToken(t) {
  const sandbox = await sandboxFor(t);
  sandbox.inject({ json: { objects: [], urls: {} }, times: Number.POSITIVE_INFINITY });
  return {
    url: sandbox.url,
    seen: () => sandbox.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', '')),
    sandbox,
  };
}
