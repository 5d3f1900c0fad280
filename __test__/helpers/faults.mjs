// Calls that lead to an error, each with the registry that the error names.
import './isolate.mjs';
import { fileURLToPath } from 'node:url';
import { createToken, listTokens } from './addon.mjs';
import { connectionTo, sandboxFor } from './registry.mjs';

/** For a fault that stays. */
export const ALL = Number.POSITIVE_INFINITY;
/** The path of a file of `fixtures/tls`. */
export const fixture = (name) => fileURLToPath(new URL(`../fixtures/tls/${name}`, import.meta.url));

/** Lists from a sandbox that answers with a fault. */
export async function faulty(t, fault, options) {
  const sandbox = await sandboxFor(t, options);
  sandbox.inject({ times: ALL, ...fault });
  return { registry: sandbox.url, promise: listTokens(connectionTo(sandbox)) };
}

/** Lists from an address. */
export const from = (registry, options) => ({
  registry,
  promise: listTokens({ registry, authToken: 't', fetchRetries: 0, ...options }),
});

/** Creates on a sandbox that answers with a fault, and lists what there is truthfully. */
export async function creating(t, fault) {
  const sandbox = await sandboxFor(t);
  sandbox.inject({ method: 'POST', times: ALL, ...fault });
  return {
    registry: sandbox.url,
    promise: createToken({ ...connectionTo(sandbox), name: 'n', packages: 'a', password: 'p' }),
  };
}
