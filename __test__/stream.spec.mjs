// `streamTokens`: what it gives before the list is read to its end, and what ends it. Which tokens it gives is tested beside
// `listTokens`, in the specs of lists.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { getEventListeners } from 'node:events';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { listTokens, streamed, streamTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { environment } from './helpers/isolate.mjs';
import { until } from './helpers/raw.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const often = { times: Number.POSITIVE_INFINITY };
const LATER_PAGE = /page=\d+&/;
const FULL = 10;

/** A sandbox of 25 tokens, ten to a page, whose later pages are answered when `open` is called. */
async function held(t) {
  const sandbox = await sandboxFor(t, { tokens: 25, perPageMax: FULL });
  let open;
  const opened = new Promise((resolve) => {
    open = resolve;
  });
  sandbox.inject({ path: LATER_PAGE, handler: (_request, next) => opened.then(next), ...often });
  return { sandbox, open };
}

/** What is given, and what ends it. */
async function taken(tokens) {
  const given = [];
  const error = await failure(
    (async () => {
      for await (const token of tokens) given.push(token.key);
    })(),
  );
  return { given, error };
}

/** Waits until two later pages are asked for. */
const asked = (sandbox) => until(() => sandbox.requests.length >= 3, 'two requests');

/** Waits until nothing is asked for any more; a connection that is idle may stay. */
const quiet = (sandbox) => until(() => sandbox.openSockets <= 1, 'no request under way');

const keys = (tokens) => tokens.map(({ key }) => key);

describe('a stream of tokens', () => {
  it('sends nothing before the first is asked for', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 3 });
    const tokens = streamTokens(connectionTo(sandbox));
    await listTokens(connectionTo(sandbox));
    assert.equal(sandbox.requests.length, 1, 'that of the list');
    assert.equal((await tokens.next()).done, false);
    assert.equal(sandbox.requests.length, 2);
    await tokens.return();
  });

  it('gives those of the first page while the others are on their way', async (t) => {
    const { sandbox, open } = await held(t);
    const tokens = streamTokens(connectionTo(sandbox));
    const first = [];
    for (let count = 0; count < FULL; count += 1) first.push((await tokens.next()).value);
    assert.deepEqual(keys(first), keys(sandbox.tokens).slice(0, FULL));
    open();
    const rest = [];
    for await (const token of tokens) rest.push(token);
    assert.deepEqual(keys(rest), keys(sandbox.tokens).slice(FULL));
  });

  it('gives what listTokens does, but for the ids, which are whole keys', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 25, perPageMax: FULL });
    const listed = await listTokens(connectionTo(sandbox));
    assert.deepEqual(
      await streamed(connectionTo(sandbox)),
      listed.map((token) => ({ ...token, id: token.key })),
    );
  });

  it('gives all that were there, though those given are revoked before the rest is read', async (t) => {
    const { sandbox, open } = await held(t);
    const before = keys(sandbox.tokens);
    const given = [];
    for await (const { key } of streamTokens(connectionTo(sandbox))) {
      given.push(key);
      if (given.length > FULL) continue;
      const { status } = await fetch(`${sandbox.url}-/npm/v1/tokens/token/${key}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${sandbox.authToken}` },
      });
      assert.equal(status, 204);
      if (given.length === FULL) open();
    }
    assert.deepEqual(given.toSorted(), before.toSorted());
    assert.deepEqual(keys(sandbox.tokens), before.slice(FULL));
  });

  it('reads on while the loop is busy', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 100, perPageMax: FULL });
    const tokens = streamTokens(connectionTo(sandbox));
    await tokens.next();
    // Not all: how many windows are read depends on what comes first.
    await until(() => sandbox.requests.length >= 10, 'most pages');
    let count = 1;
    for await (const _ of tokens) count += 1;
    assert.equal(count, 100);
  });

  it('is one of several that do not get in each other’s way', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 25, perPageMax: FULL });
    const all = await Promise.all(Array.from({ length: 5 }, () => streamed(connectionTo(sandbox))));
    for (const one of all) assert.deepEqual(keys(one), keys(sandbox.tokens));
  });

  it('answers questions that come before answers in their order', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 3 });
    const tokens = streamTokens(connectionTo(sandbox));
    const answers = await Promise.all(Array.from({ length: 4 }, () => tokens.next()));
    assert.deepEqual(
      answers.map(({ value }) => value?.key),
      [...keys(sandbox.tokens), undefined],
    );
  });
});

describe('a stream that does not come to its end', () => {
  it('has given what came before, and is the error of listTokens then', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 25, perPageMax: FULL });
    sandbox.inject({ path: LATER_PAGE, status: 403, json: { error: 'no more' }, ...often });
    const { given, error } = await taken(streamTokens(connectionTo(sandbox)));
    assert.deepEqual(given, keys(sandbox.tokens).slice(0, FULL));
    const expected = await failure(listTokens(connectionTo(sandbox)));
    assert.deepEqual([error.code, error.message, error.statusCode], [expected.code, expected.message, 403]);
    assert.match(error.stack, /taken.*stream\.spec\.mjs/s);
  });

  it('has given what it could where the list kept changing, and says so', async (t) => {
    const sandbox = await sandboxFor(t);
    let number = 0;
    const handler = () => {
      number += 1;
      const isLast = number % 2 === 0;
      return { body: { objects: [{ key: `key-${number}` }], urls: { next: isLast ? null : '?page=1' } } };
    };
    sandbox.inject({ handler, ...often });
    const { given, error } = await taken(streamTokens(connectionTo(sandbox)));
    assert.equal(error.code, 'EBADRESPONSE');
    assert.match(error.message, /the list kept changing/);
    assert.equal(new Set(given).size, given.length);
    assert.equal(given.length, number);
  });

  it('is refused with the first question, before anything is sent', async (t) => {
    const sandbox = await sandboxFor(t);
    const { given, error } = await taken(streamTokens({ ...connectionTo(sandbox), sort: 'name' }));
    assert.deepEqual([given, error.code], [[], 'ERR_INVALID_ARG_VALUE']);
    assert.match(error.message, /`sort` is not an option of `streamTokens`/);
    assert.equal(sandbox.requests.length, 0);
  });

  it('is aborted with the reason of the signal, and leaves no listener', async (t) => {
    const { sandbox } = await held(t);
    const controller = new AbortController();
    const tokens = streamTokens({ ...connectionTo(sandbox), signal: controller.signal });
    await tokens.next();
    await asked(sandbox);
    const reason = new Error('enough');
    controller.abort(reason);
    const { given, error } = await taken(tokens);
    assert.deepEqual([error.code, error.cause], ['ABORT_ERR', reason]);
    assert.deepEqual(given, [], 'what had come as well');
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
    await quiet(sandbox);
  });

  it('is aborted when all is read, and not all is taken', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 3 });
    const controller = new AbortController();
    const tokens = streamTokens({ ...connectionTo(sandbox), signal: controller.signal });
    await tokens.next();
    await listTokens(connectionTo(sandbox));
    controller.abort();
    const { given, error } = await taken(tokens);
    assert.deepEqual([given, error.code, error.name], [[], 'ABORT_ERR', 'AbortError']);
    assert.equal(error.cause, controller.signal.reason);
    assert.equal(getEventListeners(controller.signal, 'abort').length, 0);
  });

  it('is aborted when the reading has failed, and nobody has come to know that', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 25, perPageMax: FULL });
    sandbox.inject({ path: LATER_PAGE, status: 403, json: { error: 'no more' }, ...often });
    const controller = new AbortController();
    const tokens = streamTokens({ ...connectionTo(sandbox), signal: controller.signal });
    await tokens.next();
    await failure(listTokens(connectionTo(sandbox)));
    controller.abort();
    assert.equal((await taken(tokens)).error.code, 'ABORT_ERR');
  });

  it('takes no longer to read than it may; what the loop does in between does not count', async (t) => {
    const { sandbox } = await held(t);
    const { given, error } = await taken(streamTokens({ ...connectionTo(sandbox), timeout: 4000 }));
    assert.deepEqual([given.length, error.code], [FULL, 'ETIMEDOUT']);
    const whole = await sandboxFor(t, { tokens: 3 });
    for await (const _ of streamTokens({ ...connectionTo(whole), timeout: 4000 })) {
      // At a stretch, so that nothing else of this thread goes on.
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1500);
    }
  });

  const ways = {
    break: async (tokens, asked) => {
      for await (const _ of tokens) {
        await asked();
        break;
      }
    },
    'an error of the loop': async (tokens, asked) => {
      const boom = new Error('boom');
      const loop = async () => {
        for await (const _ of tokens) {
          await asked();
          throw boom;
        }
      };
      assert.equal(await failure(loop()), boom);
    },
    throw: async (tokens, asked) => {
      await tokens.next();
      await asked();
      const boom = new Error('boom');
      assert.equal(await failure(tokens.throw(boom)), boom);
    },
    return: async (tokens, asked) => {
      await tokens.next();
      await asked();
      assert.deepEqual(await tokens.return(5), { value: 5, done: true });
    },
  };
  for (const [way, leave] of Object.entries(ways)) {
    it(`reads no further when it is left by ${way}`, async (t) => {
      const { sandbox } = await held(t);
      const { signal } = new AbortController();
      const tokens = streamTokens({ ...connectionTo(sandbox), signal });
      await leave(tokens, () => asked(sandbox));
      assert.deepEqual(await tokens.next(), { value: undefined, done: true });
      assert.equal(getEventListeners(signal, 'abort').length, 0);
      await quiet(sandbox);
    });
  }

  it('does not wait for the next token when it is left', async (t) => {
    const { sandbox } = await held(t);
    const tokens = streamTokens(connectionTo(sandbox));
    for (let count = 0; count < FULL; count += 1) await tokens.next();
    const next = tokens.next();
    await asked(sandbox);
    assert.deepEqual(await tokens.return(), { value: undefined, done: true });
    assert.deepEqual(await next, { value: undefined, done: true });
    await quiet(sandbox);
  });

  it('reads nothing when it is left before it begins', async (t) => {
    const { sandbox } = await held(t);
    const tokens = streamTokens(connectionTo(sandbox));
    assert.deepEqual(await tokens.return(), { value: undefined, done: true });
    assert.deepEqual(await tokens.next(), { value: undefined, done: true });
    assert.equal(sandbox.requests.length, 0);
  });

  it('is no worse for a signal that cannot be left', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 3 });
    const boom = () => {
      throw new Error('boom');
    };
    const signals = { removeEventListener: boom, addEventListener() {}, aborted: false };
    assert.equal((await streamed({ ...connectionTo(sandbox), signal: signals })).length, 3);
    for (const name of ['aborted', 'addEventListener', 'removeEventListener']) {
      const signal = { ...signals, removeEventListener() {} };
      Object.defineProperty(signal, name, { get: boom });
      const error = await failure(streamed({ ...connectionTo(sandbox), signal }));
      assert.equal(error.code, 'ERR_INVALID_ARG_TYPE', name);
    }
  });

  it('may be left by the callback that the registry’s first answer leads to', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 3 });
    sandbox.inject({ status: 401, headers: { 'www-authenticate': 'OTP' }, json: { error: 'otp' } });
    const tokens = streamTokens({
      ...connectionTo(sandbox),
      otp: async () => {
        await tokens.return();
        return '123456';
      },
    });
    assert.deepEqual(await tokens.next(), { value: undefined, done: true });
  });

  it('lets the process end that has left it', async (t) => {
    const { sandbox } = await held(t);
    const code = `(async () => {
      for await (const { name } of require('npm-token').streamTokens(${JSON.stringify(connectionTo(sandbox))})) {
        console.log(name);
        break;
      }
    })()`;
    const run = promisify(execFile)(process.execPath, ['--eval', code], { cwd: root, env: environment() });
    assert.deepEqual(await run, { stdout: `${sandbox.tokens[0].name}\n`, stderr: '' });
  });

  it('ends with the thread that reads it', async (t) => {
    const { sandbox } = await held(t);
    const code = `
      const { parentPort, workerData } = require('node:worker_threads');
      (async () => { for await (const { key } of require('npm-token').streamTokens(workerData)) parentPort.postMessage(key); })();`;
    const worker = new Worker(code, { eval: true, workerData: connectionTo(sandbox) });
    const given = [];
    worker.on('message', (key) => given.push(key));
    await until(() => given.length === FULL, 'the first page');
    await asked(sandbox);
    await worker.terminate();
    await quiet(sandbox);
  });
});
