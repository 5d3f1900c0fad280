// The package's small parts in JavaScript: what starts the command, and what package.json promises.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { command, noShell, runOn, runShell } from './helpers/cli.mjs';
import { environment, home } from './helpers/isolate.mjs';
import { environmentOf, sandboxFor } from './helpers/registry.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const manifest = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

/** Every path that a part of the manifest names. */
function paths(part) {
  if (typeof part === 'string') return [part];
  return Object.values(part).flatMap(paths);
}

describe('package.json', () => {
  const named = [...paths(manifest.bin), ...paths(manifest.exports), manifest.main, manifest.types];

  it('names files that exist', () => {
    for (const path of [...named, ...manifest.files]) assert.ok(existsSync(join(root, path)), path);
  });

  it('publishes every file it names', () => {
    for (const path of named.map((path) => path.replace(/^\.\//, ''))) {
      const published =
        path === 'package.json' || manifest.files.some((entry) => path === entry || path.startsWith(`${entry}/`));
      assert.ok(published, path);
    }
  });

  it('publishes what the launcher imports', () => {
    const imported = [...readFileSync(command, 'utf8').matchAll(/'(\.\.?\/[^']+)'/g)].map(([, path]) => path);
    assert.ok(imported.length > 0);
    for (const path of imported) {
      const file = fileURLToPath(new URL(path, new URL('../src/js/cli.mjs', import.meta.url))).slice(root.length);
      assert.ok(existsSync(join(root, file)), file);
      assert.ok(
        manifest.files.some((entry) => file === entry || file.startsWith(`${entry}/`)),
        file,
      );
    }
  });
});

describe('the launcher', () => {
  it('has at most 40 lines, and begins as a script', () => {
    const lines = readFileSync(command, 'utf8').trimEnd().split('\n');
    assert.ok(lines.length <= 40, `${lines.length} lines`);
    assert.equal(lines[0], '#!/usr/bin/env node');
  });

  it('runs through a link in node_modules/.bin, from any folder', { skip: noShell }, async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1 });
    const project = mkdtempSync(join(home, 'linked-'));
    t.after(() => rmSync(project, { recursive: true, force: true }));
    const bin = join(project, 'node_modules', '.bin');
    mkdirSync(bin, { recursive: true });
    symlinkSync(dirname(join(root, 'package.json')), join(project, 'node_modules', 'npm-token'));
    const link = join(bin, 'npm-token');
    symlinkSync(join('..', 'npm-token', manifest.bin['npm-token']), link);
    const env = { ...userconfigFor(t, sandbox), NODE: process.execPath, LINK: link };
    for (const cwd of [project, bin, home]) {
      const { code, stdout } = await runShell('"$NODE" "$LINK" list', { env, cwd });
      assert.equal(code, 0);
      assert.match(stdout, /token-1/);
    }
    const preserved = await runShell('"$NODE" --preserve-symlinks "$LINK" --version', { env, cwd: project });
    assert.equal(preserved.stdout, `${manifest.version}\n`);
  });

  it('is not kept from its work by warnings or a debugger of Node.js', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1 });
    const { code, stderr } = await runOn(sandbox, ['list', '--silent'], {
      env: { NODE_OPTIONS: '--throw-deprecation' },
    });
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
  });

  it('leaves nothing open: it ends with its output', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1 });
    const child = spawn(process.execPath, [command, 'list', '--json'], {
      env: environment(environmentOf(sandbox)),
      stdio: ['pipe', 'pipe', 'ignore'],
    });
    t.after(() => child.kill('SIGKILL'));
    child.stdout.resume();
    // Its input stays open all the time.
    assert.deepEqual(await once(child, 'close'), [0, null]);
    assert.equal(sandbox.openSockets, 0);
  });
});

describe('a reader that has seen enough', { skip: noShell }, () => {
  const STACK = /\n\s+at |EPIPE|node:/;

  it('of a list that is longer than a pipe is answered by silence', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1000 });
    const env = userconfigFor(t, sandbox);
    for (const flag of ['--json', '--parseable', '--output=table']) {
      const { code, stdout, stderr } = await runShell('"$@" list "$FLAG" --loglevel=error | head -1', {
        env: { ...env, FLAG: flag },
      });
      assert.equal(code, 0);
      assert.equal(stdout.split('\n').length, 2);
      assert.equal(stderr, '');
    }
  });

  it('of short output that is gone before it comes is answered by silence', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 3 });
    const env = userconfigFor(t, sandbox);
    const { stderr } = await runShell('"$@" list --loglevel=error | true', { env });
    assert.equal(stderr, '');
    const help = await runShell('"$@" create --help | true', { env });
    assert.doesNotMatch(help.stderr, STACK);
  });

  it('of the errors is answered by the same exit code', async (t) => {
    const sandbox = await sandboxFor(t);
    const env = userconfigFor(t, sandbox);
    const { stdout } = await runShell('{ "$@" revoke missing; echo "status $?"; } 2>&1 >&3 3>&- | true', { env });
    assert.equal(stdout, '');
    const status = await runShell('{ { "$@" list --foo 3>&-; echo "status $?" >&3; } 2>&1 | true; } 3>&1', { env });
    assert.equal(status.stdout, 'status 2\n');
  });

  it('does not keep the sandbox from running', async (t) => {
    const child = spawn(process.execPath, [command, 'sandbox', '--json'], { cwd: home, env: environment() });
    t.after(() => child.kill('SIGKILL'));
    const ended = once(child, 'close');
    let complained = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      complained += text;
    });
    const [line] = await once(child.stdout, 'data');
    child.stdout.destroy();
    assert.equal((await fetch(`${JSON.parse(line).url}-/ping`)).status, 200);
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    assert.equal(complained, '');
  });
});
