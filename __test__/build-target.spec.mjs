import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { TARGETS } from '../scripts/native/targets.mjs';

const script = fileURLToPath(new URL('../scripts/build-target.mjs', import.meta.url));

describe('the command that builds targets', () => {
  it('lists every target with what builds it here, or what is missing', () => {
    const { status, stdout } = run('--list');
    assert.equal(status, 0);
    for (const { triple } of TARGETS) {
      const row = stdout.split('\n').find((line) => line.includes(triple));
      assert.match(row ?? '', /'(built|installed)'|(setup:cross|rustup target add|on its own system)/, triple);
    }
  });

  const refused = [
    ['no target', [], 'give targets, or --all, or --list'],
    ['a target beside --all', ['--all', 'linux-x64-gnu'], 'give targets, or --all, or --list'],
    [
      'an unknown target',
      ['x86_64-unknown-plan9'],
      'unknown target x86_64-unknown-plan9; there are x86_64-unknown-linux-gnu',
    ],
    ['an unknown flag', ['--everything'], "Unknown option '--everything'"],
  ];
  for (const [what, args, message] of refused) {
    it(`refuses ${what} before anything is built`, () => {
      const { status, stderr } = run(...args);
      assert.equal(status, 2);
      assert.ok(stderr.startsWith(message), stderr);
    });
  }
});

function run(...args) {
  return spawnSync(process.execPath, [script, ...args], { encoding: 'utf8' });
}
