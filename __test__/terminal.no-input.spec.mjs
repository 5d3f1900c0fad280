// `--no-input` at a terminal: nobody is asked anything, and the command ends as it does without a terminal.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { left, methods, TOKENS } from './helpers/bulk.mjs';
import { home } from './helpers/isolate.mjs';
import { EXECUTABLE, NPM_BIN } from './helpers/program.mjs';
import { discard } from './helpers/record.mjs';
import { environmentOf, lines, sandboxFor } from './helpers/registry.mjs';
import { noTerminal, openTerminal } from './helpers/terminal.mjs';

const CREATE = ['create', '--name=ci', '--packages=@acme/app'];
const POST = 'POST /-/npm/v1/tokens';
const withPassword = (sandbox) => ({ ...environmentOf(sandbox), npm_config_password: sandbox.password });

/** An environment that leads to a sandbox by what only the project says. */
function strangerFor(t, sandbox) {
  const folder = mkdtempSync(join(home, 'no-input-'));
  t.after(() => discard(folder));
  writeFileSync(join(folder, '.npmrc'), `registry=${sandbox.url}\n`);
  const { npm_config_registry: _, ...env } = withPassword(sandbox);
  return { folder, env };
}

for (const [name, program] of [
  ['the npm bin', NPM_BIN],
  ['the executable', EXECUTABLE],
]) {
  describe(`--no-input of ${name}`, { skip: noTerminal }, () => {
    const cases = [
      [
        'password',
        CREATE,
        {},
        environmentOf,
        2,
        /error\[EINVALIDOPTION\]: invalid `password`: .*nobody can be asked/,
        [],
      ],
      ['one-time password', CREATE, { twoFactor: 'totp' }, withPassword, 1, /error\[EOTP\]: /, [POST]],
      ['web sign-in', CREATE, { twoFactor: 'web' }, withPassword, 1, /error\[EOTP\]: .*authUrl: http/s, [POST]],
    ];
    for (const [what, args, options, envOf, status, error, sent] of cases) {
      it(`asks for no ${what}`, async (t) => {
        const sandbox = await sandboxFor(t, options);
        const terminal = openTerminal(t, [...args, '--no-input'], { env: envOf(sandbox), program });
        assert.equal(await terminal.ends(), status);
        assert.match(terminal.shown, error);
        assert.doesNotMatch(terminal.shown, /Password of your account|One-time password: |Press Enter/);
        assert.deepEqual(lines(sandbox), sent);
      });
    }

    it('asks for no yes to a revocation, and prints the plan', async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS });
      const args = ['revoke', '--expired', '--no-input'];
      const terminal = openTerminal(t, args, { env: environmentOf(sandbox), program });
      assert.equal(await terminal.ends(), 2);
      assert.match(terminal.shown, /To be revoked on .*tmp-1.*tmp-2.*error\[EUSAGE\]: .*nobody can be asked/s);
      assert.ok(!terminal.shown.includes('[y/N]'));
      assert.deepEqual([methods(sandbox), left(sandbox).length], [['GET'], 4]);
    });

    it('asks for no trust in a project', async (t) => {
      const sandbox = await sandboxFor(t);
      const { folder, env } = strangerFor(t, sandbox);
      const terminal = openTerminal(t, [...CREATE, '--no-input', '-C', folder], { env, program });
      assert.equal(await terminal.ends(), 2);
      assert.match(terminal.shown, /error\[EUNTRUSTED\]: /);
      assert.ok(!terminal.shown.includes('[y/N]'));
      assert.deepEqual(lines(sandbox), []);
    });
  });
}

describe('what switches questions off', { skip: noTerminal }, () => {
  const ways = [
    ['a variable', [], () => ({ npm_config_input: 'false' }), false],
    ['a variable, and a flag switches them on', ['--input'], () => ({ npm_config_input: 'false' }), true],
    ['the user’s .npmrc', [], (t) => userconfigWith(t, 'input=false\n'), false],
  ];
  for (const [what, args, env, asks] of ways) {
    it(`is ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const terminal = openTerminal(t, [...CREATE, ...args], { env: { ...environmentOf(sandbox), ...env(t) } });
      if (asks) await terminal.shows('Password of your account');
      else assert.equal(await terminal.ends(), 2);
      assert.equal(terminal.shown.includes('Password of your account'), asks);
    });
  }
});

function userconfigWith(t, text) {
  const folder = mkdtempSync(join(home, 'no-input-'));
  t.after(() => discard(folder));
  writeFileSync(join(folder, 'npmrc'), text);
  return { npm_config_userconfig: join(folder, 'npmrc') };
}
