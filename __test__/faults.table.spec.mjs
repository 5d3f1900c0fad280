import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { TABLE } from './helpers/fault-rows.mjs';
import { OPERATIONS } from './helpers/operations.mjs';

describe('the table of faults', () => {
  for (const version of [1, 2]) {
    const rows = [...TABLE.values()].filter((part) => part.version === version).flatMap((part) => part.rows);

    it(`has more than thirty faults of HTTP/${version} that do harm to each operation`, () => {
      const isHarmful = ({ outcome }) =>
        Object.keys(OPERATIONS).every((name) => Object.keys(outcome(name, 'always')).length > 0);
      const harmful = rows.filter(isHarmful);
      assert.ok(harmful.length > 30, `${harmful.length}`);
    });

    it(`names each fault of HTTP/${version} once`, () => {
      const names = rows.map((row) => `${row.secure ? 'TLS' : ''} ${row.what}`);
      assert.deepEqual(names, [...new Set(names)]);
    });
  }
});
