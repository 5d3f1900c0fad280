import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { getEventListeners, once } from 'node:events';
import { createConnection } from 'node:net';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import {
  auditTokens,
  createToken,
  listTokens,
  revokeToken,
  revokeTokens,
  rotateToken,
  streamed,
  withTemporaryToken,
} from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { closedPort, rawServer, until } from './helpers/raw.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

/** How soon an aborted call must have rejected: on a busy machine too, and long before anything else would end it. */
const SOON = 2000;

const operations = {
  listTokens: (options) => listTokens(options),
  streamTokens: streamed,
  auditTokens: (options) => auditTokens(options),
  createToken: (options) => createToken({ name: 'ci', packages: ['a'], password: 'p', ...options }),
  withTemporaryToken: (options) => withTemporaryToken({ packages: ['a'], password: 'p', ...options }, assert.fail),
  revokeToken: (options) => revokeToken({ name: 'ci', ...options }),
  revokeTokens: (options) => revokeTokens({ name: 'ci', ...options }),
  rotateToken: (options) => rotateToken({ name: 'ci', password: 'p', keepOld: true, ...options }),
};

function listeners(signal) {
  return getEventListeners(signal, 'abort').length;
}

/** Aborts a call once something has happened, and checks all that is promised of that. */
async function abortWhen(call, happened) {
  const controller = new AbortController();
  const { signal } = controller;
  const outcome = failure(call({ signal }));
  await happened();
  assert.equal(listeners(signal), 1, 'the call listens while it lasts');
  const reason = new Error('enough');
  const start = performance.now();
  controller.abort(reason);
  const error = await outcome;
  const took = performance.now() - start;
  assert.ok(took < SOON, `took ${took} ms`);
  check(error, signal);
  assert.equal(error.cause, reason);
}

function check(error, signal) {
  assert.deepEqual([error.code, error.name], ['ABORT_ERR', 'AbortError']);
  assert.ok(error instanceof Error);
  assert.equal(error.cause, signal.reason);
  assert.equal(listeners(signal), 0, 'no listener is left');
}

describe('an aborted call', { concurrency: true }, () => {
  for (const [name, call] of Object.entries(operations)) {
    it(`${name}: before it starts, nothing is sent`, async (t) => {
      const server = await rawServer(t);
      const signal = AbortSignal.abort();
      const start = performance.now();
      check(await failure(call({ registry: server.url, authToken: 't', signal })), signal);
      assert.ok(performance.now() - start < SOON);
      assert.equal(server.connections(), 0);
    });

    it(`${name}: right after it starts, in the same turn`, async (t) => {
      const server = await rawServer(t);
      const controller = new AbortController();
      // Nobody answers the handshake, so nothing is sent however late the turn ends.
      const registry = `https://127.0.0.1:${server.port}/`;
      const outcome = failure(call({ registry, authToken: 't', signal: controller.signal }));
      controller.abort();
      check(await outcome, controller.signal);
      await until(() => server.open() === 0, 'no open socket');
    });

    it(`${name}: during the TLS handshake`, async (t) => {
      const server = await rawServer(t);
      const registry = `https://127.0.0.1:${server.port}/`;
      const happened = () => until(() => server.connections() === 1, 'a connection');
      await abortWhen((options) => call({ ...options, registry, authToken: 't' }), happened);
      await until(() => server.open() === 0, 'no open socket');
    });

    // What becomes of a create that was sent is another matter: see create.lost.spec.mjs.
    if (name === 'createToken' || name === 'withTemporaryToken') continue;

    it(`${name}: while it waits for an answer`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ hang: true });
      const happened = () => until(() => sandbox.requests.length === 1, 'a request');
      await abortWhen((options) => call({ ...connectionTo(sandbox), ...options }), happened);
      await until(() => sandbox.openSockets === 0, 'no open socket');
    });

    it(`${name}: in the middle of the answer`, async (t) => {
      let sent = false;
      const server = await rawServer(t, (socket) => {
        socket.once('data', () => {
          const head = 'HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n';
          socket.write(`${head}{"objects":[`, () => {
            sent = true;
          });
        });
      });
      const options = { registry: server.url, authToken: 't' };
      await abortWhen(
        (signal) => call({ ...options, ...signal }),
        () => until(() => sent, 'half an answer'),
      );
      await until(() => server.open() === 0, 'no open socket');
    });
  }

  it('while the address does not take the connection', {
    skip: process.platform !== 'linux' && 'how a full queue behaves is Linux’s own',
  }, async (t) => {
    // A thread that listens and then sleeps: once its queue is full, further connections are not taken.
    const source = `const { createServer } = require('node:net');
      const server = createServer().listen({ port: 0, host: '127.0.0.1', backlog: 1 }, () => {
        require('node:worker_threads').parentPort.postMessage(server.address().port);
        setTimeout(() => Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0), 50);
      });`;
    const worker = new Worker(source, { eval: true });
    t.after(() => worker.terminate());
    const [port] = await once(worker, 'message');
    await new Promise((resolve) => setTimeout(resolve, 100));
    const fillers = Array.from({ length: 4 }, () => createConnection(port, '127.0.0.1').on('error', () => {}));
    t.after(() => {
      for (const filler of fillers) filler.destroy();
    });
    const options = { registry: `http://127.0.0.1:${port}/`, authToken: 't' };
    await abortWhen(
      (signal) => listTokens({ ...options, ...signal }),
      () => new Promise((resolve) => setTimeout(resolve, 200)),
    );
  });

  it('while the otp callback thinks', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    let asked = false;
    const otp = () => {
      asked = true;
      return new Promise(() => {});
    };
    const call = (options) =>
      operations.createToken({ ...connectionTo(sandbox), password: sandbox.password, otp, ...options });
    await abortWhen(call, () => until(() => asked, 'a question'));
    assert.equal(sandbox.requests.length, 1);
    // The connection of the answered request is idle, and closed before long.
    await until(() => sandbox.openSockets === 0, 'no open socket', 15_000);
  });

  it('while a web sign-in is polled', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const polled = () => sandbox.requests.some(({ route, status }) => route === '/-/v1/done' && status === 202);
    const call = (options) =>
      operations.createToken({ ...connectionTo(sandbox), password: sandbox.password, onWebAuth: () => {}, ...options });
    await abortWhen(call, () => until(polled, 'a poll'));
    const { length } = sandbox.requests;
    await new Promise((resolve) => setTimeout(resolve, 1500));
    assert.equal(sandbox.requests.length, length, 'polling has ended');
    await until(() => sandbox.openSockets === 0, 'no open socket', 15_000);
  });

  it('while it waits before a repetition', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ status: 503, times: Number.POSITIVE_INFINITY });
    const call = (options) => listTokens({ ...connectionTo(sandbox), fetchRetries: 2, ...options });
    await abortWhen(call, () => until(() => sandbox.requests[0]?.status === 503, 'a failure'));
    assert.equal(sandbox.requests.length, 1);
  });

  it('from within its own otp callback', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const controller = new AbortController();
    const { signal } = controller;
    const otp = () => {
      controller.abort();
      return sandbox.currentOtp();
    };
    const options = { ...connectionTo(sandbox), password: sandbox.password, otp, signal };
    check(await failure(operations.createToken(options)), signal);
  });

  it('between the two requests of a revocation leaves the token', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ name: 'ci' }] });
    sandbox.inject({ method: 'DELETE', hang: true });
    const call = (options) => operations.revokeToken({ ...connectionTo(sandbox), ...options });
    await abortWhen(call, () => until(() => sandbox.requests.length === 2, 'the deletion'));
    assert.equal(sandbox.tokens.length, 1);
  });
});

describe('a signal', () => {
  const reasons = ['text', 0, '', false, null, 1n, { an: 'object' }, new TypeError('x'), () => {}, Symbol('s')];
  for (const reason of reasons) {
    it(`gives its reason: ${typeof reason} ${String(reason)}`, { timeout: 5000 }, async (t) => {
      const server = await rawServer(t);
      const signal = AbortSignal.abort(reason);
      const error = await failure(listTokens({ registry: server.url, authToken: 't', signal }));
      assert.equal(error.code, 'ABORT_ERR');
      assert.equal(error.cause, reason);
      assert.equal(server.connections(), 0);
    });
  }

  it('without a reason gives the usual one', async (t) => {
    const server = await rawServer(t);
    const signal = AbortSignal.abort();
    assert.equal(
      (await failure(listTokens({ registry: server.url, authToken: 't', signal }))).cause.name,
      'AbortError',
    );
  });

  it('of a timeout gives its TimeoutError as the cause', async (t) => {
    const server = await rawServer(t);
    const signal = AbortSignal.timeout(50);
    const error = await failure(listTokens({ registry: server.url, authToken: 't', signal }));
    assert.deepEqual([error.code, error.cause.name], ['ABORT_ERR', 'TimeoutError']);
  });

  it('keeps its onabort', async (t) => {
    const server = await rawServer(t);
    const controller = new AbortController();
    let called = 0;
    const onabort = () => {
      called += 1;
    };
    controller.signal.onabort = onabort;
    const outcome = failure(listTokens({ registry: server.url, authToken: 't', signal: controller.signal }));
    await until(() => server.connections() === 1, 'a connection');
    assert.equal(controller.signal.onabort, onabort);
    controller.abort();
    assert.equal((await outcome).code, 'ABORT_ERR');
    assert.equal(called, 1);
    assert.equal(controller.signal.onabort, onabort);
  });

  it('serves many calls at once, and has no listener after any of them', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ hang: true, times: Number.POSITIVE_INFINITY });
    const controller = new AbortController();
    const { signal } = controller;
    const calls = Array.from({ length: 9 }, () => failure(listTokens({ ...connectionTo(sandbox), signal })));
    assert.equal(listeners(signal), 9);
    controller.abort();
    for (const error of await Promise.all(calls)) assert.equal(error.code, 'ABORT_ERR');
    assert.equal(listeners(signal), 0);
    await until(() => sandbox.openSockets === 0, 'no open socket');
  });

  it('has no listener after a success, and may be aborted then', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ name: 'ci' }] });
    const controller = new AbortController();
    const { signal } = controller;
    const connection = { ...connectionTo(sandbox), signal };
    await listTokens(connection);
    await createToken({ ...connection, name: 'n', packages: 'a', password: sandbox.password });
    await revokeToken({ ...connection, name: 'ci' });
    assert.equal(listeners(signal), 0);
    controller.abort();
    assert.deepEqual(
      lines(sandbox).map((line) => line.split(' ')[0]),
      ['GET', 'POST', 'GET', 'DELETE'],
    );
  });

  const failures = [
    { what: 'of the registry', options: (sandbox) => connectionTo(sandbox), fault: { status: 500 }, code: 'E500' },
    {
      what: 'of the connection',
      options: async () => ({ registry: `http://127.0.0.1:${await closedPort()}/`, authToken: 't' }),
      code: 'ECONNREFUSED',
    },
    { what: 'of credentials', options: (sandbox) => ({ registry: sandbox.url }), code: 'ENEEDAUTH' },
    { what: 'of an option after it', options: () => ({ registry: 'ftp://x/' }), code: 'EINVALIDOPTION' },
    { what: 'of a type after it', options: () => ({ registry: 5 }), code: 'ERR_INVALID_ARG_TYPE' },
    { what: 'of a name after it', options: () => ({ nope: 5 }), code: 'ERR_INVALID_ARG_VALUE' },
    {
      what: 'of time',
      options: (sandbox) => ({ ...connectionTo(sandbox), timeout: 20 }),
      fault: { hang: true },
      code: 'ETIMEDOUT',
    },
  ];
  for (const { what, options, fault, code } of failures) {
    it(`has no listener after a failure ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      if (fault) sandbox.inject(fault);
      const { signal } = new AbortController();
      const error = await failure(listTokens({ signal, ...(await options(sandbox)) }));
      assert.equal(error.code, code);
      assert.equal(listeners(signal), 0);
    });
  }

  it('is used as its interface says, and may be another library’s', async (t) => {
    const server = await rawServer(t);
    const target = new EventTarget();
    const signal = {
      aborted: false,
      reason: undefined,
      addEventListener: (...args) => target.addEventListener(...args),
      removeEventListener: (...args) => target.removeEventListener(...args),
    };
    const outcome = failure(listTokens({ registry: server.url, authToken: 't', signal }));
    await until(() => server.connections() === 1, 'a connection');
    signal.reason = new Error('mine');
    target.dispatchEvent(new Event('abort'));
    const error = await outcome;
    assert.deepEqual([error.code, error.cause], ['ABORT_ERR', signal.reason]);
    assert.equal(getEventListeners(target, 'abort').length, 0);
  });
});

describe('the timeout of a call', () => {
  it('is ETIMEDOUT, and leaves no open socket', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ hang: true });
    const error = await failure(listTokens({ ...connectionTo(sandbox), timeout: 50 }));
    assert.equal(error.code, 'ETIMEDOUT');
    assert.match(error.message, /50 ms/);
    await until(() => sandbox.openSockets === 0, 'no open socket');
  });

  // Kept, since a promise that nobody can settle any more is collected, and an error then.
  const never = new Promise(() => {});

  it('counts what callbacks take', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', tokens: [{ name: 'ci' }] });
    const options = { ...connectionTo(sandbox), otp: () => never, timeout: 200 };
    assert.equal((await failure(operations.revokeToken(options))).code, 'ETIMEDOUT');
    assert.equal(sandbox.tokens.length, 1);
  });

  it('does not hold a call that is done', async (t) => {
    const sandbox = await sandboxFor(t);
    assert.deepEqual(await listTokens({ ...connectionTo(sandbox), timeout: 60_000 }), []);
  });
});
