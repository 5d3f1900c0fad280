// Many tokens revoked at once: what becomes of each, and of the one in use.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { listTokens, revokeTokens } from './helpers/addon.mjs';
import { as, at, CI, deleted, isSilent, left, methods, ONE, OWN, TOKENS, TWO, uuid } from './helpers/bulk.mjs';
import { runOn } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

/** A thousand tokens, of which each fifth pair is expired. */
const MANY = Array.from({ length: 1000 }, (_, index) => ({
  key: uuid(index),
  name: `token-${index}`,
  expiry: index % 5 < 2 ? at(-1 - index) : at(1 + index),
}));
const EXPIRED = MANY.filter(({ expiry }) => expiry < at(0)).map(({ key }) => key);

/** Has every tenth DELETE fail the first time. */
function failEachTenth(sandbox) {
  const met = new Set();
  sandbox.inject({
    method: 'DELETE',
    times: Number.POSITIVE_INFINITY,
    handler: (request, next) => {
      if (met.has(request.path) || met.add(request.path).size % 10 !== 0) return next();
      return { status: 503, body: { message: 'not now' } };
    },
  });
}

const QUICKLY = { npm_config_fetch_retries: '2', npm_config_fetch_retry_mintimeout: '20' };

describe('four hundred of a thousand', () => {
  it('are revoked and reported, each, by the command', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: MANY, twoFactor: 'totp', otpSingleUse: false });
    failEachTenth(sandbox);
    const env = { ...QUICKLY, npm_config_otp: sandbox.currentOtp() };
    const args = ['revoke', '--expired', '--yes', '--json'];
    const { code, stdout, stderr } = await runOn(sandbox, args, { env });
    assert.equal(code, 0, stderr.slice(-2000));
    const results = JSON.parse(stdout);
    assert.deepEqual(
      results.map(({ key }) => key),
      EXPIRED,
    );
    assert.ok(results.every(({ result, inUse }) => result === 'revoked' && inUse === undefined));
    assert.equal(sandbox.tokens.length, 600);
    assert.ok(sandbox.tokens.every(({ key }) => !EXPIRED.includes(key)));
    assert.match(stderr, /^notice: of 400 tokens: 400 revoked$/m);
    assert.equal(sandbox.requests.filter(({ status }) => status === 503).length, 40);
    isSilent([stdout, stderr], []);
    // Once more, there is nothing left to do.
    const again = await runOn(sandbox, args);
    assert.deepEqual([again.code, again.stdout], [0, '[]\n']);
    assert.match(again.stderr, /^notice: of the 600 tokens on .*, none is to be revoked$/m);
  });

  for (const [codes, otpSingleUse, most] of [
    ['a code that serves for a while', false, 1],
    ['codes that serve once', true, 400],
  ]) {
    it(`are revoked by the function with ${codes}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: MANY, twoFactor: 'totp', otpSingleUse });
      failEachTenth(sandbox);
      let asked = 0;
      const results = await revokeTokens({
        ...connectionTo(sandbox),
        fetchRetries: 2,
        fetchRetryMintimeout: 20,
        expired: true,
        otp: () => {
          asked += 1;
          return sandbox.currentOtp();
        },
      });
      assert.deepEqual(
        results.map(({ key }) => key),
        EXPIRED,
      );
      assert.ok(results.every(({ result }) => result === 'revoked'));
      assert.ok(asked >= 1 && asked <= most, `asked ${asked} times`);
      assert.equal(sandbox.tokens.length, 600);
    });
  }

  it('are only looked at in a dry run', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: MANY });
    const { code, stdout } = await runOn(sandbox, ['revoke', '--expired', '--dry-run']);
    assert.equal(code, 0);
    assert.match(stdout, /^To be revoked on http:.*: 400 tokens\nid +name /);
    assert.equal(stdout.trimEnd().split('\n').length, 402);
    const json = await runOn(sandbox, ['revoke', '--expired', '--json'], { env: { npm_config_dry_run: 'true' } });
    const planned = JSON.parse(json.stdout);
    assert.equal(json.code, 0);
    assert.deepEqual(
      planned.map(({ key }) => key),
      EXPIRED,
    );
    assert.deepEqual(planned[0], { key: uuid(0), id: uuid(0).slice(0, 8), name: 'token-0', result: 'planned' });
    const called = await revokeTokens({ ...connectionTo(sandbox), expired: true, dryRun: true });
    assert.deepEqual(called, planned);
    const listed = await listTokens({ ...connectionTo(sandbox), expired: true });
    assert.deepEqual(
      listed.map(({ key }) => key),
      EXPIRED,
    );
    assert.ok(methods(sandbox).every((method) => method === 'GET'));
  });
});

describe('the token in use', () => {
  it('goes last, and is marked', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', '--name=tmp-*', '--yes', '--json'], {
      env: as(sandbox, OWN),
    });
    assert.equal(code, 0, stderr);
    assert.deepEqual(deleted(sandbox), [ONE.key, TWO.key, OWN.key]);
    assert.deepEqual(
      JSON.parse(stdout).map(({ name, result, inUse }) => [name, result, inUse]),
      [
        ['tmp-1', 'revoked', undefined],
        ['tmp-2', 'revoked', undefined],
        ['tmp-own', 'revoked', true],
      ],
    );
    assert.match(stderr, /^The token in use is among them, and goes last: `00000003`$/m);
    isSilent([stdout, stderr]);
  });

  it('goes last among words too', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const { code } = await runOn(sandbox, ['revoke', 'tmp-own', 'tmp-1', 'ci'], { env: as(sandbox, OWN) });
    assert.equal(code, 0);
    assert.deepEqual(deleted(sandbox), [ONE.key, CI.key, OWN.key]);
  });

  it('is one of several that look alike: they go last', async (t) => {
    const twin = { ...ONE, token: `${OWN.token.slice(0, 20)}y${OWN.token.slice(21)}` };
    const sandbox = await sandboxFor(t, { tokens: [OWN, twin, TWO] });
    const env = as(sandbox, OWN);
    const { stderr } = await runOn(sandbox, ['revoke', '--name=tmp-*', '--yes'], { env });
    assert.equal(deleted(sandbox)[0], TWO.key);
    assert.match(stderr, /^Each of these may be the token in use, so they go last: `00000003`, `00000001`$/m);
  });

  it('is kept by --all-except-current', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const args = ['revoke', '--all-except-current', '--yes'];
    const { code, stderr } = await runOn(sandbox, args, { env: as(sandbox, OWN) });
    assert.equal(code, 0);
    assert.match(stderr, /^The token in use is kept: `00000003`$/m);
    assert.deepEqual(left(sandbox), ['tmp-own']);
  });

  it('is kept of what is asked for', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const gone = await revokeTokens({
      ...connectionTo(sandbox),
      authToken: OWN.token,
      allExceptCurrent: true,
      name: 'tmp-*',
    });
    assert.deepEqual(
      gone.map(({ name }) => name),
      ['tmp-1', 'tmp-2'],
    );
    assert.deepEqual(left(sandbox), ['tmp-own', 'ci']);
  });

  it('is none of those that are listed: all of them go, and that is said', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const { code, stderr } = await runOn(sandbox, ['revoke', '--all-except-current', '--yes']);
    assert.equal(code, 0);
    assert.match(stderr, /^The token in use is none of those that are listed\.$/m);
    assert.deepEqual(left(sandbox), []);
  });

  it('cannot be told from another one: nothing is revoked', async (t) => {
    const twin = { ...ONE, token: `${OWN.token.slice(0, 20)}y${OWN.token.slice(21)}` };
    const sandbox = await sandboxFor(t, { tokens: [OWN, twin, TWO] });
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', '--all-except-current', '--yes'], {
      env: as(sandbox, OWN),
    });
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /^error\[EAMBIGUOUS\]: 2 tokens with a mask that the token in use may have on /m);
    const error = await failure(
      revokeTokens({ ...connectionTo(sandbox), authToken: OWN.token, allExceptCurrent: true }),
    );
    assert.deepEqual([error.code, error.candidates.length], ['EAMBIGUOUS', 2]);
    assert.deepEqual(deleted(sandbox), []);
    isSilent([stderr, error.message, JSON.stringify(error)], [OWN, twin]);
  });

  it('may be one of which the list shows too little: nothing is revoked', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const rows = [{ key: uuid(1) }, { key: uuid(2), token: 'npm_aB2D...7892' }];
    sandbox.inject({ method: 'GET', json: { objects: rows, total: 2, urls: {} } });
    const error = await failure(revokeTokens({ ...connectionTo(sandbox), allExceptCurrent: true }));
    assert.deepEqual([error.code, error.candidates.length], ['EAMBIGUOUS', 1]);
    assert.deepEqual(deleted(sandbox), []);
  });
});

describe('deletions', () => {
  it('are under way several at a time, and that of the token in use is alone', async (t) => {
    const others = Array.from({ length: 40 }, (_, index) => ({ key: uuid(100 + index), name: `tmp-${index}` }));
    const sandbox = await sandboxFor(t, { tokens: [OWN, ...others] });
    const counts = [];
    let underWay = 0;
    sandbox.inject({
      method: 'DELETE',
      times: Number.POSITIVE_INFINITY,
      handler: async (_request, next) => {
        underWay += 1;
        counts.push(underWay);
        await sleep(20);
        underWay -= 1;
        return next();
      },
    });
    const results = await revokeTokens({ ...connectionTo(sandbox), authToken: OWN.token, name: 'tmp-*' });
    assert.deepEqual(
      results.map(({ key, result }) => [key, result]),
      [...others, OWN].map(({ key }) => [key, 'revoked']),
    );
    assert.deepEqual(counts.slice(0, 2), [1, 1]);
    assert.equal(Math.max(...counts), 8);
    assert.deepEqual([counts.at(-1), deleted(sandbox).at(-1)], [1, OWN.key]);
  });
});

describe('a failure', () => {
  it('in the middle is reported, and the others are revoked', async (t) => {
    const tokens = Array.from({ length: 20 }, (_, index) => ({ key: uuid(index), name: `tmp-${index}` }));
    const sandbox = await sandboxFor(t, { tokens });
    const path = `/-/npm/v1/tokens/token/${uuid(9)}`;
    sandbox.inject({ method: 'DELETE', path, status: 403, json: { message: 'no' } });
    const results = await revokeTokens({ ...connectionTo(sandbox), name: 'tmp-*' });
    assert.deepEqual(
      results.map(({ key }) => key),
      tokens.map(({ key }) => key),
    );
    const failed = results.filter(({ result }) => result === 'failed');
    const { error, ...token } = failed[0];
    assert.deepEqual(token, { key: uuid(9), id: '00000009', name: 'tmp-9', result: 'failed' });
    assert.deepEqual([failed.length, error.code, error.statusCode], [1, 'E403', 403]);
    assert.match(error.message, /failed with status 403: .*no/);
    assert.deepEqual(left(sandbox), ['tmp-9']);
    // What failed is tried by the next call.
    const { code } = await runOn(sandbox, ['revoke', '--name=tmp-*', '--yes']);
    assert.deepEqual([code, sandbox.tokens.length], [0, 0]);
  });

  it('to give a code ends it: the rest is not tried', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 30, twoFactor: 'totp' });
    const { code, stdout } = await runOn(sandbox, ['revoke', '--name=token-*', '--yes', '--otp=000', '--json']);
    const codes = JSON.parse(stdout).map(({ error }) => error.code);
    assert.deepEqual([code, codes[0], new Set(codes.slice(1))], [1, 'EOTP', new Set(['ECANCELED'])]);
    assert.equal(deleted(sandbox).length, 1);
    let asked = 0;
    const results = await revokeTokens({
      ...connectionTo(sandbox),
      name: 'token-*',
      otp: () => {
        asked += 1;
        throw new Error('no code today');
      },
    });
    assert.deepEqual([results[0].error.code, results[1].error.code, asked], ['ECALLBACK', 'ECANCELED', 1]);
    assert.equal(sandbox.tokens.length, 30);
  });

  it('is none that somebody else was faster', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const handler = async (_request, next) => {
      await next();
      return next();
    };
    sandbox.inject({ method: 'DELETE', path: `/-/npm/v1/tokens/token/${TWO.key}`, handler });
    const results = await revokeTokens({ ...connectionTo(sandbox), expired: true });
    assert.deepEqual(
      results.map(({ result }) => result),
      ['revoked', 'already-gone'],
    );
  });
});

describe('keys', () => {
  it('name tokens, each once', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const results = await revokeTokens({ ...connectionTo(sandbox), keys: [TWO.key, uuid(9), CI.key, TWO.key] });
    assert.deepEqual(
      results.map(({ key, result, error }) => [key, result, error?.code]),
      [
        [TWO.key, 'revoked', undefined],
        [uuid(9), 'failed', 'ETOKENNOTFOUND'],
        [CI.key, 'revoked', undefined],
      ],
    );
    assert.deepEqual(await revokeTokens({ ...connectionTo(sandbox), keys: [] }), []);
    assert.deepEqual(left(sandbox), ['tmp-own', 'tmp-1']);
  });

  it('are whole ones', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    const [{ key, error }] = await revokeTokens({ ...connectionTo(sandbox), keys: '00000001' });
    assert.deepEqual([key, error.code], ['00000001', 'ETOKENNOTFOUND']);
    assert.deepEqual(deleted(sandbox), []);
  });
});

it('a token that the registry calls revoked is left out', async (t) => {
  const sandbox = await sandboxFor(t, { tokens: [{ ...ONE, revoked: at(-1) }, TWO] });
  const results = await revokeTokens({ ...connectionTo(sandbox), name: 'tmp-*' });
  assert.deepEqual(
    results.map(({ name }) => name),
    ['tmp-2'],
  );
});

describe('another registry', () => {
  for (const dialect of ['verdaccio', 'cnpmcore']) {
    it(`${dialect}: revokes what is asked for, and the list is read twice at most`, async (t) => {
      const tokens = Array.from({ length: 20 }, (_, index) => ({ created: at(index < 12 ? -100 : -1) }));
      const sandbox = await sandboxFor(t, { dialect, tokens });
      const results = await revokeTokens({ ...connectionTo(sandbox), olderThan: '90d' });
      assert.equal(results.length, 12);
      assert.ok(results.every(({ result }) => result === 'revoked'));
      assert.equal(sandbox.tokens.length, 8);
      const lists = lines(sandbox).filter((line) => line.startsWith('GET /-/npm/v1/tokens'));
      assert.ok(lists.length <= 4, lists.join('\n'));
    });

    it(`${dialect}: keeps the token in use`, async (t) => {
      const sandbox = await sandboxFor(t, { dialect, tokens: 5 });
      const [, own] = sandbox.tokens;
      const call = { ...connectionTo(sandbox), authToken: own.token, allExceptCurrent: true };
      assert.equal((await revokeTokens(call)).length, 4);
      assert.deepEqual(
        sandbox.tokens.map(({ key }) => key),
        [own.key],
      );
    });
  }
});
