// Rotation under faults: at each of its steps, the old token works or the new one does, and no token lives unreported.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { at } from './helpers/bulk.mjs';
import { noShell, runOn } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { folderForTokens } from './helpers/folder.mjs';
import { environment } from './helpers/isolate.mjs';
import { stateFor } from './helpers/journal.mjs';
import { PROGRAM } from './helpers/program.mjs';
import { until } from './helpers/raw.mjs';
import { environmentOf, sandboxFor } from './helpers/registry.mjs';
import { classicToken, keysOf, OLD, rotating, works } from './helpers/rotation.mjs';

const LIST = '/-/npm/v1/tokens';
const ALWAYS = { times: Number.POSITIVE_INFINITY };
const list = { method: 'GET', path: LIST };
const post = { method: 'POST' };
/** What the registry answers to the new token that asks whose it is, so many times. */
const verifying =
  (answer, times = Number.POSITIVE_INFINITY) =>
  (sandbox) => {
    let left = times;
    return {
      path: '/-/whoami',
      ...ALWAYS,
      handler: (request, next) => {
        const known = [sandbox.authToken, OLD.token].map((token) => `Bearer ${token}`);
        if (known.includes(request.headers.authorization) || left === 0) return next();
        left -= 1;
        return answer;
      },
    };
  };
/** The answer to a create, with other fields. */
const answering = (fields) => ({
  ...post,
  handler: async (_request, next) => {
    const answer = await next();
    return { ...answer, body: { ...answer.body, ...fields } };
  },
});
const remove = { method: 'DELETE' };
/** The answer to a create, made broader than what was asked for. */
const broader = answering({ cidr: [] });

/**
 * At which step what fails; what is asked for beside the rotation; how the call ends; which tokens are there then: the old
 * one, the new one, both.
 */
const FAULTS = [
  ['reading the list', [{ ...list, status: 500 }], {}, 'E500', 'old'],
  ['create: refused', [{ ...post, status: 403 }], {}, 'E403', 'old'],
  ['create: the password is wrong', [], { password: 'wrong' }, 'E401', 'old'],
  [
    'create: no one-time password',
    [{ ...post, status: 401, headers: { 'www-authenticate': 'OTP' } }],
    {},
    'EOTP',
    'old',
  ],
  ['create: broken off before it is carried out', [{ ...post, destroy: 'before' }], {}, 'EUNKNOWNOUTCOME', 'old'],
  ['answer lost: broken off', [{ ...post, after: true, destroy: 'before' }], {}, 'EUNKNOWNOUTCOME', 'old'],
  ['answer lost: cut', [{ ...post, after: true, destroy: 'body' }], {}, 'EUNKNOWNOUTCOME', 'old'],
  [
    'answer lost: none in time',
    [{ ...post, after: true, hang: true }],
    { fetchTimeout: 200 },
    'EUNKNOWNOUTCOME',
    'old',
  ],
  ['answer lost: the call is over', [{ ...post, after: true, hang: true }], { timeout: 400 }, 'EUNKNOWNOUTCOME', 'old'],
  ['answer lost: a gateway’s', [{ ...post, after: true, status: 504 }], {}, 'EUNKNOWNOUTCOME', 'old'],
  ['answer lost: no JSON', [{ ...post, after: true, body: '<html>' }], {}, 'EUNKNOWNOUTCOME', 'old'],
  [
    'answer lost: and it cannot be revoked',
    [
      { ...post, after: true, destroy: 'before' },
      { ...remove, status: 403, ...ALWAYS },
    ],
    {},
    'EUNKNOWNOUTCOME',
    'both',
  ],
  ['create: broader than the old one', [broader], {}, 'ERESTRICTION', 'old'],
  [
    'create: broader, and it cannot be revoked',
    [broader, { ...remove, status: 403, ...ALWAYS }],
    {},
    'ERESTRICTION',
    'both',
  ],
  ['sink: it throws', [], { deliver: () => Promise.reject(new Error('no vault')) }, 'EUNDELIVERED', 'old'],
  ['sink: it takes too long', [], { deliver: () => new Promise(() => {}), timeout: 700 }, 'EUNDELIVERED', 'old'],
  [
    'sink: it throws, and the new one cannot be revoked',
    [{ ...remove, status: 500, ...ALWAYS }],
    { deliver: () => Promise.reject(new Error('no vault')) },
    'EUNDELIVERED',
    'both',
  ],
  ['verify: the new one is refused', [verifying({ status: 401, body: {} })], {}, 'EROTATION', 'both'],
  ['verify: the registry fails', [verifying({ status: 500, body: {} })], {}, 'EROTATION', 'both'],
  ['verify: broken off', [verifying({ destroy: 'before' })], {}, 'EROTATION', 'both'],
  ['verify: nobody is known', [verifying({ body: {} })], {}, 'EROTATION', 'both'],
  ['verify: no answer before the call is over', [verifying({ hang: true })], { timeout: 1000 }, 'EROTATION', 'both'],
  [
    'verify: refused, and the value is only in the result',
    [verifying({ status: 401, body: {} })],
    { keepOld: true, deliver: undefined },
    'EUNDELIVERED',
    'old',
  ],
  ['verify: somebody else is known', [verifying({ body: { username: 'anonymous' } })], {}, 'EROTATION', 'both'],
  ['create: less than the old one', [answering({ scopes: OLD.scopes.slice(1) })], {}, 'EUNDELIVERED', 'old'],
  ['create: another life than the old one', [answering({ expiry: at(2) })], {}, 'EUNDELIVERED', 'old'],
  ['revoke: refused', [{ ...remove, status: 403 }], {}, 'EROTATION', 'both'],
  ['revoke: broken off', [{ ...remove, destroy: 'before' }], {}, 'EROTATION', 'both'],
  ['revoke: success that is none', [{ ...remove, status: 200, json: {} }], {}, 'EROTATION', 'both'],
  ['revoke: carried out, and the answer lost', [{ ...remove, after: true, destroy: 'before' }], {}, 'EROTATION', 'new'],
  ['verify: the new one is known after a while', [verifying({ status: 401, body: {} }, 2)], {}, undefined, 'new'],
  [
    'revoke: broken off once, and tried again',
    [{ ...remove, destroy: 'before' }],
    { fetchRetries: 1, fetchRetryMintimeout: 1 },
    undefined,
    'new',
  ],
  ['revoke: somebody else was quicker', [{ ...remove, after: true, status: 404 }], {}, undefined, 'new'],
];

describe('whatever fails in a rotation', { concurrency: 4 }, () => {
  for (const [what, faults, options, code, left] of FAULTS) {
    it(`${what}: ${left === 'both' ? 'both tokens are there' : `the ${left} token is there`}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [OLD] });
      for (const fault of faults) sandbox.inject(typeof fault === 'function' ? fault(sandbox) : fault);
      const taken = [];
      const deliver = ({ token }) => taken.push(token);
      const call = rotating(sandbox, { deliver, ...options });
      const error = code === undefined ? undefined : await failure(call);
      if (code === undefined) await call;
      assert.equal(error?.code, code, error?.message);
      const made = sandbox.tokens.find(({ key }) => key !== OLD.key);
      assert.deepEqual(
        [keysOf(sandbox).includes(OLD.key), made !== undefined],
        [left !== 'new', left !== 'old'],
        error?.message,
      );
      // The old one works, or the new one does, and somebody has it.
      if (left === 'new') assert.deepEqual(taken, [made.token]);
      if (left === 'new') assert.equal(await works(sandbox.url, made.token), true);
      else assert.equal(keysOf(sandbox).includes(OLD.key), true);
      // What is there is named.
      if (left === 'both') {
        const named = [error.key, ...(error.candidates ?? []).map(({ key }) => key)];
        assert.ok(named.includes(made.key), error.message);
      }
      if (code === 'EROTATION') assert.deepEqual([error.oldKey, taken.length], [OLD.key, 1]);
      if (code === 'EUNDELIVERED' && left === 'old') assert.equal(error.revoked, error.key);
    });
  }
});

describe('a registry that answers a create with the old token', () => {
  for (const [what, fields] of [
    ['by its key', { key: OLD.key }],
    ['by its value', { token: OLD.token }],
    ['by its key, as if it were new', { key: OLD.key, created: new Date().toISOString() }],
  ]) {
    it(`${what}, does not have it revoked`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [OLD] });
      sandbox.inject(answering(fields));
      const error = await failure(rotating(sandbox, { deliver: () => {} }));
      assert.deepEqual([error.code, error.oldKey], ['EROTATION', OLD.key], error.message);
      assert.match(error.message, /neither is revoked: .*names the old token as the new one/);
      assert.ok(!error.hint.includes('npm-token revoke'), error.hint);
      assert.notEqual(error.key, OLD.key);
      assert.equal(await works(sandbox.url, OLD.token), true);
    });

    it(`${what}, does not have it revoked where the new one reaches nobody`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [OLD] });
      sandbox.inject(answering(fields));
      const error = await failure(rotating(sandbox, { deliver: () => Promise.reject(new Error('no vault')) }));
      assert.equal(error.code, 'EUNDELIVERED', error.message);
      assert.equal(await works(sandbox.url, OLD.token), true);
    });
  }
});

describe('two rotations of one token', () => {
  it('do not take each other’s successor for their own, of which the answer is lost', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const taken = [];
    sandbox.inject({
      ...post,
      handler: async () => {
        await rotating(sandbox, { deliver: ({ token }) => taken.push(token) });
        return { status: 502, body: {} };
      },
    });
    const error = await failure(rotating(sandbox, { deliver: () => assert.fail('nothing to deliver') }));
    assert.deepEqual([error.code, error.revoked], ['EUNKNOWNOUTCOME', undefined]);
    assert.equal(await works(sandbox.url, taken[0]), true);
  });
});

describe('a token that changes while its password is asked for', () => {
  for (const [what, change, code] of [
    ['is revoked: no other is made', (rows) => rows.splice(0, 1), 'ETOKENNOTFOUND'],
    ['is narrowed: no other is made', ([row]) => Object.assign(row, { cidr: ['127.0.0.1/32'] }), 'EUNCARRIED'],
    ['is another account’s: no other is made', ([row]) => Object.assign(row, { user: 'else' }), 'EUNCARRIED'],
    ['is used: that does not matter', ([row]) => Object.assign(row, { accessed: at(0) }), undefined],
  ]) {
    it(what, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [OLD] });
      let looks = 0;
      sandbox.inject({
        ...list,
        ...ALWAYS,
        handler: async (_request, next) => {
          const answer = await next();
          looks += 1;
          if (looks === 2) change(answer.body.objects);
          return answer;
        },
      });
      const call = rotating(sandbox, { deliver: () => {} });
      if (code === undefined) return assert.equal((await call).old.result, 'revoked');
      const error = await failure(call);
      assert.equal(error.code, code, error.message);
      assert.ok(sandbox.requests.every(({ method }) => method === 'GET'));
    });
  }
});

describe('an error of `deliver`', () => {
  it('is not repeated where it has the token in it', async (t) => {
    const sandbox = await sandboxFor(t, { dialect: 'verdaccio' });
    const { id } = await classicToken(sandbox, { readOnly: true });
    let value;
    const deliver = ({ token }) => {
      value = token;
      throw new Error(`cannot store ${token}`);
    };
    // Not noted with the rest: what was thrown is the test's own, and has the token in it.
    const call = rotating(sandbox, { name: undefined, id, expires: undefined, deliver });
    const error = await call.then(assert.fail, (error) => error);
    assert.match(error.message, /reached nobody: `deliver` failed: cannot store \*\*\*/);
    const { cause, ...own } = error;
    assert.ok(![error.message, error.stack, cause.message, JSON.stringify(own)].some((text) => text.includes(value)));
  });

  it('is the cause before that of a one-time password that could not be had afterwards', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD], twoFactor: 'totp', twoFactorFor: ['revoke'] });
    const thrown = new Error('no vault');
    const options = { deliver: () => Promise.reject(thrown), otp: () => Promise.reject(new Error('no phone')) };
    const error = await failure(rotating(sandbox, options));
    assert.deepEqual([error.code, error.cause.cause, error.revoked], ['EUNDELIVERED', thrown, undefined]);
  });

  it('is the cause of the cause, as it was thrown', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const thrown = new TypeError('no vault');
    const error = await failure(rotating(sandbox, { deliver: () => Promise.reject(thrown) }));
    assert.deepEqual([error.code, error.cause.code, error.cause.cause], ['EUNDELIVERED', 'ECALLBACK', thrown]);
    assert.match(error.message, /reached nobody: `deliver` failed: no vault; it was revoked$/);
  });
});

/** What is under way when the process is killed, and how that is seen. */
const KILLS = [
  ['the create', [{ ...post, after: true, hang: true }], (sandbox) => sandbox.tokens.length === 2],
  ['the sink', [], (_sandbox, file) => existsSync(file), (file) => `exec:: > '${file}'; sleep 60`],
  [
    'the verification',
    [verifying({ hang: true })],
    (sandbox) => sandbox.requests.filter(({ path }) => path === '/-/whoami').length === 2,
  ],
  [
    'the revocation',
    [{ ...remove, hang: true }],
    (sandbox) => sandbox.requests.some(({ method }) => method === 'DELETE'),
  ],
];

describe('a rotation that is killed', { skip: noShell }, () => {
  for (const [during, faults, isUnderWay, to] of KILLS) {
    it(`during ${during} leaves the old token, and the next command tells of the new one`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [OLD] });
      for (const fault of faults) sandbox.inject(typeof fault === 'function' ? fault(sandbox) : fault);
      const file = join(folderForTokens(t), 'token');
      const place = to?.(file) ?? `file:${file}`;
      const args = ['rotate', 'ci', '--expires=30', '--password-stdin', `--to=${place}`];
      const state = stateFor(t);
      const child = spawn(PROGRAM[0], [...PROGRAM.slice(1), ...args], {
        env: environment({ ...environmentOf(sandbox), ...state.env }),
        stdio: ['pipe', 'ignore', 'ignore'],
        detached: true,
      });
      const end = () => process.kill(-child.pid, 'SIGKILL');
      t.after(() => child.exitCode === null && child.signalCode === null && end());
      child.stdin.end(sandbox.password);
      await until(() => isUnderWay(sandbox, file));
      end();
      await once(child, 'exit');
      assert.equal(await works(sandbox.url, OLD.token), true);
      const [, made] = sandbox.tokens;
      const { stderr } = await runOn(sandbox, ['list'], { env: state.env });
      const said = /^notice: a rotation, begun at .+Z, ended (.+)$/m.exec(stderr)?.[1];
      const expected =
        during === 'the create'
          ? `while it made a token named \`ci\` on ${sandbox.url}: look for it by \`npm-token list --sort=created\``
          : `after it had made the token \`${made.key}\` named \`ci\` on ${sandbox.url}: if nothing uses it, revoke it by \`npm-token revoke ${made.key}\``;
      assert.ok(said?.startsWith(expected), stderr);
    });
  }

  it('is told of no more once its token is revoked; and one that is through is not', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const state = stateFor(t);
    const args = ['rotate', 'ci', '--expires=30', '--password-stdin', '--to=exec:kill -9 $PPID; cat > /dev/null'];
    const through = ['rotate', 'ci', '--expires=30', '--password-stdin', '--to=exec:cat >/dev/null'];
    const options = { env: state.env, input: sandbox.password };
    assert.equal((await runOn(sandbox, args, options)).code, null);
    const [, made] = sandbox.tokens;
    const { code, stderr } = await runOn(sandbox, ['revoke', made.key], options);
    assert.deepEqual({ code, stderr: stderr.includes('begun at') }, { code: 0, stderr: false });
    assert.equal((await runOn(sandbox, through, options)).code, 0);
    assert.deepEqual(state.files(), []);
  });
});
