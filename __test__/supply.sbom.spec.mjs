// The bill of materials in each platform's package: CycloneDX's form, and what Cargo.lock says.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, describe, it } from 'node:test';
import Ajv from 'ajv';
import { root, shipped, TARGETS } from '../scripts/supply/dependencies.mjs';
import { sbomText } from '../scripts/supply/sbom.mjs';
import { toolsFound } from './helpers/cargo.mjs';
import { projectWith } from './helpers/folder.mjs';

const WINDOWS = 'aarch64-pc-windows-msvc';
/** CycloneDX's own schema, as its library brings it. It takes no field that it does not know. */
const schema = (name) =>
  JSON.parse(readFileSync(join(root, 'node_modules/@cyclonedx/cyclonedx-library/res/schema', name), 'utf8'));
const isValid = new Ajv({ strict: false, validateFormats: false, addUsedSchema: false })
  .addSchema(schema('spdx.SNAPSHOT.schema.json'), 'http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json')
  .addSchema(schema('jsf-0.82.SNAPSHOT.schema.json'), 'http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json')
  .compile(schema('bom-1.6.SNAPSHOT.schema.json'));
const lock = readFileSync(join(root, 'Cargo.lock'), 'utf8').replaceAll('\r', '');

describe('the bill of materials', () => {
  before(toolsFound);

  const of = (triple, files = []) => sbomText({ triple, packageName: '@npm-token/x', files });

  for (const triple of TARGETS) {
    it(`of ${triple} is valid CycloneDX, and names what the licenses file names`, async () => {
      const text = of(triple);
      assert.ok(isValid(JSON.parse(text)), JSON.stringify(isValid.errors));
      const licenses = readFileSync(join(root, 'THIRD-PARTY-LICENSES'), 'utf8');
      for (const { name, version } of JSON.parse(text).components) {
        assert.ok(licenses.includes(`\n- ${name} ${version}\n`), `${name} ${version}`);
      }
    });
  }

  it('would not be valid with a field that CycloneDX does not know', () => {
    const bill = JSON.parse(of(TARGETS[0]));
    bill.components[0].versions = [];
    assert.equal(isValid(bill), false);
  });

  it('has the versions and checksums of Cargo.lock', () => {
    const { components } = JSON.parse(of(TARGETS[0]));
    assert.ok(components.length > 50);
    for (const { name, version, hashes, purl } of components) {
      const [{ alg, content }] = hashes;
      assert.equal(alg, 'SHA-256');
      assert.ok(lock.includes(`name = "${name}"\nversion = "${version}"\n`), purl);
      assert.ok(lock.includes(`checksum = "${content}"`), purl);
      assert.equal(purl, `pkg:cargo/${name}@${version}`);
    }
  });

  it('has what is linked on that platform, and nothing that only builds or tests', () => {
    const names = (triple) => new Set(JSON.parse(of(triple)).components.map(({ name }) => name));
    const [linux, windows] = [names(TARGETS[0]), names(WINDOWS)];
    for (const name of ['rustls', 'ring', 'reqwest', 'napi', 'webpki-roots']) assert.ok(linux.has(name), name);
    for (const name of ['cc', 'napi-build', 'napi-derive', 'proptest', 'serde_derive', 'syn', 'npm-token']) {
      assert.ok(!linux.has(name), name);
    }
    assert.deepEqual([linux.has('rustix'), windows.has('rustix')], [true, false]);
    assert.deepEqual([linux.has('schannel'), windows.has('schannel')], [false, true]);
  });

  it('leads from the package to each of its parts', () => {
    const { metadata, components, dependencies } = JSON.parse(of(TARGETS[0]));
    const uses = new Map(dependencies.map(({ ref, dependsOn }) => [ref, dependsOn]));
    const reached = new Set();
    const follow = (ref) => {
      if (reached.has(ref)) return;
      reached.add(ref);
      uses.get(ref).forEach(follow);
    };
    follow(metadata.component['bom-ref']);
    assert.equal(reached.size, components.length + 1);
    assert.equal(metadata.component.purl, `pkg:npm/%40npm-token/x@${shipped(TARGETS[0]).own.version}`);
  });

  it('tells the binaries by their hashes, and is the same whenever it is made', (t) => {
    const file = join(projectWith(t), 'addon.node');
    writeFileSync(file, 'contents');
    const text = of(TARGETS[0], [file]);
    const content = createHash('sha256').update('contents').digest('hex');
    assert.deepEqual(JSON.parse(text).metadata.component.components, [
      { type: 'file', name: 'addon.node', hashes: [{ alg: 'SHA-256', content }] },
    ]);
    assert.equal(of(TARGETS[0], [file]), text);
  });
});
