import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { TOKENS } from './helpers/sandbox.mjs';

describe('the command', () => {
  function run(...argv) {
    const script = `import { main } from ${JSON.stringify(new URL('../sandbox/cli.mjs', import.meta.url).href)};
      process.exitCode = await main(process.argv.slice(1));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script, '--', ...argv]);
    const output = { stdout: '', stderr: '' };
    child.stdout.on('data', (chunk) => (output.stdout += chunk));
    child.stderr.on('data', (chunk) => (output.stderr += chunk));
    return { child, output, ended: once(child, 'close') };
  }

  const usage = [['--nonsense'], ['extra'], ['--port', 'http'], ['--dialect', 'other'], ['--per-page-max', '0']];
  for (const argv of usage) {
    it(`exits with 2 and a message for \`${argv.join(' ')}\``, async () => {
      const { output, ended } = run(...argv);
      assert.deepEqual(await ended, [2, null]);
      assert.equal(output.stdout, '');
      assert.match(output.stderr, /^npm-token sandbox: .+\n$/);
    });
  }

  it('prints its help', async () => {
    const { output, ended } = run('--help');
    assert.deepEqual(await ended, [0, null]);
    assert.match(output.stdout, /--two-factor/);
  });

  it('prints what a client needs and runs until it is interrupted', {
    skip: process.platform === 'win32',
  }, async () => {
    const { child, output, ended } = run('--json', '--tokens', '5', '--two-factor', 'totp');
    while (!output.stdout.includes('\n')) await once(child.stdout, 'data');
    const { url, authToken, otpUrl, environment } = JSON.parse(output.stdout);
    assert.deepEqual(environment, {
      npm_config_registry: url,
      [`npm_config_//${new URL(url).host}/:_authToken`]: authToken,
    });
    const response = await fetch(`${url}${TOKENS}`, { headers: { authorization: `Bearer ${authToken}` } });
    assert.equal((await response.json()).total, 5);
    assert.match((await (await fetch(otpUrl)).json()).otp, /^\d{6}$/);
    child.kill('SIGINT');
    assert.deepEqual(await ended, [0, null]);
  });

  it('prints lines to try', { skip: process.platform === 'win32' }, async () => {
    const { child, output, ended } = run();
    while (!output.stdout.includes('Ctrl-C')) await once(child.stdout, 'data');
    child.kill('SIGTERM');
    assert.deepEqual(await ended, [0, null]);
    assert.match(output.stdout, /--registry=http:\/\/127\.0\.0\.1:\d+\/ '--\/\/127/);
    assert.match(output.stdout, /correct horse battery staple/);
  });
});
