import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { attempt } from './helpers/fault-attempt.mjs';
import { HANG } from './helpers/fault-check.mjs';
import { BREAK_ROWS } from './helpers/fault-rows-breaks.mjs';
import { VERSIONS } from './helpers/operations.mjs';

/** Rows after which nobody knows what became of a create. */
const rows = BREAK_ROWS.filter(({ outcome }) => outcome('create', 'once').code === 'EUNKNOWNOUTCOME');

describe('a token that was lost is revoked, where that is wanted', { concurrency: 48 }, () => {
  for (const [name, version] of Object.entries(VERSIONS)) {
    for (const row of rows) {
      it(`${name}: ${row.what}`, { timeout: HANG }, async (t) => {
        const options = { onUnknownOutcome: 'revoke' };
        const result = await attempt(t, { operation: 'create', version, row, times: 'once', options });
        const { reason: error, server, made, gone } = result;
        assert.equal(error.code, 'EUNKNOWNOUTCOME');
        assert.deepEqual([made, gone], [[], []]);
        assert.deepEqual(
          (error.candidates ?? []).map(({ key }) => key),
          server.made,
        );
        assert.equal(error.revoked, server.made[0]);
      });
    }
  }
});
