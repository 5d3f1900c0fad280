// The binaries to publish: those in `artifacts`, and this platform's, which are built if they are not there.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { host, platforms, root } from './platforms.mjs';

/**
 * Copies them to a folder, and gives the platforms they are for.
 * @param {string} folder
 */
export function gather(folder) {
  const there = platforms.filter(({ name }) => existsSync(join(root, 'artifacts', name)));
  for (const { name } of there) cpSync(join(root, 'artifacts', name), join(folder, name), { recursive: true });
  if (!host) throw new Error('there is no package for the platform this runs on');
  if (there.includes(host)) return there;
  buildHost(join(folder, host.name));
  return platforms.filter((one) => one === host || there.includes(one));
}

function buildHost(folder) {
  run('npm', ['run', 'build']);
  run('cargo', ['build', '--release', '--locked', '--bin', 'npm-token']);
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, host.addon), join(folder, host.addon));
  cpSync(join(root, 'target', 'release', host.executable), join(folder, host.executable));
}

function run(command, words) {
  const { status } = spawnSync(command, words, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`\`${command} ${words.join(' ')}\` failed`);
}
