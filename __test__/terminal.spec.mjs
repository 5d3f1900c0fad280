// A person at a terminal: what they are asked, what they type, and what is left behind. In a real terminal (a pty).
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { home } from './helpers/isolate.mjs';
import { environmentOf, lines, sandboxFor } from './helpers/registry.mjs';
import { CTRL_C, CTRL_D, countOf, ENTER, isSilent, noTerminal, openTerminal } from './helpers/terminal.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const PASSWORD = 'Password of your account on ';
const CODE = 'One-time password: ';
const REFUSED = 'The registry refused the one-time password';
const ADDRESS = 'sign in at this address:';
const PRESS = 'Press Enter to open it in the browser.';
const CREATE = ['create', '--name=ci', '--packages-all'];
const POST = 'POST /-/npm/v1/tokens';

/** Why what only Linux has cannot be used, or false. */
const notLinux = noTerminal || (process.platform !== 'linux' && 'terminals and browsers are reached another way');

/** The answers to a sign-in’s polling are none of what is asserted. */
const sent = (sandbox) => lines(sandbox).filter((line) => !line.includes('/-/v1/done') && !line.includes('/auth/cli/'));

const codes = (sandbox) =>
  sandbox.requests.filter(({ method }) => method !== 'GET').map(({ headers }) => headers['npm-otp']);

const withPassword = (sandbox) => ({ ...environmentOf(sandbox), npm_config_password: sandbox.password });

/** A folder that is removed after the test. */
function folderFor(t) {
  const folder = mkdtempSync(join(home, 'terminal-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

describe('the password', { skip: noTerminal }, () => {
  it('T2: is asked for without echo, for a registry that is named', async (t) => {
    const sandbox = await sandboxFor(t);
    const terminal = openTerminal(t, CREATE, { env: environmentOf(sandbox) });
    await terminal.shows(`${PASSWORD}${sandbox.url}: `);
    terminal.type(`${sandbox.password}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.match(terminal.shown, /Created token npm_\w{36}\r\n/);
    assert.equal(sandbox.requests[0].body.password, sandbox.password);
    for (const word of sandbox.password.split(' ')) assert.ok(!terminal.shown.includes(word), terminal.shown);
  });

  for (const password of ['  outer spaces ', 'pässwörd 名前 🔑', `back${'\\'}slash '"$`]) {
    it(`T28: is taken as it is: ${JSON.stringify(password)}`, async (t) => {
      const sandbox = await sandboxFor(t, { password });
      const terminal = openTerminal(t, CREATE, { env: environmentOf(sandbox) });
      await terminal.shows(PASSWORD);
      terminal.type(`${password}${ENTER}`);
      assert.equal(await terminal.ends(), 0);
      assert.equal(sandbox.requests[0].body.password, password);
    });
  }

  it('is asked for only when the echo is off already', { skip: notLinux }, async (t) => {
    const sandbox = await sandboxFor(t);
    const env = userconfigFor(t, sandbox);
    const terminal = openTerminal(t, CREATE, { env, shell: 'tty; read line; "$@"' });
    await terminal.shows('/dev/pts/');
    // Ctrl-S stops the terminal's output, so that the question waits, and what was done before it can be looked at.
    terminal.type(`${ENTER}\u0013`);
    const wasSilent = await isSilent(terminal);
    terminal.type('\u0011');
    await terminal.shows(PASSWORD);
    assert.ok(wasSilent);
    terminal.type(`${sandbox.password}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
  });

  it('is corrected by backspace', async (t) => {
    const sandbox = await sandboxFor(t, { password: 's3cret' });
    const terminal = openTerminal(t, CREATE, { env: environmentOf(sandbox) });
    await terminal.shows(PASSWORD);
    terminal.type(`s3creä\u007f\u007fet${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.equal(sandbox.requests[0].body.password, 's3cret');
  });

  it('is asked for again if it is empty', async (t) => {
    const sandbox = await sandboxFor(t);
    const terminal = openTerminal(t, CREATE, { env: environmentOf(sandbox) });
    await terminal.shows(PASSWORD);
    terminal.type(ENTER);
    await terminal.shows(PASSWORD, 2);
    assert.deepEqual(lines(sandbox), []);
    terminal.type(`${sandbox.password}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
  });

  it('T56: is asked for last, after everything else was found good', async (t) => {
    const sandbox = await sandboxFor(t);
    const terminal = openTerminal(t, [...CREATE, '--expires=0'], { env: environmentOf(sandbox) });
    assert.equal(await terminal.ends(), 2);
    assert.match(terminal.shown, /error\[EINVALIDOPTION\]: .*expires/);
    assert.ok(!terminal.shown.includes(PASSWORD));
  });

  it('is not read from a terminal by --password-stdin, which would echo it', async (t) => {
    const sandbox = await sandboxFor(t);
    const terminal = openTerminal(t, [...CREATE, '--password-stdin'], { env: environmentOf(sandbox) });
    assert.equal(await terminal.ends(), 2);
    assert.match(terminal.shown, /error\[EUSAGE\]: .*terminal/);
    assert.deepEqual(lines(sandbox), []);
  });

  const keys = [
    { what: 'a password', keys: (sandbox) => `${sandbox.password}${ENTER}`, status: 'status 0' },
    { what: 'Ctrl-C', keys: () => CTRL_C, status: 'status 130' },
    { what: 'half a password and Ctrl-C', keys: () => `half-typed${CTRL_C}`, status: 'status 130' },
    { what: 'T33: Ctrl-D', keys: () => CTRL_D, status: 'status 1' },
  ];
  for (const { what, keys: typed, status } of keys) {
    it(`leaves the terminal as it was after ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      // The shell stays for `stty`, as a person's does.
      const shell = 'trap : INT; stty -a; "$@"; echo "status $?"; stty -a';
      const terminal = openTerminal(t, CREATE, { env: userconfigFor(t, sandbox), shell });
      await terminal.shows(PASSWORD);
      terminal.type(typed(sandbox));
      assert.equal(await terminal.ends(), 0);
      assert.ok(terminal.shown.includes(status), terminal.shown);
      const settings = terminal.shown
        .split('speed ')
        .slice(1)
        .map((part) => part.split('-extproc')[0]);
      assert.equal(settings.length, 2, terminal.shown);
      assert.match(settings[0], /\secho\s/);
      assert.equal(settings[1], settings[0]);
      assert.ok(!terminal.shown.includes('half-typed'));
      if (typed(sandbox) !== `${sandbox.password}${ENTER}`) assert.deepEqual(lines(sandbox), []);
    });
  }

  it('T33: ends with a message at Ctrl-D', async (t) => {
    const sandbox = await sandboxFor(t);
    const terminal = openTerminal(t, CREATE, { env: environmentOf(sandbox) });
    await terminal.shows(PASSWORD);
    terminal.type(CTRL_D);
    assert.equal(await terminal.ends(), 1);
    assert.match(terminal.shown, /error\[ECANCELED\]: canceled/);
    assert.deepEqual(lines(sandbox), []);
  });
});

describe('the one-time password', { skip: noTerminal }, () => {
  it('is asked for and sent', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const terminal = openTerminal(t, CREATE, { env: withPassword(sandbox) });
    await terminal.shows(CODE);
    const code = sandbox.currentOtp();
    terminal.type(`${code}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(sent(sandbox), [POST, POST]);
    assert.deepEqual(codes(sandbox), [undefined, code]);
    assert.equal(countOf(CODE, terminal.shown), 1);
  });

  const forms = [
    ['T29, O18: the e-mail wording', { twoFactor: 'email' }],
    ['a header alone', { twoFactor: 'totp', challengeForm: 'header-only' }],
    ['a header with parameters', { twoFactor: 'totp', challengeForm: 'header-realm' }],
    ['T29, O17: no header, capitalised', { twoFactor: 'totp', challengeForm: 'capitalised' }],
  ];
  for (const [what, options] of forms) {
    it(`is asked for by ${what}`, async (t) => {
      const sandbox = await sandboxFor(t, options);
      const terminal = openTerminal(t, CREATE, { env: withPassword(sandbox) });
      await terminal.shows(CODE);
      terminal.type(`${sandbox.currentOtp()}${ENTER}`);
      assert.equal(await terminal.ends(), 0);
    });
  }

  it('is asked for again after a refusal, once each time', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const terminal = openTerminal(t, CREATE, { env: withPassword(sandbox) });
    await terminal.shows(CODE);
    assert.equal(countOf(REFUSED, terminal.shown), 0);
    terminal.type(`wrong-1${ENTER}`);
    await terminal.shows(CODE, 2);
    assert.equal(countOf(REFUSED, terminal.shown), 1);
    terminal.type(`wrong-2${ENTER}`);
    await terminal.shows(CODE, 3);
    const code = sandbox.currentOtp();
    terminal.type(`${code}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(codes(sandbox), [undefined, 'wrong-1', 'wrong-2', code]);
    assert.equal(countOf(CODE, terminal.shown), 3);
    assert.equal(countOf(REFUSED, terminal.shown), 2);
  });

  it('is asked for if the one from --otp is refused', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const terminal = openTerminal(t, [...CREATE, '--otp=000'], { env: withPassword(sandbox) });
    await terminal.shows(REFUSED);
    const code = sandbox.currentOtp();
    terminal.type(`${code}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(codes(sandbox), ['000', code]);
  });

  it('T35: is any text but an empty one, which is asked for again without a request', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const terminal = openTerminal(t, CREATE, { env: withPassword(sandbox) });
    await terminal.shows(CODE);
    terminal.type(ENTER);
    await terminal.shows(CODE, 2);
    assert.deepEqual(sent(sandbox), [POST]);
    terminal.type(`  abc-DEF_0 ${ENTER}`);
    await terminal.shows(REFUSED);
    assert.deepEqual(codes(sandbox), [undefined, 'abc-DEF_0']);
    await terminal.shows(CODE, 3);
    terminal.type(CTRL_D);
    assert.equal(await terminal.ends(), 1);
  });

  it('follows the password', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const terminal = openTerminal(t, CREATE, { env: environmentOf(sandbox) });
    await terminal.shows(PASSWORD);
    terminal.type(`${sandbox.password}${ENTER}`);
    await terminal.shows(CODE);
    terminal.type(`${sandbox.currentOtp()}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.equal(countOf(PASSWORD, terminal.shown), 1);
    assert.equal(sandbox.tokens.length, 1);
  });

  it('may be typed ahead', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', tokens: 1 });
    const terminal = openTerminal(t, ['revoke', 'token-1'], { env: environmentOf(sandbox) });
    terminal.type(`${sandbox.currentOtp()}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('T36: is asked for by a list', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', twoFactorFor: ['list'], tokens: 1 });
    const terminal = openTerminal(t, ['list'], { env: environmentOf(sandbox) });
    await terminal.shows(CODE);
    terminal.type(`${sandbox.currentOtp()}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.match(terminal.shown, /token-1/);
  });

  it('T36: is asked for by the list of a revocation, once for both', async (t) => {
    const options = { twoFactor: 'totp', twoFactorFor: ['list', 'revoke'], otpSingleUse: false, tokens: 2 };
    const sandbox = await sandboxFor(t, options);
    const terminal = openTerminal(t, ['revoke', 'token-1', 'token-2'], { env: environmentOf(sandbox) });
    await terminal.shows(CODE);
    terminal.type(`${sandbox.currentOtp()}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.equal(countOf(CODE, terminal.shown), 1);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('T37: serves a whole command', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', otpSingleUse: false, tokens: 3 });
    const terminal = openTerminal(t, ['revoke', 'token-1', 'token-2', 'token-3'], { env: environmentOf(sandbox) });
    await terminal.shows(CODE);
    const code = sandbox.currentOtp();
    terminal.type(`${code}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.equal(countOf(CODE, terminal.shown), 1);
    assert.deepEqual(codes(sandbox), [undefined, code, code, code]);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('T37: is asked for again when it serves once only', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', tokens: 3 });
    const terminal = openTerminal(t, ['revoke', 'token-1', 'token-2', 'token-3'], { env: environmentOf(sandbox) });
    const typed = [];
    for (const times of [1, 2, 3]) {
      await terminal.shows(CODE, times);
      assert.equal(countOf(REFUSED, terminal.shown), times - 1);
      typed.push(sandbox.currentOtp());
      terminal.type(`${typed.at(-1)}${ENTER}`);
    }
    assert.equal(await terminal.ends(), 0);
    const [one, two, three] = typed;
    assert.deepEqual(codes(sandbox), [undefined, one, one, two, two, three]);
    assert.equal(countOf(CODE, terminal.shown), 3);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('T33: is given up by Ctrl-D, with a message', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const terminal = openTerminal(t, CREATE, { env: withPassword(sandbox) });
    await terminal.shows(CODE);
    terminal.type(CTRL_D);
    assert.equal(await terminal.ends(), 1);
    assert.match(terminal.shown, /error\[ECANCELED\]: canceled/);
    assert.deepEqual(sent(sandbox), [POST]);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('is given up by Ctrl-C, which ends the command', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const terminal = openTerminal(t, CREATE, { env: withPassword(sandbox) });
    await terminal.shows(CODE);
    terminal.type(CTRL_C);
    assert.equal(await terminal.ends(), 130);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('T12: is asked for in the registry’s words, without their control characters', async (t) => {
    const sandbox = await sandboxFor(t);
    const json = { error: 'one-time pass, \u001b[31mplease\u001b[0m\u0007' };
    sandbox.inject({ method: 'POST', status: 401, headers: { 'www-authenticate': 'OTP' }, json });
    const terminal = openTerminal(t, CREATE, { env: withPassword(sandbox) });
    await terminal.shows(CODE);
    assert.match(terminal.shown, /one-time pass, .*please/);
    assert.ok(!terminal.shown.includes('\u001b') && !terminal.shown.includes('\u0007'), terminal.shown);
    terminal.type(`1${ENTER}`);
    assert.equal(await terminal.ends(), 0);
  });
});

describe('redirections', { skip: noTerminal }, () => {
  const places = [
    { what: 'T32, T34: output in a file', shell: '"$@" >"$OUT"' },
    { what: 'T32: output in a pipe', shell: '"$@" | cat >"$OUT"' },
    { what: 'output and errors in files', shell: '"$@" >"$OUT" 2>"$ERRORS"' },
    { what: 'input from nowhere, output in a file', shell: '"$@" >"$OUT" </dev/null' },
  ];
  for (const { what, shell } of places) {
    it(`asks for everything all the same with ${what}, which holds only JSON`, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
      const folder = folderFor(t);
      const env = { ...userconfigFor(t, sandbox), OUT: join(folder, 'out'), ERRORS: join(folder, 'errors') };
      const terminal = openTerminal(t, [...CREATE, '--json'], { env, shell });
      await terminal.shows(PASSWORD);
      terminal.type(`${sandbox.password}${ENTER}`);
      await terminal.shows(CODE);
      terminal.type(`${sandbox.currentOtp()}${ENTER}`);
      assert.equal(await terminal.ends(), 0);
      const [{ token, key }] = sandbox.tokens;
      const written = readFileSync(env.OUT, 'utf8');
      assert.deepEqual([JSON.parse(written).token, JSON.parse(written).key], [token, key]);
      assert.ok(written.startsWith('{\n') && written.endsWith('}\n'), written);
      assert.ok(!terminal.shown.includes(token));
      if (shell.includes('ERRORS')) assert.match(readFileSync(env.ERRORS, 'utf8'), /^(notice: .+\n)+$/);
    });
  }

  it('asks for the code when the password comes through a pipe', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const folder = folderFor(t);
    const env = { ...userconfigFor(t, sandbox), OUT: join(folder, 'out'), SECRET: sandbox.password };
    const shell = `printf '%s\\n' "$SECRET" | "$@" >"$OUT"`;
    const terminal = openTerminal(t, [...CREATE, '--password-stdin', '--output=token'], { env, shell });
    await terminal.shows(CODE);
    assert.ok(!terminal.shown.includes(PASSWORD));
    terminal.type(`${sandbox.currentOtp()}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.equal(readFileSync(env.OUT, 'utf8'), `${sandbox.tokens[0].token}\n`);
  });

  it('T32: shows the address of a web sign-in beside output in a file', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const env = { ...userconfigFor(t, sandbox), OUT: join(folderFor(t), 'out'), npm_config_password: sandbox.password };
    const terminal = openTerminal(t, [...CREATE, '--json'], { env, shell: '"$@" >"$OUT"' });
    await terminal.shows(PRESS);
    assert.match(terminal.shown, /http:\S+\/auth\/cli\/[\da-f-]{36}\r\n/);
    sandbox.approve();
    assert.equal(await terminal.ends(), 0);
    assert.equal(JSON.parse(readFileSync(env.OUT, 'utf8')).token, sandbox.tokens[0].token);
  });
});

describe('the web sign-in', { skip: noTerminal }, () => {
  const SECRETS = {
    npm_config_password: 'correct horse battery staple',
    npm_config_otp_helper: 'x',
    NPM_TOKEN: 'npm_invented',
    NODE_AUTH_TOKEN: 'npm_invented',
    GITHUB_TOKEN: 'ghp_invented',
    MY_SECRET: 'invented',
    DB_PASSWORD: 'invented',
  };

  /** A program that notes what it was given, does something, and ends with a code. */
  function browserFor(t, { name = 'xdg-open', act = '', code = 0 } = {}) {
    const folder = folderFor(t);
    const file = join(folder, name);
    const note = `require("node:fs").writeFileSync(${JSON.stringify(join(folder, 'seen'))}, JSON.stringify({ argv: process.argv.slice(2), env: process.env }));`;
    const script = join(folder, 'browser.cjs');
    writeFileSync(script, `${note}\n(async () => { ${act}; process.exitCode = ${code}; })();\n`);
    writeFileSync(file, `#!/bin/sh\nexec "${process.execPath}" "${script}" "$@"\n`);
    chmodSync(file, 0o755);
    return {
      file,
      path: `${folder}:${process.env.PATH}`,
      seen: () => JSON.parse(readFileSync(join(folder, 'seen'), 'utf8')),
    };
  }

  const OPEN = 'await fetch(process.argv[2])';
  const addressIn = (shown) => /(http:\S+\/auth\/cli\/\S+)/.exec(shown)[1];

  it('is opened by Enter, and finished by what is done there', { skip: notLinux }, async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const browser = browserFor(t, { act: OPEN });
    const terminal = openTerminal(t, CREATE, { env: { ...withPassword(sandbox), PATH: browser.path } });
    await terminal.shows(ADDRESS);
    await terminal.shows(PRESS);
    assert.throws(browser.seen, { code: 'ENOENT' });
    terminal.type(ENTER);
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(browser.seen().argv, [addressIn(terminal.shown)]);
    assert.deepEqual(sent(sandbox), [POST, POST]);
    assert.match(codes(sandbox)[1], /^\d{16}$/);
    assert.match(terminal.shown, /Created token npm_/);
  });

  it('T3: gives the browser none of the secrets', { skip: notLinux }, async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const browser = browserFor(t, { act: OPEN });
    const kept = { DISPLAY: ':0', BROWSER: 'netscape', LANG: 'C.UTF-8', XDG_SESSION_TYPE: 'x11' };
    const env = { ...environmentOf(sandbox), ...SECRETS, ...kept, PATH: browser.path };
    const terminal = openTerminal(t, CREATE, { env });
    await terminal.shows(PRESS);
    terminal.type(ENTER);
    assert.equal(await terminal.ends(), 0);
    const { env: seen } = browser.seen();
    for (const [name, value] of Object.entries({ ...kept, HOME: home, PATH: browser.path }))
      assert.equal(seen[name], value);
    for (const name of Object.keys(seen)) assert.doesNotMatch(name, /^npm_config_/i);
    for (const name of Object.keys(SECRETS)) assert.ok(!(name in seen), name);
    assert.ok(!JSON.stringify(seen).includes(sandbox.authToken));
    assert.ok(!JSON.stringify(seen).includes(sandbox.password));
  });

  it('T39: gives the browser the address as it is', { skip: notLinux }, async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const browser = browserFor(t, { act: OPEN });
    const authUrl = `${sandbox.url}auth/cli/x%20y?next=%2Fa&b=$(touch%20z);'"`;
    const doneUrl = `${sandbox.url}-/v1/done?authId=1`;
    sandbox.inject({ method: 'POST', status: 401, json: { authUrl, doneUrl } });
    let opened = false;
    sandbox.inject({
      path: /\/auth\/cli\//,
      handler() {
        opened = true;
        return { status: 200 };
      },
    });
    sandbox.inject({
      path: /\/-\/v1\/done/,
      times: Number.POSITIVE_INFINITY,
      handler: () => (opened ? { status: 200, body: { token: 'any text' } } : { status: 202, body: {} }),
    });
    sandbox.inject({ method: 'POST', status: 201, json: { key: 'k-1', token: 'npm_invented' } });
    // The answer says nothing of the name.
    const terminal = openTerminal(t, [...CREATE, '--allow-unenforced=name'], {
      env: { ...withPassword(sandbox), PATH: browser.path },
      columns: 200,
    });
    await terminal.shows(PRESS);
    terminal.type(ENTER);
    assert.equal(await terminal.ends(), 0);
    const [address] = browser.seen().argv;
    assert.deepEqual(browser.seen().argv, [new URL(authUrl).href]);
    assert.ok(!address.includes('%25'));
    assert.deepEqual(codes(sandbox), [undefined, 'any text']);
  });

  it('T39: goes on if the browser fails, and says so', { skip: notLinux }, async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const browser = browserFor(t, { code: 3 });
    // Nothing else that could open an address is within reach.
    const path = browser.path.split(':')[0];
    const terminal = openTerminal(t, CREATE, { env: { ...withPassword(sandbox), PATH: path } });
    await terminal.shows(PRESS);
    terminal.type(ENTER);
    await terminal.shows('The browser could not be started');
    assert.equal(browser.seen().argv.length, 1);
    sandbox.approve();
    assert.equal(await terminal.ends(), 0);
    assert.equal(sandbox.tokens.length, 1);
  });

  it('goes on if there is no browser', { skip: notLinux }, async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const terminal = openTerminal(t, CREATE, { env: { ...withPassword(sandbox), PATH: folderFor(t) } });
    await terminal.shows(PRESS);
    terminal.type(ENTER);
    await terminal.shows('The browser could not be started');
    sandbox.approve();
    assert.equal(await terminal.ends(), 0);
  });

  it('T39: is opened in the program of --browser', { skip: notLinux }, async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const browser = browserFor(t, { name: 'my-browser', act: OPEN });
    const terminal = openTerminal(t, [...CREATE, `--browser=${browser.file}`], { env: withPassword(sandbox) });
    await terminal.shows(PRESS);
    terminal.type(ENTER);
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(browser.seen().argv, [addressIn(terminal.shown)]);
    assert.ok(!('npm_config_password' in browser.seen().env));
  });

  it('is opened in the program of npm_config_browser', { skip: notLinux }, async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const browser = browserFor(t, { name: 'my-browser', act: OPEN });
    const env = { ...withPassword(sandbox), npm_config_browser: browser.file };
    const terminal = openTerminal(t, CREATE, { env });
    await terminal.shows(PRESS);
    terminal.type(ENTER);
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(browser.seen().argv, [addressIn(terminal.shown)]);
  });

  const strangers = [
    ['the project’s .npmrc', (file) => ({ npmrc: `browser=${file}\n` })],
    ['the project’s .npmrc, handed on by npm', (file) => ({ env: { npm_config_browser: file, npm_execpath: '/npm' } })],
    ['the user’s .npmrc', (file) => ({ userconfig: `browser=${file}\n` })],
    ['the global npmrc', (file) => ({ globalconfig: `browser=${file}\n` })],
  ];
  for (const [what, give] of strangers) {
    it(`is opened in no program of ${what}, but in the system’s`, { skip: notLinux }, async (t) => {
      const sandbox = await sandboxFor(t, { twoFactor: 'web' });
      const stranger = browserFor(t, { name: 'stranger', act: OPEN });
      const browser = browserFor(t, { act: OPEN });
      const folder = folderFor(t);
      const { npmrc = '', env, ...files } = give(stranger.file);
      writeFileSync(join(folder, '.npmrc'), npmrc);
      const places = Object.entries(files).map(([key, text]) => {
        writeFileSync(join(folder, key), text);
        return [`npm_config_${key}`, join(folder, key)];
      });
      const terminal = openTerminal(t, [...CREATE, '-C', folder], {
        env: { ...withPassword(sandbox), PATH: browser.path, ...env, ...Object.fromEntries(places) },
      });
      await terminal.shows(PRESS);
      terminal.type(ENTER);
      assert.equal(await terminal.ends(), 0);
      assert.deepEqual(browser.seen().argv, [addressIn(terminal.shown)]);
      assert.throws(stranger.seen, { code: 'ENOENT' });
    });
  }

  it('is not offered if the project’s .npmrc is against it', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const folder = folderFor(t);
    writeFileSync(join(folder, '.npmrc'), 'browser=false\n');
    const terminal = openTerminal(t, [...CREATE, '-C', folder], { env: withPassword(sandbox) });
    await terminal.shows('goes on when you are done');
    assert.ok(!terminal.shown.includes(PRESS));
    sandbox.approve();
    assert.equal(await terminal.ends(), 0);
  });

  it('is not waited for if the browser stays open', { skip: notLinux }, async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    // It ends when the test is over, and the sandbox with it.
    const browser = browserFor(t, {
      name: 'my-browser',
      act: `${OPEN}; await fetch(new URL("/stay", process.argv[2])).catch(() => {})`,
    });
    sandbox.inject({ path: '/stay', hang: true });
    const terminal = openTerminal(t, [...CREATE, `--browser=${browser.file}`], { env: withPassword(sandbox) });
    await terminal.shows(PRESS);
    terminal.type(ENTER);
    assert.equal(await terminal.ends(), 0);
    assert.match(terminal.shown, /Created token npm_/);
  });

  it('finishes without Enter', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const terminal = openTerminal(t, CREATE, { env: withPassword(sandbox) });
    await terminal.shows(PRESS);
    assert.equal(sandbox.approve().length, 1);
    assert.equal(await terminal.ends(), 0);
    assert.equal(sandbox.tokens.length, 1);
  });

  it('finishes after Ctrl-D, which opens nothing', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const browser = browserFor(t, { name: 'my-browser' });
    const terminal = openTerminal(t, [...CREATE, `--browser=${browser.file}`], { env: withPassword(sandbox) });
    await terminal.shows(PRESS);
    terminal.type(CTRL_D);
    sandbox.approve();
    assert.equal(await terminal.ends(), 0);
    assert.throws(browser.seen, { code: 'ENOENT' });
  });

  it('shows the address alone with --no-browser', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const terminal = openTerminal(t, [...CREATE, '--no-browser'], { env: withPassword(sandbox) });
    await terminal.shows(ADDRESS);
    await terminal.shows('/auth/cli/');
    await terminal.shows('goes on when you are done');
    assert.equal((await fetch(addressIn(terminal.shown))).status, 200);
    assert.equal(await terminal.ends(), 0);
    assert.ok(!terminal.shown.includes(PRESS));
  });

  it('T30: is offered for addresses without a header', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web', challengeForm: 'body-only', tokens: 1 });
    const terminal = openTerminal(t, ['revoke', 'token-1'], { env: environmentOf(sandbox) });
    await terminal.shows(PRESS);
    sandbox.approve();
    assert.equal(await terminal.ends(), 0);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('is ended by Ctrl-C', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web' });
    const terminal = openTerminal(t, CREATE, { env: withPassword(sandbox) });
    await terminal.shows(PRESS);
    terminal.type(CTRL_C);
    assert.equal(await terminal.ends(), 130);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('T37: serves a whole command, and is asked for again where it serves once', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'web', otpSingleUse: false, tokens: 3 });
    const terminal = openTerminal(t, ['revoke', 'token-1', 'token-2', 'token-3'], { env: environmentOf(sandbox) });
    await terminal.shows(PRESS);
    sandbox.approve();
    assert.equal(await terminal.ends(), 0);
    assert.equal(countOf(ADDRESS, terminal.shown), 1);
    assert.deepEqual(sandbox.tokens, []);

    const strict = await sandboxFor(t, { twoFactor: 'web', tokens: 2 });
    strict.inject({
      method: 'DELETE',
      times: Number.POSITIVE_INFINITY,
      async handler(request, next) {
        // As the public registry does it: a code that was used is answered by a new sign-in.
        const answer = await next();
        if (answer.status !== 401 || !request.headers['npm-otp']) return answer;
        delete request.headers['npm-otp'];
        return next();
      },
    });
    const again = openTerminal(t, ['revoke', 'token-1', 'token-2'], { env: environmentOf(strict) });
    await again.shows(PRESS);
    strict.approve();
    await again.shows(PRESS, 2);
    strict.approve();
    assert.equal(await again.ends(), 0);
    assert.deepEqual(strict.tokens, []);
  });

  it('T12: shows an address without control characters', async (t) => {
    const sandbox = await sandboxFor(t);
    const doneUrl = `${sandbox.url}-/v1/done?authId=1`;
    const authUrl = `${sandbox.url}auth/cli/1\u001b[31m\u202e`;
    sandbox.inject({ method: 'POST', status: 401, json: { authUrl, doneUrl } });
    sandbox.inject({ path: /\/-\/v1\/done/, json: { token: '1' } });
    const terminal = openTerminal(t, [...CREATE, '--no-browser', '--no-color'], { env: withPassword(sandbox) });
    assert.equal(await terminal.ends(), 0);
    assert.ok(!terminal.shown.includes('\u001b') && !terminal.shown.includes('\u202e'), terminal.shown);
  });
});
