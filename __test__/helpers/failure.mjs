import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { recordError } from './record.mjs';

/** The error a promise rejects with; it must be a promise, and must not resolve. */
export async function failure(promise) {
  assert.ok(promise instanceof Promise, 'a promise is returned');
  const [outcome] = await Promise.allSettled([promise]);
  if (outcome.status === 'fulfilled') assert.fail(`resolved with ${inspect(outcome.value, { depth: 4 })}`);
  recordError(outcome.reason);
  return outcome.reason;
}
