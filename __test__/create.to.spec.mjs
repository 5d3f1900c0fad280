// Where the value of a new token goes, and that a token whose value reaches nobody does not stay.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, lstatSync, readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { noShell, run, runOn } from './helpers/cli.mjs';
import { folderForTokens, projectWith } from './helpers/folder.mjs';
import { environment } from './helpers/isolate.mjs';
import { PROGRAM } from './helpers/program.mjs';
import { until } from './helpers/raw.mjs';
import { environmentOf, sandboxFor } from './helpers/registry.mjs';

const CREATE = ['create', '--name=ci', '--scopes=@acme', '--password-stdin'];
const noModes = process.platform === 'win32' && 'files have no such modes on Windows';

/** Creates a token with its value sent to a place, and gives the value as the registry knows it. */
async function createTo(sandbox, to, { args = [], env, cwd } = {}) {
  const ran = await runOn(sandbox, [...CREATE, ...(to ? [`--to=${to}`] : []), ...args], {
    input: `${sandbox.password}\n`,
    env,
    cwd,
  });
  const made = sandbox.tokens.find(({ name }) => name === 'ci');
  return { ...ran, made, posts: sandbox.requests.filter(({ method }) => method === 'POST').length };
}

/** The key of a registry's token. */
const keyOf = (sandbox) => `${sandbox.url.slice(sandbox.url.indexOf('//'))}:_authToken`;

const mode = (file) => statSync(file).mode & 0o777;

describe('a new token goes to a file', () => {
  for (const output of ['table', 'json', 'parseable']) {
    it(`with nothing else in it, and its value is not in the ${output}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const file = join(folderForTokens(t), 'token');
      const { code, stdout, stderr, made } = await createTo(sandbox, `file:${file}`, { args: [`--output=${output}`] });
      assert.equal(code, 0, stderr);
      assert.equal(readFileSync(file, 'utf8'), made.token);
      assert.ok(!`${stdout}${stderr}`.includes(made.token));
      assert.ok(stdout.includes(made.key));
      assert.match(stderr, /notice: the new token is in `.*token`/);
    });
  }

  it('that only its owner can read', { skip: noModes }, async (t) => {
    const sandbox = await sandboxFor(t);
    const file = join(folderForTokens(t), 'token');
    await createTo(sandbox, `file:${file}`);
    assert.equal(mode(file), 0o600);
  });

  it('relative to the working directory', async (t) => {
    const sandbox = await sandboxFor(t);
    const cwd = folderForTokens(t);
    const { made } = await createTo(sandbox, 'file:token', { cwd });
    assert.equal(readFileSync(join(cwd, 'token'), 'utf8'), made.token);
  });

  it('but never in the place of another', async (t) => {
    const sandbox = await sandboxFor(t);
    const file = join(folderForTokens(t), 'token');
    writeFileSync(file, 'mine');
    const { code, stderr } = await createTo(sandbox, `file:${file}`);
    assert.deepEqual({ code, requests: sandbox.requests.length }, { code: 2, requests: 0 });
    assert.match(stderr, /invalid `--to`: `.*token`: there is a file already/);
    assert.equal(readFileSync(file, 'utf8'), 'mine');
  });

  it('and leaves none behind where no token is made', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'POST', status: 403 });
    const folder = folderForTokens(t);
    const { code } = await createTo(sandbox, `file:${join(folder, 'token')}`);
    assert.equal(code, 1);
    assert.deepEqual(readdirSync(folder), []);
  });
});

describe('a new token goes to an .npmrc', () => {
  const OTHERS = '; mine\r\n@acme:registry = https://registry.example/ \r\nca[]=a\r\n';

  it('and leaves every other line as it is', async (t) => {
    const sandbox = await sandboxFor(t);
    const folder = folderForTokens(t);
    const file = join(folder, 'rc');
    const line = `${keyOf(sandbox)} = old ; the old one\r\n`;
    writeFileSync(file, `${OTHERS}${line}[s]\r\nx=1`);
    const { code, stderr, made } = await createTo(sandbox, `npmrc:${file}`);
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(file, 'utf8'), `${OTHERS}${line.replace('old', made.token)}[s]\r\nx=1`);
    assert.deepEqual(readdirSync(folder), ['rc']);
  });

  it('of the user, where it is what the next command uses', async (t) => {
    const sandbox = await sandboxFor(t);
    const userconfig = join(folderForTokens(t), 'userrc');
    const env = { npm_config_userconfig: userconfig };
    const { code, stderr, made } = await createTo(sandbox, 'npmrc', { env });
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(userconfig, 'utf8'), `${keyOf(sandbox)}=${made.token}\n`);
    const checked = await run(['check', '--json', `--registry=${sandbox.url}`, '--no-workspaces'], { env });
    assert.equal(JSON.parse(checked.stdout).token.key, made.key);
  });

  it('that only its owner can read, wherever a link leads', { skip: noModes }, async (t) => {
    const sandbox = await sandboxFor(t);
    const folder = folderForTokens(t);
    writeFileSync(join(folder, 'real'), OTHERS, { mode: 0o644 });
    symlinkSync(join(folder, 'real'), join(folder, 'link'));
    const { made } = await createTo(sandbox, `npmrc:${join(folder, 'link')}`);
    assert.ok(lstatSync(join(folder, 'link')).isSymbolicLink());
    assert.equal(readFileSync(join(folder, 'real'), 'utf8'), `${OTHERS}${keyOf(sandbox)}=${made.token}\r\n`);
    assert.equal(mode(join(folder, 'real')), 0o600);
  });

  it('but not where a link leads nowhere', { skip: noModes }, async (t) => {
    const sandbox = await sandboxFor(t);
    const folder = folderForTokens(t);
    symlinkSync(join(folder, 'nowhere'), join(folder, 'link'));
    const { code } = await createTo(sandbox, `npmrc:${join(folder, 'link')}`);
    assert.deepEqual({ code, requests: sandbox.requests.length }, { code: 2, requests: 0 });
    assert.deepEqual(readdirSync(folder), ['link']);
  });

  it('but not to one that says it otherwise', async (t) => {
    const sandbox = await sandboxFor(t);
    const file = join(folderForTokens(t), 'rc');
    writeFileSync(file, `${keyOf(sandbox)}[]=a\n`);
    const { code, stderr } = await createTo(sandbox, `npmrc:${file}`);
    assert.deepEqual({ code, requests: sandbox.requests.length }, { code: 2, requests: 0 });
    assert.match(stderr, /the token cannot be written there/);
    assert.equal(readFileSync(file, 'utf8'), `${keyOf(sandbox)}[]=a\n`);
  });

  it('but not to one that the project has chosen', async (t) => {
    const sandbox = await sandboxFor(t);
    const cwd = projectWith(t, 'userconfig=./theirs\n');
    writeFileSync(join(cwd, 'package.json'), '{}');
    const { code, stderr, posts } = await createTo(sandbox, 'npmrc', { cwd });
    assert.deepEqual({ code, posts }, { code: 2, posts: 0 });
    assert.match(stderr, /error\[EUNTRUSTED\]/);
  });
});

describe('a new token goes to a command', { skip: noShell }, () => {
  it('on its standard input, and what the command prints is no result', async (t) => {
    const sandbox = await sandboxFor(t);
    const file = join(folderForTokens(t), 'got');
    const { code, stdout, stderr, made } = await createTo(sandbox, `exec:cat > '${file}'; echo stored: yes`, {
      args: ['--json'],
    });
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(file, 'utf8'), made.token);
    assert.equal(JSON.parse(stdout).key, made.key);
    assert.ok(!stdout.includes(made.token) && !stdout.includes('stored'));
    assert.match(stderr, /^stored: yes$/m);
  });

  it('that has a standard error of its own', async (t) => {
    const sandbox = await sandboxFor(t);
    const { code, stderr } = await createTo(sandbox, 'exec:cat > /dev/null; echo said >&2');
    assert.equal(code, 0, stderr);
    assert.match(stderr, /^said$/m);
  });

  it('and is not printed where the registry repeats it', async (t) => {
    for (const output of ['json', 'parseable', 'table']) {
      const sandbox = await sandboxFor(t);
      sandbox.inject({
        method: 'POST',
        handler: async (_request, next) => {
          const answer = await next();
          return { ...answer, body: { ...answer.body, name: `is ${answer.body.token}`, more: answer.body.token } };
        },
      });
      const args = [`--output=${output}`, '--allow-unenforced=name'];
      const { stdout, stderr, made } = await createTo(sandbox, 'exec:cat > /dev/null', { args });
      assert.ok(!`${stdout}${stderr}`.includes(made.token), stdout);
      assert.ok(stdout.includes(made.key), stderr);
    }
  });

  for (const [title, command, problem] of [
    ['that fails', 'cat > /dev/null; exit 3', 'exit code 3'],
    ['that does not read it', 'true', 'without reading all of it'],
    ['that is not there, and nobody minds', 'npm-token-spec-no-such-command || true', 'without reading all of it'],
    ['that there is not', 'npm-token-spec-no-such-command', 'exit code 127'],
    ['that is killed', 'kill -9 $$', 'a signal'],
  ]) {
    it(`${title}, and is revoked`, async (t) => {
      const sandbox = await sandboxFor(t);
      const { code, stdout, stderr, made } = await createTo(sandbox, `exec:${command}`);
      assert.deepEqual({ code, stdout, made }, { code: 1, stdout: '', made: undefined });
      assert.ok(stderr.includes(problem), stderr);
      assert.match(stderr, /^error\[EUNDELIVERED\]: the new token with key `.*` reached nobody: .*; it was revoked$/m);
    });
  }

  it('that fails, and is kept and printed on request', async (t) => {
    const sandbox = await sandboxFor(t);
    const { code, stdout, stderr, made } = await createTo(sandbox, 'exec:exit 3', { args: ['--keep-on-sink-failure'] });
    assert.equal(code, 1);
    assert.ok(stdout.startsWith(`Created token ${made.token}\n`), stdout);
    assert.match(stderr, /exit code 3/);
  });

  it('that fails, and what cannot be revoked then is named', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'DELETE', status: 403, times: 3 });
    const { code, stdout, stderr, made } = await createTo(sandbox, 'exec:exit 3');
    assert.deepEqual({ code, stdout }, { code: 1, stdout: '' });
    assert.match(stderr, /reached nobody: .*exit code 3; it may still be there, since revoking it failed: .*403/);
    assert.ok(stderr.includes(`hint: revoke it: \`npm-token revoke ${made.key}\``), stderr);
    const quiet = await createTo(await sandboxFor(t), 'exec:exit 3', { args: ['--json', '--silent'] });
    const { error } = JSON.parse(quiet.stdout);
    assert.deepEqual([error.code, error.cause.code, quiet.code], ['EUNDELIVERED', 'EIO', 1]);
    assert.ok(!stderr.includes(made.token));
  });
});

describe('a create that is given up while the command runs', { skip: noShell }, () => {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    it(`by ${signal}, ends the command and revokes the token`, async (t) => {
      const sandbox = await sandboxFor(t);
      const file = join(folderForTokens(t), 'pid');
      const args = [...CREATE, '--json', `--to=exec:echo $$ > '${file}'; exec sleep 60`];
      const child = spawn(PROGRAM[0], [...PROGRAM.slice(1), ...args], {
        env: environment(environmentOf(sandbox)),
        stdio: ['pipe', 'pipe', 'pipe'],
      });
      t.after(() => child.kill('SIGKILL'));
      child.stdin.end(sandbox.password);
      let stdout = '';
      child.stdout.on('data', (chunk) => {
        stdout += chunk;
      });
      await until(() => existsSync(file) && readFileSync(file, 'utf8').endsWith('\n'));
      child.kill(signal);
      await once(child, 'close');
      const { error } = JSON.parse(stdout);
      assert.deepEqual([error.code, error.cause.code], ['EUNDELIVERED', 'ABORT_ERR']);
      assert.equal(sandbox.tokens.length, 0);
      assert.throws(() => process.kill(Number(readFileSync(file, 'utf8')), 0), { code: 'ESRCH' });
    });
  }
});

describe('a registry that names another token as the new one', { skip: noShell }, () => {
  it('does not have that one revoked', async (t) => {
    const key = '1b2c3d4e-aaaa-4bbb-8ccc-000000000001';
    const sandbox = await sandboxFor(t, { tokens: [{ key, name: 'in use', created: '2020-01-01T00:00:00.000Z' }] });
    sandbox.inject({
      method: 'POST',
      handler: async (_request, next) => {
        const answer = await next();
        return { ...answer, body: { ...answer.body, key, created: '2020-01-01T00:00:00.000Z' } };
      },
    });
    const { code } = await createTo(sandbox, 'exec:exit 3');
    assert.equal(code, 1);
    assert.deepEqual(
      sandbox.tokens.map(({ name }) => name),
      ['in use'],
    );
  });
});

describe('where a new token cannot go', () => {
  for (const [to, args, problem] of [
    ['', [], 'needs a value|names no place'],
    ['clipboard', [], 'names no place'],
    ['file:', [], 'names no place'],
    ['exec: ', [], 'names no place'],
    ['npmrc:', [], 'names no place'],
    ['stdout:', [], 'names no place'],
    ['stdout:x', [], 'names no place'],
    ['npmrc', ['--output=token'], 'contradict'],
  ]) {
    it(`--to='${to}' ${args} is refused before anything is sent`, async (t) => {
      const sandbox = await sandboxFor(t);
      const { code, stderr } = await runOn(sandbox, [...CREATE, `--to=${to}`, ...args], { input: 'x' });
      assert.equal(code, 2, stderr);
      assert.match(stderr, new RegExp(problem));
      assert.equal(sandbox.requests.length, 0);
    });
  }

  it('a folder that is not there is an error before anything is sent', async (t) => {
    const sandbox = await sandboxFor(t);
    for (const kind of ['file', 'npmrc']) {
      const { code } = await createTo(sandbox, `${kind}:${join(folderForTokens(t), 'none', 'token')}`);
      assert.deepEqual({ code, requests: sandbox.requests.length }, { code: 2, requests: 0 });
    }
  });

  it('no variable says', async (t) => {
    const sandbox = await sandboxFor(t);
    const cwd = folderForTokens(t);
    const { code, stdout, made } = await createTo(sandbox, undefined, { cwd, env: { npm_config_to: 'file:token' } });
    assert.equal(code, 0);
    assert.ok(stdout.includes(made.token));
    assert.deepEqual(readdirSync(cwd), []);
  });
});
