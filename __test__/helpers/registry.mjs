// Sandbox registries for one test file: each is closed when its test ends.
import './isolate.mjs';
import { startSandbox } from 'npm-token/sandbox';

/**
 * Starts a sandbox that ends with the test, with the options that connect to it.
 * @param {import('node:test').TestContext} context
 * @param {import('npm-token/sandbox').SandboxOptions} [options]
 */
export async function sandboxFor(context, options) {
  const sandbox = await startSandbox(options);
  context.after(() => sandbox.close());
  return sandbox;
}

/** The options that lead a call to a sandbox, and never make it wait long. */
export function connectionTo(sandbox) {
  return { registry: sandbox.url, authToken: sandbox.authToken, fetchRetries: 0 };
}

/** The environment that leads the command to a sandbox. */
export function environmentOf(sandbox) {
  return {
    npm_config_registry: sandbox.url,
    [credentialVariable(sandbox.url)]: sandbox.authToken,
    npm_config_fetch_retries: '0',
  };
}

/** The name of the variable that holds a registry's token. */
export function credentialVariable(url) {
  return `npm_config_${url.slice(url.indexOf('//'))}:_authToken`;
}

/** The path of the first request of a list. */
export const FIRST_PAGE = '/-/npm/v1/tokens?perPage=1000';

/** The requests that reached a sandbox, as `METHOD path` lines. */
export function lines(sandbox) {
  return sandbox.requests.map(({ method, path }) => `${method} ${path}`);
}
