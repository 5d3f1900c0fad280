// Publishes tarballs: the platforms' packages first and `npm-token` last, so that whoever gets it finds them. What is
// there already with the same contents is passed over, so that a run that broke off can be repeated.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';

const MAIN = 'npm-token';
/** The first npm that takes a workflow's identity in place of a token. */
const TRUSTED_PUBLISHING = [11, 5, 1];

/**
 * @typedef {object} Tarball
 * @property {string} path absolute, since npm takes `folder/file` for a repository on GitHub
 * @property {string} name
 * @property {string} version
 * @property {string} integrity
 * @property {Record<string, string>} [optionalDependencies]
 */

/**
 * Reads a folder's tarballs in the order of their publication. Throws if they are not one release: `npm-token` and
 * exactly the packages it names, all of one version, which is the tag's if one is given.
 * @param {string} folder
 * @param {string} [tag] such as `v1.2.3`
 * @returns {Tarball[]}
 */
export function readRelease(folder, tag) {
  const files = readdirSync(folder).filter((name) => name.endsWith('.tgz'));
  const tarballs = files.sort().map((name) => readTarball(resolve(folder, name)));
  const main = tarballs.find(({ name }) => name === MAIN);
  if (!main) throw new Error(`there is no tarball of ${MAIN} in ${folder}`);
  const platforms = tarballs.filter((one) => one !== main);
  if (tag !== undefined && tag !== `v${main.version}`)
    throw new Error(`the tag is ${tag}, the version ${main.version}`);
  const wanted = Object.entries(main.optionalDependencies ?? {}).map(([name, version]) => `${name}@${version}`);
  const found = platforms.map(({ name, version }) => `${name}@${version}`);
  const missing = wanted.filter((one) => !found.includes(one));
  const unknown = found.filter((one) => !wanted.includes(one));
  if (wanted.length === 0) throw new Error(`${MAIN} names no platform's package`);
  if (missing.length > 0) throw new Error(`there is no tarball of ${missing.join(', ')}, which ${MAIN} names`);
  if (unknown.length > 0) throw new Error(`${unknown.join(', ')} is none of the packages that ${MAIN} names`);
  const others = platforms.filter(({ version }) => version !== main.version);
  if (others.length > 0)
    throw new Error(`${others.map(({ name }) => name).join(', ')} has another version than ${MAIN}`);
  return [...platforms, main];
}

/**
 * Publishes a release, or with `dryRun` says what would be done. Everything is looked up before anything is published,
 * and a version that is there with other contents is an error.
 * @param {Tarball[]} release
 * @param {{ dryRun: boolean, provenance: boolean, say: (line: string) => void }} how
 */
export function publish(release, { dryRun, provenance, say }) {
  if (provenance) checkNpm();
  const states = release.map((tarball) => ({ tarball, published: publishedIntegrity(tarball) }));
  const other = states.filter(({ tarball, published }) => published && published !== tarball.integrity);
  if (other.length > 0) {
    throw new Error(`published already, with other contents: ${other.map(({ tarball }) => idOf(tarball)).join(', ')}`);
  }
  for (const { tarball, published } of states) {
    if (published) say(`${idOf(tarball)} is published already`);
    else if (dryRun) say(`${idOf(tarball)} would be published from ${basename(tarball.path)}`);
    else {
      publishOne(tarball, provenance);
      say(`${idOf(tarball)} is published`);
    }
  }
}

function publishOne({ path, version }, provenance) {
  const words = [
    'publish',
    path,
    '--ignore-scripts',
    '--access=public',
    `--tag=${version.includes('-') ? 'next' : 'latest'}`,
  ];
  const { status } = npm([...words, ...(provenance ? ['--provenance'] : [])], ['ignore', 'inherit', 'inherit']);
  if (status !== 0) throw new Error(`npm could not publish ${path}`);
}

/** The integrity of what the registry has under this name and version, or nothing. Any other answer is an error. */
function publishedIntegrity(tarball) {
  const { status, stdout, stderr } = npm(
    ['view', idOf(tarball), 'dist.integrity', '--json', '--prefer-online'],
    'pipe',
  );
  const answer = stdout.trim() === '' ? undefined : JSON.parse(stdout);
  if (status === 0) return answer;
  if (answer?.error?.code === 'E404') return undefined;
  throw new Error(`npm cannot tell whether ${idOf(tarball)} is published: ${answer?.error?.summary ?? stderr}`);
}

function checkNpm() {
  const version = npm(['--version'], 'pipe').stdout.trim();
  const parts = version.split('.').map(Number);
  const at = parts.findIndex((part, index) => part !== TRUSTED_PUBLISHING[index]);
  if (at !== -1 && parts[at] < TRUSTED_PUBLISHING[at]) {
    throw new Error(`npm ${version} cannot publish without a token: ${TRUSTED_PUBLISHING.join('.')} or newer can`);
  }
}

function readTarball(path) {
  const { status, stdout, stderr } = spawnSync('tar', ['-xzOf', path, 'package/package.json'], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`${path} cannot be read: ${stderr}`);
  const { name, version, optionalDependencies } = JSON.parse(stdout);
  const integrity = `sha512-${createHash('sha512').update(readFileSync(path)).digest('base64')}`;
  return { path, name, version, integrity, optionalDependencies };
}

function npm(words, stdio) {
  return spawnSync('npm', words, { encoding: 'utf8', stdio, shell: process.platform === 'win32' });
}

const idOf = ({ name, version }) => `${name}@${version}`;
