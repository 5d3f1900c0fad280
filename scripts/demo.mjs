// Shows the main job on the sandbox: list, create with a one-time password, list again, revoke.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { startSandbox } from 'npm-token/sandbox';

const cli = fileURLToPath(new URL('../src/js/cli.js', import.meta.url));
const home = await mkdtemp(join(tmpdir(), 'npm-token-demo-'));
const sandbox = await startSandbox({ twoFactor: 'totp', tokens: [{ name: 'old-laptop' }, { name: 'docs-site' }] });

try {
  console.log(`A sandbox registry listens on ${sandbox.url}; it wants a one-time password for every change.\n`);
  await show('the tokens there are', ['list']);
  const made = await show(
    'a new one that can only read, for one scope, for 30 days',
    [
      'create',
      '--name=ci',
      '--scopes=@acme',
      '--read-only',
      '--expires=30d',
      `--otp=${sandbox.currentOtp()}`,
      '--json',
    ],
    { npm_config_password: sandbox.password },
  );
  await show('it is there', ['list']);
  await show('it goes again, named by its key', ['revoke', JSON.parse(made).key, `--otp=${sandbox.currentOtp()}`]);
} finally {
  await sandbox.close();
  await rm(home, { recursive: true });
}

/** Runs one command the way a user would, with an environment that holds nothing but what it needs. */
async function show(title, args, env = {}) {
  console.log(`# ${title}\n$ npm-token ${args.join(' ')}`);
  const child = spawn(process.execPath, [cli, ...args], {
    cwd: home,
    env: {
      HOME: home,
      PATH: process.env.PATH,
      ...(process.platform === 'win32' && { SystemRoot: process.env.SystemRoot, USERPROFILE: home }),
      npm_config_registry: sandbox.url,
      [`npm_config_${sandbox.url.slice('http:'.length)}:_authToken`]: sandbox.authToken,
      ...env,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of child.stdout.setEncoding('utf8')) output += chunk;
  const code = child.exitCode ?? (await new Promise((resolve) => child.once('exit', resolve)));
  console.log(output);
  if (code !== 0) throw new Error(`npm-token ${args[0]} ended with ${code}`);
  return output;
}
