// The release workflow builds what package.json says there is.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { parseTriple } from '@napi-rs/cli';
import { platforms } from '../scripts/release/platforms.mjs';
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

  it('tests the executable and the addon of every platform, and the tarballs themselves', () => {
    const [, tests] = workflow.split(/^ {2}test:$/m);
    const executables = [...tests.matchAll(/- \{ os: \S+, executable: artifacts\/(\S+)\/(\S+) \}/g)];
    const inContainers = [...tests.matchAll(/- \{ os: \S+, platform: (\S+) \}/g)];
    const tested = executables.map(([, name, file]) => [name, file]);
    for (const [, name] of inContainers) tested.push([name, 'npm-token']);
    const all = platforms.map(({ name, executable }) => [name, executable]);
    assert.deepEqual(tested.toSorted(), all.toSorted());
    const dry = [...workflow.matchAll(/release:dry.*/g)].map(([command]) => command);
    assert.deepEqual(dry, ['release:dry -- --managers npm,pnpm --tarballs tarballs']);
  });

  it('gives every system that it tests on an executable', () => {
    const jobs = workflow.split(/^ {2}(?=\S+:$)/m).filter((job) => /^test(-musl)?:/.test(job));
    assert.equal(jobs.length, 2);
    for (const job of jobs) {
      const [, list] = /^ {8}os: \[(.+)\]$/m.exec(job);
      const given = [...job.matchAll(/- \{ os: (\S+), /g)].map(([, os]) => os);
      assert.deepEqual(given, list.split(', '));
    }
  });

  it('builds the standard library with the rest on Linux', () => {
    const [install, ...more] = workflow.match(/rustup .*--component rust-src.*/g);
    assert.equal(install, 'rustup toolchain install stable --profile minimal --component rust-src --target "$TARGET"');
    assert.deepEqual(more, []);
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
