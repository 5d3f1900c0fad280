// What ends the command: at once, or, while the registry makes a token, not before it was looked for. Both the npm bin
// and the executable.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { describe, it } from 'node:test';
import { held } from './helpers/hold.mjs';
import { environment } from './helpers/isolate.mjs';
import { EXECUTABLE, NPM_BIN } from './helpers/program.mjs';
import { until } from './helpers/raw.mjs';
import { environmentOf, lines, sandboxFor } from './helpers/registry.mjs';
import { userconfigFor } from './helpers/userconfig.mjs';

const CREATE = ['create', '--name=ci', '--packages-all'];
const LIST = 'GET /-/npm/v1/tokens?perPage=1000';
const noSignals = process.platform === 'win32' && 'there are no signals on Windows';
const notLinux = process.platform !== 'linux' && 'only Linux tells a program what it is to ignore';
const withPassword = (sandbox) => ({ ...environmentOf(sandbox), npm_config_password: sandbox.password });

/** Starts a command, and ends it with the test. */
function start(t, [file, ...args], env) {
  const child = spawn(file, args, { env: environment(env), stdio: ['ignore', 'pipe', 'pipe'] });
  t.after(() => child.kill('SIGKILL'));
  child.stdout.resume();
  const said = { stderr: '' };
  child.stderr.setEncoding('utf8').on('data', (text) => {
    said.stderr += text;
  });
  return { child, said, ended: once(child, 'close') };
}

const programs = [
  ['the npm bin', NPM_BIN],
  ['the executable', EXECUTABLE],
];
for (const [name, program] of programs) {
  describe(`${name}, told to end`, { skip: noSignals }, () => {
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM', 'SIGQUIT']) {
      it(`does so at any time: ${signal}`, async (t) => {
        const sandbox = await sandboxFor(t);
        sandbox.inject({ method: 'GET', hang: true });
        const { child, ended, said } = start(t, [...program, 'list'], environmentOf(sandbox));
        await until(() => sandbox.requests.length === 1, 'a request', 20_000);
        child.kill(signal);
        assert.deepEqual(await ended, [null, signal]);
        assert.equal(said.stderr, '');
      });
    }

    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) {
      it(`has a create that is on its way looked for, and named: ${signal}`, async (t) => {
        const sandbox = await sandboxFor(t);
        sandbox.inject({ method: 'POST', after: true, hang: true });
        const { child, ended, said } = start(t, [...program, ...CREATE], withPassword(sandbox));
        await until(() => sandbox.tokens.length === 1, 'a token', 20_000);
        child.kill(signal);
        assert.deepEqual(await ended, [1, null]);
        assert.match(said.stderr, /^error\[EUNKNOWNOUTCOME\]: .+: the operation was aborted\n/m);
        assert.ok(said.stderr.includes(`  ${sandbox.tokens[0].key.slice(0, 6)}`), said.stderr);
        assert.equal(lines(sandbox).at(-1), LIST);
      });
    }

    const twice = [
      ['SIGINT', 'SIGINT'],
      ['SIGTERM', 'SIGTERM'],
      ['SIGINT', 'SIGTERM'],
    ];
    for (const [first, second] of twice) {
      it(`ends the search when told again: ${first}, ${second}`, async (t) => {
        const sandbox = await sandboxFor(t);
        sandbox.inject({ method: 'POST', after: true, hang: true });
        sandbox.inject({ method: 'GET', hang: true });
        const { child, ended } = start(t, [...program, ...CREATE], withPassword(sandbox));
        await until(() => sandbox.tokens.length === 1, 'a token', 20_000);
        child.kill(first);
        await until(() => lines(sandbox).includes(LIST), 'the search', 20_000);
        child.kill(second);
        assert.deepEqual(await ended, [null, second]);
      });
    }

    const hangups = [
      ['SIGHUP', 'SIGHUP'],
      ['SIGHUP', 'SIGTERM'],
      ['SIGTERM', 'SIGHUP'],
    ];
    for (const [first, second] of hangups) {
      it(`goes on with the search, as a hangup tells more than once: ${first}, ${second}`, async (t) => {
        const sandbox = await sandboxFor(t);
        sandbox.inject({ method: 'POST', after: true, hang: true });
        const answer = held(sandbox, 'GET');
        const { child, ended, said } = start(t, [...program, ...CREATE], withPassword(sandbox));
        await until(() => sandbox.tokens.length === 1, 'a token', 20_000);
        child.kill(first);
        await until(() => lines(sandbox).includes(LIST), 'the search', 20_000);
        child.kill(second);
        answer();
        assert.deepEqual(await ended, [1, null]);
        assert.ok(said.stderr.includes(`  ${sandbox.tokens[0].key.slice(0, 6)}`), said.stderr);
      });
    }
  });
}

it('the executable ignores what it is to ignore', { skip: notLinux }, async (t) => {
  const sandbox = await sandboxFor(t);
  const answer = held(sandbox, 'GET');
  const words = ['/bin/sh', '-c', 'trap "" HUP INT TERM; exec "$@" list', 'sh', ...EXECUTABLE];
  const { child, ended } = start(t, words, userconfigFor(t, sandbox));
  await until(() => sandbox.requests.length === 1, 'a request', 20_000);
  for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) child.kill(signal);
  answer();
  assert.deepEqual(await ended, [0, null]);
});
