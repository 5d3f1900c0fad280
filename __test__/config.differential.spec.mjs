// Resolves made-up configurations with npm's own code and with ours. Whatever differs must be in the table below.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { makeCase, VALUES } from './helpers/config-cases.mjs';
import { compare, DIFFERENCES } from './helpers/config-differences.mjs';
import { random } from './helpers/random.mjs';

const SEED = Number(process.env.SEED ?? 20261124);
const CASES = Number(process.env.CASES ?? 1000);
const KEYS = [...Object.keys(VALUES), 'userconfig', 'prefix', 'global', 'workspaces'];

const here = fileURLToPath(new URL('.', import.meta.url));
const target = process.env.CARGO_TARGET_DIR ?? join(here, '..', 'target');
const OURS = [join(resolve(target), 'debug/examples', process.platform === 'win32' ? 'resolve.exe' : 'resolve')];
const NPMS = [process.execPath, join(here, 'helpers/npm-resolve.mjs')];

const root = realpathSync(mkdtempSync(join(tmpdir(), 'npm-token-differential-')));
after(() => rmSync(root, { recursive: true, force: true }));

/** Hands all cases to a program that answers each with a line of JSON. It sees none of our own environment. */
function answers([program, ...words], cases) {
  const input = cases.map((each) => `${JSON.stringify(each)}\n`).join('');
  const done = spawnSync(program, words, { input, env: {}, cwd: root, encoding: 'utf8', maxBuffer: 2 ** 30 });
  assert.equal(done.status, 0, `${program}: ${done.error ?? done.stderr}`);
  return done.stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
}

test(`configuration resolves as npm's does (SEED=${SEED} CASES=${CASES})`, (context) => {
  const dice = random(SEED);
  const cases = Array.from({ length: CASES }, (_, number) => {
    const folder = join(root, String(number));
    mkdirSync(folder);
    return { ...makeCase(dice, folder), keys: KEYS };
  });
  const [npms, ours] = [answers(NPMS, cases), answers(OURS, cases)];

  const used = new Map(DIFFERENCES.map(({ reason }) => [reason, 0]));
  const unexplained = [];
  for (const [number, each] of cases.entries()) {
    for (const difference of compare(each, npms[number], ours[number])) {
      const row = DIFFERENCES.find(({ covers }) => covers(difference));
      if (row) used.set(row.reason, used.get(row.reason) + 1);
      else unexplained.push({ number, ...difference });
    }
  }
  for (const [reason, count] of used) context.diagnostic(`${count} × ${reason}`);
  const shown = unexplained.slice(0, 5).map(({ npm: _npm, ours: _ours, ...rest }) => JSON.stringify(rest, null, 1));
  assert.equal(unexplained.length, 0, `${unexplained.length} unexplained differences, among them\n${shown.join('\n')}`);
  const authorized = npms.filter(({ authorization }) => authorization).length;
  assert.ok(authorized > CASES / 5, `only ${authorized} cases find credentials`);
  if (!process.env.SEED && !process.env.CASES) {
    const idle = [...used].filter(([, count]) => count === 0).map(([reason]) => reason);
    assert.deepEqual(idle, [], 'a row that covers nothing is not needed');
  }
});
