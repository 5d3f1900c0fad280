// The package's small parts in JavaScript: what starts the command, and what package.json promises.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { noShell, runOn, runShell } from './helpers/cli.mjs';
import { environment, home } from './helpers/isolate.mjs';
import { launcher, notNpmBin, PROGRAM } from './helpers/program.mjs';
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

  it('has the version that a binary has to have', () => {
    assert.match(
      readFileSync(join(root, 'index.js'), 'utf8'),
      new RegExp(`^const VERSION = '${manifest.version}';$`, 'm'),
    );
  });

  it('publishes every file it names', () => {
    for (const path of named.map((path) => path.replace(/^\.\//, ''))) {
      const published =
        path === 'package.json' || manifest.files.some((entry) => path === entry || path.startsWith(`${entry}/`));
      assert.ok(published, path);
    }
  });

  it('publishes what the launcher imports', () => {
    const imported = [...readFileSync(launcher, 'utf8').matchAll(/'(\.\.?\/[^']+)'/g)].map(([, path]) => path);
    assert.ok(imported.length > 0);
    for (const path of imported) {
      const file = fileURLToPath(new URL(path, new URL('../src/js/cli.js', import.meta.url))).slice(root.length);
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
    const lines = readFileSync(launcher, 'utf8').trimEnd().split('\n');
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
    const [file, ...words] = PROGRAM;
    const child = spawn(file, [...words, 'list', '--json'], {
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

  it('leaves a command that succeeded or failed its own exit code', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1000 });
    const env = userconfigFor(t, sandbox);
    for (const [line, status] of [
      ['"$@" list --json --loglevel=error', 0],
      ['"$@" revoke missing --json --silent', 1],
      ['"$@" list --foo --json 2>/dev/null', 2],
    ]) {
      for (const reader of ['head -1', 'true']) {
        const { stdout, stderr } = await runShell(`{ { ${line}; echo "status $?" >&3; } | ${reader} >&2; } 3>&1`, {
          env,
        });
        assert.equal(stdout, `status ${status}\n`);
        assert.doesNotMatch(stderr, STACK);
      }
    }
  });

  it('does not keep the sandbox from running', async (t) => {
    const child = spawn(process.execPath, [launcher, 'sandbox', '--json'], { cwd: home, env: environment() });
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

describe('an output that cannot be written', { skip: noShell }, () => {
  const noFullDevice = !existsSync('/dev/full') && 'there is no /dev/full';
  /** As Node.js has it, and as Rust has it. */
  const [NO_SPACE, NO_READER] = [/ENOSPC|os error 28/, /EPIPE|os error 32/];
  const LOST = /^error\[EIO\]: cannot write to standard output: (.+)\nhint: .+ lost: revoke .+ key `(.+)`$/m;

  /** Creates a token with the launcher's output redirected; gives the token that came to be, and what was said. */
  async function create(t, line, options = {}) {
    const sandbox = await sandboxFor(t);
    const env = { ...userconfigFor(t, sandbox), npm_config_password: sandbox.password, ...options.env };
    const ran = await runShell(line, { ...options, env });
    assert.equal(sandbox.tokens.length, 1);
    return { ...ran, token: sandbox.tokens[0] };
  }

  for (const form of ['json', 'parseable', 'table', 'token']) {
    it(`is an error that names the new token to revoke: ${form}`, { skip: noFullDevice }, async (t) => {
      const line = `"$@" create --name=ci --packages-all --output=${form} >/dev/full`;
      const { code, stdout, stderr, token } = await create(t, line);
      assert.deepEqual([code, stdout], [1, '']);
      const [, cause, key] = LOST.exec(stderr);
      assert.match(cause, NO_SPACE);
      assert.equal(key, token.key);
      assert.ok(!stderr.includes(token.token));
    });
  }

  it('is the same error even with --silent, and for a reader that is gone', async (t) => {
    const line = '{ { "$@" create --name=ci --packages-all --silent; echo "status $?" >&3; } | true; } 3>&1';
    const { stdout, stderr, token } = await create(t, line);
    assert.equal(stdout, 'status 1\n');
    const [, cause, key] = LOST.exec(stderr);
    assert.match(cause, NO_READER);
    assert.equal(key, token.key);
  });

  it('is not one for a reader that took the new token', async (t) => {
    const line = '{ { "$@" create --name=ci --packages-all -s; echo "status $?" >&3; } | head -1; } 3>&1';
    const { stdout, stderr, token } = await create(t, line);
    assert.equal(stderr, '');
    assert.ok(stdout.includes(`Created token ${token.token}\n`) && stdout.includes('status 0\n'), stdout);
  });

  it('is the same error if a file has room for the beginning only', async (t) => {
    const folder = mkdtempSync(join(home, 'full-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'out');
    writeFileSync(file, 'x'.repeat(500));
    // In blocks of 512 bytes.
    const line = 'ulimit -f 1; "$@" create --name=ci --packages-all --json >>"$OUT"';
    const { code, stderr, token } = await create(t, line, { env: { OUT: file } });
    assert.equal(readFileSync(file, 'utf8').length, 512);
    assert.equal(code, 1);
    assert.equal(LOST.exec(stderr)[2], token.key);
  });

  it('is an error before anything is sent where it is closed or ignored', {
    skip: process.platform === 'win32',
  }, async (t) => {
    const sandbox = await sandboxFor(t);
    const env = { ...userconfigFor(t, sandbox), npm_config_password: sandbox.password };
    for (const place of ['>&-', '1<>/dev/null']) {
      const { code, stderr } = await runShell(`"$@" create --name=ci --packages-all ${place}`, { env });
      assert.equal(code, 1, place);
      assert.match(
        stderr,
        /^error\[EIO\]: cannot write to standard output: it is closed, and the new token would be lost\n/,
      );
      assert.deepEqual([sandbox.requests.length, sandbox.tokens.length], [0, 0], place);
    }
  });

  it('is an error without a stack for every other command', { skip: noFullDevice }, async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 2 });
    const env = userconfigFor(t, sandbox);
    const lines = ['list --silent', 'revoke token-1 -s', '--version', 'create --help'];
    for (const words of notNpmBin ? lines : [...lines, 'sandbox --help']) {
      const { code, stderr } = await runShell(`"$@" ${words} >/dev/full`, { env });
      assert.equal(code, 1, words);
      assert.match(stderr, /^error\[EIO\]: cannot write to standard output: .+\n$/, words);
      assert.match(stderr, NO_SPACE);
    }
  });

  it('for errors changes nothing', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1 });
    const env = userconfigFor(t, sandbox);
    for (const place of ['2>&-', ...(noFullDevice ? [] : ['2>/dev/full'])]) {
      const listed = await runShell(`"$@" list --json ${place}`, { env });
      assert.deepEqual([listed.code, JSON.parse(listed.stdout).length], [0, 1]);
      assert.equal((await runShell(`"$@" list --foo ${place}`, { env })).code, 2);
      assert.equal((await runShell(`"$@" revoke missing ${place}`, { env })).code, 1);
      const created = await create(t, `"$@" create --name=ci --packages-all --output=token ${place}`);
      assert.deepEqual([created.code, created.stdout], [0, `${created.token.token}\n`]);
    }
  });
});
