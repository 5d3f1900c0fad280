// What is wrong with the list of dependencies in a binary, compared with what cargo resolves for it.
import { lockedChecksums, shipped } from './dependencies.mjs';
import { embeddedPackages } from './embedded.mjs';

/**
 * What else is on the list is not judged, as long as Cargo.lock has it: `cargo auditable` takes what is used by any of
 * our packages for used by each.
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
  const missing = [`npm-token ${own.version}`, ...crates.map(({ id }) => id)].filter((id) => !listed.has(id));
  const locked = lockedChecksums();
  const foreign = packages.filter(
    ({ name, version, source }) => source !== 'local' && !locked.has(`${name} ${version}`),
  );
  return [
    ...missing.map((id) => `${id} is in it, and not on its list`),
    ...foreign.map(({ name, version }) => `${name} ${version} is on its list, and not in Cargo.lock`),
  ];
}
