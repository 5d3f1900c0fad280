// What a person sees of a command that waits for long, and that nothing of it stays. Both the npm bin and the executable.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runOn } from './helpers/cli.mjs';
import { EXECUTABLE, NPM_BIN } from './helpers/program.mjs';
import { environmentOf, sandboxFor } from './helpers/registry.mjs';
import { screenOf } from './helpers/screen.mjs';
import { ENTER, noTerminal, openTerminal } from './helpers/terminal.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const WAITING = /Waiting for http:\/\/127\.0\.0\.1:\d+\/: \d+ answers?, \d+ s/;
const SLOW = { method: 'GET', path: '/-/npm/v1/tokens', delay: 1500 };
const shown = { npm_config_progress: 'true' };

/** A sandbox that takes its time for the list. */
async function slowSandboxFor(t) {
  const sandbox = await sandboxFor(t, { tokens: [{ name: 'ci' }] });
  sandbox.inject(SLOW);
  return sandbox;
}

for (const [name, program] of [
  ['the npm bin', NPM_BIN],
  ['the executable', EXECUTABLE],
]) {
  describe(`${name} that waits`, { skip: noTerminal }, () => {
    it('says so, and takes it away before the result', async (t) => {
      const sandbox = await slowSandboxFor(t);
      const terminal = openTerminal(t, ['list'], { env: { ...environmentOf(sandbox), ...shown }, program });
      await terminal.shows('Waiting for ');
      assert.equal(await terminal.ends(), 0);
      assert.match(terminal.shown, WAITING);
      const { lines } = screenOf(terminal.shown);
      assert.match(lines[0], /^id +name/);
      assert.ok(!lines.some((line) => line.includes('Waiting')), lines.join('\n'));
    });

    it('says nothing while a person is asked, and the question stands alone', async (t) => {
      const sandbox = await slowSandboxFor(t);
      const env = { ...environmentOf(sandbox), ...shown };
      const terminal = openTerminal(t, ['revoke', '--name=ci'], { env, program });
      await terminal.shows('Revoke this token? [y/N] ');
      const before = terminal.shown.length;
      await new Promise((resolve) => setTimeout(resolve, 1200));
      assert.equal(terminal.shown.length, before);
      assert.ok(!screenOf(terminal.shown).lines.some((line) => line.includes('Waiting')));
      terminal.type(`y${ENTER}`);
      assert.equal(await terminal.ends(), 0);
    });

    for (const [what, args, shell, env] of [
      ['with --no-progress', ['--no-progress'], undefined, {}],
      ['where notices are not wanted', ['--loglevel=warn'], undefined, {}],
      ['with --no-input', ['--no-input'], undefined, {}],
      ['at a terminal that can only print', [], undefined, { TERM: 'dumb' }],
      ['with its errors elsewhere', [], '"$@" 2>/dev/null', {}],
    ]) {
      it(`says nothing ${what}`, async (t) => {
        const sandbox = await slowSandboxFor(t);
        const options = { env: { ...userconfigFor(t, sandbox), ...shown, ...env }, program, shell };
        const terminal = openTerminal(t, ['list', ...args], options);
        assert.equal(await terminal.ends(), 0);
        assert.ok(!terminal.shown.includes('Waiting'));
      });
    }
  });
}

describe('a command without a terminal', () => {
  it('says nothing of waiting', async (t) => {
    const sandbox = await slowSandboxFor(t);
    const { code, stderr } = await runOn(sandbox, ['list'], { env: shown });
    assert.deepEqual({ code, waits: stderr.includes('Waiting') }, { code: 0, waits: false });
  });
});
