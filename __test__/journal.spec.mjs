// What a run that was killed has left: told by the next one, and forgotten once it is revoked. Both the npm bin and the
// executable.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { noShell } from './helpers/cli.mjs';
import { PROGRAMS, patient, startCommand, startExec } from './helpers/exec.mjs';
import { projectWith } from './helpers/folder.mjs';
import { stateFor } from './helpers/journal.mjs';
import { until } from './helpers/raw.mjs';
import { sandboxFor } from './helpers/registry.mjs';
import { CTRL_C, ENTER, noTerminal, openTerminal } from './helpers/terminal.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const isRoot = process.getuid?.() === 0 && 'nothing is forbidden to the administrator';
const DAY = 24 * 60 * 60 * 1000;

/** Has a run killed while its command runs, and gives what it has left. */
async function killedRun(t, sandbox, program) {
  const command = patient(t);
  const { child, ended, state } = startExec(t, sandbox, command.words, { program });
  await command.runs();
  child.kill('SIGKILL');
  assert.equal((await ended).signal, 'SIGKILL');
  return { state, key: sandbox.tokens[0].key, name: sandbox.tokens[0].name };
}

/** Runs a command with a journal. */
const next = (t, sandbox, args, state, program) => startCommand(t, sandbox, args, { program, state }).ended;

/** Puts a note into a journal, as a run leaves it that was killed. */
function putNote(state, { name = 'note', ...fields }) {
  const { key, ends, ...head } = { version: 1, purpose: 'exec', began: '2026-01-01T10:00:00.000Z', ...fields };
  mkdirSync(state.folder, { recursive: true });
  const made = key === undefined ? '' : `${JSON.stringify({ key, ends })}\n`;
  writeFileSync(join(state.folder, `${name}.jsonl`), `${JSON.stringify(head)}\n${made}`);
}

for (const [name, program] of PROGRAMS) {
  describe(`${name}, after a run was killed`, { skip: noShell }, () => {
    it('tells the token by its key, and forgets it once it is revoked', async (t) => {
      const sandbox = await sandboxFor(t);
      const { state, key, name } = await killedRun(t, sandbox, program);
      const listed = await next(t, sandbox, ['list', '--json'], state, program);
      assert.equal(listed.code, 0);
      assert.equal(JSON.parse(listed.stdout)[0].key, key);
      const told =
        /^notice: `npm-token exec`, begun at .+Z, has left the token `(.+)` named `(.+)` on (.+): revoke it by `npm-token revoke (.+)`$/m;
      assert.deepEqual(told.exec(listed.stderr)?.slice(1), [key, name, sandbox.url, key]);
      const revoked = await next(t, sandbox, ['revoke', key], state, program);
      assert.equal(revoked.code, 0);
      assert.doesNotMatch(revoked.stderr, /begun at/);
      assert.deepEqual([sandbox.tokens.length, state.files().length], [0, 0]);
      assert.doesNotMatch((await next(t, sandbox, ['list'], state, program)).stderr, /begun at/);
    });

    it('goes on without a word of it where notices are not wanted', async (t) => {
      const sandbox = await sandboxFor(t);
      const { state } = await killedRun(t, sandbox, program);
      const { stderr } = await next(t, sandbox, ['list', '--silent'], state, program);
      assert.deepEqual([stderr, state.files().length], ['', 1]);
    });

    const endings = [
      { what: 'many are revoked', args: () => ['revoke', '--name=npm-token-exec-*', '--yes'], code: 0 },
      { what: 'it is found gone', args: (key) => ['revoke', key], gone: true, code: 1 },
    ];
    for (const { what, args, gone, code } of endings) {
      it(`forgets the token where ${what}`, async (t) => {
        const sandbox = await sandboxFor(t);
        const { state, key } = await killedRun(t, sandbox, program);
        if (gone) sandbox.inject({ method: 'GET', json: { objects: [], urls: {} } });
        assert.equal((await next(t, sandbox, args(key), state, program)).code, code);
        assert.equal(state.files().length, 0);
      });
    }

    const stays = [
      { what: 'is only planned to be revoked', args: (key) => ['revoke', key, '--dry-run'] },
      { what: 'cannot be revoked', args: (key) => ['revoke', key], fault: { method: 'DELETE', status: 403 } },
      {
        what: 'is not told by a list that fails',
        args: (key) => ['revoke', key],
        fault: { method: 'GET', status: 403 },
      },
    ];
    for (const { what, args, fault } of stays) {
      it(`keeps in mind a token that ${what}`, async (t) => {
        const sandbox = await sandboxFor(t);
        const { state, key } = await killedRun(t, sandbox, program);
        if (fault) sandbox.inject(fault);
        const { stderr } = await next(t, sandbox, args(key), state, program);
        assert.equal(state.files().length, 1);
        assert.match(stderr, /has left/);
      });
    }

    it('names the registry where another one is in use', async (t) => {
      const [sandbox, other] = [await sandboxFor(t), await sandboxFor(t)];
      const { state, key } = await killedRun(t, sandbox, program);
      const { stderr } = await next(t, other, ['list'], state, program);
      assert.ok(stderr.includes(`\`npm-token revoke ${key} --registry=${sandbox.url}\``), stderr);
      await next(t, other, ['revoke', key], state, program);
      assert.equal(state.files().length, 1);
    });

    it('tells of another run before its own command, without a terminal', async (t) => {
      const sandbox = await sandboxFor(t);
      const { state, key } = await killedRun(t, sandbox, program);
      const command = patient(t);
      const { said, ended } = startExec(t, sandbox, command.words, { program, state });
      await command.runs();
      assert.ok(said.stderr.includes(`left the token \`${key}\``), said.stderr);
      writeFileSync(command.go, '');
      const { code, stderr } = await ended;
      assert.deepEqual([code, stderr.split('begun at').length, state.notes()[0].key], [0, 2, key]);
    });

    it('tells name and time of a create that was not answered', async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'POST', after: true, hang: true });
      const { child, ended, state } = startExec(t, sandbox, ['true'], { program });
      await until(() => sandbox.tokens.length === 1, 'a token', 20_000);
      child.kill('SIGKILL');
      await ended;
      const [{ key, name }] = sandbox.tokens;
      const { stderr } = await next(t, sandbox, ['list'], state, program);
      const told =
        /begun at (.+), ended while it made a token named `(.+)` on .+: look for it by `(.+)`, also without its name, and revoke it by its key; then remove `(.+)`$/m;
      const [, began, ...words] = told.exec(stderr) ?? [];
      assert.deepEqual(words, [name, 'npm-token list --sort=created', state.files()[0]]);
      assert.ok(Math.abs(Date.parse(began) - Date.now()) < 60_000, began);
      assert.equal(state.notes()[0].key, undefined);
      await next(t, sandbox, ['revoke', name], state, program);
      assert.deepEqual([sandbox.tokens.some((token) => token.key === key), state.files().length], [false, 0]);
    });

    it('notes the key as soon as there is one, before the token is compared with what was asked for', async (t) => {
      const sandbox = await sandboxFor(t, { dialect: 'verdaccio' });
      sandbox.inject({ method: 'GET', hang: true });
      const { child, ended, state } = startExec(t, sandbox, ['true'], { program, dialect: 'verdaccio' });
      await until(() => state.notes()[0]?.key !== undefined, 'a key', 20_000);
      assert.equal(state.notes()[0].key, sandbox.tokens[0].key);
      child.kill('SIGKILL');
      await ended;
    });

    it('tells of it whatever a project says of what is to be told', async (t) => {
      const sandbox = await sandboxFor(t);
      const { state, key } = await killedRun(t, sandbox, program);
      const cwd = projectWith(t, 'loglevel=silent\n');
      writeFileSync(join(cwd, 'package.json'), '{}');
      const { stderr } = await startCommand(t, sandbox, ['list'], { program, state, cwd }).ended;
      assert.ok(stderr.includes(`left the token \`${key}\``), stderr);
    });

    it('pastes nothing that a registry chose', async (t) => {
      const sandbox = await sandboxFor(t);
      const state = stateFor(t);
      putNote(state, { registry: sandbox.url, key: 'x;touch pwned' });
      putNote(state, { registry: `${sandbox.url};id`, key: 'k', name: 'second' });
      const { stderr } = await next(t, sandbox, ['list'], state, program);
      assert.equal(stderr.split('revoke it by `npm-token revoke` and its key').length, 3, stderr);
    });

    it('says nothing of a run that still runs', async (t) => {
      const sandbox = await sandboxFor(t);
      const command = patient(t);
      const { ended, state } = startExec(t, sandbox, command.words, { program });
      await command.runs();
      const { stderr } = await next(t, sandbox, ['list'], state, program);
      assert.doesNotMatch(stderr, /begun at/);
      assert.equal(state.files().length, 1);
      writeFileSync(command.go, '');
      await ended;
    });
  });

  describe(`the journal of ${name}`, { skip: noShell }, () => {
    const missing = [
      ['there is no way to', (folder) => writeFileSync(join(folder, 'npm-token'), '')],
      ['may not be written', (folder) => chmodSync(folder, 0o500), isRoot],
    ];
    for (const [what, spoil, skip = false] of missing) {
      it(`is missed, and the command runs, where the folder ${what}`, { skip }, async (t) => {
        const sandbox = await sandboxFor(t);
        const folder = projectWith(t);
        spoil(folder);
        const state = { ...stateFor(t), env: { XDG_STATE_HOME: folder } };
        const { code, stderr } = await startExec(t, sandbox, ['sh', '-c', 'exit 7'], { program, state }).ended;
        assert.deepEqual([code, sandbox.tokens.length], [7, 0]);
        assert.match(stderr, /^warning: the token is not noted, so nobody will know of it if this run is killed: /m);
      });
    }

    it('is in the home folder, if no other is named', async (t) => {
      const sandbox = await sandboxFor(t);
      const HOME = projectWith(t);
      const state = { ...stateFor(t), env: { XDG_STATE_HOME: 'relative' } };
      await startExec(t, sandbox, ['true'], { program, state, env: { HOME } }).ended;
      assert.ok(existsSync(join(HOME, '.local/state/npm-token')));
    });

    it('forgets what has ended, and keeps what is not its own', async (t) => {
      const sandbox = await sandboxFor(t);
      const state = stateFor(t);
      const ends = (days) => new Date(Date.now() + days * DAY).toISOString();
      const registry = sandbox.url;
      putNote(state, { name: 'ended', registry, key: 'ended', ends: ends(-1) });
      putNote(state, { name: 'ends', registry, key: 'ends', ends: ends(1) });
      putNote(state, { name: 'newer', registry, key: 'newer', version: 2 });
      putNote(state, { name: 'other', registry, key: 'other', purpose: 'other' });
      writeFileSync(join(state.folder, 'odd.jsonl'), '\0');
      writeFileSync(join(state.folder, 'mine'), '{}');
      mkdirSync(join(state.folder, 'folder.jsonl'));
      const { stderr } = await next(t, sandbox, ['list'], state, program);
      assert.deepEqual(stderr.match(/has left the token `\w+`/g), ['has left the token `ends`']);
      const names = state.files().map((file) => file.slice(state.folder.length + 1));
      assert.deepEqual(names.sort(), ['ends.jsonl', 'folder.jsonl', 'mine', 'newer.jsonl', 'odd.jsonl', 'other.jsonl']);
    });

    it('shows what it quotes without its control characters', async (t) => {
      const sandbox = await sandboxFor(t);
      const state = stateFor(t);
      putNote(state, { registry: 'https://registry.example/', key: 'k\u001b[2J' });
      const { stderr } = await next(t, sandbox, ['list'], state, program);
      assert.match(stderr, /has left the token `k\\u\{1b\}\[2J`/);
    });
  });

  describe(`${name}, at a terminal`, { skip: noTerminal }, () => {
    const EXEC = ['exec', '--packages-all', '--read-only', '--'];
    const QUESTION = 'Revoke it now? [y/N] ';
    const PASSWORD = 'Password of your account on ';

    const answers = [
      ['y', 0, 0],
      ['n', 1, 1],
    ];
    for (const [answer, tokens, files] of answers) {
      it(`offers to revoke what was left: ${answer}`, async (t) => {
        const sandbox = await sandboxFor(t);
        const { state } = await killedRun(t, sandbox, program);
        const env = { ...userconfigFor(t, sandbox), ...state.env };
        const terminal = openTerminal(t, [...EXEC, 'true'], { env, program });
        await terminal.shows(QUESTION);
        terminal.type(`${answer}${ENTER}`);
        await terminal.shows(PASSWORD);
        terminal.type(`${sandbox.password}${ENTER}`);
        assert.equal(await terminal.ends(), 0);
        assert.deepEqual([sandbox.tokens.length, state.files().length], [tokens, files]);
      });
    }

    it('asks before the command, and leaves what is typed afterwards to it', async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'totp', twoFactorFor: ['create'] });
      const env = { ...userconfigFor(t, sandbox), ...stateFor(t).env };
      const terminal = openTerminal(t, [...EXEC, 'sh', '-c', 'echo ready; read line; echo "got $line"'], {
        env,
        program,
      });
      await terminal.shows(PASSWORD);
      terminal.type(`${sandbox.password}${ENTER}`);
      await terminal.shows('One-time password: ');
      terminal.type(`${sandbox.currentOtp()}${ENTER}`);
      await terminal.shows('ready');
      terminal.type(`mine${ENTER}`);
      assert.equal(await terminal.ends(), 0);
      assert.match(terminal.shown, /got mine/);
      assert.equal(sandbox.tokens.length, 0);
    });

    it('leaves Ctrl-C to the command', async (t) => {
      const sandbox = await sandboxFor(t);
      const env = { ...userconfigFor(t, sandbox), ...stateFor(t).env, npm_config_password: sandbox.password };
      const script = `
        const { readFileSync } = require('node:fs');
        let times = 0;
        process.on('SIGINT', () => { console.log('interrupted ' + (times += 1)); if (times === 2) process.exit(5); });
        console.log('ready');
        setInterval(() => {}, 1000);`;
      const terminal = openTerminal(t, [...EXEC, process.execPath, '-e', script], { env, program });
      await terminal.shows('ready');
      terminal.type(CTRL_C);
      await terminal.shows('interrupted 1');
      terminal.type(CTRL_C);
      assert.equal(await terminal.ends(), 5);
      assert.equal(terminal.shown.split('interrupted').length, 3);
      assert.equal(sandbox.tokens.length, 0);
    });
  });
}
