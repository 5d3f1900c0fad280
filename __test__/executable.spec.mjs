// The executable that needs no Node.js: it says and does what the npm bin does. The specs of the command run on it too,
// if `NPM_TOKEN_EXECUTABLE` names it.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, it } from 'node:test';
import { noShell, run as runCommand, runShell as runCommandLine } from './helpers/cli.mjs';
import { environment, home } from './helpers/isolate.mjs';
import { EXECUTABLE, NPM_BIN } from './helpers/program.mjs';
import { until } from './helpers/raw.mjs';
import { environmentOf, sandboxFor } from './helpers/registry.mjs';
import { TYPED } from './helpers/secrets.mjs';
import { ENTER, noTerminal, openTerminal } from './helpers/terminal.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const run = (args, options) => runCommand(args, { ...options, program: EXECUTABLE });
const runShell = (line, options) => runCommandLine(line, { ...options, program: EXECUTABLE });
const CREATE = ['create', '--name=ci', '--packages-all'];
const withPassword = (sandbox) => ({ ...environmentOf(sandbox), npm_config_password: sandbox.password });
const notLinux = process.platform !== 'linux' && 'only Linux shows and lets blank it there';
const noFullDevice = !existsSync('/dev/full') && 'there is no /dev/full';

it('has no trace of the interface to Node.js, which the addon has', () => {
  const root = new URL('..', import.meta.url);
  const addons = readdirSync(root).filter((name) => name.endsWith('.node'));
  for (const name of addons) assert.ok(readFileSync(new URL(name, root)).includes('napi_'), name);
  assert.ok(!readFileSync(EXECUTABLE[0]).includes('napi_'));
});

it('runs where there is no Node.js', async () => {
  const { version } = JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8'));
  assert.deepEqual(await run(['--version'], { env: { PATH: '' } }), { code: 0, stdout: `${version}\n`, stderr: '' });
});

describe('the executable prints and exits as the npm bin does', () => {
  const KEY = '0badcafe-aaaa-4bbb-8ccc-000000000004';
  const rows = [
    ['list'],
    ['list', '--json'],
    ['ls', '-p', '--silent'],
    ['create', '--name=ci', '--packages=a', '--read-only', '--cidr=192.0.2.0/24', '--expires=30d'],
    [...CREATE, '--json'],
    [...CREATE, '--output=token'],
    ['revoke', 'one', KEY],
    ['revoke', '--json', 'one', 'missing'],
    ['revoke', 'missing', '--json'],
    ['create', '--packages-all'],
    ['list', '--registry=http://255.255.255.255:1/', '--json'],
    ['list', '--registry=http://registry.example/'],
    ['list', '--foo'],
    ['list', '--foo', '--json'],
    ['rvoke'],
    [''],
    ['--version'],
    ['help'],
    ['help', 'revoke'],
    ['create', '--help'],
    ['list', 'sandbox'],
  ];
  for (const args of rows) {
    it(`npm-token ${args.join(' ')}`, async (t) => {
      const [executable, npmBin] = await Promise.all(
        [EXECUTABLE, NPM_BIN].map(async (program) => {
          const times = { created: '2026-01-02T00:00:00.000Z', expiry: '2020-01-01T00:00:00.000Z' };
          const tokens = [
            { name: 'one', key: '1b2c3d4e-aaaa-4bbb-8ccc-000000000001', ...times },
            { name: 'two', key: KEY, ...times },
          ];
          const sandbox = await sandboxFor(t, { tokens });
          const masked = sandbox.tokens.flatMap(({ token }) => [token.slice(0, 8), token.slice(-4)]);
          const ran = await runCommand(args, { program, env: withPassword(sandbox) });
          const made = sandbox.tokens.filter(({ name }) => name === 'ci');
          // What the registry makes up anew each time.
          const anew = [
            sandbox.url,
            ...masked,
            ...made.flatMap(({ token, key, created, expiry }) => [token, key, created, expiry]),
          ];
          const said = anew.reduce((text, word, index) => text.replaceAll(word, `<${index}>`), ran.stdout + ran.stderr);
          return [ran.code, ran.stdout.length, ran.stderr.length - sandbox.url.length, said];
        }),
      );
      assert.deepEqual(executable, npmBin);
    });
  }
});

describe('the global configuration', { skip: noShell }, () => {
  const places = [
    { what: 'is beside the Node.js on the PATH', bin: 'usr/bin', path: ['missing', 'usr/bin'], code: 0 },
    { what: 'is where links lead', bin: 'usr/bin', link: 'links', path: ['links'], code: 0 },
    { what: 'is not beside what cannot be run', bin: 'usr/bin', mode: 0o644, path: ['usr/bin'], code: 2 },
    {
      what: 'is not in a project’s dependencies',
      bin: 'node_modules/node/bin',
      path: ['node_modules/node/bin'],
      code: 2,
    },
    { what: 'is not in a relative folder', bin: 'usr/bin', path: [], relative: 'usr/bin', code: 2 },
  ];
  for (const { what, bin, mode = 0o755, link, path, relative, code } of places) {
    it(what, async (t) => {
      const folder = mkdtempSync(join(home, 'node-'));
      t.after(() => rmSync(folder, { recursive: true, force: true }));
      const sandbox = await sandboxFor(t, { tokens: 1 });
      mkdirSync(join(folder, bin), { recursive: true });
      writeFileSync(join(folder, bin, 'node'), '', { mode });
      if (link) {
        mkdirSync(join(folder, link));
        symlinkSync(join(folder, bin, 'node'), join(folder, link, 'node'));
      }
      const file = join(folder, bin, '../etc/npmrc');
      mkdirSync(dirname(file));
      const credential = `${sandbox.url.slice('http:'.length)}:_authToken=${sandbox.authToken}`;
      writeFileSync(file, `registry=${sandbox.url}\n${credential}\n`);
      const folders = [...path.map((name) => join(folder, name)), ...(relative ? [relative] : [])];
      const env = { PATH: folders.join(':'), npm_config_globalconfig: '' };
      const ran = await run(['list', '--json'], { env, cwd: folder });
      assert.equal(ran.code, code, ran.stderr);
      assert.equal(ran.stderr.includes(`looked for`), code !== 0);
    });
  }
});

describe('what only the npm bin can do is refused', () => {
  const SANDBOX = `error[EUSAGE]: the sandbox is written in JavaScript, and this executable runs without Node.js
hint: run it by \`npx npm-token sandbox\`
`;
  for (const args of [['sandbox'], ['sandbox', '--port=0'], ['sandbox', '--help']]) {
    it(args.join(' '), async () => {
      assert.deepEqual(await run(args), { code: 2, stdout: '', stderr: SANDBOX });
    });
  }

  it('the sandbox, as JSON', async () => {
    const { code, stdout } = await run(['sandbox', '--json']);
    assert.deepEqual([code, JSON.parse(stdout).error.code], [2, 'EUSAGE']);
  });

  it('an argument that is not text', { skip: noShell }, async () => {
    const { code, stdout, stderr } = await runShell('"$@" create --name="$(printf "ci\\377")" --packages=a');
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(stderr, /^error\[EUSAGE\]: an argument is not valid Unicode\n/);
  });
});

describe('the output of the executable', { skip: noShell }, () => {
  it('goes to a reader that has seen enough, without a word', async (t) => {
    const env = userconfigFor(t, await sandboxFor(t, { tokens: 1000 }));
    for (const reader of ['head -1', 'true']) {
      const line = `{ { "$@" list --json -s; echo "status $?" >&3; } | ${reader} >/dev/null; } 3>&1`;
      assert.deepEqual(await runShell(line, { env }), { code: 0, stdout: 'status 0\n', stderr: '' });
    }
  });

  const places = [
    { what: 'a full disk', line: '"$@" >/dev/full', skip: noFullDevice },
    { what: 'a file that may not grow', line: 'ulimit -f 0; "$@" >"$HOME/out"' },
    { what: 'a reader that is gone', line: '{ { "$@"; echo $? >&3; } | true; } 3>&1', code: 0, stdout: '1\n' },
  ];
  for (const { what, line, skip, code = 1, stdout = '' } of places) {
    it(`names the token whose value is lost to ${what}`, { skip }, async (t) => {
      const sandbox = await sandboxFor(t);
      const env = { ...userconfigFor(t, sandbox), npm_config_password: sandbox.password };
      const created = line.replace('"$@"', '"$@" create --name=ci --packages-all --silent');
      const ran = await runShell(created, { env });
      assert.deepEqual([ran.code, ran.stdout], [code, stdout]);
      assert.match(
        ran.stderr,
        /^error\[EIO\]: cannot write to standard output: .+\nhint: the new token's value is lost/,
      );
      assert.ok(ran.stderr.endsWith(`key \`${sandbox.tokens[0].key}\`\n`), ran.stderr);
    });
  }

  it('may be thrown away', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1 });
    const env = { ...userconfigFor(t, sandbox), npm_config_password: sandbox.password };
    for (const line of ['"$@" create --name=ci --packages-all -s >/dev/null', '"$@" list -s >&-', '"$@" lst 2>&-']) {
      const code = line.includes('lst') ? 2 : 0;
      assert.deepEqual(await runShell(line, { env }), { code, stdout: '', stderr: '' });
    }
  });

  it('is whole on a pipe that somebody has left without a moment’s patience', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1000 });
    // Node.js makes a pipe non-blocking, and would undo that if it ended by itself.
    const before = `const { Socket } = require("node:net");
      new Socket({ fd: 1, readable: false }).write("[", () => process.kill(process.pid, "SIGKILL"));`;
    const reader = `const { readSync } = require("node:fs"); const part = Buffer.alloc(1000); let length = 0;
      for (let read; (read = readSync(0, part)) > 0; ) length += read;
      console.log(length);`;
    const env = { ...userconfigFor(t, sandbox), BEFORE: before, READER: reader, NODE: process.execPath };
    const { stdout, stderr } = await runShell(
      '{ "$NODE" -e "$BEFORE" 2>&-; "$@" list --json -s; } | "$NODE" -e "$READER"',
      { env },
    );
    assert.doesNotMatch(stderr, /error/);
    const whole = (await run(['list', '--json', '-s'], { env })).stdout.length;
    assert.ok(whole > 4 * 65_536);
    assert.equal(Number(stdout), 1 + whole);
  });
});

it('asks at the terminal for the password, without echo, and for a code', { skip: noTerminal }, async (t) => {
  const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
  const terminal = openTerminal(t, CREATE, { env: environmentOf(sandbox), program: EXECUTABLE });
  await terminal.shows('Password of your account on ');
  terminal.type(`${sandbox.password}${ENTER}`);
  await terminal.shows('One-time password: ');
  terminal.type(`${sandbox.currentOtp()}${ENTER}`);
  assert.equal(await terminal.ends(), 0);
  assert.match(terminal.shown, /Created token npm_\w{36}\r\n/);
  for (const word of sandbox.password.split(' ')) assert.ok(!terminal.shown.includes(word), terminal.shown);
});

describe('the list of processes', { skip: notLinux }, () => {
  const rows = [
    ['a password and a code', [`--password=${TYPED}`, `--otp=${TYPED}`]],
    ['any other value', [`--packages=${TYPED}`]],
    ['a very long command line', [...Array(1000).fill('--no-json'), `--otp=${TYPED}`]],
  ];
  for (const [what, args] of rows) {
    it(`shows the executable without its arguments: ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'POST', hang: true });
      const child = spawn(EXECUTABLE[0], ['create', '--name=ci', '--packages=b', ...args], {
        env: environment({ npm_config_password: 'p', ...environmentOf(sandbox) }),
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      t.after(() => child.kill('SIGKILL'));
      await until(() => sandbox.requests.length === 1, 'a request', 20_000);
      const shown = readFileSync(`/proc/${child.pid}/cmdline`, 'latin1');
      assert.equal(shown.replace(/\0+$/, ''), EXECUTABLE[0]);
      for (const file of ['comm', 'stat', 'status']) {
        assert.equal(readFileSync(`/proc/${child.pid}/${file}`, 'latin1').includes(TYPED), false, file);
      }
      // What it was told, it knows all the same.
      assert.ok(sandbox.requests[0].body.packages.includes('b'));
    });
  }
});
