// `npm-token exec`: a command with a token of its own, which is revoked afterwards. Both the npm bin and the executable.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { noShell } from './helpers/cli.mjs';
import { LIMITS, node, PROGRAMS, patient, runExec, startCommand, startExec } from './helpers/exec.mjs';
import { folderForTokens, projectWith } from './helpers/folder.mjs';
import { stateFor } from './helpers/journal.mjs';
import { npmIsMissing } from './helpers/npm.mjs';
import { credentialVariable, sandboxFor } from './helpers/registry.mjs';
import { contents } from './helpers/snapshot.mjs';

const noModes = process.platform === 'win32' && 'files have no such modes on Windows';
const ALL = Number.POSITIVE_INFINITY;

/** Gives the token that a request to create made, as the registry knew it. */
function watchTokens(sandbox) {
  const made = [];
  sandbox.inject({
    method: 'POST',
    times: ALL,
    handler: async (_request, next) => {
      const answer = await next();
      made.push(answer.body);
      return answer;
    },
  });
  return made;
}

for (const [name, program] of PROGRAMS) {
  describe(`${name}: a command with a token`, { skip: noShell }, () => {
    for (const dialect of Object.keys(LIMITS)) {
      it(`is npm's own, on ${dialect}, and the token is gone afterwards`, { skip: npmIsMissing }, async (t) => {
        const sandbox = await sandboxFor(t, { dialect });
        const made = watchTokens(sandbox);
        const env = { npm_config_cache: join(projectWith(t), 'npm-cache'), npm_config_update_notifier: 'false' };
        const { code, stdout, stderr, ...ran } = await runExec(t, sandbox, ['npm', 'whoami'], {
          program,
          dialect,
          env,
        });
        assert.deepEqual([code, stdout], [0, 'maintainer\n'], stderr);
        const asked = sandbox.requests.find(({ path }) => path === '/-/whoami');
        assert.equal(asked.headers.authorization, `Bearer ${made[0].token}`);
        assert.deepEqual([made.length, sandbox.tokens.length], [1, 0]);
        assert.ok(!JSON.stringify([stdout, stderr, ran]).includes(made[0].token));
      });
    }

    it('is behind a shell, where an .npmrc names the variable', { skip: npmIsMissing }, async (t) => {
      const sandbox = await sandboxFor(t);
      const made = watchTokens(sandbox);
      const npmrc = `${sandbox.url.slice('http:'.length)}:_authToken=\${NPM_TOKEN}\n`;
      const env = {
        npm_config_cache: join(projectWith(t), 'npm-cache'),
        npm_config_userconfig: join(projectWith(t, npmrc), '.npmrc'),
      };
      const { stdout, stderr } = await runExec(t, sandbox, ['sh', '-c', 'npm whoami'], {
        program,
        flags: ['--env=NPM_TOKEN'],
        env,
      });
      assert.equal(stdout, 'maintainer\n', stderr);
      const asked = sandbox.requests.find(({ path }) => path === '/-/whoami');
      assert.equal(asked.headers.authorization, `Bearer ${made[0].token}`);
    });

    it('asks for a day and a name of its own, unless others are given', async (t) => {
      const sandbox = await sandboxFor(t);
      const given = ['--name=mine', '--expires=3d'];
      for (const flags of [[], [], given]) await runExec(t, sandbox, node(''), { program, flags });
      const asked = sandbox.requests.filter(({ method }) => method === 'POST').map(({ body }) => body);
      assert.match(asked[0].name, /^npm-token-exec-\d{8}T\d{6}Z-[\da-f]{8}$/);
      assert.notEqual(asked[0].name, asked[1].name);
      assert.deepEqual(
        asked.map(({ expires }) => expires),
        [1, 1, 3],
      );
      assert.equal(asked[2].name, 'mine');
    });

    it('wants of a registry what was asked for, and no more', async (t) => {
      const sandbox = await sandboxFor(t, { dialect: 'verdaccio' });
      const file = join(folderForTokens(t), 'ran');
      const touch = node(`require('node:fs').writeFileSync(process.argv[1], '')`, file);
      const flags = ['--expires=1'];
      const refused = await runExec(t, sandbox, touch, { program, dialect: 'verdaccio', flags });
      assert.equal(refused.code, 1);
      assert.match(refused.stderr, /^error\[ERESTRICTION\]: .*`expires` \(it has no end/m);
      assert.deepEqual([existsSync(file), sandbox.tokens.length], [false, 0]);
      const done = await runExec(t, sandbox, touch, { program, dialect: 'verdaccio' });
      assert.equal(done.code, 0);
      assert.match(done.stderr, /^notice: the registry gives the token no end/m);
      assert.doesNotMatch(done.stderr, /warning/);
    });

    it('has its own streams', async (t) => {
      const sandbox = await sandboxFor(t);
      const script = `process.stdin.pipe(process.stdout); console.error('said')`;
      const { stdout, stderr } = await runExec(t, sandbox, node(script), { program, input: 'typed\n' });
      assert.equal(stdout, 'typed\n');
      assert.match(stderr, /^said$/m);
    });

    it('takes every argument as it is', async (t) => {
      const sandbox = await sandboxFor(t);
      const words = ['--json', '--', '-x', 'a b', '$HOME', '', 'é'];
      const script = `console.log(JSON.stringify(process.argv.slice(1)))`;
      const { stdout } = await runExec(t, sandbox, node(script, '--', ...words), { program });
      assert.deepEqual(JSON.parse(stdout), words);
    });

    const ends = [
      ['its exit code', ['sh', '-c', 'exit 7'], 7],
      ['a signal', ['sh', '-c', 'kill -9 $$'], 137],
      ['the signal of Ctrl-C', ['sh', '-c', 'kill -2 $$'], 130],
    ];
    for (const [what, command, expected] of ends) {
      it(`ends with ${what}`, async (t) => {
        const sandbox = await sandboxFor(t);
        const { code, state } = await endOf(t, sandbox, command, { program });
        assert.deepEqual([code, sandbox.tokens.length, state.files().length], [expected, 0, 0]);
      });
    }
  });

  describe(`${name}: what the command gets`, { skip: noShell }, () => {
    const show = (file) => node(`require('node:fs').writeFileSync(process.argv[1], JSON.stringify(process.env))`, file);

    it('is the token in its environment, and not the password', async (t) => {
      const sandbox = await sandboxFor(t);
      const made = watchTokens(sandbox);
      const file = join(folderForTokens(t), 'env');
      const flags = ['--env=NPM_TOKEN,NODE_AUTH_TOKEN', '--env=_x'];
      await runExec(t, sandbox, show(file), {
        program,
        flags,
        env: {
          NPM_CONFIG_PASSWORD: sandbox.password,
          npm_config_otp: '123456',
          [credentialVariable(sandbox.url).replace('authToken', 'password')]: 'cGFzcw==',
          [credentialVariable(sandbox.url).replace('authToken', 'auth')]: 'dXNlcjpwYXNz',
          MINE: 'kept',
        },
      });
      const env = JSON.parse(readFileSync(file, 'utf8'));
      const [{ token }] = made;
      const having = Object.keys(env).filter((key) => env[key].includes(token));
      assert.deepEqual(having.sort(), [credentialVariable(sandbox.url), 'NPM_TOKEN', 'NODE_AUTH_TOKEN', '_x'].sort());
      assert.deepEqual([env.MINE, env.npm_config_registry], ['kept', sandbox.url]);
      assert.ok(
        Object.keys(env).every((key) => !/password|otp|:_auth$/i.test(key)),
        Object.keys(env).join(),
      );
      assert.ok(!JSON.stringify(env).includes(sandbox.authToken));
    });

    it('is a registry only if one was given', async (t) => {
      const sandbox = await sandboxFor(t);
      const [given, file] = ['given', 'file'].map((base) => join(folderForTokens(t), base));
      const userconfig = join(projectWith(t, `registry=${sandbox.url}\n`), '.npmrc');
      const env = { npm_config_registry: '', npm_config_userconfig: userconfig };
      const flags = [`--registry=${sandbox.url}`];
      await runExec(t, sandbox, show(file), { program, env });
      await runExec(t, sandbox, show(given), { program, env, flags });
      const registries = [file, given].map((path) => JSON.parse(readFileSync(path, 'utf8')).npm_config_registry);
      assert.deepEqual(registries, ['', sandbox.url]);
    });

    it('is nothing on the disk: there is one note, without the value, and only while it runs', async (t) => {
      const sandbox = await sandboxFor(t);
      const made = watchTokens(sandbox);
      const [HOME, TMPDIR, cwd] = [1, 2, 3].map(() => projectWith(t));
      writeFileSync(join(HOME, '.npmrc'), '; mine\n');
      const folders = [HOME, TMPDIR, cwd];
      const before = contents(folders);
      const command = patient(t);
      const state = { env: {}, folder: join(HOME, '.local/state/npm-token') };
      const { ended } = startExec(t, sandbox, command.words, { program, env: { HOME, TMPDIR }, cwd, state });
      await command.runs();
      const during = contents(folders);
      const added = Object.keys(during).filter((path) => !(path in before));
      const notes = added.filter((path) => statSync(path).isFile());
      assert.equal(notes.length, 1, `${added}`);
      assert.ok(
        added.every((path) => `${path}/`.startsWith(join(HOME, '.local/')) && !during[path].includes(made[0].token)),
      );
      assert.ok(!JSON.stringify(during).includes(sandbox.password));
      const lines = readFileSync(notes[0], 'utf8').trimEnd().split('\n').map(JSON.parse);
      assert.deepEqual(Object.keys(lines[0]), ['version', 'purpose', 'registry', 'name', 'began']);
      assert.deepEqual(
        [lines[0].purpose, lines[0].registry, lines[0].name, lines[1].key],
        ['exec', sandbox.url, made[0].name, made[0].key],
      );
      writeFileSync(command.go, '');
      assert.equal((await ended).code, 0);
      const after = contents(folders);
      const left = Object.keys(after).filter((path) => !(path in before));
      assert.ok(
        left.every((path) => statSync(path).isDirectory()),
        `${left}`,
      );
      for (const path of Object.keys(before)) assert.equal(after[path], before[path], path);
    });

    it('is a note that only its owner can read', { skip: noModes }, async (t) => {
      const sandbox = await sandboxFor(t);
      const command = patient(t);
      const { ended, state } = startExec(t, sandbox, command.words, { program });
      await command.runs();
      const modes = [state.folder, ...state.files()].map((path) => statSync(path).mode & 0o777);
      assert.deepEqual(modes, [0o700, 0o600]);
      writeFileSync(command.go, '');
      await ended;
    });
  });

  describe(`${name}: nothing is sent`, { skip: noShell }, () => {
    const rows = [
      { what: 'for a program that there is not', command: ['npm-token-spec-no-such-command'], code: 127 },
      { what: 'for a path that leads nowhere', command: ['./none/such'], code: 127 },
      { what: 'for a file that is no program', command: ['/etc/passwd'], code: 126 },
      { what: 'for no command', args: ['exec', '--packages-all', '--'], code: 2, problem: /which command to run/ },
      { what: 'for no dashes', args: ['exec', '--packages-all', 'npm', 'publish'], code: 2, problem: /after ` -- `/ },
      { what: 'for words on both sides', args: ['exec', 'npm', '--', 'publish'], code: 2, problem: /after ` -- `/ },
      {
        what: 'for an odd variable',
        command: ['true'],
        flags: ['--env=A=b'],
        code: 2,
        problem: /no name of a variable/,
      },
      {
        what: 'for a form of results',
        command: ['true'],
        flags: ['--parseable'],
        code: 2,
        problem: /`--parseable` belongs/,
      },
      {
        what: 'for a place',
        command: ['true'],
        flags: ['--to=stdout'],
        code: 2,
        problem: /`--to` belongs to `create`/,
      },
    ];
    for (const { what, command, args, flags, env, code, problem = /no program|cannot be run/ } of rows) {
      it(what, async (t) => {
        const sandbox = await sandboxFor(t);
        const { ended, state } = args
          ? startCommand(t, sandbox, args, { program })
          : startExec(t, sandbox, command, { program, flags, env });
        const ran = await ended;
        assert.deepEqual([ran.code, ran.stdout, sandbox.requests.length, state.files().length], [code, '', 0, 0]);
        assert.match(ran.stderr, problem);
      });
    }
  });

  for (const [how, flags, env, by = ''] of [
    ['its flag', ['--dry-run']],
    ['a variable', [], { npm_config_dry_run: 'true' }, ' (by the environment)'],
  ]) {
    it(`T22: ${name}: a dry run by ${how} makes no token, and runs nothing`, async (t) => {
      const sandbox = await sandboxFor(t);
      const command = patient(t);
      const { ended, state } = startExec(t, sandbox, command.words, { program, flags, env });
      const { code, stdout, stderr } = await ended;
      assert.deepEqual([code, sandbox.requests.length, state.files().length], [0, 0, 0], stderr);
      assert.match(stdout, /^Would create a token\nname: npm-token-exec-.*\n(.*\n)*Would run .* with it\n$/);
      assert.ok(stderr.includes(`notice: a dry run${by}: no token is created, and nothing is run\n`), stderr);
    });
  }

  describe(`${name}: a token that cannot be revoked`, { skip: noShell }, () => {
    for (const [own, expected] of [
      [0, 1],
      [7, 7],
    ]) {
      it(`is an error that names it, beside the command's ${own}`, async (t) => {
        const sandbox = await sandboxFor(t);
        sandbox.inject({ method: 'DELETE', status: 403, times: ALL });
        const { code, stderr, state } = await endOf(t, sandbox, ['sh', '-c', `exit ${own}`], { program });
        const [{ key }] = sandbox.tokens;
        assert.equal(code, expected);
        assert.match(stderr, /^error\[ENOTREVOKED\]: the temporary token with key `.*` may still be there, .*403/m);
        assert.ok(stderr.includes(`hint: revoke it: \`npm-token revoke ${key} --registry=${sandbox.url}\``), stderr);
        assert.equal(state.notes()[0].key, key);
      });
    }

    it('is none if it is gone already', async (t) => {
      const sandbox = await sandboxFor(t);
      const command = patient(t);
      const { ended, state } = startExec(t, sandbox, command.words, { program });
      await command.runs();
      sandbox.tokens.length = 0;
      sandbox.inject({ method: 'DELETE', status: 404, json: {}, times: ALL });
      sandbox.inject({ method: 'GET', json: { objects: [], urls: {} }, times: ALL });
      writeFileSync(command.go, '');
      assert.deepEqual([(await ended).code, state.files().length], [0, 0]);
    });
  });

  it(`${name}: two at a time do not disturb each other`, { skip: noShell }, async (t) => {
    const sandbox = await sandboxFor(t);
    const state = stateFor(t);
    const commands = [patient(t), patient(t)];
    const runs = commands.map(({ words }) => startExec(t, sandbox, words, { program, state }));
    await Promise.all(commands.map((command) => command.runs()));
    assert.deepEqual([sandbox.tokens.length, state.files().length], [2, 2]);
    writeFileSync(commands[0].go, '');
    const first = await runs[0].ended;
    assert.deepEqual([first.code, sandbox.tokens.length, state.files().length], [0, 1, 1]);
    writeFileSync(commands[1].go, '');
    const second = await runs[1].ended;
    assert.deepEqual([second.code, sandbox.tokens.length, state.files().length], [0, 0, 0]);
    assert.doesNotMatch(first.stderr + second.stderr, /begun at/);
  });

  describe(`${name}: a one-time password`, { skip: noShell }, () => {
    const run = (t, sandbox) => endOf(t, sandbox, ['true'], { program, flags: [`--otp=${sandbox.currentOtp()}`] });

    it('is enough where only the create wants one', async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'totp', twoFactorFor: ['create'] });
      const { code, stderr, state } = await run(t, sandbox);
      assert.deepEqual([code, sandbox.tokens.length, state.files().length], [0, 0, 0], stderr);
    });

    it('is used up where the end wants one too, and the token is named', async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
      const { code, stderr, state } = await run(t, sandbox);
      assert.deepEqual([code, sandbox.tokens.length], [1, 1]);
      assert.match(stderr, /^error\[ENOTREVOKED\]: .*refused the one-time password/m);
      assert.equal(state.notes()[0].key, sandbox.tokens[0].key);
    });
  });
}

describe('a program', { skip: noShell }, () => {
  it('is found on the PATH, as a shell would find it', async (t) => {
    const sandbox = await sandboxFor(t);
    const folder = projectWith(t);
    mkdirSync(join(folder, 'bin'));
    writeFileSync(join(folder, 'bin/mine'), '#!/bin/sh\necho "$0 $1"\n');
    chmodSync(join(folder, 'bin/mine'), 0o755);
    const env = { PATH: `${join(folder, 'bin')}:${process.env.PATH}` };
    for (const [word, cwd] of [
      ['mine', undefined],
      ['./bin/mine', folder],
      ['bin/mine', folder],
    ]) {
      const { code, stdout, stderr } = await runExec(t, sandbox, [word, 'x'], { env, cwd });
      assert.equal(code, 0, stderr);
      assert.match(stdout, /bin\/mine x\n$/);
    }
  });
});

/** Runs a command to its end, with the journal it had. */
async function endOf(t, sandbox, command, options) {
  const { ended, state } = startExec(t, sandbox, command, options);
  return { ...(await ended), state };
}
