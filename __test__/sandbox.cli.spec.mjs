// `npm-token sandbox` as people start it: through the launcher.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { pathToFileURL } from 'node:url';
import { noShell, run, runShell } from './helpers/cli.mjs';
import { environment, home } from './helpers/isolate.mjs';
import { launcher, NPM_BIN } from './helpers/program.mjs';
import { sandboxFor } from './helpers/registry.mjs';

/** Starts the command, and ends it with the test; waits until it has printed something. */
async function start(t, ...args) {
  const child = spawn(process.execPath, [launcher, 'sandbox', ...args], { cwd: home, env: environment() });
  const ended = once(child, 'close');
  t.after(async () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
    await ended;
  });
  let printed = '';
  let complained = '';
  child.stderr.setEncoding('utf8').on('data', (text) => {
    complained += text;
  });
  child.stdout.setEncoding('utf8');
  const last = args.includes('--json') ? '\n' : 'Ctrl-C.\n';
  for await (const text of child.stdout.iterator({ destroyOnReturn: false })) {
    printed += text;
    if (printed.endsWith(last)) break;
  }
  child.stdout.resume();
  assert.equal(complained, '');
  return { child, ended, printed };
}

/** The executable has none. */
const runSandbox = (...args) => run(['sandbox', ...args], { program: NPM_BIN });

/** The lines to try, as they were printed. */
const linesToTry = (printed) => printed.split('\n').filter((line) => line.includes('npx npm-token'));

/** The same for this folder’s command, since a package of that name may not be installed. */
const runLine = (line, options) => runShell(line.replace('npx npm-token', '"$@"'), options);

describe('npm-token sandbox', () => {
  it('prints lines to try, which work', { skip: noShell }, async (t) => {
    const { printed } = await start(t, '--tokens', '2');
    const [list, create, ...others] = linesToTry(printed);
    assert.deepEqual(others, []);

    const listed = await runLine(list);
    assert.equal(listed.code, 0, listed.stderr);
    assert.match(listed.stdout, /token-1.*\n.*token-2/);

    const password = /^ *password +(.+)$/m.exec(printed)[1];
    const created = await runLine(create, { env: { npm_config_password: password } });
    assert.equal(created.code, 0, created.stderr);
    assert.match(created.stdout, /^Created token npm_/);
    assert.match((await runLine(list)).stdout, /demo/);
  });

  it('prints lines to try that work as they are, through npx and its shell', { skip: noShell }, async (t) => {
    const project = mkdtempSync(join(home, 'npx-'));
    t.after(() => rmSync(project, { recursive: true, force: true }));
    const bin = join(project, 'node_modules', '.bin');
    mkdirSync(bin, { recursive: true });
    // npm makes a link to the command and makes that executable; the file here is left as it is.
    const link = `#!/usr/bin/env node\nimport(${JSON.stringify(pathToFileURL(launcher).href)});\n`;
    writeFileSync(join(bin, 'npm-token'), link, { mode: 0o755 });
    const { printed } = await start(t, '--tokens', '1');
    const env = { npm_config_cache: join(home, 'npm-cache'), npm_config_update_notifier: 'false' };
    const { code, stdout, stderr } = await runShell(linesToTry(printed)[0], { env, cwd: project });
    assert.equal(code, 0, stderr);
    assert.match(stdout, /token-1/);
  });

  it('prints an .npmrc that works', async (t) => {
    const { printed } = await start(t, '--tokens', '2');
    const [registry, credential] = /^ +(registry=.+)\n +(\/\/.+)$/m.exec(printed).slice(1);
    const [name, token] = credential.split(/=(.*)/);
    const env = { npm_config_registry: registry.replace('registry=', ''), [`npm_config_${name}`]: token };
    const { code, stdout } = await run(['list'], { env });
    assert.equal(code, 0);
    assert.match(stdout, /token-1/);
  });

  it('prints as JSON an environment that works, and an address for codes', async (t) => {
    const { printed } = await start(t, '--json', '--two-factor', 'totp', '--tokens', '1');
    const { environment: env, password, otpUrl, dialect, twoFactor } = JSON.parse(printed);
    assert.deepEqual([dialect, twoFactor], ['npmjs', 'totp']);
    const listed = JSON.parse((await run(['list', '--json'], { env })).stdout);
    assert.equal(listed.length, 1);
    const { otp } = await (await fetch(otpUrl)).json();
    const created = await run(['create', '--name=ci', '--packages-all', '--json', `--otp=${otp}`], {
      env: { ...env, npm_config_password: password },
    });
    assert.equal(created.code, 0, created.stderr);
  });

  for (const signal of ['SIGTERM', 'SIGINT']) {
    it(`ends well at ${signal}`, {
      skip: process.platform === 'win32' && 'there are no signals on Windows',
    }, async (t) => {
      const { child, ended, printed } = await start(t, '--json');
      child.kill(signal);
      assert.deepEqual(await ended, [0, null]);
      await assert.rejects(fetch(JSON.parse(printed).url));
    });
  }

  it('ends although a client is still connected', { skip: process.platform === 'win32' }, async (t) => {
    const { child, ended, printed } = await start(t, '--json', '--latency', '600000');
    const waiting = fetch(`${JSON.parse(printed).url}-/ping`).then(
      () => 'answered',
      () => 'broken off',
    );
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    assert.equal(await waiting, 'broken off');
  });

  for (const args of [
    ['--foo'],
    ['list'],
    ['--dialect', 'other'],
    ['--port', 'x'],
    ['--tokens'],
    ['--two-factor=no'],
  ]) {
    it(`exits with 2 for ${args.join(' ')}`, async () => {
      const { code, stdout, stderr } = await runSandbox(...args);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^npm-token sandbox: .+\n$/);
    });
  }

  it('exits with 1 if its port is taken', async (t) => {
    const { port } = new URL((await sandboxFor(t)).url);
    const { code, stdout, stderr } = await runSandbox('--port', port);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^npm-token sandbox: .*EADDRINUSE.*\n$/);
  });

  it('prints its help', async () => {
    const { code, stdout, stderr } = await runSandbox('--help');
    assert.deepEqual({ code, stderr }, { code: 0, stderr: '' });
    assert.match(stdout, /^Usage: npm-token sandbox /);
  });
});
