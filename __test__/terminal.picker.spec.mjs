// `npm-token revoke` without a name, at a terminal: tokens are picked from the list. Both the npm bin and the executable.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { as, CI, deleted, left, methods, ONE, OWN, TOKENS, TWO, uuid } from './helpers/bulk.mjs';
import { run, runOn } from './helpers/cli.mjs';
import { folderForTokens } from './helpers/folder.mjs';
import { EXECUTABLE, NPM_BIN } from './helpers/program.mjs';
import { environmentOf, lines, sandboxFor } from './helpers/registry.mjs';
import { OLD } from './helpers/rotation.mjs';
import { screenOf } from './helpers/screen.mjs';
import { CTRL_C, CTRL_D, CTRL_Z, ENTER, noTerminal, openTerminal } from './helpers/terminal.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const [UP, DOWN, HOME, END, PAGE_DOWN] = ['\u001b[A', '\u001b[B', '\u001b[H', '\u001b[F', '\u001b[6~'];
const [ESCAPE, BACKSPACE] = ['\u001b', '\u007f'];
const FILTER = 'Filter: ';
const ASKED = ['GET /-/npm/v1/tokens?perPage=1000'];
const notLinux = noTerminal || (process.platform !== 'linux' && 'processes are looked at another way');

/** What is on the screen now. */
const screen = (terminal, size) => screenOf(terminal.shown, size);
/** The row under the cursor. */
const current = (terminal, size) => screen(terminal, size).lines.find((line) => line.startsWith('> '));
/** Waits for a text on the screen. */
const sees = (terminal, text, size) =>
  terminal.until(() => screen(terminal, size).lines.join('\n').includes(text), `\`${text}\` on the screen`);

/** A sandbox, and a picker that shows its tokens. */
async function pickerFor(t, { program, tokens = TOKENS, args = [], env = {}, ...options } = {}) {
  const sandbox = await sandboxFor(t, { tokens });
  const terminal = openTerminal(t, ['revoke', ...args], {
    env: { ...environmentOf(sandbox), ...env },
    program,
    ...options,
  });
  await terminal.shows(FILTER);
  return { sandbox, terminal };
}

/** The settings that `stty -a` has told, each time. */
const settings = (shown) =>
  shown
    .split('speed ')
    .slice(1)
    .map((part) => part.split('-extproc')[0]);

for (const [name, program] of [
  ['the npm bin', NPM_BIN],
  ['the executable', EXECUTABLE],
]) {
  describe(`the picker of ${name}`, { skip: noTerminal }, () => {
    it('filters, marks, shows the plan, and revokes after a yes', async (t) => {
      const { sandbox, terminal } = await pickerFor(t, { program });
      assert.deepEqual(lines(sandbox), ASKED);
      terminal.type('TMP');
      await sees(terminal, 'Filter: TMP');
      assert.ok(!screen(terminal).lines.some((line) => line.includes(' ci ')));
      terminal.type(`${DOWN} ${DOWN} `);
      await sees(terminal, '3 of 4, 2 marked');
      terminal.type(ENTER);
      await terminal.shows('Revoke these 2 tokens? [y/N] ');
      // What was drawn is gone.
      const { lines: seen, breaks } = screen(terminal);
      assert.match(seen[0], /^To be revoked on .*: 2 tokens$/);
      assert.deepEqual([seen.length, breaks], [5, true]);
      assert.deepEqual(lines(sandbox), ASKED);
      terminal.type(`y${ENTER}`);
      assert.equal(await terminal.ends(), 0);
      assert.deepEqual(left(sandbox), ['tmp-own', 'ci']);
      assert.match(terminal.shown, /notice: of 2 tokens: 2 revoked/);
      assert.equal(methods(sandbox).filter((method) => method === 'GET').length, 1);
    });

    it('takes what is under the cursor if nothing is marked, and revokes nothing without a yes', async (t) => {
      const { sandbox, terminal } = await pickerFor(t, { program });
      terminal.type(`${END}${ENTER}`);
      await terminal.shows('Revoke this token? [y/N] ');
      assert.ok(screen(terminal).lines.at(-2).startsWith('00000004  ci '));
      terminal.type(ENTER);
      assert.equal(await terminal.ends(), 1);
      assert.match(terminal.shown, /error\[ECANCELED\]: /);
      assert.deepEqual(lines(sandbox), ASKED);
    });

    for (const [what, keys, code] of [
      ['Escape', ESCAPE, 1],
      ['Ctrl-D', CTRL_D, 1],
      ['Ctrl-C', CTRL_C, 130],
    ]) {
      it(`is left by ${what}: the terminal is as it was, and nothing that was drawn is there`, async (t) => {
        const sandbox = await sandboxFor(t, { tokens: TOKENS });
        // It waits at the end, so that nothing of it is missing when the terminal ends.
        const shell = 'trap : INT; stty -a; "$@" 2>&1; echo "status $?"; stty -a; read line';
        const terminal = openTerminal(t, ['revoke'], { env: userconfigFor(t, sandbox), shell, program });
        await terminal.shows(FILTER);
        terminal.type(`${DOWN} `);
        await sees(terminal, '1 marked');
        terminal.type(keys);
        await terminal.shows('-extproc', 2);
        terminal.type(ENTER);
        assert.equal(await terminal.ends(), 0);
        assert.ok(terminal.shown.includes(`status ${code}`), terminal.shown);
        const [before, after] = settings(terminal.shown);
        assert.match(before, /\secho\s/);
        assert.equal(after, before);
        const { lines: seen, breaks } = screen(terminal);
        assert.ok(breaks && !seen.some((line) => /Filter|marked|00000001/.test(line)), seen.join('\n'));
        assert.deepEqual(lines(sandbox), ASKED);
      });
    }

    for (const signal of ['SIGTERM', 'SIGHUP', 'SIGQUIT']) {
      it(`leaves the terminal as it was, ended by ${signal}`, { skip: notLinux }, async (t) => {
        const sandbox = await sandboxFor(t, { tokens: TOKENS });
        const job = `sh -c 'echo "pid $$."; ulimit -c 0; exec "$@"' sh "$@"`;
        const shell = `stty -a; ${job}; stty -a; read line`;
        const terminal = openTerminal(t, ['revoke'], { env: userconfigFor(t, sandbox), shell, program });
        await terminal.shows(FILTER);
        process.kill(Number(/pid (\d+)\./.exec(terminal.shown)[1]), signal);
        await terminal.shows('-extproc', 2);
        terminal.type(ENTER);
        assert.equal(await terminal.ends(), 0);
        const [before, after] = settings(terminal.shown);
        assert.equal(after, before);
        assert.ok(!screen(terminal).lines.some((line) => line.includes(FILTER)));
      });
    }

    it('is stopped by Ctrl-Z with a terminal as it was, and drawn again by `fg`', { skip: notLinux }, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS });
      const shell = 'set -m; stty -a; "$@"; stty -a; echo stopped; read line; fg; stty -a; read line';
      const terminal = openTerminal(t, ['revoke'], { env: userconfigFor(t, sandbox), shell, program });
      await terminal.shows(FILTER);
      terminal.type('tmp');
      await sees(terminal, 'Filter: tmp');
      terminal.type(CTRL_Z);
      await terminal.shows('stopped');
      assert.ok(!screen(terminal).lines.some((line) => line.includes(FILTER)));
      terminal.type(ENTER);
      await sees(terminal, 'Filter: tmp');
      terminal.type('-1');
      await sees(terminal, '1 of 4');
      terminal.type(ENTER);
      await terminal.shows('Revoke this token? [y/N] ');
      terminal.type(`y${ENTER}`);
      await terminal.shows('-extproc', 3);
      terminal.type(ENTER);
      assert.equal(await terminal.ends(), 0);
      assert.deepEqual(left(sandbox), ['tmp-own', 'tmp-2', 'ci']);
      const [before, stopped, after] = settings(terminal.shown);
      assert.deepEqual([stopped, after], [before, before]);
    });
  });
}

describe('the picker', { skip: noTerminal }, () => {
  it('goes over the rows by keys, also by those that come in pieces', async (t) => {
    const tokens = Array.from({ length: 40 }, (_, index) => ({ key: uuid(index), name: `t${index}` }));
    const { terminal } = await pickerFor(t, { tokens });
    const moves = [
      [DOWN, 't1'],
      [PAGE_DOWN, 't16'],
      [END, 't39'],
      [UP, 't38'],
      [HOME, 't0'],
    ];
    for (const [keys, name] of moves) {
      for (const byte of keys) terminal.type(byte);
      await terminal.until(() => current(terminal)?.includes(` ${name} `), `the cursor at ${name}`);
    }
  });

  it('clears the filter by Escape before it is left, and shortens it by Backspace', async (t) => {
    const { terminal } = await pickerFor(t);
    terminal.type('cix');
    await sees(terminal, '(none matches)');
    terminal.type(ENTER);
    terminal.type(BACKSPACE);
    await sees(terminal, '1 of 4');
    assert.match(current(terminal), /^> \[ \] 00000004 {2}ci /);
    terminal.type(ESCAPE);
    await sees(terminal, '4 of 4');
    terminal.type(ESCAPE);
    assert.equal(await terminal.ends(), 1);
  });

  it('shows all that is known of a token, and the one in use', async (t) => {
    const { terminal } = await pickerFor(t, { env: {} });
    assert.ok(!screen(terminal).lines.some((line) => line.includes('in use')));
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const env = { ...environmentOf(sandbox), ...as(sandbox, OWN) };
    const own = openTerminal(t, ['revoke'], { env, columns: 120 });
    await own.shows(FILTER);
    const size = { columns: 120 };
    assert.match(current(own, size), /^> \[ \] 00000003 {2}tmp-own .* {2}in use$/);
    await sees(own, '  in use       yes: this command runs with it', size);
    for (const [title, fact] of [
      ['key', OWN.key],
      ['permissions', 'package write'],
      ['bypass 2FA', 'no'],
    ])
      assert.ok(screen(own, size).lines.includes(`  ${title.padEnd(13)}${fact}`), own.shown);
    own.type(` ${DOWN} ${ENTER}`);
    await own.shows('Revoke these 2 tokens? [y/N] ');
    assert.match(own.shown, /The token in use is among them, and goes last: `00000003`/);
    own.type(`y${ENTER}`);
    assert.equal(await own.ends(), 0);
    assert.deepEqual(deleted(sandbox), [ONE.key, OWN.key]);
  });

  it('takes what was typed before the plan was shown for no yes', async (t) => {
    const { sandbox, terminal } = await pickerFor(t);
    terminal.type(`ci${ENTER}y${ENTER}`);
    await terminal.shows('Revoke this token? [y/N] ');
    terminal.type(`n${ENTER}`);
    assert.equal(await terminal.ends(), 1);
    assert.deepEqual(lines(sandbox), ASKED);
  });

  it('fits small terminals, and follows their size', async (t) => {
    const small = { columns: 20, rows: 4 };
    const { sandbox, terminal } = await pickerFor(t, small);
    const seen = screen(terminal, small).lines;
    assert.ok(seen.length <= 4 && seen.every((line) => line.length <= 20), seen.join('\n'));
    assert.match(seen[1], /^> \[ \] 00000003/);
    const before = terminal.shown.length;
    terminal.resize(80, 24);
    const since = () => screenOf(terminal.shown.slice(before), { columns: 80, rows: 24 }).lines.join('\n');
    await terminal.until(() => since().includes('bypass 2FA'), 'details');
    terminal.resize(1, 1);
    terminal.type(`${END}${ENTER}`);
    await terminal.shows('Revoke this token?');
    terminal.resize(80, 24);
    terminal.type(`y${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(deleted(sandbox), [CI.key]);
  });

  it('T12: shows names that would write over the screen as what they are', async (t) => {
    const hostile = '\u001b[2J\u001b[H\u0007evil\u202e\u009b31m\r\n> [x] all good';
    const tokens = [
      { key: uuid(1), name: hostile },
      { key: uuid(2), name: 'ci' },
    ];
    const { terminal } = await pickerFor(t, { tokens, columns: 140 });
    // It throws at every other sequence than the picker's own.
    const seen = screen(terminal, { columns: 140 }).lines.join('\n');
    assert.ok(seen.includes('\\u{1b}[2J\\u{1b}[H\\u{7}evil\\u{202e}'), seen);
    for (const letter of '\u202e\u009b\u0007') assert.ok(!terminal.shown.includes(letter));
    terminal.type('\u202eci');
    await sees(terminal, 'Filter: \\u{202e}ci', { columns: 140 });
  });

  for (const [what, options, isBright] of [
    ['stands out', {}, true],
    ['has its mark alone with NO_COLOR', { env: { NO_COLOR: '1' } }, false],
    ['has its mark alone with --no-color', { args: ['--no-color'] }, false],
    ['stands out with --color=always', { env: { NO_COLOR: '1' }, args: ['--color=always'] }, true],
  ]) {
    it(`has a row under the cursor that ${what}`, async (t) => {
      const { terminal } = await pickerFor(t, options);
      assert.match(current(terminal), /^> \[ \] 00000003/);
      assert.deepEqual(screen(terminal).bright, isBright ? [current(terminal)] : []);
      assert.equal(terminal.shown.includes('\u001b[7m'), isBright);
    });
  }

  it('picks for a dry run too, and for JSON', async (t) => {
    const { sandbox, terminal } = await pickerFor(t, { args: ['--dry-run', '--json'] });
    terminal.type(`ci${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.match(terminal.shown, /"result": "planned"/);
    assert.deepEqual(lines(sandbox), ASKED);
  });

  it('asks for a code that the list takes, and goes on with the same keyboard', async (t) => {
    const options = { twoFactor: 'totp', twoFactorFor: ['list', 'revoke'], otpSingleUse: true, tokens: TOKENS };
    const sandbox = await sandboxFor(t, options);
    const terminal = openTerminal(t, ['revoke'], { env: environmentOf(sandbox) });
    for (const times of [1, 2]) {
      await terminal.shows('One-time password: ', times);
      terminal.type(`${sandbox.currentOtp()}${ENTER}`);
      if (times === 1) {
        await terminal.shows(FILTER);
        terminal.type(`tmp-2${ENTER}`);
        await terminal.shows('Revoke this token? [y/N] ');
        terminal.type(`y${ENTER}`);
      }
    }
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(deleted(sandbox).at(-1), TWO.key);
    assert.deepEqual(left(sandbox), ['tmp-own', 'tmp-1', 'ci']);
  });

  it('has nothing to show where there are no tokens', async (t) => {
    const sandbox = await sandboxFor(t);
    const terminal = openTerminal(t, ['revoke'], { env: environmentOf(sandbox) });
    assert.equal(await terminal.ends(), 0);
    assert.match(terminal.shown, /notice: there are no tokens on /);
    assert.ok(!terminal.shown.includes(FILTER));
  });
});

for (const [name, program] of [
  ['the npm bin', NPM_BIN],
  ['the executable', EXECUTABLE],
]) {
  describe(`the picker of rotate (${name})`, { skip: noTerminal }, () => {
    it('takes one token, asks for the password, and rotates that one', async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [OLD, { ...OLD, key: uuid(9), name: 'other', token: TWO.token }] });
      const file = join(folderForTokens(t), 'token');
      const args = ['rotate', '--expires=30', `--to=file:${file}`];
      const terminal = openTerminal(t, args, { env: environmentOf(sandbox), program });
      await terminal.shows(FILTER);
      assert.match(screen(terminal).lines[0], /^Which token is to be rotated on /);
      terminal.type(`oth${ENTER}`);
      await terminal.shows('Password of your account on ');
      terminal.type(`${sandbox.password}${ENTER}`);
      assert.equal(await terminal.ends(), 0);
      const [kept, made] = sandbox.tokens;
      assert.deepEqual([kept.key, made.name, readFileSync(file, 'utf8')], [OLD.key, 'other', made.token]);
    });

    it('is left by Ctrl-C with nothing done', async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [OLD] });
      const terminal = openTerminal(t, ['rotate', '--keep-old'], { env: environmentOf(sandbox), program });
      await terminal.shows(FILTER);
      terminal.type(CTRL_C);
      assert.equal(await terminal.ends(), 130);
      assert.deepEqual(lines(sandbox), ASKED);
    });
  });
}

describe('a revocation that does not say which token', () => {
  const said = /error\[EUSAGE\]: `revoke` does not say which token\r?\nhint: /;

  it('is refused without a terminal', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const { code, stderr } = await runOn(sandbox, ['revoke']);
    assert.equal(code, 2);
    assert.match(stderr, said);
    assert.deepEqual(lines(sandbox), []);
    assert.equal((await run(['revoke', '--json'])).code, 2);
  });

  for (const [what, args, shell, env] of [
    ['with --no-input', ['--no-input'], undefined, {}],
    ['with --yes', ['--yes'], undefined, {}],
    ['with --by-value', ['--by-value'], undefined, {}],
    ['at a terminal that can only print', [], undefined, { TERM: 'dumb' }],
    ['with its input from elsewhere', [], '"$@" </dev/null', {}],
    ['with its errors elsewhere', [], '"$@" 2>"$ERRORS"; status=$?; cat "$ERRORS"; exit $status', {}],
  ]) {
    it(`is refused ${what}`, { skip: noTerminal }, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS });
      const config = userconfigFor(t, sandbox);
      const ERRORS = `${config.npm_config_userconfig}.errors`;
      const terminal = openTerminal(t, ['revoke', ...args], { env: { ...config, ERRORS, ...env }, shell });
      assert.equal(await terminal.ends(), 2);
      assert.match(terminal.shown, said);
      assert.deepEqual(lines(sandbox), []);
    });
  }
});
