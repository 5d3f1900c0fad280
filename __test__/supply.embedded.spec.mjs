// The list of dependencies that a released binary carries is compared with what cargo resolves for it.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { deflateSync } from 'node:zlib';
import { embeddedProblems } from '../scripts/supply/audit.mjs';
import { shipped } from '../scripts/supply/dependencies.mjs';
import { embeddedPackages } from '../scripts/supply/embedded.mjs';
import { toolsFound } from './helpers/cargo.mjs';
import { BINARIES } from './helpers/sections.mjs';

const TARGET = 'x86_64-unknown-linux-gnu';
const listOf = (packages) => deflateSync(JSON.stringify({ packages }));

describe('the list in a binary', () => {
  for (const [format, make] of Object.entries(BINARIES)) {
    it(`is found in ${format}`, () => {
      const packages = [{ name: 'a', version: '1.0.0', source: 'registry' }];
      assert.deepEqual(embeddedPackages(make('.dep-v0', listOf(packages))), packages);
      assert.equal(embeddedPackages(make('.text', listOf(packages))), undefined);
    });
  }

  it('is not looked for in anything else', () => {
    assert.throws(() => embeddedPackages(Buffer.from('#!/bin/sh\n'.repeat(10))), /neither ELF, PE nor Mach-O/);
  });
});

describe('what is wrong with a list', () => {
  before(toolsFound);

  const found = (change, kind = 'addon') => {
    const { own, crates } = shipped(TARGET, kind);
    const packages = [
      { name: 'npm-token', version: own.version, source: 'local' },
      ...crates.map(({ name, version }) => ({ name, version })),
    ];
    return embeddedProblems(BINARIES.ELF('.dep-v0', listOf(change(packages))), TARGET, kind);
  };

  it('is nothing if it names what is in the binary', () => {
    assert.deepEqual(
      found((packages) => packages),
      [],
    );
    assert.deepEqual(
      found((packages) => packages, 'executable'),
      [],
    );
  });

  it('is that it is not there', () => {
    assert.deepEqual(embeddedProblems(BINARIES.PE('.text', Buffer.from('x')), TARGET, 'addon'), [
      'it has no list of its dependencies',
    ]);
  });

  it('is a crate that it does not name', () => {
    const [problem, ...others] = found((packages) => packages.filter(({ name }) => name !== 'rustls'));
    assert.match(problem, /^rustls \d.* is in it, and not on its list$/);
    assert.deepEqual(others, []);
  });

  it('is a crate of another version', () => {
    const problems = found((packages) =>
      packages.map((one) => (one.name === 'url' ? { ...one, version: '0.0.1' } : one)),
    );
    assert.equal(problems.length, 2);
    assert.equal(problems[1], 'url 0.0.1 is on its list, and not in Cargo.lock');
  });
});
