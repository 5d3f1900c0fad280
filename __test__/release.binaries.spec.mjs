// No binary is packed for publication that its rules are broken by, or that does not say what it is made of.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { binaryProblems } from '../scripts/release/binaries.mjs';
import { platforms } from '../scripts/release/platforms.mjs';
import { NAPI } from './helpers/artifact-facts.mjs';
import { makeArtifacts } from './helpers/artifacts.mjs';
import { peFile } from './helpers/binaries.mjs';
import { toolsFound } from './helpers/cargo.mjs';
import { projectWith } from './helpers/folder.mjs';
import { environment } from './helpers/isolate.mjs';

const SCRIPT = fileURLToPath(new URL('../scripts/release-pack.mjs', import.meta.url));
const windows = platforms.find(({ name }) => name === 'win32-x64-msvc');

describe('of a binary', () => {
  before(toolsFound);

  const NO_LIST = 'it has no list of its dependencies';
  const cases = [
    ['without a list of its dependencies', peFile({ exported: [NAPI] }), [NO_LIST]],
    ['that breaks a rule', peFile(), [`exports: no ${NAPI}`, NO_LIST]],
    ['of no format there is', 'text', ['format: neither ELF, PE nor Mach-O of 64 bits']],
  ];
  for (const [what, contents, wanted] of cases) {
    it(`everything is said: of one ${what}`, (t) => {
      const folder = projectWith(t);
      mkdirSync(join(folder, windows.name));
      writeFileSync(join(folder, windows.name, windows.addon), contents);
      assert.deepEqual(binaryProblems(folder, windows), [
        ...wanted.map((line) => `${windows.name}/${windows.addon}: ${line}`),
        `${windows.name}/${windows.executable}: file: it is not there`,
      ]);
    });
  }

  it('nothing is packed if there is anything to say', (t) => {
    const folder = projectWith(t);
    const [artifacts, tarballs] = ['artifacts', 'tarballs'].map((name) => join(folder, name));
    makeArtifacts(artifacts, platforms);
    const { CARGO_HOME, CARGO_NET_OFFLINE, RUSTUP_HOME } = process.env;
    const { status, stderr } = spawnSync(process.execPath, [SCRIPT, tarballs, '--artifacts', artifacts], {
      env: environment({ CARGO_HOME, CARGO_NET_OFFLINE, RUSTUP_HOME }),
      encoding: 'utf8',
    });
    assert.equal(status, 1);
    assert.match(stderr, /^these packages are not to be published:\n/);
    for (const { name, addon } of platforms) assert.ok(stderr.includes(`\n${name}/${addon}: `), `${name}: ${stderr}`);
    assert.ok(!existsSync(tarballs));
  });
});
