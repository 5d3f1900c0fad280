// Tests of what is refused before anything is sent, each from a table of cases.
import './isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { failure } from './failure.mjs';
import { proxyServer } from './raw.mjs';
import { connectionTo, sandboxFor } from './registry.mjs';

const DAY = 24 * 60 * 60 * 1000;
export const OPTION = 'EINVALIDOPTION';
export const CIDR = 'EINVALIDCIDR';
export const CONFIG = 'EINVALIDCONFIG';
export const TYPE = 'ERR_INVALID_ARG_TYPE';
export const VALUE = 'ERR_INVALID_ARG_VALUE';

/** That many names. */
export const names = (count, prefix = 'name-') => Array.from({ length: count }, (_, index) => `${prefix}${index}`);
/** The time in that many days. */
export const daysAhead = (days) => new Date(Date.now() + days * DAY).toISOString();
/** A placeholder for a variable, as in a configuration file. */
export const unset = '\u0024{NPM_TOKEN_SPEC_UNSET}';

/** What creates a token. */
export const VALID = { name: 'n', packages: ['a'], password: 'p' };

/**
 * Tests that a function refuses each case, and that nothing is sent: to the public registry, and to a sandbox. A case
 * has the option, in which words the cases differ, the code, and the options beside `base`. `publicly`: only the public
 * registry's limits refuse it, or only an https registry is concerned. `only`: the functions it is for.
 * @param {(options: object) => Promise<unknown>} call
 */
export function refuses(call, base, cases) {
  describe(`${call.name} refuses before anything is sent`, () => {
    for (const row of cases) {
      if (row.only && !row.only.includes(call)) continue;
      it(`${row.option instanceof RegExp ? '' : `${row.option}: `}${row.what}`, async (t) => {
        const proxy = await proxyServer(t);
        // A call that reaches for the public registry has to go through this proxy.
        const publicly = {
          authToken: 'npm_spec',
          proxy: proxy.url,
          httpsProxy: proxy.url,
          fetchRetries: 0,
          timeout: 5000,
        };
        check(await failure(call({ ...publicly, ...base, ...row.give })), row);
        assert.deepEqual(proxy.asked, []);
        assert.equal(proxy.connections(), 0);
        if (row.publicly) return;

        const sandbox = await sandboxFor(t);
        check(await failure(call({ ...connectionTo(sandbox), ...base, ...row.give })), row);
        assert.deepEqual(sandbox.requests, []);
      });
    }
  });
}

function check(error, { code, option, unknown }) {
  assert.ok([code].flat().includes(error.code), `${error.code}: ${error.message}`);
  if (option instanceof RegExp) assert.match(error.message, option);
  else assert.ok(error.message.includes(`\`${option}`), error.message);
  const isArgument = error.code === TYPE || error.code === VALUE;
  assert.equal(error instanceof TypeError, isArgument);
  // A wrong type or an unknown name says what to write in the message itself.
  if (!isArgument) assert.ok(error.hint, `no hint: ${error.message}`);
  else if (!unknown) assert.match(error.message, /must|exactly one/);
  for (const absent of ['statusCode', 'method', 'url']) assert.equal(absent in error, false, absent);
}
