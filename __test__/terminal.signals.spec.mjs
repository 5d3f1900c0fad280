// The terminal of a command that is stopped, ended or left alone while it asks. Both the npm bin and the executable.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { home } from './helpers/isolate.mjs';
import { EXECUTABLE, NPM_BIN } from './helpers/program.mjs';
import { until } from './helpers/raw.mjs';
import { discard } from './helpers/record.mjs';
import { environmentOf, lines, sandboxFor } from './helpers/registry.mjs';
import { CTRL_C, CTRL_Z, ENTER, isSilent, noTerminal, openTerminal } from './helpers/terminal.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const PASSWORD = 'Password of your account on ';
const CREATE = ['create', '--name=ci', '--packages-all'];
const LIST = 'GET /-/npm/v1/tokens?perPage=1000';
const notLinux = noTerminal || (process.platform !== 'linux' && 'terminals and processes are looked at another way');

/** The command as a job that tells its number; a signal that would write a file does not. */
const JOB = `sh -c 'echo "pid $$."; ulimit -c 0; exec "$@"' sh "$@"`;
/** What the shell does last, so that nothing of it is missing when the terminal ends. */
const LOOK = 'stty -a; read line';
async function looked(terminal) {
  await terminal.shows('-extproc');
  terminal.type(ENTER);
  assert.equal(await terminal.ends(), 0);
}

const pidIn = (shown) => Number(/pid (\d+)\./.exec(shown)[1]);

const programs = [
  {
    name: 'the npm bin',
    program: NPM_BIN,
    signals: ['SIGALRM', 'SIGUSR2', 'SIGVTALRM', 'SIGXCPU'],
    // Node.js does not end by itself without its terminal.
    hungUp: 129,
  },
  {
    name: 'the executable',
    program: EXECUTABLE,
    signals: ['SIGABRT', 'SIGALRM', 'SIGPROF', 'SIGTRAP', 'SIGUSR1', 'SIGUSR2', 'SIGVTALRM', 'SIGXCPU'],
    hungUp: 1,
  },
];
for (const { name, program, signals, hungUp } of programs) {
  describe(`the question of ${name}`, { skip: notLinux }, () => {
    const stops = [
      ['Ctrl-Z', (terminal) => terminal.type(CTRL_Z)],
      ['SIGSTOP', (terminal) => process.kill(pidIn(terminal.shown), 'SIGSTOP')],
    ];
    for (const [what, stop] of stops) {
      it(`shows nothing of the password after ${what} and \`fg\`, though the shell switched the echo on`, async (t) => {
        const sandbox = await sandboxFor(t);
        const shell = `set -m; tty; ${JOB}; stty echo; echo stopped; read line; fg; ${LOOK}`;
        const terminal = openTerminal(t, CREATE, { env: userconfigFor(t, sandbox), shell, program });
        await terminal.shows(PASSWORD);
        stop(terminal);
        await terminal.shows('stopped');
        terminal.type(ENTER);
        assert.ok(await isSilent(terminal));
        terminal.type(`${sandbox.password}${ENTER}`);
        await looked(terminal);
        assert.equal(sandbox.requests[0].body.password, sandbox.password);
        for (const word of sandbox.password.split(' ')) assert.ok(!terminal.shown.includes(word), terminal.shown);
        assert.match(terminal.shown.split('Created token')[1], /\secho\s/);
      });
    }

    it('leaves the shell its echo while it is stopped by Ctrl-Z', async (t) => {
      const env = userconfigFor(t, await sandboxFor(t));
      const shell = `set -m; ${JOB}; stty -a; fg`;
      const terminal = openTerminal(t, CREATE, { env, shell, program });
      await terminal.shows(PASSWORD);
      terminal.type(CTRL_Z);
      await terminal.shows('-extproc');
      assert.match(terminal.shown, /\secho\s/);
    });

    it('is not stopped where nobody could let it go on', async (t) => {
      const sandbox = await sandboxFor(t);
      const terminal = openTerminal(t, CREATE, { env: environmentOf(sandbox), program });
      await terminal.shows(PASSWORD);
      terminal.type(`${CTRL_Z}${sandbox.password}${ENTER}`);
      assert.equal(await terminal.ends(), 0);
    });

    it('waits in the background until it is fetched, and takes none of the shell’s settings', async (t) => {
      const sandbox = await sandboxFor(t);
      // A shell that lets a line be edited reads key by key.
      const shell = `set -m; stty -icanon -icrnl -echo; "$@" & echo "pid $!."; read line; stty icanon icrnl echo; fg`;
      const terminal = openTerminal(t, CREATE, { env: userconfigFor(t, sandbox), shell, program });
      await terminal.shows('pid ');
      const stat = `/proc/${pidIn(terminal.shown)}/stat`;
      await until(() => readFileSync(stat, 'latin1').includes(') T '), 'a stop', 20_000);
      terminal.type('\n');
      await terminal.shows(PASSWORD);
      terminal.type(`${sandbox.password}${ENTER}`);
      assert.equal(await terminal.ends(), 0);
      assert.equal(sandbox.requests[0].body.password, sandbox.password);
    });

    for (const signal of ['SIGHUP', 'SIGINT', 'SIGQUIT', 'SIGTERM', ...signals]) {
      it(`leaves the terminal showing what is typed, ended by ${signal}`, async (t) => {
        const env = userconfigFor(t, await sandboxFor(t));
        const terminal = openTerminal(t, CREATE, { env, shell: `${JOB}; echo "status $?"; ${LOOK}`, program });
        await terminal.shows(PASSWORD);
        process.kill(pidIn(terminal.shown), signal);
        await looked(terminal);
        assert.match(terminal.shown, /\secho\s/);
        assert.ok(terminal.shown.includes(`status ${128 + constants.signals[signal]}`), terminal.shown);
      });
    }
  });

  describe(`${name}, interrupted`, { skip: noTerminal }, () => {
    it('ends with 130 while it waits for a code', async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
      const env = { ...environmentOf(sandbox), npm_config_password: sandbox.password };
      const terminal = openTerminal(t, CREATE, { env, program });
      await terminal.shows('One-time password: ');
      terminal.type(CTRL_C);
      assert.equal(await terminal.ends(), 130);
    });

    it('looks for the token when the terminal is gone, and says so where it can be read', async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'POST', after: true, hang: true });
      const folder = mkdtempSync(join(home, 'hangup-'));
      t.after(() => discard(folder));
      const file = join(folder, 'said');
      const env = { ...userconfigFor(t, sandbox), npm_config_password: sandbox.password, FILE: file };
      const terminal = openTerminal(t, CREATE, { env, shell: 'exec "$@" 2>"$FILE"', program });
      await until(() => sandbox.tokens.length === 1, 'a token', 20_000);
      terminal.hangUp();
      assert.equal(await terminal.ends(), hungUp);
      const said = readFileSync(file, 'utf8');
      assert.match(said, /^error\[EUNKNOWNOUTCOME\]/m);
      assert.ok(said.includes(`  ${sandbox.tokens[0].key.slice(0, 6)}`), said);
    });

    it('ends when the terminal is gone and with it everything that could be said', async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'POST', after: true, hang: true });
      const env = { ...environmentOf(sandbox), npm_config_password: sandbox.password };
      const terminal = openTerminal(t, CREATE, { env, program });
      await until(() => sandbox.tokens.length === 1, 'a token', 20_000);
      terminal.hangUp();
      assert.equal(await terminal.ends(), hungUp);
      assert.equal(lines(sandbox).at(-1), LIST);
    });
  });
}
