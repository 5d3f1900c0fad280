// The release workflow builds what package.json says there is.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseTriple } from '@napi-rs/cli';
import { TARGETS } from '../scripts/supply/dependencies.mjs';

const workflow = readFileSync(new URL('../.github/workflows/release.yml', import.meta.url), 'utf8');

describe('the release workflow', () => {
  it('builds every target once, under the name of its platform', () => {
    const rows = [...workflow.matchAll(/- \{ platform: (\S+), target: (\S+), os: \S+ \}/g)];
    const built = rows.map(([, platform, target]) => [target, platform]);
    assert.deepEqual(
      built,
      TARGETS.map((target) => [target, parseTriple(target).platformArchABI]),
    );
  });

  it('has its licenses looked at for every target', () => {
    const [, targets] = /^targets = \[([^\]]*)\]$/m.exec(
      readFileSync(new URL('../deny.toml', import.meta.url), 'utf8'),
    );
    assert.deepEqual(
      [...targets.matchAll(/"([^"]+)"/g)].map(([, target]) => target),
      TARGETS,
    );
  });

  it('lets nothing be published without all tests, and without the right to say where it comes from', () => {
    const [, publish] = workflow.split(/^ {2}publish:$/m);
    assert.match(publish, /^ {4}needs: \[test, test-musl\]$/m);
    assert.match(publish, /^ {6}id-token: write$/m);
    assert.equal(workflow.match(/id-token/g).length, 1);
    assert.doesNotMatch(workflow, /secrets\./);
  });
});
