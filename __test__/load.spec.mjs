import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { environment } from './helpers/isolate.mjs';

const require = createRequire(import.meta.url);
const root = fileURLToPath(new URL('..', import.meta.url));
const FUNCTIONS = [
  'auditTokens',
  'checkToken',
  'createToken',
  'listTokens',
  'revokeToken',
  'revokeTokens',
  'rotateToken',
  'streamTokens',
  'withTemporaryToken',
];
const INTERNAL = [
  'createTemporary',
  'endTemporary',
  'interrupt',
  'isTerminal',
  'readTokens',
  'relay',
  'restoreEcho',
  'runCli',
  'suspend',
];

describe('loading the package by its name', () => {
  it('gives the functions by require', () => {
    const loaded = require('npm-token');
    for (const name of FUNCTIONS) assert.equal(typeof loaded[name], 'function', name);
  });

  it('gives the same functions by import, as named exports', async () => {
    const loaded = await import('npm-token');
    for (const name of FUNCTIONS) {
      assert.equal(loaded[name], require('npm-token')[name], name);
      assert.equal(loaded.default[name], loaded[name], name);
    }
  });

  it('names its functions', () => {
    for (const name of FUNCTIONS) assert.equal(require('npm-token')[name].name, name);
  });

  it('comes from the loader that is published', () => {
    assert.equal(require.resolve('npm-token'), fileURLToPath(new URL('../index.js', import.meta.url)));
    assert.equal(import.meta.resolve('npm-token'), new URL('../index.js', import.meta.url).href);
  });

  it('exports nothing but the functions and what its command needs', () => {
    const loaded = Object.keys(require('npm-token'));
    assert.deepEqual(loaded.sort(), [...FUNCTIONS, ...INTERNAL].sort());
  });

  const scripts = [
    ['require', ['-e', `console.log(typeof require('npm-token').listTokens)`]],
    ['import', ['--input-type=module', '-e', `import { listTokens } from 'npm-token'; console.log(typeof listTokens)`]],
  ];
  for (const [way, args] of scripts) {
    it(`works by ${way} in a fresh process, which then ends by itself`, async () => {
      const run = promisify(execFile)(process.execPath, args, { cwd: root, env: environment(), timeout: 20_000 });
      const { stdout, stderr } = await run;
      assert.deepEqual({ stdout, stderr }, { stdout: 'function\n', stderr: '' });
    });
  }
});
