// The targets there are binaries for: those that `napi.targets` in package.json names, and no others.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseTriple } from '@napi-rs/cli';

export const root = fileURLToPath(new URL('../..', import.meta.url));
const { napi } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));

export const TARGETS = napi.targets.map((triple) => {
  const { platformArchABI, platform, arch, abi } = parseTriple(triple);
  return { triple, name: platformArchABI, platform, arch, abi };
});

/** Gives the target of a Rust triple or of a platform's name, such as `linux-x64-gnu`. */
export function findTarget(word) {
  return TARGETS.find(({ triple, name }) => word === triple || word === name);
}

/** Gives where the two files of a target go, which is where packing and testing look for them. */
export function artifactsOf({ name, platform }) {
  const folder = join(root, 'artifacts', name);
  return {
    folder,
    addon: join(folder, `npm-token.${name}.node`),
    executable: join(folder, platform === 'win32' ? 'npm-token.exe' : 'npm-token'),
  };
}
