// The binaries to pack: this platform's, built from what is here now, or those of a folder that others have built.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { host, platforms, root } from './platforms.mjs';

/**
 * Copies them to a folder, and gives the platforms they are for.
 * @param {string} folder
 * @param {string} [artifacts] a folder with `<platform>/` of some platforms, this one among them; default: they are built
 */
export function gather(folder, artifacts) {
  if (!host) throw new Error('there is no package for the platform this runs on');
  if (artifacts === undefined) {
    buildHost(join(folder, host.name));
    return [host];
  }
  const there = platforms.filter(({ name }) => existsSync(join(artifacts, name)));
  if (!there.includes(host)) throw new Error(`there are no binaries for ${host.name} in ${artifacts}`);
  for (const { name } of there) cpSync(join(artifacts, name), join(folder, name), { recursive: true });
  return there;
}

/** Has cargo look at every source, so that nothing is taken that an earlier build has left. */
function buildHost(folder) {
  run('npm', ['run', 'build']);
  run('cargo', ['build', '--release', '--locked', '--bin', 'npm-token']);
  const built = resolve(root, process.env.CARGO_TARGET_DIR ?? 'target', 'release');
  mkdirSync(folder, { recursive: true });
  cpSync(join(root, host.addon), join(folder, host.addon));
  cpSync(join(built, host.executable), join(folder, host.executable));
}

function run(command, words) {
  const { status } = spawnSync(command, words, { cwd: root, stdio: 'inherit', shell: process.platform === 'win32' });
  if (status !== 0) throw new Error(`\`${command} ${words.join(' ')}\` failed`);
}
