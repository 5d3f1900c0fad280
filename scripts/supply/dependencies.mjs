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

/** The packages of our own that a binary is made of. */
const OWN = { addon: ['npm-token-addon', 'npm-token'], executable: ['npm-token'] };

/**
 * Gives the crates in one of a target's binaries in order, and the ids of those that our own packages use. The
 * executable has the same as the addon, less those for Node.js.
 * @param {string} target
 * @param {'addon' | 'executable'} [kind]
 * @returns {{ own: { version: string, dependencies: string[] }, crates: Crate[] }}
 */
export function shipped(target, kind = 'addon') {
  const uses = resolved(OWN[kind][0], target);
  const described = descriptions();
  const checksums = lockedChecksums();
  const isOwn = (id) => OWN[kind].includes(described.get(id).name);
  const ids = [...uses.keys()].sort(order);
  const crates = ids
    .filter((id) => !isOwn(id))
    .map((id) => {
      const { name, version, license, authors, manifest_path } = described.get(id);
      const dependencies = [...uses.get(id)].sort(order);
      return {
        id,
        name,
        version,
        license,
        authors,
        folder: dirname(manifest_path),
        checksum: checksums.get(id),
        dependencies,
      };
    });
  const dependencies = ids.filter(isOwn).flatMap((id) => [...uses.get(id)].filter((other) => !isOwn(other)));
  const { version } = described.get(ids.find((id) => described.get(id).name === 'npm-token'));
  return { own: { version, dependencies: [...new Set(dependencies)].sort(order) }, crates };
}

/** Compares as every machine does, whatever its language. */
export const order = (one, other) => (one < other ? -1 : Number(one > other));

const answers = new Map();

/** What cargo answers. Each question is put once: it takes cargo a while, and Cargo.lock does not change meanwhile. */
function ask(...words) {
  const question = words.join(' ');
  if (!answers.has(question)) {
    const options = { cwd: root, encoding: 'utf8', maxBuffer: 2 ** 28, stdio: ['ignore', 'pipe', 'inherit'] };
    answers.set(question, execFileSync('cargo', words, options));
  }
  return answers.get(question);
}

/** What is linked into a package, by id, with what each uses. Not from `cargo metadata`, which mixes all our packages. */
function resolved(name, target) {
  const what = [`--package=${name}`, `--target=${target}`, '--edges=normal,no-proc-macro', '--no-default-features'];
  const uses = new Map();
  const path = [];
  for (const line of ask('tree', '--locked', ...what, '--prefix=depth', '--format= {p}').split('\n')) {
    const [, depth, name, version] = /^(\d+) (\S+) v(\S+)/.exec(line) ?? [];
    if (depth === undefined) continue;
    const id = `${name} ${version}`;
    path.splice(Number(depth), path.length, id);
    if (!uses.has(id)) uses.set(id, new Set());
    if (path.length > 1) uses.get(path.at(-2)).add(id);
  }
  return uses;
}

function descriptions() {
  const { packages } = JSON.parse(ask('metadata', '--locked', '--format-version=1'));
  return new Map(packages.map((described) => [`${described.name} ${described.version}`, described]));
}

/** Every crate of others that Cargo.lock names, by id, with the SHA-256 of its package. */
export function lockedChecksums() {
  const lock = readFileSync(`${root}Cargo.lock`, 'utf8').replaceAll('\r', '');
  const entry = /name = "(.+)"\nversion = "(.+)"\nsource = .+\nchecksum = "(.+)"/g;
  return new Map([...lock.matchAll(entry)].map(([, name, version, checksum]) => [`${name} ${version}`, checksum]));
}
