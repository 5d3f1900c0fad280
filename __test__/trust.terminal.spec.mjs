// A person is asked whether a project may have their secrets sent where it wants. In a real terminal (a pty).
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { nerf, npmrcOf } from './helpers/config.mjs';
import { projectWith } from './helpers/folder.mjs';
import { MISDIRECTING, strangersProject } from './helpers/hostile.mjs';
import { FIRST_PAGE, lines, sandboxFor } from './helpers/registry.mjs';
import { OF_ENVIRONMENT } from './helpers/secrets.mjs';
import { CTRL_D, countOf, ENTER, noTerminal, openTerminal } from './helpers/terminal.mjs';

const QUESTION = 'Is that right? [y/N] ';
const PASSWORD = 'Password of your account on ';
const CODE = 'One-time password: ';
const CREATE = ['create', '--name=ci', '--packages-all'];
const POST = 'POST /-/npm/v1/tokens';

const inProject = (folder, args) => [...args, '-C', folder];

describe('T2: a person at a terminal', { skip: noTerminal }, () => {
  it('is asked before the password, and told the registry and every setting with its file', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const folder = projectWith(t, npmrcOf(sandbox, sandbox.authToken, 'strict-ssl=false'));
    const terminal = openTerminal(t, inProject(folder, CREATE), { columns: 200 });
    await terminal.shows(QUESTION);
    assert.ok(terminal.shown.includes(`would go to ${sandbox.url}\r\n`), terminal.shown);
    for (const key of ['registry', 'strict-ssl']) {
      const line = `  \`${key}\` in the project's ${join(folder, '.npmrc')}\r\n`;
      assert.ok(terminal.shown.includes(line), terminal.shown);
    }
    assert.ok(!terminal.shown.includes(PASSWORD));
    assert.deepEqual(sandbox.requests, []);
    terminal.type(`y${ENTER}`);
    await terminal.shows(PASSWORD);
    terminal.type(`${sandbox.password}${ENTER}`);
    await terminal.shows(CODE);
    terminal.type(`${sandbox.currentOtp()}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    // One answer serves the whole command.
    assert.equal(countOf(QUESTION, terminal.shown), 1);
    assert.deepEqual(lines(sandbox), [POST, POST]);
    assert.equal(sandbox.tokens.length, 1);
  });

  it('may type all answers ahead', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const folder = projectWith(t, npmrcOf(sandbox, sandbox.authToken));
    const terminal = openTerminal(t, inProject(folder, CREATE), { ahead: sandbox.password });
    terminal.type(`yes${ENTER}${sandbox.password}${ENTER}`);
    await terminal.shows(CODE);
    terminal.type(`${sandbox.currentOtp()}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.equal(sandbox.tokens.length, 1);
  });

  for (const [what, typed, code, words] of [
    ['no', `n${ENTER}`, 2, 'error[EUNTRUSTED]: '],
    ['nothing', ENTER, 2, 'error[EUNTRUSTED]: '],
    ['the password', `pw y${ENTER}`, 2, 'error[EUNTRUSTED]: '],
    ['Ctrl-D', CTRL_D, 1, 'error[ECANCELED]: '],
  ]) {
    it(`who answers ${what} is asked nothing more, and nothing is sent`, async (t) => {
      const site = await strangersProject(t, MISDIRECTING[0]);
      const terminal = openTerminal(t, inProject(site.cwd, CREATE), { env: site.env });
      await terminal.shows(QUESTION);
      terminal.type(typed);
      assert.equal(await terminal.ends(), code);
      assert.ok(terminal.shown.includes(words), terminal.shown);
      assert.ok(!terminal.shown.includes(PASSWORD));
      assert.equal(site.evil.connections(), 0);
    });
  }

  it('is asked before a variable is sent, for a list too', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 1 });
    const folder = projectWith(t, `registry=${sandbox.url}\n${nerf(sandbox.url)}:_authToken=\u0024{SPEC_TOKEN}`);
    const terminal = openTerminal(t, inProject(folder, ['list']), {
      env: { SPEC_TOKEN: sandbox.authToken },
      columns: 200,
    });
    await terminal.shows(QUESTION);
    assert.match(terminal.shown, /:_authToken` in the project's .*, which would send the variable `SPEC_TOKEN`/);
    assert.deepEqual(sandbox.requests, []);
    terminal.type(`y${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.match(terminal.shown, /token-1/);
    assert.ok(!terminal.shown.includes(sandbox.authToken) && !terminal.shown.includes(OF_ENVIRONMENT));
  });

  it('is asked before a one-time password, once for a whole revocation', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', otpSingleUse: false, tokens: 2 });
    const folder = projectWith(t, npmrcOf(sandbox, sandbox.authToken));
    const terminal = openTerminal(t, inProject(folder, ['revoke', 'token-1', 'token-2']));
    await terminal.shows(QUESTION);
    assert.equal(countOf(CODE, terminal.shown), 0);
    terminal.type(`y${ENTER}`);
    await terminal.shows(CODE);
    terminal.type(`${sandbox.currentOtp()}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.equal(countOf(QUESTION, terminal.shown), 1);
    assert.deepEqual(sandbox.tokens, []);
  });

  it('who says no to a revocation is not asked again for each token', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp', tokens: 2 });
    const folder = projectWith(t, npmrcOf(sandbox, sandbox.authToken));
    const terminal = openTerminal(t, inProject(folder, ['revoke', 'token-1', 'token-2']));
    await terminal.shows(QUESTION);
    terminal.type(`n${ENTER}`);
    assert.equal(await terminal.ends(), 1);
    assert.equal(countOf(QUESTION, terminal.shown), 1);
    assert.equal(countOf('error[EUNTRUSTED]', terminal.shown), 2);
    assert.equal(sandbox.tokens.length, 2);
    assert.ok(lines(sandbox).includes(`GET ${FIRST_PAGE}`));
    assert.ok(sandbox.requests.every(({ headers }) => headers['npm-otp'] === undefined));
  });

  it('is not asked about a registry that they give', async (t) => {
    const sandbox = await sandboxFor(t);
    const folder = projectWith(t, npmrcOf(sandbox, sandbox.authToken));
    const terminal = openTerminal(t, inProject(folder, [...CREATE, `--registry=${sandbox.url}`]));
    await terminal.shows(PASSWORD);
    terminal.type(`${sandbox.password}${ENTER}`);
    assert.equal(await terminal.ends(), 0);
    assert.equal(countOf(QUESTION, terminal.shown), 0);
  });
});
