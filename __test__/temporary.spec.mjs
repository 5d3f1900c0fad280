// `withTemporaryToken`: a token for one function, which is revoked whatever comes of that.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { Worker } from 'node:worker_threads';
import { createToken, listTokens, withTemporaryToken } from './helpers/addon.mjs';
import { setVariables } from './helpers/config.mjs';
import { failure } from './helpers/failure.mjs';
import { environment } from './helpers/isolate.mjs';
import { stateFor } from './helpers/journal.mjs';
import { until } from './helpers/raw.mjs';
import { connectionTo, credentialVariable, lines, sandboxFor } from './helpers/registry.mjs';

const noSignals = process.platform === 'win32' && 'Windows has no such signals';
const host = fileURLToPath(new URL('helpers/temporary-host.mjs', import.meta.url));
const ALL = Number.POSITIVE_INFINITY;
const LIMITS = {
  npmjs: { packagesAll: true, readOnly: true },
  verdaccio: { readOnly: true },
  cnpmcore: { readOnly: true },
};

/** A sandbox, the options that make a token there, and a journal of the test's own. */
async function ready(t, { dialect = 'npmjs', ...rest } = {}) {
  const sandbox = await sandboxFor(t, { dialect, ...rest });
  const state = stateFor(t);
  setVariables(t, state.env);
  const options = { ...connectionTo(sandbox), password: sandbox.password, ...LIMITS[dialect] };
  const isOver = () => assert.deepEqual([sandbox.tokens.length, state.files()], [0, []]);
  return { sandbox, state, options, isOver };
}

describe('a temporary token', () => {
  for (const dialect of Object.keys(LIMITS)) {
    it(`is good while the function runs, on ${dialect}, and then gone`, async (t) => {
      const { sandbox, state, options, isOver } = await ready(t, { dialect });
      let kept;
      await withTemporaryToken(options, async (token) => {
        kept = token;
        const [{ key, name, purpose, registry }] = state.notes();
        assert.deepEqual([key, purpose, registry], [token.key, 'temporary', sandbox.url]);
        assert.match(name, /^npm-token-temporary-\d{8}T\d{6}Z-[\da-f]{8}$/);
        assert.ok(!readFileSync(state.files()[0], 'utf8').includes(token.token));
        const response = await fetch(`${sandbox.url}-/whoami`, { headers: { authorization: `Bearer ${token.token}` } });
        assert.equal(response.status, 200);
      });
      assert.deepEqual(Object.keys(kept).sort(), ['env', 'key', 'signal', 'token']);
      assert.deepEqual(kept.env, {
        [credentialVariable(sandbox.url)]: kept.token,
        npm_config_registry: sandbox.url,
      });
      assert.equal(kept.signal.aborted, false);
      isOver();
    });
  }

  it('is asked for with one day and a name of its own, unless others are given', async (t) => {
    const { sandbox, options } = await ready(t);
    await withTemporaryToken(options, () => {});
    await withTemporaryToken({ ...options, name: 'mine', expires: '3d' }, () => {});
    const asked = sandbox.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
    assert.deepEqual([asked[0].expires, asked[1].expires, asked[1].name], [1, 3, 'mine']);
    const verdaccio = await ready(t, { dialect: 'verdaccio' });
    const error = await failure(withTemporaryToken({ ...verdaccio.options, expires: 1 }, assert.fail));
    assert.equal(error.code, 'ERESTRICTION');
    verdaccio.isOver();
  });

  it('names no registry in its variables where none was given', async (t) => {
    const { sandbox, options } = await ready(t);
    setVariables(t, { npm_config_registry: sandbox.url });
    const { registry: _, ...others } = options;
    const env = await withTemporaryToken(others, (token) => token.env);
    assert.deepEqual(Object.keys(env), [credentialVariable(sandbox.url)]);
  });

  it('is for one of several at a time', async (t) => {
    const { sandbox, options, isOver } = await ready(t);
    let most = 0;
    const values = await Promise.all(
      [1, 2, 3].map((number) =>
        withTemporaryToken(options, async ({ token }) => {
          most = Math.max(most, sandbox.tokens.length);
          await until(() => {
            most = Math.max(most, sandbox.tokens.length);
            return most === 3;
          }, 'all of them');
          return [number, token];
        }),
      ),
    );
    assert.equal(new Set(values.map(([, token]) => token)).size, 3);
    isOver();
  });

  it('works in a worker', async (t) => {
    const { sandbox, options, isOver } = await ready(t);
    const script = `
      const { parentPort, workerData } = require('node:worker_threads');
      require('npm-token').withTemporaryToken(workerData, ({ key }) => key).then((key) => parentPort.postMessage(key));`;
    const worker = new Worker(script, { eval: true, workerData: options });
    const [key] = await once(worker, 'message');
    assert.ok(lines(sandbox).includes(`DELETE /-/npm/v1/tokens/token/${key}`));
    isOver();
  });

  it('is left by a worker that is stopped, and told by the next call', async (t) => {
    const { sandbox, state, options } = await ready(t);
    const script = `
      const { parentPort, workerData } = require('node:worker_threads');
      require('npm-token').withTemporaryToken(workerData, ({ key }) => {
        parentPort.postMessage(key);
        // What a thread has nothing left to do for is given up, and revoked.
        return new Promise(() => setInterval(() => {}, 1000));
      });`;
    const worker = new Worker(script, { eval: true, workerData: options });
    const [key] = await once(worker, 'message');
    await worker.terminate();
    assert.deepEqual([sandbox.tokens.length, state.notes().map((note) => note.key)], [1, [key]]);
    const warned = once(process, 'warning');
    await withTemporaryToken(options, () => {});
    const [warning] = await warned;
    assert.deepEqual([warning.name, warning.code], ['NpmTokenWarning', 'NPM_TOKEN_LEFT']);
    assert.ok(warning.message.includes(`left the token \`${key}\``), warning.message);
  });
});

describe('what the function comes to', () => {
  const thrown = new Error('mine');
  const results = [
    ['a value', () => 5],
    ['a promise', async () => 5],
  ];
  for (const [what, fn] of results) {
    it(`is the result: ${what}`, async (t) => {
      const { options, isOver } = await ready(t);
      assert.equal(await withTemporaryToken(options, fn), 5);
      isOver();
    });
  }

  it('is the very object', async (t) => {
    const { options } = await ready(t);
    const result = {};
    assert.equal(await withTemporaryToken(options, () => result), result);
  });

  const failures = [
    [
      'an error',
      thrown,
      () => {
        throw thrown;
      },
    ],
    ['a rejection', thrown, () => Promise.reject(thrown)],
    ['what is no error', undefined, () => Promise.reject(undefined)],
  ];
  for (const [what, expected, fn] of failures) {
    it(`is thrown as it is, after the token is revoked: ${what}`, async (t) => {
      const { options, isOver } = await ready(t);
      assert.equal(await failure(withTemporaryToken(options, fn)), expected);
      isOver();
    });
  }
});

describe('a token that cannot be revoked', () => {
  const result = { of: 'the function' };
  const thrown = new Error('mine');
  const rows = [
    { what: 'its result', fn: () => result, has: { result } },
    { what: 'no result', fn: () => {}, has: { result: undefined } },
    { what: 'its error', fn: () => Promise.reject(thrown), has: { thrown } },
  ];
  for (const { what, fn, has } of rows) {
    it(`is an error that names it, and has of the function ${what}`, async (t) => {
      const { sandbox, state, options } = await ready(t);
      sandbox.inject({ method: 'DELETE', status: 403, times: ALL });
      const error = await failure(withTemporaryToken(options, fn));
      const [{ key }] = sandbox.tokens;
      assert.deepEqual([error.code, error.key, error.registry], ['ENOTREVOKED', key, sandbox.url]);
      assert.deepEqual([error.cause.code, error.cause.statusCode], ['E403', 403]);
      assert.ok(error.hint.includes(`npm-token revoke ${key}`), error.hint);
      for (const name of ['result', 'thrown']) {
        assert.equal(name in error, name in has);
        assert.equal(error[name], has[name]);
        assert.equal(Object.keys(error).includes(name), false);
      }
      assert.equal(state.notes()[0].key, key);
    });
  }
});

describe('a signal', () => {
  it('that fires while the function runs has the token revoked, and then the promise rejects', async (t) => {
    const { sandbox, options, isOver } = await ready(t);
    const controller = new AbortController();
    const reason = new Error('enough');
    let inner;
    const promise = withTemporaryToken({ ...options, signal: controller.signal }, ({ signal }) => {
      inner = signal;
      controller.abort(reason);
      // Too late to be of any interest.
      return new Promise((_resolve, reject) => setTimeout(() => reject(new Error('late')), 5));
    });
    const error = await failure(promise);
    assert.deepEqual([error.name, error.code, error.cause], ['AbortError', 'ABORT_ERR', reason]);
    assert.deepEqual([inner.aborted, inner.reason], [true, reason]);
    assert.equal(lines(sandbox).at(-1).split(' ')[0], 'DELETE');
    isOver();
  });

  it('that has fired sends nothing', async (t) => {
    const { sandbox, options, isOver } = await ready(t);
    const error = await failure(withTemporaryToken({ ...options, signal: AbortSignal.abort() }, assert.fail));
    assert.deepEqual([error.code, sandbox.requests.length], ['ABORT_ERR', 0]);
    isOver();
  });

  it('that fires while the token is made ends that, and the function is not called', async (t) => {
    const { sandbox, state, options } = await ready(t);
    sandbox.inject({ method: 'POST', after: true, hang: true });
    const controller = new AbortController();
    const promise = withTemporaryToken({ ...options, signal: controller.signal }, assert.fail);
    promise.catch(() => {});
    await until(() => sandbox.tokens.length === 1, 'a token');
    controller.abort();
    const error = await failure(promise);
    assert.deepEqual([error.code, error.cause.code], ['EUNKNOWNOUTCOME', 'ABORT_ERR']);
    assert.equal(state.notes()[0].name, sandbox.tokens[0].name);
  });

  it('that fires when all is over changes nothing, and has no listener left', async (t) => {
    const { options } = await ready(t);
    const controller = new AbortController();
    let listeners = 0;
    const { signal } = controller;
    for (const [name, by] of [
      ['addEventListener', 1],
      ['removeEventListener', -1],
    ]) {
      const own = signal[name];
      signal[name] = (...args) => {
        listeners += by;
        return own.apply(signal, args);
      };
    }
    assert.equal(await withTemporaryToken({ ...options, signal }, () => 5), 5);
    controller.abort();
    assert.equal(listeners, 0);
  });
});

describe('the process', { skip: noSignals }, () => {
  /** Starts a process with a temporary token. */
  async function start(t, scenario, runs = 1) {
    const sandbox = await sandboxFor(t);
    const state = stateFor(t);
    const args = [host, scenario, sandbox.url, sandbox.authToken, sandbox.password];
    const child = spawn(process.execPath, args, { env: environment(state.env), stdio: ['ignore', 'pipe', 'pipe'] });
    t.after(() => child.kill('SIGKILL'));
    const said = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr']) {
      child[stream].setEncoding('utf8').on('data', (text) => {
        said[stream] += text;
      });
    }
    const ended = once(child, 'close');
    if (runs > 0) await until(() => said.stdout.split('runs').length > runs, 'the function', 20_000);
    return { sandbox, state, child, said, ended };
  }

  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
    for (const [scenario, runs] of [
      ['waits', 1],
      ['waits twice', 2],
    ]) {
      it(`revokes what there is and then ends, told so by ${signal}: ${scenario}`, async (t) => {
        const { sandbox, state, child, said, ended } = await start(t, scenario, runs);
        child.kill(signal);
        assert.deepEqual(await ended, [null, signal]);
        assert.deepEqual([sandbox.tokens.length, state.files().length, said.stderr], [0, 0, '']);
      });
    }
  }

  it('goes on if somebody else listens too', async (t) => {
    const { sandbox, child, said, ended } = await start(t, 'waits, and is told too');
    child.kill('SIGTERM');
    assert.deepEqual([(await ended)[0], sandbox.tokens.length], [0, 0]);
    assert.equal(said.stdout, 'runs\ntold\nABORT_ERR\n');
  });

  it('leaves the end to somebody who listens once', async (t) => {
    const { sandbox, child, said, ended } = await start(t, 'waits, and handles it once');
    child.kill('SIGTERM');
    assert.deepEqual([(await ended)[0], sandbox.tokens.length], [0, 0]);
    assert.equal(said.stdout, 'runs\nbegins\nsaved\n');
  });

  it('ends by a signal as usual once there is no such token', async (t) => {
    const { child, ended } = await start(t, 'is done');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [null, 'SIGTERM']);
  });

  it('revokes what there is where nothing is left to wait for', async (t) => {
    const { sandbox, state, ended } = await start(t, 'waits for nothing');
    assert.deepEqual([(await ended)[0], sandbox.tokens.length, state.files().length], [1, 0, 0]);
  });

  const killed = [
    ['killed', 'waits', 1, (child) => child.kill('SIGKILL')],
    ['that exits', 'exits', 0, () => {}],
  ];
  for (const [what, scenario, runs, end] of killed) {
    it(`${what} leaves a note for the next command`, async (t) => {
      const { sandbox, state, child, ended } = await start(t, scenario, runs);
      end(child);
      await ended;
      const [{ key }] = sandbox.tokens;
      const words = [fileURLToPath(new URL('../src/js/cli.js', import.meta.url)), 'list'];
      const env = environment({
        ...state.env,
        npm_config_registry: sandbox.url,
        [credentialVariable(sandbox.url)]: sandbox.authToken,
      });
      const { stderr } = await promisify(execFile)(process.execPath, words, { env });
      assert.ok(stderr.includes('notice: `withTemporaryToken`, begun at '), stderr);
      assert.ok(stderr.includes(`has left the token \`${key}\``), stderr);
    });
  }
});

describe('what is not right', () => {
  for (const fn of [undefined, null, 5, {}]) {
    it(`is no function, and sends nothing: ${fn}`, async (t) => {
      const { sandbox, options, isOver } = await ready(t);
      const error = await failure(withTemporaryToken(options, fn));
      assert.deepEqual([error.name, error.code], ['TypeError', 'ERR_INVALID_ARG_TYPE']);
      assert.match(error.message, /^the second argument of `withTemporaryToken` must be a function, not /);
      assert.equal(sandbox.requests.length, 0);
      isOver();
    });
  }

  it('is a create that is refused, and the function is not called', async (t) => {
    const { sandbox, options, isOver } = await ready(t);
    sandbox.inject({ method: 'POST', status: 403 });
    const error = await failure(withTemporaryToken(options, assert.fail));
    assert.equal(error.code, 'E403');
    assert.match(error.stack, /temporary\.spec\.mjs/);
    isOver();
  });

  it('is a journal that cannot be written, which is a warning', async (t) => {
    const { options } = await ready(t);
    setVariables(t, { XDG_STATE_HOME: '/dev/null' });
    const warned = once(process, 'warning');
    assert.equal(await withTemporaryToken(options, () => 5), 5);
    const [warning] = await warned;
    assert.deepEqual([warning.name, warning.code], ['NpmTokenWarning', 'NPM_TOKEN_UNNOTED']);
  });

  it('is a code that is used up, and `otp` is asked for another', async (t) => {
    const { sandbox, options, isOver } = await ready(t, { twoFactor: 'totp' });
    const asked = [];
    const otp = ({ refused }) => {
      asked.push(refused);
      return sandbox.currentOtp();
    };
    await withTemporaryToken({ ...options, otp }, () => {});
    assert.deepEqual(asked, [false, true]);
    isOver();
  });

  it('concerns no other function', async (t) => {
    const { options, sandbox } = await ready(t);
    const { key } = await createToken({ ...options, name: 'other' });
    await withTemporaryToken(options, () => {});
    assert.deepEqual(
      (await listTokens(connectionTo(sandbox))).map((token) => token.key),
      [key],
    );
  });
});
