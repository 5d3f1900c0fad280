// `npm-token revoke` of many: what says which, what is shown before, and who has to say yes.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { CI, isSilent, left, methods, ONE, TOKENS, TWO, value } from './helpers/bulk.mjs';
import { runOn } from './helpers/cli.mjs';
import { home } from './helpers/isolate.mjs';
import { lines, sandboxFor } from './helpers/registry.mjs';
import { CTRL_D, ENTER, noTerminal, openTerminal } from './helpers/terminal.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const QUESTION = '? [y/N] ';

describe('a dry run', () => {
  it('T22: is one for words too, and tells what is not found', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', 'ci', 'missing', '--dry-run']);
    assert.equal(code, 1);
    assert.match(stdout, /: 1 token\nid .*\n0*4 +ci /);
    assert.match(stderr, /^error\[ETOKENNOTFOUND\]: /m);
    assert.deepEqual(methods(sandbox), ['GET']);
  });

  it('prints for programs what a list would', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const { stdout } = await runOn(sandbox, ['revoke', '--expired', '--dry-run', '--parseable']);
    const listed = await runOn(sandbox, ['list', '--expired', '--parseable']);
    assert.equal(stdout, listed.stdout);
  });

  it('T22: is asked for by a variable, unless a flag says otherwise', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const env = { npm_config_dry_run: 'true' };
    const { code, stderr } = await runOn(sandbox, ['revoke', 'ci'], { env });
    assert.equal(code, 0);
    assert.match(stderr, /^notice: a dry run \(by the environment\): nothing is revoked$/m);
    assert.equal(sandbox.tokens.length, 4);
    assert.equal((await runOn(sandbox, ['revoke', 'ci', '--no-dry-run'], { env })).code, 0);
    assert.equal(sandbox.tokens.length, 3);
  });
});

describe('consent', () => {
  for (const [what, args, env] of [
    ['nothing', [], {}],
    ['npm_config_yes', [], { npm_config_yes: 'true' }],
    ['--yes=false', ['--yes=false'], {}],
  ]) {
    it(`is not ${what}, where nobody can be asked`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS });
      const { code, stdout, stderr } = await runOn(sandbox, ['revoke', '--expired', ...args], { env });
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^To be revoked on .*: 2 tokens\nid .*tmp-1.*tmp-2/s);
      assert.match(stderr, /^error\[EUSAGE\]: .*nobody can be asked\nhint: .*`--yes`/m);
      assert.deepEqual(methods(sandbox), ['GET']);
    });
  }

  it('is not in an .npmrc', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const folder = mkdtempSync(join(home, 'bulk-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    writeFileSync(join(folder, 'npmrc'), 'yes=true\n');
    const env = { npm_config_userconfig: join(folder, 'npmrc') };
    assert.equal((await runOn(sandbox, ['revoke', '--expired'], { env })).code, 2);
    assert.equal(sandbox.tokens.length, 4);
  });

  it('is -y, and the plan is on standard error', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const { code, stdout, stderr } = await runOn(sandbox, ['rm', '-y', '--name=tmp-*', '--expired']);
    assert.deepEqual([code, stdout], [0, `Revoked ${ONE.key} (tmp-1)\nRevoked ${TWO.key} (tmp-2)\n`]);
    assert.match(stderr, /^To be revoked on /);
    assert.deepEqual(left(sandbox), ['tmp-own', 'ci']);
    isSilent([stdout, stderr]);
  });

  it('is of no use where nothing is asked for', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', '--name=nothing-*']);
    assert.deepEqual([code, stdout], [0, '']);
    assert.match(stderr, /^notice: of the 4 tokens on .*, none is to be revoked$/m);
  });

  for (const [typed, said] of [
    ['y', true],
    ['YES', true],
    ['', false],
    ['n', false],
    ['yep', false],
  ]) {
    it(`is asked for at a terminal, and "${typed}" is ${said ? 'a yes' : 'a no'}`, { skip: noTerminal }, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS, twoFactor: said ? 'totp' : 'none', otpSingleUse: false });
      const terminal = openTerminal(t, ['revoke', '--expired'], { env: userconfigFor(t, sandbox) });
      await terminal.shows(`Revoke these 2 tokens${QUESTION}`);
      assert.match(terminal.shown, /To be revoked on .*tmp-1.*tmp-2/s);
      assert.deepEqual(methods(sandbox), ['GET']);
      terminal.type(`${typed}${ENTER}`);
      if (said) {
        await terminal.shows('One-time password: ');
        terminal.type(`${sandbox.currentOtp()}${ENTER}`);
      }
      assert.equal(await terminal.ends(), said ? 0 : 1);
      assert.equal(sandbox.tokens.length, said ? 2 : 4);
      if (said) assert.equal(terminal.shown.split('One-time password: ').length, 2);
      else assert.match(terminal.shown, /error\[ECANCELED\]: /);
      if (!said) assert.deepEqual(methods(sandbox), ['GET']);
      isSilent([terminal.shown]);
    });
  }

  it('is not given by the end of what is typed', { skip: noTerminal }, async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const terminal = openTerminal(t, ['revoke', '--name=ci'], { env: userconfigFor(t, sandbox) });
    await terminal.shows(`Revoke this token${QUESTION}`);
    terminal.type(CTRL_D);
    assert.equal(await terminal.ends(), 1);
    assert.deepEqual(methods(sandbox), ['GET']);
  });

  it('is not asked for with --yes', { skip: noTerminal }, async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const terminal = openTerminal(t, ['revoke', '--expired', '--yes'], { env: userconfigFor(t, sandbox) });
    assert.equal(await terminal.ends(), 0);
    assert.ok(!terminal.shown.includes(QUESTION));
    assert.deepEqual(left(sandbox), ['tmp-own', 'ci']);
  });
});

describe('--file', () => {
  const text = `# old ones\n\n  tmp-1 \r\n\t# ${CI.key}\n${TWO.key}\n00000001\n`;

  it('names tokens line by line, on standard input', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const { code, stdout } = await runOn(sandbox, ['revoke', '--file', '-', '--yes'], { input: text });
    assert.deepEqual([code, stdout], [0, `Revoked ${ONE.key} (tmp-1)\nRevoked ${TWO.key} (tmp-2)\n`]);
    assert.deepEqual(left(sandbox), ['tmp-own', 'ci']);
  });

  it('reports what is not found, and goes on', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const folder = mkdtempSync(join(home, 'bulk-'));
    t.after(() => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'doomed.txt');
    writeFileSync(file, 'missing\nci\n');
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', `--file=${file}`, '--yes']);
    assert.deepEqual([code, stdout], [1, `Revoked ${CI.key} (ci)\n`]);
    assert.match(stderr, /^error\[ETOKENNOTFOUND\]: /m);
    assert.match(stderr, /^notice: of 2 tokens: 1 revoked, 1 failed$/m);
  });

  it('takes no consent where nothing is found', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', '--file=-'], { input: 'missing\nlost\n' });
    assert.deepEqual([code, stdout], [1, '']);
    assert.equal(stderr.match(/^error\[ETOKENNOTFOUND\]: /gm).length, 2);
    assert.deepEqual(methods(sandbox), ['GET']);
  });

  it('needs consent as well, and an empty one needs none', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    assert.equal((await runOn(sandbox, ['revoke', '--file=-'], { input: text })).code, 2);
    const { code, stderr } = await runOn(sandbox, ['revoke', '--file=-'], { input: '# none\n' });
    assert.equal(code, 0);
    assert.match(stderr, /^notice: no line of the file names a token$/m);
    assert.ok(methods(sandbox).every((method) => method === 'GET'));
  });

  for (const [what, input, problem] of [
    ['a masked token', 'ci\nnpm_aB1D...7891\n', /invalid `--file`, line `2`: /],
    ['what is no text', Buffer.from([0xff, 0xfe, 0x0a]), /invalid `--file`: it cannot be read/],
  ]) {
    it(`is refused with ${what} before anything is sent`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS });
      const { code, stderr } = await runOn(sandbox, ['revoke', '--file=-', '--yes'], { input });
      assert.equal(code, 2);
      assert.match(stderr, problem);
      assert.deepEqual(lines(sandbox), []);
    });
  }

  it('holds full values, which are not shown', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const unknown = value('zZ9Z', '0000');
    const input = `${CI.token}\n${unknown}\n`;
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', '--file=-', '--yes', '--json'], { input });
    assert.equal(code, 1);
    assert.deepEqual(left(sandbox), ['tmp-own', 'tmp-1', 'tmp-2']);
    isSilent([stdout, stderr], [...TOKENS, { token: unknown }]);
  });

  it('holds full values that the list does not tell, and --by-value sends them', async (t) => {
    const twins = ['x', 'y'].map((letter) => ({ token: `npm_aBcD${letter.repeat(28)}7890` }));
    const sandbox = await sandboxFor(t, { tokens: twins });
    const input = `${twins[1].token}\n`;
    const args = ['revoke', '--by-value', '--file=-', '--yes'];
    const rehearsed = await runOn(sandbox, [...args, '--dry-run'], { input });
    assert.deepEqual([rehearsed.code, rehearsed.stdout], [0, 'By its value, which the list does not tell: 1 token\n']);
    assert.equal(sandbox.tokens.length, 2);
    const { code, stdout, stderr } = await runOn(sandbox, args, { input });
    assert.deepEqual([code, stdout], [0, 'Revoked the token with this value\n']);
    assert.ok(!stderr.includes('command line'), stderr);
    assert.deepEqual(
      sandbox.tokens.map(({ token }) => token),
      [twins[0].token],
    );
    isSilent([stdout, stderr, rehearsed.stderr], twins);
  });

  it('is standard input, and the question goes to the terminal', { skip: noTerminal }, async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const shell = 'echo ci | "$@"';
    const terminal = openTerminal(t, ['revoke', '--file=-'], { env: userconfigFor(t, sandbox), shell });
    await terminal.shows(`Revoke this token${QUESTION}`);
    terminal.type(`y${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(left(sandbox), ['tmp-own', 'tmp-1', 'tmp-2']);
  });
});

describe('what says which tokens', () => {
  for (const [what, args, problem] of [
    ['words and a filter', ['ci', '--expired'], 'by words and by flags that ask for tokens'],
    ['words and all but one', ['ci', '--all-except-current'], 'by words and by flags that ask for tokens'],
    ['words and a file', ['ci', '--file=-'], 'by words and by `--file`'],
    ['nothing but consent', ['--yes'], 'does not say which token'],
    ['an empty pattern', ['--name=', '--yes'], 'it is empty'],
    ['an order', ['--expired', '--sort=name'], '`--sort` belongs to `list`'],
  ]) {
    it(`is not ${what}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS });
      const { code, stderr } = await runOn(sandbox, ['revoke', ...args], { input: 'ci\n' });
      assert.equal(code, 2);
      assert.ok(stderr.includes(problem), stderr);
      assert.deepEqual(lines(sandbox), []);
    });
  }

  it('is no variable', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const env = { npm_config_expired: 'true', npm_config_all_except_current: 'true', npm_config_file: 'x' };
    assert.equal((await runOn(sandbox, ['revoke', '--yes'], { env })).code, 2);
    assert.deepEqual(lines(sandbox), []);
  });
});
