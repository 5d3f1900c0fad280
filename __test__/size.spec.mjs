import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { runScript } from './helpers/child.mjs';
import { projectWith } from './helpers/folder.mjs';

describe('the size of the addon', () => {
  const cases = [
    ['fits', Buffer.alloc(1000), 0, /^an\.node: 1000 bytes, \d+ packed\n$/, /^$/],
    [
      'has too many bytes',
      Buffer.alloc(9_000_000),
      1,
      /^an\.node: 9000000 bytes/,
      /an\.node is too large: it may have/,
    ],
    ['has too many packed', randomBytes(2_900_000), 1, /^an\.node: 2900000 bytes, 29\d{5} packed/, /is too large/],
  ];
  for (const [name, content, code, stdout, stderr] of cases) {
    it(`is ${code === 0 ? 'accepted' : 'refused'} where a file ${name}`, async (context) => {
      const path = join(projectWith(context), 'an.node');
      writeFileSync(path, content);
      const ended = await runScript('../../scripts/size.mjs', [path]);
      assert.equal(ended.end, code);
      assert.match(ended.stdout, stdout);
      assert.match(ended.stderr, stderr);
    });
  }
});
