// Carries one operation through one fault, and judges what came of it.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { createToken, listTokens, revokeToken } from './addon.mjs';
import { TABLE } from './fault-rows.mjs';
import { faultServer } from './fault-server.mjs';
import { pem } from './raw.mjs';
import { sandboxFor } from './registry.mjs';

/** How long a client waits for what does not come, in milliseconds. */
const PATIENCE = 3000;
/** How long it waits where everything comes: only a machine that is very busy is slower. */
const MUCH_PATIENCE = 20_000;
/** By when everything has ended, whatever the fault: later is a hang. */
export const HANG = 60_000;

const OPERATIONS = {
  list: { method: 'GET', call: (options) => listTokens(options) },
  create: {
    method: 'POST',
    call: (options, password) => createToken({ ...options, name: 'made', packages: 'a', password }),
  },
  revoke: { method: 'DELETE', call: (options) => revokeToken({ ...options, name: 'doomed' }) },
};

/** More than arrives in one piece, and than HTTP/2 takes before it is asked for more. */
const LARGE = 'd'.repeat(1 << 19);

const SEEDS = [{ name: 'kept' }, { name: 'doomed' }, { name: 'made', created: '2020-01-01T00:00:00.000Z' }];

/** Each case of an operation: the name of a test, and what it checks. */
export function casesOf(operation) {
  return [...TABLE].flatMap(([name, { version, rows }]) =>
    rows.flatMap((row) =>
      timesOf(operation, row).map((times) => ({
        name: `${name}: ${row.what}, ${times}`,
        check: (context) => check(context, { operation, version, row, times }),
      })),
    ),
  );
}

/** A create is sent once: sent again, it would meet no fault and make a token, which tells more than a second fault. */
function timesOf(operation, { fault, times = ['once', 'always'] }) {
  return operation === 'create' && !isBelowRequests(fault) ? times.slice(0, 1) : times;
}

async function check(context, { operation, version, row, times }) {
  const { method, call } = OPERATIONS[operation];
  const sandbox = await sandboxFor(context, { tokens: SEEDS });
  const before = sandbox.tokens;
  const server = await faultServer(context, {
    sandbox,
    version,
    secure: version === 2 || row.secure,
    fault: row.fault,
    method,
    times: times === 'once' ? 1 : Number.POSITIVE_INFINITY,
    late: operation === 'revoke' && !row.early && isBelowRequests(row.fault),
  });
  const options = {
    registry: server.url,
    authToken: sandbox.authToken,
    ca: [pem('ca.pem'), pem('dated-ca.pem')],
    fetchTimeout: row.stalls ? PATIENCE : MUCH_PATIENCE,
    fetchRetries: 1,
    fetchRetryMintimeout: 1,
    fetchRetryMaxtimeout: 5,
    ...row.options,
    ...(row.large && operation === 'create' && { tokenDescription: LARGE }),
  };
  const [outcome] = await Promise.allSettled([call(options, sandbox.password)]);

  const error = outcome.reason;
  const said = inspect(error, { depth: 9 });
  for (const secret of [sandbox.authToken, sandbox.password]) assert.ok(!said.includes(secret), 'a secret is shown');
  const after = sandbox.tokens;
  const changes = { made: missingFrom(before, after), gone: missingFrom(after, before) };
  JUDGES[operation](outcome, changes, sandbox);

  const expected = row.outcome(operation, times);
  agree(error?.code, expected.code, `the code of ${said}`);
  if (error?.code === 'EUNKNOWNOUTCOME') agree(error.cause.code, expected.cause, `the cause of ${said}`);
  assert.ok(server.struck() > 0 || row.fault.at === 'listening', 'the fault struck');
  agree(server.tries(), expected.tries ?? 1, `tries; ${describe(server.requests)}; ${said}`);
  if (operation === 'create') {
    const looks = server.requests.some((request) => request.method === 'GET');
    if (error?.code !== 'EUNKNOWNOUTCOME') assert.equal(looks, expected.looks ?? false, `looks; ${said}`);
  }
  if (row.says) assert.match(error.cause.message, row.says);
  assert.deepEqual(server.failures, []);
}

/** What holds whatever the fault. */
const JUDGES = {
  list({ status, value }, { made, gone }, sandbox) {
    assert.deepEqual([made, gone], [[], []]);
    if (status === 'fulfilled') assert.deepEqual(keys(value), keys(sandbox.tokens));
  },
  create({ status, value, reason }, { made, gone }) {
    assert.deepEqual(gone, []);
    assert.ok(made.length <= 1, 'one create made two tokens');
    if (status === 'fulfilled') assert.deepEqual([value.key, value.token], [made[0]?.key, made[0]?.token]);
    else if (made.length > 0) assert.deepEqual(keys(reason.candidates ?? []), keys(made), `lost: ${inspect(reason)}`);
    else assert.deepEqual(reason.candidates ?? [], []);
  },
  revoke({ status }, { made, gone }) {
    assert.deepEqual(made, []);
    const names = gone.map(({ name }) => name);
    assert.ok(
      names.every((name) => name === 'doomed'),
      `gone: ${names}`,
    );
    if (status === 'fulfilled') assert.deepEqual(names, ['doomed']);
  },
};

function isBelowRequests({ at }) {
  return at === 'listening' || at === 'connection';
}

function agree(actual, expected, what) {
  if (Array.isArray(expected)) assert.ok(expected.includes(actual), `${what} is one of ${expected}`);
  else assert.equal(actual, expected, what);
}

const keys = (tokens) => tokens.map(({ key }) => key);
const missingFrom = (one, other) => other.filter(({ key }) => !one.some((token) => token.key === key));
const describe = (requests) => requests.map(({ method, path }) => `${method} ${path}`).join(', ');
