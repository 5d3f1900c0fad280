// What is put beside the binaries of a platform's package.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import { addContents } from '../scripts/release/contents.mjs';
import { root } from '../scripts/supply/dependencies.mjs';
import { toolsFound } from './helpers/cargo.mjs';
import { projectWith } from './helpers/folder.mjs';

describe('beside the binaries', () => {
  before(toolsFound);

  it('are the licenses and the bill of materials, both among the published files', (t) => {
    const folder = projectWith(t);
    const files = ['x.node', 'x'];
    for (const name of files) writeFileSync(join(folder, name), name);
    writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: '@npm-token/x', files }));
    addContents(folder, { triple: 'x86_64-unknown-linux-gnu', addon: 'x.node', executable: 'x' });

    const read = (name) => readFileSync(join(folder, name), 'utf8');
    assert.deepEqual(JSON.parse(read('package.json')).files, [...files, 'THIRD-PARTY-LICENSES', 'sbom.cdx.json']);
    assert.equal(read('THIRD-PARTY-LICENSES'), readFileSync(join(root, 'THIRD-PARTY-LICENSES'), 'utf8'));
    const { component } = JSON.parse(read('sbom.cdx.json')).metadata;
    assert.equal(component.name, '@npm-token/x');
    const hashes = files.map((name) => createHash('sha256').update(name).digest('hex'));
    assert.deepEqual(
      component.components.map((one) => one.hashes[0].content),
      hashes,
    );
  });
});
