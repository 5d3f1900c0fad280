// `--login`: a session for one command, which is begun on the web and ended with it. Both the npm bin and the executable.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { describe, it } from 'node:test';
import { run } from './helpers/cli.mjs';
import { home } from './helpers/isolate.mjs';
import { EXECUTABLE, NPM_BIN } from './helpers/program.mjs';
import { until } from './helpers/raw.mjs';
import { environmentOf, lines, sandboxFor } from './helpers/registry.mjs';
import { CTRL_C, noTerminal, openTerminal } from './helpers/terminal.mjs';

const ADDRESS = 'sign in at this address:';
const PASSWORD = 'Password of your account on ';
const LIST = 'GET /-/npm/v1/tokens?perPage=1000';
const END = 'DELETE /-/user/token/';

/** What leads a command to a registry, and gives it no credentials. */
const strangerAt = (sandbox) => ({ npm_config_registry: sandbox.url, npm_config_fetch_retries: '0' });

/** The requests but for the polling, with nothing of the session's token. */
const sent = (sandbox) =>
  lines(sandbox)
    .filter((line) => !line.includes('done'))
    .map((line) => (line.startsWith(END) ? END : line));

/** The sessions that the registry has seen, and which of them still work. */
async function living(sandbox) {
  const sessions = sandbox.requests.flatMap(({ headers }) => headers.authorization ?? []);
  const answers = [...new Set(sessions)].map((authorization) =>
    fetch(new URL('-/whoami', sandbox.url), { headers: { authorization } }),
  );
  return (await Promise.all(answers)).filter(({ ok }) => ok).length;
}

for (const [name, program] of [
  ['the npm bin', NPM_BIN],
  ['the executable', EXECUTABLE],
]) {
  describe(`--login of ${name}`, { skip: noTerminal }, () => {
    /** Starts a command that signs in, and does so. */
    async function signIn(t, sandbox, args, env = strangerAt(sandbox)) {
      const terminal = openTerminal(t, [...args, '--login', '--no-browser'], { env, program });
      await terminal.shows(ADDRESS);
      sandbox.approve();
      return terminal;
    }

    for (const dialect of ['npmjs', 'cnpmcore']) {
      it(`signs in, does its work, and ends the session (${dialect})`, async (t) => {
        const sandbox = await sandboxFor(t, { dialect, tokens: [{ name: 'ci' }] });
        const before = readdirSync(home, { recursive: true });
        const terminal = await signIn(t, sandbox, ['list']);
        assert.equal(await terminal.ends(), 0);
        assert.deepEqual(sent(sandbox), ['POST /-/v1/login', LIST, END]);
        assert.equal(await living(sandbox), 0);
        assert.deepEqual(readdirSync(home, { recursive: true }), before);
        const [{ headers }] = sandbox.requests.filter(({ method }) => method === 'DELETE');
        assert.ok(!terminal.shown.includes(headers.authorization.slice('Bearer '.length)));
      });
    }

    it('takes the session in place of other credentials', async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [{ name: 'ci', readonly: true }] });
      const env = { ...environmentOf(sandbox), npm_config_password: sandbox.password };
      const terminal = await signIn(t, sandbox, ['create', '--name=new', '--packages=a'], env);
      assert.equal(await terminal.ends(), 0);
      assert.deepEqual(
        sandbox.tokens.map(({ name }) => name),
        ['ci', 'new'],
      );
      const used = sandbox.requests.map(({ headers }) => headers.authorization).filter(Boolean);
      assert.ok(!used.includes(`Bearer ${sandbox.authToken}`));
      assert.equal(new Set(used).size, 1);
    });

    it('ends the session where the command fails', async (t) => {
      const sandbox = await sandboxFor(t);
      const terminal = await signIn(t, sandbox, ['revoke', 'no-such-token']);
      assert.equal(await terminal.ends(), 1);
      assert.match(terminal.shown, /error\[ETOKENNOTFOUND\]/);
      assert.equal(await living(sandbox), 0);
    });

    it('ends the session where Ctrl-C ends the command, at a prompt or waiting for an answer', async (t) => {
      for (const [args, wait] of [
        [['create', '--name=new', '--packages=a'], (terminal) => terminal.shows(PASSWORD)],
        [['list'], (_terminal, sandbox) => until(() => lines(sandbox).includes(LIST), 'the request')],
      ]) {
        const sandbox = await sandboxFor(t);
        sandbox.inject({ path: '/-/npm/v1/tokens', hang: true });
        const terminal = await signIn(t, sandbox, args);
        await wait(terminal, sandbox);
        terminal.type(CTRL_C);
        assert.equal(await terminal.ends(), 130);
        assert.deepEqual(sent(sandbox).at(-1), END);
        assert.equal(await living(sandbox), 0);
      }
    });

    it('says so if the session could not be ended', async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'DELETE', status: 500, body: {} });
      const terminal = await signIn(t, sandbox, ['list']);
      assert.equal(await terminal.ends(), 0);
      assert.match(terminal.shown, /warning: the session of `--login` could not be ended, and lives until/);
      const [{ headers }] = sandbox.requests.filter(({ method }) => method === 'DELETE');
      assert.ok(!terminal.shown.includes(headers.authorization.slice('Bearer '.length)));
    });

    it('is given up by Ctrl-C before anybody has signed in', async (t) => {
      const sandbox = await sandboxFor(t);
      const terminal = openTerminal(t, ['list', '--login'], { env: strangerAt(sandbox), program });
      await terminal.shows(ADDRESS);
      terminal.type(CTRL_C);
      assert.equal(await terminal.ends(), 130);
      assert.deepEqual(sent(sandbox), ['POST /-/v1/login']);
    });

    it('is refused by a registry without a web sign-in', async (t) => {
      const sandbox = await sandboxFor(t, { dialect: 'verdaccio' });
      const terminal = openTerminal(t, ['list', '--login'], { env: strangerAt(sandbox), program });
      assert.equal(await terminal.ends(), 1);
      assert.match(terminal.shown, /error\[E404\]: .*it has no web sign-in; `npm login` may know another way/);
    });

    it('has a command run with a token that the session makes', async (t) => {
      const sandbox = await sandboxFor(t);
      const env = { ...strangerAt(sandbox), npm_config_password: sandbox.password };
      const words = ['exec', '--packages=a', '--login', '--', process.execPath, '-e', 'console.log("ran")'];
      const terminal = openTerminal(t, words, { env, program });
      await terminal.shows(ADDRESS);
      sandbox.approve();
      assert.equal(await terminal.ends(), 0);
      assert.match(terminal.shown, /ran/);
      assert.deepEqual([sandbox.tokens, await living(sandbox)], [[], 0]);
    });
  });
}

describe('--login without a person', () => {
  for (const [what, args] of [
    ['without a terminal', ['list', '--login']],
    ['with --no-input', ['list', '--login', '--no-input']],
    ['beside a token that is piped in', ['check', '--login', '--token-stdin']],
  ]) {
    it(`is refused ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const { code, stdout, stderr } = await run(args, { env: strangerAt(sandbox), input: 'npm_x' });
      assert.deepEqual({ code, stdout, requests: sandbox.requests.length }, { code: 2, stdout: '', requests: 0 });
      assert.match(stderr, /error\[EUSAGE\]: `--login` /);
    });
  }
});
