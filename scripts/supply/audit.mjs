// What is wrong with the list of dependencies in a binary, compared with what cargo resolves for it.
import { lockedChecksums, shipped } from './dependencies.mjs';
import { embeddedPackages } from './embedded.mjs';

/**
 * @param {Buffer} bytes the file
 * @param {string} triple its target, as Rust names it
 * @param {'addon' | 'executable'} kind
 * @returns {string[]} nothing if it is as it should be
 */
export function embeddedProblems(bytes, triple, kind) {
  const packages = embeddedPackages(bytes);
  if (packages === undefined) return ['it has no list of its dependencies'];
  const listed = new Set(packages.map(({ name, version }) => `${name} ${version}`));
  const { own, crates } = shipped(triple, kind);
  const self = `npm-token ${own.version}`;
  const missing = [self, ...crates.map(({ id }) => id)].filter((id) => !listed.has(id));
  const locked = lockedChecksums();
  const foreign = [...listed].filter((id) => id !== self && !locked.has(id));
  const ofNode = kind === 'executable' ? [...listed].filter((id) => id.startsWith('napi')) : [];
  return [
    ...missing.map((id) => `${id} is in it, and not on its list`),
    ...foreign.map((id) => `${id} is on its list, and not in Cargo.lock`),
    ...ofNode.map((id) => `${id} is on its list, and only addons need it`),
  ];
}
