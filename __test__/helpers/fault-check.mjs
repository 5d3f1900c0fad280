// Judges what came of an operation under a fault: by its row of the table, and by what holds whatever the fault.
import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { attempt, isBelowRequests } from './fault-attempt.mjs';
import { TABLE } from './fault-rows.mjs';

/** By when everything has ended, whatever the fault: later is a hang. */
export const HANG = 60_000;

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

async function check(context, attempted) {
  const { operation, row, times } = attempted;
  const result = await attempt(context, attempted);
  judge(operation, result);

  const { server, reason: error } = result;
  const expected = row.outcome(operation, times);
  const said = inspect(error, { depth: 9 });
  const isUnknown = error?.code === 'EUNKNOWNOUTCOME';
  agree(error?.code, expected.code, `the code of ${said}`);
  if (isUnknown) agree(error.cause.code, expected.cause, `the cause of ${said}`);
  if (row.says) assert.match(error.cause.message, row.says);
  // A look at the list meets a fault of connections as well.
  const isLooking = isUnknown && isBelowRequests(row.fault);
  if (!isLooking) agree(server.tries(), expected.tries ?? 1, `tries: ${lines(server)}; ${said}`);
  if (operation === 'create' && !isUnknown) {
    const looks = server.requests.some(({ method }) => method === 'GET');
    assert.equal(looks, expected.looks ?? false, `looks: ${lines(server)}; ${said}`);
  }
}

/** Checks what holds whatever the fault. */
function judge(operation, result) {
  const { server, reason, secrets } = result;
  assert.ok(server.struck() > 0 || server.fault.at === 'listening', 'the fault did not strike');
  assert.deepEqual(server.failures, []);
  const said = inspect(reason, { depth: 9 }) + JSON.stringify(reason ?? null);
  for (const secret of secrets) assert.ok(!said.includes(secret), 'a secret is shown');
  JUDGES[operation](result);
}

const JUDGES = {
  list({ status, value, sandbox, made, gone }) {
    assert.deepEqual([made, gone], [[], []]);
    if (status === 'fulfilled') assert.deepEqual(keys(value), keys(sandbox.tokens));
  },
  create({ status, value, reason, made, gone }) {
    assert.deepEqual(gone, []);
    assert.ok(made.length <= 1, 'one create made two tokens');
    if (status === 'fulfilled') assert.deepEqual([[value.key, value.token]], pairs(made));
    else assert.deepEqual(keys(reason.candidates ?? []), keys(made), `lost: ${inspect(reason)}`);
  },
  revoke({ status, made, gone }) {
    assert.deepEqual(made, []);
    const names = gone.map(({ name }) => name);
    if (status === 'fulfilled') assert.deepEqual(names, ['doomed'], 'it is not gone');
    else assert.ok(names.length === 0 || (names.length === 1 && names[0] === 'doomed'), `gone: ${names}`);
  },
};

function agree(actual, expected, what) {
  if (Array.isArray(expected)) assert.ok(expected.includes(actual), `${what} is one of ${expected}`);
  else assert.equal(actual, expected, what);
}

const keys = (tokens) => tokens.map(({ key }) => key);
const pairs = (tokens) => tokens.map(({ key, token }) => [key, token]);
const lines = ({ requests }) => requests.map(({ method, path }) => `${method} ${path}`).join(', ');
