// The platforms that have a package, as napi names them.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseTriple } from '@napi-rs/cli';

export const root = fileURLToPath(new URL('../../', import.meta.url));
export const manifest = JSON.parse(readFileSync(`${root}package.json`, 'utf8'));

/**
 * @typedef {object} Platform
 * @property {string} name as in the name of its package
 * @property {string} triple as Rust names it
 * @property {string} addon the name of the addon's file
 * @property {string} executable the name of the executable's file
 */

/** @type {Platform[]} */
export const platforms = manifest.napi.targets.map((triple) => {
  const { platformArchABI: name, platform } = parseTriple(triple);
  const suffix = platform === 'win32' ? '.exe' : '';
  return { name, triple, addon: `npm-token.${name}.node`, executable: `npm-token${suffix}` };
});

/** The platform this runs on, if it has a package. */
export const host = platforms.find(({ name }) => name === hostName());

/** The name of a platform's package. @param {Platform} platform */
export function packageOf({ name }) {
  return `@npm-token/${name}`;
}

function hostName() {
  const { platform, arch, report } = process;
  if (platform === 'win32') return `win32-${arch}-msvc`;
  if (platform !== 'linux') return `${platform}-${arch}`;
  report.excludeNetwork = true;
  return `linux-${arch}-${report.getReport().header.glibcVersionRuntime ? 'gnu' : 'musl'}`;
}
