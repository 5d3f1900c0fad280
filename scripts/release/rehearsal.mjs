// Publishes packed packages to a Verdaccio on loopback, and has each package manager install and run them. Loading this
// empties the environment of the process.

import { execFile } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { startSandbox } from 'npm-token/sandbox';
import { environment } from '../../__test__/helpers/isolate.mjs';
import { startVerdaccio } from '../../__test__/helpers/verdaccio.mjs';
import { managers } from './managers.mjs';
import { trial } from './trial.mjs';

/**
 * Gives a row for each package manager, by its name.
 * @param {Array<{ name: string, version: string, path: string, integrity: string }>} packed tarballs, in the order in which they
 *   are published; the paths absolute
 * @param {string[]} chosen the names of package managers
 * @param {{ folder: string, tools: string, signal: AbortSignal }} surroundings
 */
export async function rehearse(packed, chosen, { folder, tools, signal }) {
  const registry = await startVerdaccio({ access: '$all', maxBodySize: '500mb' });
  const sandbox = await startSandbox({ tokens: [{ name: 'old-laptop' }] });
  try {
    await publish(packed, registry, join(folder, 'publisher'), signal);
    const rows = {};
    for (const name of chosen) {
      console.log(`installing with ${name}`);
      const where = { folder: join(folder, name), tools: join(tools, name) };
      rows[name] = await trial(managers[name], { ...where, registry, sandbox, signal });
    }
    return rows;
  } finally {
    await sandbox.close();
    await registry.stop();
  }
}

async function publish(packed, { url, authToken }, home, signal) {
  mkdirSync(home, { recursive: true });
  writeFileSync(join(home, '.npmrc'), `registry=${url}\n${url.slice('http:'.length)}:_authToken=${authToken}\n`);
  const options = { cwd: home, env: environment({ HOME: home, USERPROFILE: home }), signal };
  for (const { name, version, path, integrity } of packed) {
    const words = ['publish', path, '--ignore-scripts', '--no-provenance'];
    await promisify(execFile)('npm', words, { ...options, shell: process.platform === 'win32' });
    const { versions } = await (await fetch(`${url}${name}`, { signal })).json();
    if (versions[version]?.dist.integrity !== integrity) throw new Error(`${name} is not there as it was packed`);
  }
}
