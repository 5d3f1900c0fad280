// Carries one operation through one fault.
import { faultServer } from './fault-server.mjs';
import { OPERATIONS } from './operations.mjs';
import { pem } from './raw.mjs';
import { sandboxFor } from './registry.mjs';

/** How long a client waits for what does not come, in milliseconds. */
const PATIENCE = 3000;
/** How long it waits where everything comes: only a machine that is very busy is slower. */
const MUCH_PATIENCE = 20_000;

/** More than arrives in one piece, and than HTTP/2 takes before it is asked for more. */
const LARGE = 'd'.repeat(1 << 19);

const SEEDS = [{ name: 'kept' }, { name: 'doomed' }, { name: 'made', created: '2020-01-01T00:00:00.000Z' }];

/**
 * @typedef {object} Case
 * @property {'list' | 'create' | 'revoke'} operation
 * @property {1 | 2} version of HTTP
 * @property {import('./fault-rows.mjs').Row} row
 * @property {'once' | 'always'} times
 * @property {object} [options] of the call
 */

/**
 * Calls an operation, and gives its outcome, the server, and the tokens that came and went.
 * @param {import('node:test').TestContext} context
 * @param {Case} attempted
 */
export async function attempt(context, { operation, version, row, times, options }) {
  const { methods, call } = OPERATIONS[operation];
  const sandbox = await sandboxFor(context, { tokens: SEEDS });
  const before = sandbox.tokens;
  const server = await faultServer(context, {
    sandbox,
    version,
    secure: version === 2 || row.secure,
    fault: row.fault,
    method: methods.at(-1),
    times: times === 'once' ? 1 : Number.POSITIVE_INFINITY,
    late: operation === 'revoke' && !row.early && isBelowRequests(row.fault),
  });
  const connection = {
    registry: server.url,
    authToken: sandbox.authToken,
    ca: [pem('ca.pem'), pem('dated-ca.pem')],
    fetchTimeout: row.stalls ? PATIENCE : MUCH_PATIENCE,
    fetchRetries: 1,
    fetchRetryMintimeout: 1,
    fetchRetryMaxtimeout: 5,
    ...row.options,
    ...(row.large && operation === 'create' && { tokenDescription: LARGE }),
    ...options,
  };
  const [outcome] = await Promise.allSettled([call(connection, sandbox.password)]);
  const after = sandbox.tokens;
  return {
    ...outcome,
    server,
    sandbox,
    made: missingFrom(before, after),
    gone: missingFrom(after, before),
    secrets: [sandbox.authToken, sandbox.password, ...after.map(({ token }) => token)],
  };
}

/** Whether a fault strikes where there are no requests yet. */
export function isBelowRequests({ at }) {
  return at === 'listening' || at === 'connection';
}

const missingFrom = (one, other) => other.filter(({ key }) => !one.some((token) => token.key === key));
