// What becomes of a connection between two requests.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { whole, written } from './helpers/fault-bytes.mjs';
import { json } from './helpers/fault-exchange.mjs';
import { faultServer } from './helpers/fault-server.mjs';
import { OPERATIONS, VERSIONS } from './helpers/operations.mjs';
import { pem, until } from './helpers/raw.mjs';
import { sandboxFor } from './helpers/registry.mjs';

async function registry(t, options) {
  const sandbox = await sandboxFor(t, { tokens: [{ name: 'kept' }, { name: 'doomed' }] });
  const server = await faultServer(t, { sandbox, ...options });
  const connection = {
    registry: server.url,
    authToken: sandbox.authToken,
    ca: pem('ca.pem'),
    fetchRetries: 1,
    fetchRetryMintimeout: 1,
    fetchRetryMaxtimeout: 5,
  };
  return { sandbox, server, connection };
}

const methods = ({ requests }) => requests.map(({ method }) => method);

for (const [name, version] of Object.entries(VERSIONS)) {
  describe(`a connection that served before (${name})`, { concurrency: 6 }, () => {
    for (const [operation, { call, methods: expected }] of Object.entries(OPERATIONS)) {
      it(`and was closed since costs a ${operation} nothing`, async (t) => {
        const { sandbox, server, connection } = await registry(t, { version });
        await listTokens(connection);
        for (const line of server.lines) line.hangUp();
        // Which takes both sides.
        await until(() => server.lines.size === 0, 'the end of the connection');
        await call(connection, sandbox.password);
        assert.deepEqual(methods(server), ['GET', ...expected]);
      });
    }

    for (const operation of ['list', 'revoke']) {
      it(`and was reset since costs a ${operation} nothing`, async (t) => {
        const { sandbox, server, connection } = await registry(t, { version });
        await listTokens(connection);
        for (const line of server.lines) line.reset();
        await OPERATIONS[operation].call(connection, sandbox.password);
        assert.deepEqual(methods(server), ['GET', ...OPERATIONS[operation].methods]);
      });

      it(`and has died unnoticed since: a ${operation} goes by another one`, async (t) => {
        const { sandbox, server, connection } = await registry(t, { version });
        const impatient = { ...connection, fetchTimeout: 3000 };
        await listTokens(impatient);
        for (const line of server.lines) line.deafen();
        await OPERATIONS[operation].call(impatient, sandbox.password);
        assert.deepEqual(methods(server), ['GET', ...OPERATIONS[operation].methods]);
      });
    }

    it('and has died unnoticed since: a create is not sent again, and its outcome unknown', async (t) => {
      const { sandbox, server, connection } = await registry(t, { version });
      const impatient = { ...connection, fetchTimeout: 3000 };
      await listTokens(impatient);
      for (const line of server.lines) line.deafen();
      const error = await failure(OPERATIONS.create.call(impatient, sandbox.password));
      assert.deepEqual([error.code, error.cause.code, error.candidates], ['EUNKNOWNOUTCOME', 'ETIMEDOUT', undefined]);
      assert.equal(methods(server).includes('POST'), false);
    });
  });
}

describe('an answer nobody asked for', () => {
  const more = whole(json(200, { objects: [{ key: 'false', token: 'npm_false' }], urls: {} }));
  const fault = written((answer) => Buffer.concat([whole(answer), more]));

  for (const [operation, { call, methods: expected }] of Object.entries(OPERATIONS)) {
    it(`is not taken for that of the next request: ${operation}`, async (t) => {
      const { sandbox, server, connection } = await registry(t, { fault, method: 'GET', times: 1 });
      assert.equal((await listTokens(connection)).length, 2);
      const value = await call(connection, sandbox.password);
      assert.equal(JSON.stringify(value).includes('false"'), false);
      assert.deepEqual(methods(server), ['GET', ...expected]);
    });
  }
});
