// Installs the development dependencies where they are missing or out of date, so that one command is enough.
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('..', import.meta.url));
const lock = `${root}package-lock.json`;
const installed = `${root}node_modules/.package-lock.json`;

if (!existsSync(installed) || statSync(installed).mtimeMs < statSync(lock).mtimeMs) {
  // Not `npm ci`, which fails wherever a registry lacks an optional package of some other platform. What the lock file
  // names is installed as it says, and nothing is written to it. No dependency needs an install script.
  const { status } = spawnSync('npm', ['install', '--no-save', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: root,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  process.exitCode = status ?? 1;
}

// semantic-release brings an npm of its own, which scripts of this package would find before the one that runs them.
for (const name of ['npm', 'npx'].flatMap((name) => [name, `${name}.cmd`, `${name}.ps1`])) {
  rmSync(`${root}node_modules/.bin/${name}`, { force: true });
}
