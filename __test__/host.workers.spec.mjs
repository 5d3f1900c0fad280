// Worker threads that are ended at random moments of their calls.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runScript } from './helpers/child.mjs';

const SEED = 20261124;

const rows = [
  ['never', { rounds: 50, workers: 20 }, 'a process survives 50 rounds of 20 workers'],
  ['first', { rounds: 5, workers: 10 }, 'a process survives workers after it has loaded the addon itself'],
  ['last', { rounds: 5, workers: 10 }, 'a process can use the addon after its workers'],
];

for (const [when, { rounds, workers }, name] of rows) {
  test(name, async () => {
    const ended = await runScript('torture.mjs', [SEED, rounds, workers, when], { limit: 300_000 });
    assert.deepEqual(ended, { stdout: 'survived\n', stderr: '', end: 0 });
  });
}
