// Every code of `ErrorCode`, and how it comes about.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import {
  checkToken,
  createToken,
  listTokens,
  revokeToken,
  revokeTokens,
  rotateToken,
  streamTokens,
  withTemporaryToken,
} from './helpers/addon.mjs';
import { ANSWERS } from './helpers/errors-of-answers.mjs';
import { CALLS } from './helpers/errors-of-calls.mjs';
import { failure } from './helpers/failure.mjs';

const ROWS = [...ANSWERS, ...CALLS];

/** Codes that only the command line has: its specs produce them. */
const COMMAND_LINE = ['ECANCELED', 'EIO', 'EUSAGE'];

/** Codes of mistakes that nobody knows of; the tests of `src/contain.rs` make some. */
const MISTAKES = ['EINTERNAL'];

describe('an error', () => {
  for (const {
    code,
    what,
    call,
    statusCode,
    method = 'GET',
    exchange = statusCode !== undefined,
    hint = true,
    name = 'Error',
    skip = false,
  } of ROWS) {
    it(`${code}${what ? `: ${what}` : ''}`, { skip }, async (t) => {
      const { registry, promise } = await call(t);
      const error = await failure(promise);
      assert.equal(error.code, code, error.message);
      assert.equal(error.statusCode, statusCode);
      assert.equal(error.name, name);
      assert.ok(error instanceof (name === 'TypeError' ? TypeError : Error));
      assert.equal(typeof error.message, 'string');
      assert.match(error.message, /^[a-z`\d]|^GET |^POST |^DELETE /);
      assert.doesNotMatch(error.message, /\.$/);
      assert.ok(error.stack.startsWith(`${name}: ${error.message}\n`), error.stack);
      assert.match(error.stack, /errors\.codes\.spec\.mjs/);
      assert.equal(error.hint !== undefined, hint, `hint: ${error.hint}`);
      if (!exchange) return assert.equal('method' in error || 'url' in error, false);
      assert.equal(error.registry, registry);
      assert.equal(error.method, method);
      assert.ok(error.url.startsWith(`${registry}-/npm/v1/tokens`), error.url);
    });
  }

  it('of each kind is in the table', () => {
    const types = readFileSync(new URL('../index.d.ts', import.meta.url), 'utf8');
    const union = /export type ErrorCode =([^;]+);/.exec(types)[1];
    const codes = [...union.matchAll(/'([A-Z_\d]+)'/g)].map(([, code]) => code);
    assert.ok(codes.length > 20);
    const produced = [...ROWS.map(({ code }) => code), ...COMMAND_LINE, ...MISTAKES];
    assert.deepEqual(
      codes.filter((code) => !produced.includes(code)),
      [],
    );
    const known = (code) => codes.includes(code) || /^E[345]\d\d$/.test(code);
    assert.deepEqual(
      produced.filter((code) => !known(code)),
      [],
    );
    const prose = /The kinds of errors\.[\s\S]*?\*\//.exec(types)[0];
    assert.deepEqual(
      codes.filter((code) => !prose.includes(`\`${code}\``)),
      [],
      'each is described',
    );
  });

  it('shows where it was called, through an await', async () => {
    const caller = async () => await listTokens({ registry: 'nope' });
    const error = await failure(caller());
    assert.match(error.stack, /caller.*errors\.codes\.spec\.mjs/);
  });

  it('is never thrown', () => {
    for (const call of [
      listTokens,
      (options) => streamTokens(options).next(),
      checkToken,
      createToken,
      revokeToken,
      revokeTokens,
      rotateToken,
      withTemporaryToken,
    ]) {
      for (const options of [undefined, null, 5, {}, { nope: 1 }, { registry: 5 }, { signal: {} }]) {
        const promise = call(options);
        assert.ok(promise instanceof Promise);
        promise.catch(() => {});
      }
    }
  });
});
