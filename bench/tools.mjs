// What npm-token is measured against, as it comes from npm's registry.
import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { managers } from '../scripts/release/managers.mjs';

const folder = fileURLToPath(new URL('../target/bench/tools/', import.meta.url));

const VERSIONS = { npm: '11.19.1', 'npm-profile': '12.0.2', pnpm: managers.pnpm.source.split('@')[1] };

/** The command line of each tool, and the path of what is loaded of npm-profile. */
export const tools = {
  npm: [process.execPath, join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js')],
  pnpm: managers.pnpm.program(folder),
  profile: join(folder, 'node_modules', 'npm-profile'),
};

/** Installs the tools unless they are there, without running any script of theirs, and gives their versions. */
export function installTools() {
  if (Object.entries(VERSIONS).every(([name, version]) => installed(name) === version)) return VERSIONS;
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ private: true, dependencies: VERSIONS }));
  const { status } = spawnSync('npm', ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--no-package-lock'], {
    cwd: folder,
    stdio: ['ignore', 'inherit', 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error('npm could not install what npm-token is measured against');
  return VERSIONS;
}

function installed(name) {
  try {
    return JSON.parse(readFileSync(join(folder, 'node_modules', name, 'package.json'), 'utf8')).version;
  } catch {
    return undefined;
  }
}
