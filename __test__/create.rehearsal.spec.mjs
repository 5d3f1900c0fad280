// `npm-token create --dry-run`: what would be sent is shown, and nothing is.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createToken, withTemporaryToken } from './helpers/addon.mjs';
import { run, runOn } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { folderForTokens, projectWith } from './helpers/folder.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

const CREATE = ['create', '--name=ci', '--packages=@acme/app,other', '--expires=7d', '--cidr=192.0.2.0/24'];
const PERMITTED = [...CREATE, '--packages-and-scopes-permission=read-write', '--token-description=for \u001b[31m CI'];

describe('a dry run of create', () => {
  for (const [how, args, env, by = ''] of [
    ['by its flag', ['--dry-run']],
    ['by a variable', [], { npm_config_dry_run: 'true' }, ' (by the environment)'],
  ]) {
    it(`T22: ${how} shows the request that would be sent, and sends none`, async (t) => {
      const sandbox = await sandboxFor(t);
      const { code, stdout, stderr } = await runOn(sandbox, [...PERMITTED, '--json', ...args], { env });
      assert.deepEqual([code, sandbox.requests.length], [0, 0], stderr);
      assert.ok(stderr.includes(`notice: a dry run${by}: no token is created\n`), stderr);
      const { request } = JSON.parse(stdout);
      await runOn(sandbox, [...PERMITTED, `--password=${sandbox.password}`]);
      const { password, ...sent } = JSON.parse(sandbox.requests[0].bodyText);
      assert.equal(password, sandbox.password);
      assert.deepEqual(request, sent);
    });
  }

  it('is for people too, in whose terminal a description does nothing', async (t) => {
    const sandbox = await sandboxFor(t);
    const { stdout } = await runOn(sandbox, [...PERMITTED, '--dry-run']);
    assert.match(stdout, /^Would create a token\nname: ci\n/);
    assert.match(stdout, /^packages: \["@acme\/app","other"\]$/m);
    assert.match(stdout, /^cidr\w*: \["192\.0\.2\.0\/24"\]$/m);
    assert.ok(stdout.includes('for \\u{1b}[31m CI\n'), stdout);
  });

  it('writes to no place that is meant for the token', async (t) => {
    const sandbox = await sandboxFor(t);
    const file = join(folderForTokens(t), 'token');
    const { code } = await runOn(sandbox, [...CREATE, '--dry-run', `--to=file:${file}`]);
    assert.deepEqual([code, existsSync(file), sandbox.requests.length], [0, false, 0]);
  });

  for (const [what, args, problem] of [
    ['of a token to print', [...CREATE, '--output=token'], 'a dry run makes no token'],
    ['of what could not be sent', ['create', '--packages=a', '--expires=0'], 'invalid `--expires`'],
    ['of fields to print', [...CREATE, '--parseable'], 'a dry run makes no token'],
    ['of a permission that there is not', [...CREATE, '--packages-and-scopes-permission=all'], 'not known'],
    ['in a session of its own', [...CREATE, '--login'], '`--login` begins a session'],
  ]) {
    it(`is refused: one ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const { code, stdout, stderr } = await runOn(sandbox, [...args, '--dry-run']);
      assert.deepEqual([code, stdout, sandbox.requests.length], [2, '', 0], stderr);
      assert.ok(stderr.includes(problem), stderr);
    });
  }

  it('asks nobody whether a project may be trusted, since nothing goes there', async (t) => {
    const sandbox = await sandboxFor(t);
    const cwd = projectWith(t, `registry=${sandbox.url}\n`);
    const { code, stderr } = await run([...CREATE, '--dry-run'], { cwd });
    assert.equal(code, 0, stderr);
  });

  for (const [name, call] of Object.entries({
    createToken,
    withTemporaryToken: (options) => withTemporaryToken(options, assert.fail),
  })) {
    it(`T22: is none of ${name}, which is refused where a variable asks for one`, async (t) => {
      const sandbox = await sandboxFor(t);
      process.env.npm_config_dry_run = 'true';
      t.after(() => delete process.env.npm_config_dry_run);
      const wanted = { name: 'ci', packages: 'a', readOnly: true, password: sandbox.password };
      const error = await failure(call({ ...connectionTo(sandbox), ...wanted }));
      assert.deepEqual([error.code, sandbox.requests.length], ['EINVALIDCONFIG', 0]);
      assert.ok(error.message.includes(`\`${name}\` makes a token, and has no dry run`), error.message);
    });
  }

  for (const [project, user, end] of [
    ['true', undefined, 'refused'],
    ['false', 'true', 'refused'],
    ['true', 'false', 'refused'],
    ['true', 'true', 'rehearsed'],
    ['false', undefined, 'done'],
    ['null', 'false', 'done'],
    [undefined, 'true', 'rehearsed'],
  ]) {
    it(`is ${end} where a project says ${project} and the user ${user}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const [cwd, home] = [project, user].map((word) => projectWith(t, word ? `dry-run=${word}\n` : ''));
      const args = [...CREATE, `--password=${sandbox.password}`, `--userconfig=${join(home, '.npmrc')}`];
      const { code, stdout, stderr } = await runOn(sandbox, args, { cwd });
      const ends = {
        refused: () => {
          assert.deepEqual([code, sandbox.requests.length], [2, 0]);
          assert.match(stderr, /a project does not decide whether anything is done/);
        },
        rehearsed: () => {
          assert.deepEqual([code, sandbox.requests.length], [0, 0], stderr);
          assert.match(stdout, /^Would create a token\n/);
        },
        done: () => assert.deepEqual([code, sandbox.tokens.length], [0, 1], stderr),
      };
      ends[end]();
      for (const said of ['--no-dry-run', '--dry-run']) {
        const number = sandbox.tokens.length + (said === '--no-dry-run' ? 1 : 0);
        assert.equal((await runOn(sandbox, [...args, said], { cwd })).code, 0);
        assert.equal(sandbox.tokens.length, number);
      }
    });
  }

  it('shows nothing in lists that a terminal would act on', async (t) => {
    const sandbox = await sandboxFor(t);
    const { stdout } = await runOn(sandbox, ['create', '--name=ci', '--scopes=@a\u009b31m\u202e', '--dry-run']);
    assert.ok(stdout.includes('scopes: ["@a\\u009b31m\\u202e"]'), stdout);
  });

  it('is not one that the person has called off', async (t) => {
    const sandbox = await sandboxFor(t);
    const env = { npm_config_dry_run: 'true' };
    await runOn(sandbox, [...CREATE, '--no-dry-run', `--password=${sandbox.password}`], { env });
    assert.equal(sandbox.tokens.length, 1);
  });
});
