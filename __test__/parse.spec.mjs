// A parser that others have put in the place of JavaScript's own sees no token, and is not asked.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { createToken, listTokens } from './helpers/addon.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

for (const [what, call] of [
  ['a list', (connection) => listTokens(connection)],
  [
    'a new token',
    (connection, password) => createToken({ ...connection, name: 'new', password, packages: ['a'], readOnly: true }),
  ],
]) {
  it(`makes ${what} by the parser there was when the addon was loaded`, async (t) => {
    const sandbox = await sandboxFor(t, { packages: ['a'], tokens: 1 });
    const { parse } = JSON;
    t.after(() => {
      JSON.parse = parse;
    });
    const seen = [];
    const connection = connectionTo(sandbox);
    JSON.parse = (text, ...rest) => {
      if (new Error().stack.includes('sandbox')) return parse(text, ...rest);
      seen.push(text);
      throw new Error('not here');
    };
    const result = await call(connection, sandbox.password);
    assert.ok(result.key || result.length > 0);
    assert.deepEqual(seen, []);
  });
}
