// Takes the binaries of one platform out of the tarballs of a release, to where the specs look for them:
// node scripts/release-unpack.mjs <folder> [platform]
import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { host, platforms, root } from './release/platforms.mjs';

const [folder, name = host?.name] = process.argv.slice(2);
const platform = platforms.find((one) => one.name === name);
if (folder === undefined || platform === undefined) throw new Error(`there are no binaries for ${name} in ${folder}`);
const tarball = readdirSync(folder).find((file) => file.startsWith(`npm-token-${name}-`) && file.endsWith('.tgz'));
if (tarball === undefined) throw new Error(`there is no tarball for ${name} in ${folder}`);

const artifacts = join(root, 'artifacts', name);
mkdirSync(artifacts, { recursive: true });
const files = [platform.addon, platform.executable];
const words = [
  '-xzf',
  join(folder, tarball),
  '-C',
  artifacts,
  '--strip-components=1',
  ...files.map((file) => `package/${file}`),
];
const { status } = spawnSync('tar', words, { stdio: 'inherit' });
if (status !== 0) throw new Error(`${tarball} cannot be unpacked`);
copyFileSync(join(artifacts, platform.addon), join(root, platform.addon));
