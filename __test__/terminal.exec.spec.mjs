// `npm-token exec` at a terminal, which its command may leave as nobody else can use it. Both the npm bin and the executable.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { PROGRAMS } from './helpers/exec.mjs';
import { stateFor } from './helpers/journal.mjs';
import { environmentOf, lines, sandboxFor } from './helpers/registry.mjs';
import { ENTER, noTerminal, openTerminal } from './helpers/terminal.mjs';

const PASSWORD = 'Password of your account on ';
const CODE = 'One-time password: ';

for (const [name, program] of PROGRAMS) {
  describe(`${name} at a terminal`, { skip: noTerminal }, () => {
    it('does not show the password that is typed', async (t) => {
      const sandbox = await sandboxFor(t);
      const env = { ...environmentOf(sandbox), ...stateFor(t).env };
      const args = ['exec', '--packages=a', '--read-only', '--', 'true'];
      const terminal = openTerminal(t, args, { env, program });
      await terminal.shows(PASSWORD);
      terminal.type(`${sandbox.password}${ENTER}`);
      assert.equal(await terminal.ends(), 0);
      assert.ok(!terminal.shown.includes(sandbox.password));
    });

    for (const [how, end, code] of [
      ['was killed', 'kill -9 $$', 137],
      ['has failed', 'exit 7', 7],
    ]) {
      it(`asks for the code to revoke by, whatever a command that ${how} has made of the terminal`, async (t) => {
        const sandbox = await sandboxFor(t, { twoFactor: 'totp', twoFactorFor: ['revoke'] });
        const { env } = stateFor(t);
        const command = ['sh', '-c', `stty raw -echo; ${end}`];
        const terminal = openTerminal(t, ['exec', '--packages=a', '--read-only', '--', ...command], {
          env: { ...environmentOf(sandbox), npm_config_password: sandbox.password, ...env },
          program,
        });
        await terminal.shows(CODE);
        terminal.type(`${sandbox.currentOtp()}${ENTER}`);
        assert.equal(await terminal.ends(), code);
        assert.deepEqual(sandbox.tokens, []);
        assert.equal(lines(sandbox).filter((line) => line.startsWith('DELETE')).length, 2);
      });
    }
  });
}
