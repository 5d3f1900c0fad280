// The dry run of a release tries the tarballs it is given, and nothing in their place.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { projectWith } from './helpers/folder.mjs';
import { environment } from './helpers/isolate.mjs';

const SCRIPT = fileURLToPath(new URL('../scripts/release-dry.mjs', import.meta.url));

describe('a dry run of a release', () => {
  const cases = [
    [
      'without its tarballs',
      (folder) => ['--tarballs', folder],
      (folder) => ({ status: 1, stderr: `there is no tarball of npm-token in ${folder}\n` }),
    ],
    [
      'of tarballs and of binaries',
      (folder) => ['--tarballs', folder, '--artifacts', folder],
      () => ({ status: 2, stderr: 'give --artifacts or --tarballs, not both\n' }),
    ],
    [
      'with an unknown package manager',
      () => ['--managers', 'npm,none'],
      () => ({ status: 2, stderr: /^unknown package manager none; there are npm, / }),
    ],
  ];
  for (const [what, words, wanted] of cases) {
    it(`is refused ${what}`, (t) => {
      const folder = projectWith(t);
      const ran = spawnSync(process.execPath, [SCRIPT, ...words(folder)], { env: environment(), encoding: 'utf8' });
      const { status, stderr } = wanted(folder);
      assert.equal(ran.status, status, ran.stderr);
      if (typeof stderr === 'string') assert.equal(ran.stderr, stderr);
      else assert.match(ran.stderr, stderr);
    });
  }
});
