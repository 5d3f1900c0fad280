// What signals do to a command that runs with a token: it gets them, and the token is revoked before the program ends. Both
// the npm bin and the executable.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { describe, it } from 'node:test';
import { node, PROGRAMS, patient, startExec } from './helpers/exec.mjs';
import { held } from './helpers/hold.mjs';
import { until } from './helpers/raw.mjs';
import { lines, sandboxFor } from './helpers/registry.mjs';

const noSignals = process.platform === 'win32' && 'Windows has no such signals';
const SIGNALS = ['SIGHUP', 'SIGINT', 'SIGTERM'];
/** A command that signals end, once it has said so. */
const MORTAL = node(`process.stdout.write('runs'); setInterval(() => {}, 1000)`);

for (const [name, program] of PROGRAMS) {
  describe(`${name}, told to end`, { skip: noSignals }, () => {
    for (const signal of SIGNALS) {
      it(`ends the command and revokes its token: ${signal}`, async (t) => {
        const sandbox = await sandboxFor(t);
        const { child, said, ended, state } = startExec(t, sandbox, MORTAL, { program });
        await until(() => said.stdout === 'runs', 'the command', 20_000);
        child.kill(signal);
        const { code, stderr } = await ended;
        assert.equal(code, 128 + constants.signals[signal]);
        assert.deepEqual([sandbox.tokens.length, state.files().length], [0, 0]);
        assert.doesNotMatch(stderr, /error/);
      });

      it(`waits for a command that takes its time: ${signal}`, async (t) => {
        const sandbox = await sandboxFor(t);
        const command = patient(t);
        const { child, ended } = startExec(t, sandbox, command.words, { program });
        await command.runs();
        child.kill(signal);
        await until(() => command.got().length === 1, 'the signal', 20_000);
        child.kill('SIGTERM');
        await until(() => command.got().length === 2, 'another signal', 20_000);
        assert.deepEqual([command.got(), sandbox.tokens.length], [[signal, 'SIGTERM'], 1]);
        writeFileSync(command.go, '');
        assert.equal((await ended).code, 128 + constants.signals[signal]);
        assert.equal(sandbox.tokens.length, 0);
      });

      it(`revokes the token all the same while it does so: ${signal}`, async (t) => {
        const sandbox = await sandboxFor(t);
        const answer = held(sandbox, 'DELETE');
        const { child, ended, state } = startExec(t, sandbox, ['true'], { program });
        await until(() => lines(sandbox).some((line) => line.startsWith('DELETE')), 'the end', 20_000);
        for (let times = 0; times < 3; times += 1) child.kill(signal);
        answer();
        assert.equal((await ended).code, 0);
        assert.deepEqual([sandbox.tokens.length, state.files().length], [0, 0]);
      });
    }

    it('starts nothing if that comes while the token is made', async (t) => {
      const sandbox = await sandboxFor(t);
      const answer = held(sandbox, 'GET');
      sandbox.inject({ method: 'POST', after: true, hang: true });
      const command = patient(t);
      const { child, ended, state } = startExec(t, sandbox, command.words, { program });
      await until(() => sandbox.tokens.length === 1, 'a token', 20_000);
      child.kill('SIGTERM');
      answer();
      const { code, stderr } = await ended;
      assert.equal(code, 1);
      assert.match(stderr, /^error\[EUNKNOWNOUTCOME\]: .+: the operation was aborted\n/m);
      assert.ok(stderr.includes(`  ${sandbox.tokens[0].key.slice(0, 6)}`), stderr);
      // Nobody can be certain that it is this one, so its name is what is noted.
      assert.deepEqual(
        state.notes().map((note) => [note.name, note.key]),
        [[sandbox.tokens[0].name, undefined]],
      );
    });

    it('leaves no note of what was never sent', async (t) => {
      const sandbox = await sandboxFor(t);
      sandbox.inject({ method: 'POST', status: 403 });
      const { ended, state } = startExec(t, sandbox, ['true'], { program });
      assert.deepEqual([(await ended).code, state.files().length], [1, 0]);
    });
  });
}
