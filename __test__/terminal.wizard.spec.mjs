// `npm-token create` without a name, at a terminal: what is missing is asked for. Both the npm bin and the executable.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runOn, runShell } from './helpers/cli.mjs';
import { projectWith } from './helpers/folder.mjs';
import { EXECUTABLE, NPM_BIN } from './helpers/program.mjs';
import { environmentOf, lines, sandboxFor } from './helpers/registry.mjs';
import { screenOf } from './helpers/screen.mjs';
import { CTRL_C, CTRL_D, countOf, ENTER, noTerminal, openTerminal } from './helpers/terminal.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const NAME = 'Name (Enter alone: none';
const PACKAGES = 'Packages, with commas';
const SCOPES = 'Scopes, as `@acme`';
const MAY = 'What it may do:';
const CHOOSE = 'Choose one [1]: ';
const LIFETIME = 'How long it lives: ';
const RANGES = 'IPv4 ranges it may be used from';
const CREATE = 'Create this token? [y/N] ';
const PASSWORD = 'Password of your account on ';
const POST = 'POST /-/npm/v1/tokens';
const QUESTIONS = [NAME, PACKAGES, SCOPES, MAY, LIFETIME, RANGES];
const WIDE = { columns: 200 };

const withPassword = (sandbox) => ({ ...environmentOf(sandbox), npm_config_password: sandbox.password });

/** Types an answer to each question once it is asked, for the so many-th time. */
async function answer(terminal, ...answers) {
  for (const [question, typed, times = 1] of answers) {
    await terminal.shows(question, times);
    terminal.type(`${typed}${ENTER}`);
  }
}

/** The command line that is said to do the same. */
function equivalent(terminal) {
  const seen = screenOf(terminal.shown, WIDE).lines;
  return seen[seen.indexOf('The same without questions:') + 1].trim();
}

/** What a token is, without what is each one's own. */
function nature({ name, readonly, permissions, scopes, cidr, bypass2fa, created, expiry }) {
  return {
    name,
    readonly,
    permissions,
    scopes,
    cidr,
    bypass2fa,
    days: Math.round((Date.parse(expiry) - Date.parse(created)) / 864e5),
  };
}

for (const [name, program] of [
  ['the npm bin', NPM_BIN],
  ['the executable', EXECUTABLE],
]) {
  describe(`the wizard of ${name}`, { skip: noTerminal }, () => {
    it('makes a token that can read named packages for 7 days, if nothing else is said', async (t) => {
      const sandbox = await sandboxFor(t);
      const terminal = openTerminal(t, ['create'], { env: environmentOf(sandbox), program, ...WIDE });
      await answer(terminal, [NAME, 'my ci'], [PACKAGES, '@acme/app'], [CHOOSE, ''], [LIFETIME, ''], [RANGES, '']);
      await terminal.shows(CREATE);
      assert.deepEqual(lines(sandbox), []);
      await answer(terminal, [CREATE, 'y'], [PASSWORD, sandbox.password]);
      assert.equal(await terminal.ends(), 0);
      assert.match(terminal.shown, /Created token npm_/);
      const line = equivalent(terminal);
      assert.equal(line, "npm-token create --name='my ci' --expires=7d --packages=@acme/app --read-only");
      const [made] = sandbox.tokens.map(nature);
      assert.deepEqual([made.name, made.readonly, made.days], ['my ci', true, 7]);
      assert.deepEqual(made.scopes, [{ type: 'package', name: '@acme/app' }]);

      // The shell reads the line as it was meant.
      const shell = `npm-token() { ENV; }; ${line}`.replace('ENV', '"$PROGRAM" $SCRIPT "$@"');
      const [file, script = ''] = program;
      const env = {
        ...userconfigFor(t, sandbox),
        npm_config_password: sandbox.password,
        PROGRAM: file,
        SCRIPT: script,
      };
      const { code, stderr } = await runShell(shell.replaceAll('npm-token', 'npm_token'), { env });
      assert.equal(code, 0, stderr);
      assert.deepEqual(sandbox.tokens.map(nature), [made, made]);
    });

    it('asks for what a file or a variable only says there is none of', async (t) => {
      const none = ['name=', 'read-only=false', 'packages=null', 'packages-all=false', 'expires=null', 'cidr=null'];
      const cwd = projectWith(t, `${none.join('\n')}\n`);
      writeFileSync(join(cwd, 'package.json'), '{}');
      for (const env of [
        {},
        { npm_config_packages_all: 'false', npm_config_expires: 'null', npm_config_scopes: 'null' },
      ]) {
        const sandbox = await sandboxFor(t);
        const args = ['create', `--prefix=${cwd}`];
        const terminal = openTerminal(t, args, { env: { ...withPassword(sandbox), ...env }, program, ...WIDE });
        await answer(
          terminal,
          [NAME, 'ci'],
          [PACKAGES, 'a'],
          [CHOOSE, ''],
          [LIFETIME, ''],
          [RANGES, ''],
          [CREATE, 'y'],
        );
        assert.equal(await terminal.ends(), 0);
        const [made] = sandbox.tokens.map(nature);
        assert.deepEqual([made.name, made.readonly, made.days, made.scopes.length], ['ci', true, 7, 1]);
      }
    });

    it('shows what variables add to the token before it is made', async (t) => {
      const sandbox = await sandboxFor(t);
      const env = { ...withPassword(sandbox), npm_config_bypass_2fa: 'true', npm_config_orgs: 'acme' };
      const terminal = openTerminal(t, ['create', '--packages=a'], { env, program, ...WIDE });
      await answer(terminal, [NAME, 'ci'], [CHOOSE, '2'], [LIFETIME, ''], [RANGES, '']);
      await terminal.shows(CREATE);
      const line = equivalent(terminal);
      assert.ok(line.includes('--bypass-2fa=true') && line.includes('--orgs=acme'), line);
      terminal.type(ENTER);
      assert.equal(await terminal.ends(), 1);
    });

    it('makes none in a dry run, and asks for no consent', async (t) => {
      const sandbox = await sandboxFor(t);
      const args = ['create', '--packages=a', '--read-only', '--dry-run'];
      const terminal = openTerminal(t, args, { env: environmentOf(sandbox), program, ...WIDE });
      await answer(terminal, [NAME, 'ci'], [LIFETIME, ''], [RANGES, '']);
      assert.equal(await terminal.ends(), 0);
      assert.ok(!terminal.shown.includes(CREATE) && terminal.shown.includes('Would create a token'), terminal.shown);
      assert.ok(equivalent(terminal).includes('--dry-run'), terminal.shown);
      assert.deepEqual(lines(sandbox), []);
    });

    it('ends by Ctrl-C with 130, by Ctrl-D and by anything but a yes with 1, and nothing is sent', async (t) => {
      for (const [keys, code] of [
        [CTRL_C, 130],
        [CTRL_D, 1],
      ]) {
        const sandbox = await sandboxFor(t);
        const terminal = openTerminal(t, ['create'], { env: withPassword(sandbox), program });
        await answer(terminal, [NAME, 'ci']);
        await terminal.shows(PACKAGES);
        terminal.type(keys);
        assert.equal(await terminal.ends(), code);
        assert.deepEqual(lines(sandbox), []);
      }
      const sandbox = await sandboxFor(t);
      const terminal = openTerminal(t, ['create', '--packages=a', '--read-only'], {
        env: withPassword(sandbox),
        program,
      });
      await answer(terminal, [NAME, 'ci'], [LIFETIME, ''], [RANGES, ''], [CREATE, '']);
      assert.equal(await terminal.ends(), 1);
      assert.match(terminal.shown, /error\[ECANCELED\]: /);
      assert.deepEqual(lines(sandbox), []);
    });
  });
}

describe('the wizard', { skip: noTerminal }, () => {
  it('asks again for what cannot be used, in the words of the flags', async (t) => {
    const sandbox = await sandboxFor(t);
    const terminal = openTerminal(t, ['create'], { env: withPassword(sandbox), ...WIDE });
    await answer(terminal, [NAME, 'ci'], [PACKAGES, 'a,,b'], [PACKAGES, '', 2], [SCOPES, '@acme, @other']);
    await answer(terminal, [CHOOSE, 'READ'], [CHOOSE, '2', 2], [LIFETIME, 'soon'], [LIFETIME, '12w', 2]);
    await answer(terminal, [RANGES, '::/0'], [RANGES, '192.0.2.0/24', 2], [CREATE, 'yes']);
    assert.equal(await terminal.ends(), 0);
    for (const [flag, word] of [
      ['--packages=a,,b', /invalid `--packages`: an entry of it is empty/],
      ['--packages-and-scopes-permission=READ', /`READ` is not known/],
      ['--expires=soon', /invalid `--expires`: it is neither a number of days/],
      ['--cidr=::/0', /IPv6 range/],
    ]) {
      assert.match(terminal.shown, word);
      const { stderr } = await runOn(sandbox, ['create', '--name=ci', '--scopes=@acme', flag]);
      const [said] = stderr.split('\n');
      assert.ok(terminal.shown.includes(said), `${said} in ${terminal.shown}`);
    }
    assert.equal(
      equivalent(terminal),
      'npm-token create --name=ci --expires=12w --scopes=@acme,@other --packages-and-scopes-permission=read-write --cidr=192.0.2.0/24',
    );
    const [made] = sandbox.tokens.map(nature);
    assert.deepEqual([made.readonly, made.days, made.cidr], [false, 84, ['192.0.2.0/24']]);
    assert.deepEqual(
      made.scopes.map((scope) => scope.name),
      ['@acme', '@other'],
    );
  });

  it('takes no arrow keys for a name', async (t) => {
    const sandbox = await sandboxFor(t);
    const terminal = openTerminal(t, ['create'], { env: withPassword(sandbox) });
    await answer(terminal, [NAME, 'ci\u001b[D'], [NAME, 'ci', 2]);
    await terminal.shows(PACKAGES);
    assert.match(terminal.shown, /It holds characters that cannot be shown\./);
  });

  const said = [
    [['--packages=a', '--read-only', '--expires=30d', '--cidr=192.0.2.0/24'], [NAME]],
    [['--packages-all', '--read-only', '--expires=30d', '--no-cidr'], [NAME]],
    [
      ['--scopes=@acme', '--packages-and-scopes-permission=read-write'],
      [NAME, LIFETIME, RANGES],
    ],
    [
      ['--expires=30d', '--no-cidr'],
      [NAME, PACKAGES, MAY],
    ],
  ];
  for (const [args, asked] of said) {
    it(`asks for what is missing alone: ${args.join(' ')}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const terminal = openTerminal(t, ['create', ...args], { env: withPassword(sandbox), ...WIDE });
      for (const question of asked) {
        await answer(terminal, [
          question === MAY ? CHOOSE : question,
          { [NAME]: 'ci', [PACKAGES]: 'a' }[question] ?? '',
        ]);
      }
      await answer(terminal, [CREATE, 'y']);
      assert.equal(await terminal.ends(), 0);
      const unasked = QUESTIONS.filter((question) => !asked.includes(question));
      assert.deepEqual(
        unasked.filter((question) => terminal.shown.includes(question)),
        [],
      );
      for (const flag of args) assert.ok(equivalent(terminal).includes(` ${flag}`), equivalent(terminal));
      assert.equal(sandbox.tokens.length, 1);
    });
  }

  it('shows no secret in the command line, and says that it is left out', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const otp = sandbox.currentOtp();
    const secret = 's3cret words';
    const args = [
      'create',
      '--packages=a',
      `--otp=${otp}`,
      `--password=${secret}`,
      '--keep-on-sink-failure',
      '--to=exec:cat >/dev/null',
    ];
    const terminal = openTerminal(t, args, { env: environmentOf(sandbox), ...WIDE });
    await answer(terminal, [NAME, "it's"], [CHOOSE, ''], [LIFETIME, ''], [RANGES, '']);
    await terminal.shows(CREATE);
    const line = equivalent(terminal);
    assert.equal(
      line,
      "npm-token create --name='it'\\''s' --expires=7d --packages=a --read-only --to='exec:cat >/dev/null' --keep-on-sink-failure",
    );
    assert.match(terminal.shown, /and `--password`, `--otp`, not shown here/);
    assert.ok(!terminal.shown.includes(otp) && !terminal.shown.includes('s3cret'));
  });

  it('lets a registry of the older kind have tokens without name and limits', async (t) => {
    const sandbox = await sandboxFor(t);
    const terminal = openTerminal(t, ['create'], { env: withPassword(sandbox), ...WIDE });
    await answer(terminal, [NAME, ''], [CHOOSE, ''], [RANGES, '']);
    await terminal.shows(CREATE);
    assert.equal(equivalent(terminal), 'npm-token create --no-name --read-only');
    assert.ok(!terminal.shown.includes(PACKAGES) && !terminal.shown.includes(LIFETIME));
    // That command line has said everything.
    const again = openTerminal(t, ['create', '--no-name', '--read-only'], { env: environmentOf(sandbox) });
    await again.shows(PASSWORD);
    assert.equal(countOf(NAME, again.shown), 0);
  });

  it('asks nothing if what is said is wrong', async (t) => {
    const sandbox = await sandboxFor(t);
    for (const [args, error] of [
      [['--expires=0'], /invalid `--expires`/],
      [['--orgs-permission=read-only'], /there are no organizations/],
      [['--to=nowhere'], /`--to` names no place/],
      [['--packages=a', '--output=token', '--to=npmrc'], /contradict/],
    ]) {
      const terminal = openTerminal(t, ['create', ...args], { env: withPassword(sandbox) });
      assert.equal(await terminal.ends(), 2);
      assert.match(terminal.shown, error);
      assert.ok(!terminal.shown.includes(NAME));
    }
    assert.deepEqual(lines(sandbox), []);
  });

  for (const [what, args, shell] of [
    ['with --no-input', ['--no-input'], undefined],
    ['with its input from elsewhere', [], '"$@" </dev/null'],
    ['with its errors elsewhere', [], '"$@" 2>"$ERRORS"; status=$?; cat "$ERRORS"; exit $status'],
  ]) {
    it(`is not there ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const config = userconfigFor(t, sandbox);
      const env = { ...config, ERRORS: `${config.npm_config_userconfig}.errors` };
      const terminal = openTerminal(t, ['create', '--packages=a', ...args], { env, shell });
      assert.equal(await terminal.ends(), 2);
      assert.match(terminal.shown, /error\[EINVALIDOPTION\]: invalid `--name`: it is missing/);
      assert.ok(!terminal.shown.includes(NAME));
      assert.equal(existsSync(env.ERRORS), shell?.includes('ERRORS') ?? false);
      assert.deepEqual(lines(sandbox), []);
    });
  }

  it('is not there without a terminal', async (t) => {
    const sandbox = await sandboxFor(t);
    const { code, stderr } = await runOn(sandbox, ['create', '--packages=a']);
    assert.deepEqual([code, lines(sandbox)], [2, []]);
    assert.match(stderr, /invalid `--name`: it is missing/);
  });

  it('goes on with the password and a code, and sends what was answered', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const terminal = openTerminal(t, ['create', '--json'], { env: environmentOf(sandbox) });
    await answer(
      terminal,
      [NAME, 'ci'],
      [PACKAGES, '*'],
      [CHOOSE, 'read-write'],
      [LIFETIME, '3'],
      [RANGES, ''],
      [CREATE, 'y'],
    );
    await answer(terminal, [PASSWORD, sandbox.password]);
    await answer(terminal, ['One-time password: ', sandbox.currentOtp()]);
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(lines(sandbox), [POST, POST]);
    const { body } = sandbox.requests.at(-1);
    assert.deepEqual([body.name, body.expires, body.packages], ['ci', 3, ['*']]);
  });
});
