import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';

const read = (path) => readFileSync(new URL(`../${path}`, import.meta.url), 'utf8');
const rows = new Map(
  [...read('__test__/DECISIONS.md').matchAll(/^\| ([TO]\d+) \| (.+) \| (.+) \|$/gm)].map(([, row, decision, tests]) => [
    row,
    { decision, tests: [...tests.matchAll(/`([^`]+)`/g)].map(([, path]) => path) },
  ]),
);

describe('the table of decisions', () => {
  it('has every row', () => {
    const expected = [
      ...Array.from({ length: 60 }, (_, index) => `T${index + 1}`),
      ...Array.from({ length: 18 }, (_, index) => `O${index + 1}`),
    ];
    assert.deepEqual([...rows.keys()], expected);
  });

  for (const [row, { tests }] of rows) {
    for (const path of tests) {
      it(`${row} is named by ${path}`, () => {
        assert.match(read(path), new RegExp(`\\b${row}\\b`));
      });
    }
  }
});
