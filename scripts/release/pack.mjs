// Packs staged packages once: what is tested is what is published.
import { spawnSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';

/**
 * @typedef {object} Packed
 * @property {string} name
 * @property {string} version
 * @property {string} path of the tarball
 * @property {string} integrity
 * @property {number} size in bytes
 * @property {Array<{ path: string, mode: number }>} files
 */

/**
 * Packs each folder, without running any script.
 * @param {string[]} paths
 * @param {string} destination
 * @param {NodeJS.ProcessEnv} [env]
 * @returns {Packed[]}
 */
export function pack(paths, destination, env = process.env) {
  mkdirSync(destination, { recursive: true });
  return paths.map((cwd) => {
    const words = ['pack', '--ignore-scripts', '--json', '--pack-destination', destination];
    const { status, stdout, stderr } = spawnSync('npm', words, {
      cwd,
      env,
      encoding: 'utf8',
      shell: process.platform === 'win32',
    });
    if (status !== 0) throw new Error(`npm pack failed in ${cwd}: ${stderr}`);
    const [{ name, version, filename, integrity, size, files }] = Object.values(JSON.parse(stdout));
    return { name, version, path: join(destination, filename), integrity, size, files };
  });
}
