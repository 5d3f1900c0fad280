// The addon as a guest in its process: it keeps nothing alive once calls have settled, and whatever ends a process, a
// thread or a child in the middle of calls ends it as it would without them.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { runScript } from './helpers/child.mjs';
import { until } from './helpers/raw.mjs';
import { sandboxFor } from './helpers/registry.mjs';

const script = fileURLToPath(new URL('helpers/host.mjs', import.meta.url));

/** How long a process may stay once it has said its last word. Connections are kept for longer. */
const LINGER = 3000;

/** Runs a scenario, and gives what it printed and how it ended; it is killed if it does not end. */
const run = (scenario) => runScript('host.mjs', [scenario], { linger: LINGER });

const quietly = { stderr: '', end: 0 };

describe('a process ends by itself once its calls have settled', { concurrency: 2 }, () => {
  const rows = [
    ['loaded', '"function"'],
    ['listed', '0'],
    ['listed often', '50'],
    ['refused', '"E403"'],
    ['unconnected', '"EHOSTUNREACH"', process.platform !== 'linux' && 'systems differ'],
    ['mistyped', '"ERR_INVALID_ARG_TYPE"'],
    ['timed out', '"ETIMEDOUT"'],
    ['timed out in TLS', '"ETIMEDOUT"'],
    ['aborted', '"ABORT_ERR"'],
    ['aborted in the answer', '"ABORT_ERR"'],
    ['never aborted', '0'],
    ['asked for a code', '0'],
    ['asked for a code and failed', '"ECALLBACK"'],
    ['asked for a code in vain', '"ETIMEDOUT"'],
    ['not asked for a code', '0'],
    ['listed while ending', '"ending"\n0'],
  ];
  for (const [scenario, said, skip = false] of rows) {
    it(scenario, { skip }, async () => assert.deepEqual(await run(scenario), { ...quietly, stdout: `${said}\n` }));
  }
});

describe('worker threads and child processes use the addon beside and after each other', { concurrency: 2 }, () => {
  const rows = [
    ['worker, then main', '[0,0]'],
    ['main, then worker', '[0,0]'],
    ['worker after worker', '[0,0,0]'],
    ['main after a stopped worker', '0'],
    ['forked', '[0,0]'],
    ['forked in a call', '0'],
  ];
  for (const [scenario, said] of rows) {
    it(scenario, async () => {
      const { stdout, ...ended } = await run(scenario);
      assert.deepEqual(ended, quietly);
      assert.equal(stdout.split('\n').at(-2), said);
    });
  }
});

describe('a process that ends in the middle of calls ends as it wants to', { concurrency: 2 }, () => {
  const rows = [
    'exit while it waits for an answer',
    'exit while it reads an answer',
    'exit while it connects',
    'exit right after the call',
    'exit in a callback',
    'exit in a callback that waits',
    'exit when aborted',
    'exit when another call is done',
    'exit with many calls',
    'calls in an exit handler',
    'abort in an exit handler',
    'exit while workers call',
  ];
  for (const scenario of rows) {
    it(scenario, async () => {
      const { stderr, end } = await run(scenario);
      assert.deepEqual({ stderr, end }, { stderr: '', end: 7 });
    });
  }

  const failures = [
    ['uncaught exception', /^Error: enough$/m],
    ['unhandled rejection', /code: 'EINVALIDOPTION'/],
  ];
  for (const [scenario, words] of failures) {
    it(scenario, async () => {
      const { stderr, end } = await run(scenario);
      assert.equal(end, 1);
      assert.match(stderr, words);
      assert.doesNotMatch(stderr, /panicked|EINTERNAL/);
    });
  }
});

describe('a thread that ends', () => {
  it('takes its calls along', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ hang: true });
    const worker = new Worker(script, { argv: ['waits', sandbox.url] });
    t.after(() => worker.terminate());
    await until(() => sandbox.requests.length === 1, 'a request');
    await worker.terminate();
    await until(() => sandbox.openSockets === 0, 'no open socket');
  });
});
