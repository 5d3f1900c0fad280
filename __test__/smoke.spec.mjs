import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { home } from './helpers/isolate.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const script = join(root, 'scripts', 'smoke.mjs');
const built = join(root, 'target', 'debug', process.platform === 'win32' ? 'npm-token.exe' : 'npm-token');

describe('the smoke test', () => {
  const ways = [
    ['the package that is installed', []],
    ['an addon, as if it were installed', ['--addon', readdirSync(root).find((name) => name.endsWith('.node'))]],
  ];
  for (const [what, args] of ways) {
    it(`carries the main job through ${what}, over http and https`, () => {
      const { status, stdout, stderr } = smoke(...args);
      assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
      assert.deepEqual(steps(stdout), [
        'addon, http: lists, creates, revokes',
        'addon, https: lists, creates, revokes',
        'addon: rejects with a code',
        'addon: lists in a worker, which then ends',
      ]);
    });
  }

  it('carries it through an executable', () => {
    const { status, stdout, stderr } = smoke('--executable', built);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.deepEqual(steps(stdout), [
      'executable, http: lists, creates, revokes',
      'executable, https: lists, creates, revokes',
    ]);
  });

  const broken = [
    ['an addon that cannot be loaded', '--addon', 'npm-token.linux-x64-gnu.node'],
    ['an executable that cannot be run', '--executable', 'npm-token'],
  ];
  for (const [what, flag, name] of broken) {
    it(`fails for ${what}`, () => {
      const path = join(home, name);
      writeFileSync(path, 'nothing that runs', { mode: 0o755 });
      const { status, stdout } = smoke(flag, path);
      assert.equal(status, 1);
      assert.deepEqual(steps(stdout), []);
    });
  }

  it('fails for a command that does something else', () => {
    assert.equal(smoke('--executable', process.execPath).status, 1);
  });
});

function smoke(...args) {
  return spawnSync(process.execPath, [script, ...args], { cwd: root, encoding: 'utf8' });
}

function steps(output) {
  return [...output.matchAll(/^ok (.*) \(\d+ ms\)$/gm)].map(([, step]) => step);
}
