// What has to hold of the packages before any of them is published. napi only warns, and npm publishes whatever it finds.
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { CONTENTS } from './contents.mjs';
import { formatOf } from './format.mjs';
import { manifest, packageOf, root } from './platforms.mjs';

/** Scripts that a package manager runs when a package is installed. */
const INSTALL = ['preinstall', 'install', 'postinstall', 'prepare'];

/**
 * Gives a line for each thing that is wrong with staged packages.
 * @param {string} folder as `stage` has filled it
 * @param {import('./platforms.mjs').Platform[]} platforms
 * @param {import('./platforms.mjs').Platform[]} [named] those that `npm-token` has to name; default: the same
 * @returns {string[]}
 */
export function check(folder, platforms, named = platforms) {
  return [
    ...checkVersions(),
    ...platforms.flatMap((platform) => checkPlatform(join(folder, platform.name), platform)),
    ...checkMain(join(folder, manifest.name), named),
  ];
}

function checkVersions() {
  const places = { 'Cargo.toml': /^version = "(.+)"$/m, 'index.js': /^const VERSION = '(.+)';$/m };
  return Object.entries(places).flatMap(([file, pattern]) => {
    const version = pattern.exec(readFileSync(join(root, file), 'utf8'))?.[1];
    return missing(file, version === manifest.version, `has version ${version}, package.json ${manifest.version}`);
  });
}

function checkPlatform(path, platform) {
  const name = packageOf(platform);
  const is = readJson(join(path, 'package.json'));
  if (!is) return [`${name} is missing`];
  return [
    ...checkManifest(name, is),
    ...[platform.addon, platform.executable].flatMap((file) => checkBinary(name, join(path, file), file, is)),
    ...CONTENTS.flatMap((file) => missing(name, isPublished(path, file, is), `lacks ${file}`)),
    ...missing(name, is.main === platform.addon, `has \`${is.main}\` as its main file`),
    ...missing(
      name,
      [is.os, is.cpu].every((list) => list?.length === 1),
      'does not name one system and one architecture',
    ),
    ...missing(name, is.os?.[0] !== 'linux' || is.libc?.length === 1, 'does not name its C library'),
  ];
}

function isPublished(path, file, { files }) {
  return files.includes(file) && existsSync(join(path, file));
}

function checkBinary(name, path, file, { os, cpu }) {
  if (!existsSync(path)) return [`${name} lacks ${file}`];
  const wanted = `${os}-${cpu}`;
  const format = formatOf(path);
  const isRunnable = file.endsWith('.node') || process.platform === 'win32' || statSync(path).mode & 0o111;
  return [
    ...missing(name, format === wanted, `has a ${file} for ${format ?? 'no platform there is'}`),
    ...missing(name, isRunnable, `has a ${file} that is not executable`),
  ];
}

function checkMain(path, platforms) {
  const is = readJson(join(path, 'package.json'));
  if (!is) return [`${manifest.name} is missing`];
  const wanted = Object.fromEntries(platforms.map((one) => [packageOf(one), manifest.version]));
  const isSame = JSON.stringify(is.optionalDependencies) === JSON.stringify(wanted);
  return [
    ...checkManifest(manifest.name, is),
    ...missing(manifest.name, isSame, "does not name exactly the platforms' packages, each at its own version"),
    ...missing(manifest.name, !is.dependencies && !is.devDependencies, 'has dependencies'),
    ...is.files.filter((file) => !existsSync(join(path, file))).map((file) => `${manifest.name} lacks ${file}`),
  ];
}

function checkManifest(name, is) {
  const scripts = Object.keys(is.scripts ?? {}).filter((script) => INSTALL.includes(script));
  return [
    ...missing(name, is.name === name, `is called ${is.name}`),
    ...missing(name, is.version === manifest.version, `has version ${is.version}, not ${manifest.version}`),
    ...missing(name, scripts.length === 0, `runs scripts when it is installed: ${scripts}`),
    ...missing(name, is.engines?.node === manifest.engines.node, 'names other versions of Node.js'),
    ...missing(name, !('private' in is), 'is private, so that npm does not publish it'),
    ...missing(name, is.license === manifest.license, 'has another license'),
  ];
}

function missing(name, holds, what) {
  return holds ? [] : [`${name} ${what}`];
}

function readJson(path) {
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : undefined;
}
