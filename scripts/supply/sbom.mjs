// The bill of materials of a platform's binaries, in CycloneDX's form, which scanners read. The same input gives the
// same text: it has neither a time nor a number of its own.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { shipped } from './dependencies.mjs';

/**
 * @param {object} platform
 * @param {string} platform.triple as Rust names it
 * @param {string} platform.packageName the name of its package
 * @param {string[]} platform.files the paths of its binaries
 * @returns {string} the file's text
 */
export function sbomText({ triple, packageName, files }) {
  const { own, crates } = shipped(triple);
  const subject = {
    type: 'library',
    'bom-ref': purl('npm', packageName, own.version),
    name: packageName,
    version: own.version,
    licenses: [{ license: { id: 'MIT' } }],
    purl: purl('npm', packageName, own.version),
    components: files.map((path) => ({ type: 'file', name: basename(path), hashes: [hashOf(path)] })),
  };
  const refs = new Map(crates.map(({ id, name, version }) => [id, purl('cargo', name, version)]));
  const dependsOn = (ids) => ids.map((id) => refs.get(id));
  return `${JSON.stringify(
    {
      bomFormat: 'CycloneDX',
      specVersion: '1.6',
      version: 1,
      metadata: { lifecycles: [{ phase: 'build' }], component: subject },
      components: crates.map((crate) => component(crate, refs.get(crate.id))),
      dependencies: [
        { ref: subject['bom-ref'], dependsOn: dependsOn(own.dependencies) },
        ...crates.map(({ id, dependencies }) => ({ ref: refs.get(id), dependsOn: dependsOn(dependencies) })),
      ],
    },
    null,
    2,
  )}\n`;
}

function component({ name, version, license, checksum }, ref) {
  return {
    type: 'library',
    'bom-ref': ref,
    name,
    version,
    scope: 'required',
    hashes: [{ alg: 'SHA-256', content: checksum }],
    // Some crates still write alternatives in the way that was usual before SPDX's.
    licenses: [{ expression: license.replaceAll(/\s*\/\s*/g, ' OR ') }],
    purl: ref,
  };
}

function hashOf(path) {
  return { alg: 'SHA-256', content: createHash('sha256').update(readFileSync(path)).digest('hex') };
}

function purl(type, name, version) {
  return `pkg:${type}/${name.replace('@', '%40')}@${version}`;
}
