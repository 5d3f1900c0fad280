// Where the account's password comes from, and that it goes nowhere else.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { runOn } from './helpers/cli.mjs';
import { environment } from './helpers/isolate.mjs';
import { PROGRAM } from './helpers/program.mjs';
import { until } from './helpers/raw.mjs';
import { environmentOf, lines, sandboxFor } from './helpers/registry.mjs';
import { TYPED } from './helpers/secrets.mjs';

const CREATE = ['create', '--name=ci', '--packages-all', '--json'];

/** Passwords of which something would be lost if they were read as configuration. */
const ODD = [
  ['a password', 's3cret horse'],
  ['white space at both ends', '  s3cret\t '],
  ['a variable', '$' + '{HOME}s3cret$' + '{NPM_TOKEN_SPEC_UNSET}'],
  ['the signs of a comment', 's3#cr;et # x'],
  ['quotes and backslashes', '"s3\\cret\'\\n"'],
  ['letters of any kind', 'pässwörd 名前 🔑'],
  ['what npm takes for nothing', 'null'],
  ['what npm takes for nothing', 'false'],
  ['what npm takes for a flag', '--json'],
];

/** The password that reached the sandbox. */
async function arrived(t, password, args, options) {
  const sandbox = await sandboxFor(t, { password });
  const ran = await runOn(sandbox, [...CREATE, ...args], options);
  assert.equal(ran.code, 0, ran.stderr);
  assert.deepEqual(lines(sandbox), ['POST /-/npm/v1/tokens']);
  const shown =
    ran.stderr.replace(/^(warning|notice): .*$/gm, '') + ran.stdout.replaceAll('null', '').replaceAll('false', '');
  assert.ok(!shown.includes(password), shown);
  return { password: sandbox.requests[0].body.password, stderr: ran.stderr };
}

describe('--password-stdin', () => {
  for (const [what, password] of ODD) {
    it(`T28: takes ${what} as it is: ${JSON.stringify(password)}`, async (t) => {
      assert.equal((await arrived(t, password, ['--password-stdin'], { input: `${password}\n` })).password, password);
    });
  }

  const ends = [
    ['nothing', ''],
    ['a line break', '\n'],
    ['a line break of Windows', '\r\n'],
  ];
  for (const [what, end] of ends) {
    it(`takes a password that ends with ${what}`, async (t) => {
      const { password, stderr } = await arrived(t, 's3cret', ['--password-stdin'], { input: `s3cret${end}` });
      assert.equal(password, 's3cret');
      assert.ok(!stderr.includes('warning'), stderr);
    });
  }

  it('T34: puts nothing in front of the JSON', async (t) => {
    const sandbox = await sandboxFor(t);
    const { stdout } = await runOn(sandbox, [...CREATE, '--password-stdin'], { input: `${sandbox.password}\n` });
    assert.equal(JSON.parse(stdout).token, sandbox.tokens[0].token);
    assert.ok(stdout.startsWith('{'));
  });

  it('wins over npm_config_password', async (t) => {
    const env = { npm_config_password: 'other' };
    assert.equal((await arrived(t, 's3cret', ['--password-stdin'], { input: 's3cret', env })).password, 's3cret');
  });

  for (const [what, input] of [
    ['an empty input', ''],
    ['no input', undefined],
    ['a line break alone', '\n'],
  ]) {
    it(`T33: refuses ${what} with a message`, async (t) => {
      const sandbox = await sandboxFor(t);
      const { code, stderr } = await runOn(sandbox, [...CREATE, '--password-stdin'], { input });
      assert.equal(code, 2);
      assert.match(stderr, /^error\[EINVALIDOPTION\]: .*password-stdin.*\nhint: .+\n$/);
      assert.deepEqual(lines(sandbox), []);
    });
  }

  it('sends nothing for what is no text', async (t) => {
    const sandbox = await sandboxFor(t);
    const input = Buffer.from([0x73, 0xff, 0xfe, 0x0a]);
    const { code, stderr } = await runOn(sandbox, [...CREATE, '--password-stdin'], { input });
    assert.notEqual(code, 0);
    assert.match(stderr, /^error\[\w+\]: /);
    assert.deepEqual(lines(sandbox), []);
  });

  it('reads 64 KiB and no more', async (t) => {
    const longest = 'x'.repeat(64 * 1024);
    const { password } = await arrived(t, longest, ['--password-stdin'], { input: longest });
    assert.equal(password, longest);
    const sandbox = await sandboxFor(t);
    const { code, stderr } = await runOn(sandbox, [...CREATE, '--password-stdin'], { input: `${longest}\n` });
    assert.equal(code, 2);
    assert.match(stderr, /^error\[EINVALIDOPTION\]: invalid `--password-stdin`: .*64 KiB\nhint: .+\n$/);
    assert.deepEqual(lines(sandbox), []);
  });

  it('is not read before the rest is found good', async (t) => {
    const sandbox = await sandboxFor(t);
    // Nobody writes a password: the command must end without waiting for one.
    const { code, stderr } = await runOn(sandbox, ['create', '--packages-all', '--password-stdin'], { input: '' });
    assert.equal(code, 2);
    assert.match(stderr, /^error\[EINVALIDOPTION\]: .*name/);
  });
});

describe('npm_config_password', () => {
  for (const [what, password] of ODD) {
    it(`T28: takes ${what} as it is: ${JSON.stringify(password)}`, async (t) => {
      const { password: sent, stderr } = await arrived(t, password, [], { env: { npm_config_password: password } });
      assert.equal(sent, password);
      assert.ok(!stderr.includes('warning'), stderr);
    });
  }

  it('T33: is missing if it is empty', async (t) => {
    const sandbox = await sandboxFor(t);
    const { code, stderr } = await runOn(sandbox, CREATE, { env: { npm_config_password: '' } });
    assert.equal(code, 2);
    assert.match(stderr, /^error\[EINVALIDOPTION\]: .*password/);
    assert.deepEqual(lines(sandbox), []);
  });
});

describe('--password', () => {
  const WARNING = /^warning: `--password` on the command line is visible to other processes\n/;

  for (const [what, password] of ODD) {
    it(`T28: takes ${what} as it is, with a warning: ${JSON.stringify(password)}`, async (t) => {
      const { password: sent, stderr } = await arrived(t, password, [`--password=${password}`]);
      assert.equal(sent, password);
      assert.match(stderr, WARNING);
    });
  }

  it('works in a word of its own', async (t) => {
    assert.equal((await arrived(t, 's3cret', ['--password', 's3cret'])).password, 's3cret');
  });

  it('does not warn at --loglevel=error', async (t) => {
    const { stderr } = await arrived(t, 's3cret', ['--password=s3cret', '--loglevel=error']);
    assert.equal(stderr, '');
  });
});

it('T33: is asked for, and without a terminal that is an error with a message, and nothing is sent', async (t) => {
  const sandbox = await sandboxFor(t);
  for (const input of [undefined, '', 's3cret\n']) {
    const { code, stdout, stderr } = await runOn(sandbox, ['create', '--name=ci', '--packages-all'], { input });
    assert.deepEqual([code, stdout], [2, '']);
    assert.match(
      stderr,
      /^error\[EINVALIDOPTION\]: invalid `password`: .*nobody can be asked.*\nhint: .*--password-stdin.*\n$/,
    );
  }
  assert.deepEqual(lines(sandbox), []);
});

describe('a password', () => {
  const SECRET = `${TYPED}-${TYPED}`;
  const ways = [
    ['--password-stdin', ['--password-stdin'], { input: SECRET }],
    ['npm_config_password', [], { env: { npm_config_password: SECRET } }],
    ['--password', [`--password=${SECRET}`], {}],
  ];
  for (const [what, args, options] of ways) {
    it(`from ${what} is in nothing that is printed, whatever fails`, async (t) => {
      const sandbox = await sandboxFor(t);
      const wrong = await runOn(sandbox, [...CREATE, ...args], options);
      assert.equal(wrong.code, 1);
      assert.equal(JSON.parse(wrong.stdout).error.code, 'E401');

      sandbox.inject({ method: 'POST', status: 400, json: { error: `bad password ${SECRET} in {"p":"${SECRET}"}` } });
      const repeated = await runOn(sandbox, [...CREATE, ...args], options);
      assert.equal(JSON.parse(repeated.stdout).error.code, 'E400');

      sandbox.inject({ method: 'POST', status: 200, body: `not JSON: ${SECRET}` });
      const broken = await runOn(sandbox, [...CREATE, ...args], options);
      assert.equal(JSON.parse(broken.stdout).error.cause.code, 'EBADRESPONSE');

      const bad = await runOn(sandbox, [...CREATE, '--expires=0', ...args], options);
      assert.equal(bad.code, 2);
      for (const { stdout, stderr } of [wrong, repeated, broken, bad]) {
        assert.ok(!`${stdout}${stderr}`.includes(SECRET), `${stdout}${stderr}`);
      }
    });
  }

  it('from --password is not in the list of processes', {
    skip: process.platform !== 'linux' && 'it reads /proc',
  }, async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'POST', hang: true });
    const [file, ...words] = PROGRAM;
    const child = spawn(file, [...words, ...CREATE, `--password=${SECRET}`, `--otp=${SECRET}`], {
      env: environment(environmentOf(sandbox)),
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    t.after(() => child.kill('SIGKILL'));
    await until(() => sandbox.requests.length === 1, 'a request', 20_000);
    for (const shown of ['cmdline', 'comm', 'stat', 'status']) {
      assert.equal(readFileSync(`/proc/${child.pid}/${shown}`, 'latin1').includes(TYPED), false, shown);
    }
    assert.match(readFileSync(`/proc/${child.pid}/cmdline`, 'latin1'), /^(\S*\/)?npm-token\0*$/);
  });
});
