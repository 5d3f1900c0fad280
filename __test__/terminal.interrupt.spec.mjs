// Ctrl-C while the registry makes a token: the command looks for it before it ends.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { until } from './helpers/raw.mjs';
import { environmentOf, lines, sandboxFor } from './helpers/registry.mjs';
import { CTRL_C, noTerminal, openTerminal } from './helpers/terminal.mjs';

const CREATE = ['create', '--name=ci', '--packages=a'];
const POST = 'POST /-/npm/v1/tokens';
const LIST = 'GET /-/npm/v1/tokens?perPage=1000';
const withPassword = (sandbox) => ({ ...environmentOf(sandbox), npm_config_password: sandbox.password });

describe('a create that is interrupted', { skip: noTerminal }, () => {
  it('names the token that was made meanwhile', async (t) => {
    const sandbox = await sandboxFor(t);
    sandbox.inject({ method: 'POST', after: true, hang: true });
    const terminal = openTerminal(t, CREATE, { env: withPassword(sandbox) });
    await until(() => sandbox.tokens.length === 1, 'a token', 20_000);
    terminal.type(CTRL_C);
    assert.equal(await terminal.ends(), 1);
    assert.match(
      terminal.shown,
      /error\[EUNKNOWNOUTCOME\]: it is not known whether a token was made: the operation was/,
    );
    assert.ok(terminal.shown.includes(`  ${sandbox.tokens[0].key.slice(0, 6)}`), terminal.shown);
    assert.deepEqual(lines(sandbox), [POST, LIST]);
  });

  it('ends with 130 if there is nothing to look for', async (t) => {
    const sandbox = await sandboxFor(t, { twoFactor: 'totp' });
    const terminal = openTerminal(t, CREATE, { env: withPassword(sandbox) });
    await terminal.shows('One-time password: ');
    terminal.type(CTRL_C);
    assert.equal(await terminal.ends(), 130);
    assert.deepEqual(lines(sandbox), [POST]);
  });
});
