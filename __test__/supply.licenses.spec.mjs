// Which license of a choice is taken, and that none is taken that is not allowed.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { chosen } from '../scripts/supply/licenses.mjs';

const ALLOWED = ['MIT', 'ISC', 'Apache-2.0', 'Apache-2.0 WITH LLVM-exception'];

describe('the license of a dependency', () => {
  const cases = [
    ['MIT', ['MIT']],
    ['Apache-2.0 OR MIT', ['MIT']],
    ['Apache-2.0/MIT', ['MIT']],
    ['Apache-2.0 / MIT', ['MIT']],
    ['GPL-3.0-only OR Apache-2.0', ['Apache-2.0']],
    ['Apache-2.0 AND ISC', ['Apache-2.0', 'ISC']],
    ['(GPL-3.0-only OR MIT) AND ISC', ['MIT', 'ISC']],
    ['ISC AND MIT OR Apache-2.0', ['ISC', 'MIT']],
    ['MIT AND (Apache-2.0 OR MIT)', ['MIT']],
    ['Apache-2.0 WITH LLVM-exception', ['Apache-2.0 WITH LLVM-exception']],
  ];
  for (const [expression, licenses] of cases) {
    it(`is ${licenses.join(' and ')} for ${expression}`, () => assert.deepEqual(chosen(expression, ALLOWED), licenses));
  }

  for (const expression of [
    'GPL-3.0-only',
    'MIT AND GPL-3.0-only',
    'Apache-2.0 WITH other-exception',
    'MIT AND (',
    'MIT ISC',
    '',
  ]) {
    it(`is none for ${expression || 'nothing'}`, () => {
      assert.throws(() => chosen(expression, ALLOWED), /is on the list in deny\.toml/);
    });
  }
});
