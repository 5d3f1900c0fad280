import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { creating } from './helpers/faults.mjs';
import { rawServer } from './helpers/raw.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

describe('a redirect within the registry’s origin', () => {
  for (const status of [307, 308]) {
    it(`by ${status} keeps method, body and authorization of a POST`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ status, headers: { location: '/-/npm/v1/tokens?moved=1' } });
      const { token } = await createToken({
        ...connectionTo(sandbox),
        name: 'n',
        packages: 'a',
        password: sandbox.password,
        otp: '123456',
      });
      assert.equal(token, sandbox.tokens[0].token);
      assert.deepEqual(lines(sandbox), ['POST /-/npm/v1/tokens', 'POST /-/npm/v1/tokens?moved=1']);
      const [first, second] = sandbox.requests;
      assert.equal(second.bodyText, first.bodyText);
      const kept = ({ headers: { connection, ...headers } }) => headers;
      assert.deepEqual(kept(second), kept(first));
      assert.equal(second.headers['npm-otp'], '123456');
    });
  }

  for (const status of [301, 302, 303, 307, 308]) {
    it(`by ${status} is followed by a GET`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: 1 });
      sandbox.inject({ status, headers: { location: '/-/npm/v1/tokens?moved=1' } });
      assert.equal((await listTokens(connectionTo(sandbox))).length, 1);
      assert.equal(sandbox.requests[1].headers.authorization, `Bearer ${sandbox.authToken}`);
    });
  }

  it('T4: to another origin is not followed, by no status', async (t) => {
    const elsewhere = await rawServer(t);
    for (const status of [301, 302, 303, 307, 308]) {
      const { promise } = await creating(t, { status, headers: { location: `${elsewhere.url}-/npm/v1/tokens` } });
      assert.equal((await failure(promise)).code, 'EREDIRECT');
    }
    assert.equal(elsewhere.connections(), 0);
  });
});
