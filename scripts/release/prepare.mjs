// Makes the tarballs of what is to be published: lays the packages out, fills them, checks and packs them, and has them
// looked at. Nothing comes of packages that do not hold.
import { join } from 'node:path';
import { check } from './check.mjs';
import { addContents } from './contents.mjs';
import { lint } from './lint.mjs';
import { pack } from './pack.mjs';
import { stage } from './stage.mjs';

/**
 * Gives the tarballs, the platforms' first and that of `npm-token` last.
 * @param {string} folder that gets `packages` and `tarballs`
 * @param {string} artifacts a folder with `<platform>/` of each platform, with its addon and its executable in it
 * @param {import('./platforms.mjs').Platform[]} platforms whose artifacts are there
 * @param {object} [how]
 * @param {import('./platforms.mjs').Platform[]} [how.named] those that `npm-token` names; default: the same
 * @param {(path: string) => void} [how.finish] does what else is to be done in the folder of each package; default: nothing
 * @param {NodeJS.ProcessEnv} [how.env] npm's
 * @returns {Promise<import('./pack.mjs').Packed[]>}
 */
export async function prepare(folder, artifacts, platforms, { named = platforms, finish = () => {}, env } = {}) {
  const packages = join(folder, 'packages');
  const paths = await stage(packages, artifacts, platforms, named);
  for (const platform of platforms) addContents(join(packages, platform.name), platform);
  paths.forEach(finish);
  refuse(check(packages, platforms, named));
  const packed = pack(paths, join(folder, 'tarballs'), env);
  refuse(await lint(packed));
  return packed;
}

/** Throws if there is anything to say against packages. @param {string[]} problems */
export function refuse(problems) {
  if (problems.length > 0) throw new Error(`these packages are not to be published:\n${problems.join('\n')}`);
}
