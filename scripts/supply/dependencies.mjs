// What of other people's is in the binaries: the crates that are linked into them, as cargo resolves them for one target.
// Macros run in the compiler, build scripts before it, and tests nowhere near: they are left out.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../../', import.meta.url));

/** The targets that have a package, as Rust names them. */
export const TARGETS = JSON.parse(readFileSync(`${root}package.json`, 'utf8')).napi.targets;

/**
 * @typedef {object} Crate
 * @property {string} id the name and the version
 * @property {string} name
 * @property {string} version
 * @property {string} license an SPDX expression
 * @property {string[]} authors
 * @property {string} folder where its source is
 * @property {string} checksum the SHA-256 of its package
 * @property {string[]} dependencies the ids of the crates it uses
 */

/**
 * Gives the crates in one of a target's binaries in order, and the ids of those that npm-token itself uses. The
 * executable has the same as the addon, less those for Node.js.
 * @param {string} target
 * @param {'addon' | 'executable'} [kind]
 * @returns {{ own: { version: string, dependencies: string[] }, crates: Crate[] }}
 */
export function shipped(target, kind = 'addon') {
  const { packages, resolve } = metadata(target, FEATURES[kind]);
  const described = new Map(packages.map((described) => [described.id, described]));
  const uses = new Map(resolve.nodes.map(({ id, deps }) => [id, deps]));
  const isLinked = ({ pkg, dep_kinds }) =>
    dep_kinds.some(({ kind }) => kind === null) &&
    !described.get(pkg).targets.some(({ kind }) => kind.includes('proc-macro'));
  const linkedTo = (id) =>
    uses
      .get(id)
      .filter(isLinked)
      .map(({ pkg }) => pkg);

  const found = new Set();
  const waiting = linkedTo(resolve.root);
  for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) {
    if (found.has(id)) continue;
    found.add(id);
    waiting.push(...linkedTo(id));
  }

  const checksums = lockedChecksums();
  const idOf = ({ name, version }) => `${name} ${version}`;
  const dependenciesOf = (id) =>
    linkedTo(id)
      .map((other) => idOf(described.get(other)))
      .sort(order);
  const crates = [...found].map((id) => {
    const { name, version, license, authors, manifest_path } = described.get(id);
    const folder = dirname(manifest_path);
    return {
      id: idOf({ name, version }),
      name,
      version,
      license,
      authors,
      folder,
      checksum: checksums.get(idOf({ name, version })),
      dependencies: dependenciesOf(id),
    };
  });
  const own = { version: described.get(resolve.root).version, dependencies: dependenciesOf(resolve.root) };
  return { own, crates: crates.sort((one, other) => order(one.id, other.id)) };
}

/** Compares as every machine does, whatever its language. */
export const order = (one, other) => (one < other ? -1 : Number(one > other));

const FEATURES = { addon: ['--features=binding'], executable: [] };

function metadata(target, features) {
  const what = [`--filter-platform=${target}`, '--no-default-features', ...features];
  const args = ['metadata', '--format-version=1', '--locked', ...what];
  const output = execFileSync('cargo', args, { cwd: root, maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'inherit'] });
  return JSON.parse(output);
}

/** Every crate that Cargo.lock names, by id, with the SHA-256 of its package. */
export function lockedChecksums() {
  const lock = readFileSync(`${root}Cargo.lock`, 'utf8').replaceAll('\r', '');
  const entry = /name = "(.+)"\nversion = "(.+)"\nsource = .+\nchecksum = "(.+)"/g;
  return new Map([...lock.matchAll(entry)].map(([, name, version, checksum]) => [`${name} ${version}`, checksum]));
}
