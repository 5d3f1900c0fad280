// Projects with npm-token in their `node_modules`, laid out as it is published, and what becomes of loading it there.
import './isolate.mjs';
import { execFile } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  cpSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { after } from 'node:test';
import { host, manifest, packageOf, platforms, root } from '../../scripts/release/platforms.mjs';
import { stageMain, stagePlatforms } from '../../scripts/release/stage.mjs';
import { environment, home } from './isolate.mjs';
import { recordCommand } from './record.mjs';

const staged = mkdtempSync(join(home, 'staged-'));
await stagePlatforms(staged, platforms, manifest.version);
stageMain(join(staged, manifest.name), platforms);
after(() => rmSync(staged, { recursive: true, force: true }));

/**
 * @typedef {object} Installed what there is of a platform's package
 * @property {string} platform its name
 * @property {string} [version] default: that of npm-token
 * @property {'built' | 'none' | string} [addon] this platform's real addon (the default), none, or a file with this text
 */

/**
 * Makes a project that is removed after the test, and gives its folder.
 * @param {import('node:test').TestContext} context
 * @param {Installed[]} installed
 * @param {object} [lock] npm's lock file
 */
export function projectOf(context, installed, lock) {
  const project = mkdtempSync(join(home, 'installed-'));
  context.after(() => rmSync(project, { recursive: true, force: true }));
  const modules = join(project, 'node_modules');
  cpSync(join(staged, manifest.name), join(modules, manifest.name), { recursive: true });
  mkdirSync(join(modules, '@npm-token'));
  for (const one of installed) installPackage(modules, one);
  if (lock) writeFileSync(join(project, 'package-lock.json'), JSON.stringify(lock));
  return project;
}

function installPackage(modules, { platform: name, version = manifest.version, addon = 'built' }) {
  const platform = platforms.find((one) => one.name === name);
  const path = join(modules, packageOf(platform));
  cpSync(join(staged, name), path, { recursive: true });
  const file = join(path, 'package.json');
  writeFileSync(file, JSON.stringify({ ...JSON.parse(readFileSync(file, 'utf8')), version }));
  if (addon === 'built') link(join(root, host.addon), join(path, platform.addon));
  else if (addon !== 'none') writeFileSync(join(path, platform.addon), addon);
}

/** Puts the command where npm finds it, as npm does on installing. Not for Windows. @param {string} project */
export function linkCommand(project) {
  const bin = join(project, 'node_modules/.bin');
  mkdirSync(bin);
  const program = join('..', manifest.name, manifest.bin[manifest.name]);
  symlinkSync(program, join(bin, manifest.name));
  chmodSync(join(bin, program), 0o755);
}

/** Windows lets not everybody make links. */
const link = process.platform === 'win32' ? copyFileSync : symlinkSync;

/** A lock file of npm that names npm-token, and the packages of these platforms. @param {string[]} names */
export function lockOf(names) {
  const places = [manifest.name, ...names.map((name) => `@npm-token/${name}`)];
  return { lockfileVersion: 3, packages: Object.fromEntries(places.map((place) => [`node_modules/${place}`, {}])) };
}

/** Programs that print what the error of loading has, as JSON, or else the type of a function. */
const SHOW = `(error) => {
  const { name, message, code, package: needed, version, present, hint, cause } = error;
  const isError = error instanceof Error;
  const fields = { isError, name, message, code, package: needed, version, present, hint, cause: cause?.message };
  console.log(JSON.stringify({ ...fields, keys: Object.keys(error) }));
}`;
const PROGRAMS = {
  require: [
    '-e',
    `try { console.log(JSON.stringify(typeof require('npm-token').listTokens)) } catch (error) { (${SHOW})(error) }`,
  ],
  import: [
    '--input-type=module',
    '-e',
    `import('npm-token').then(({ listTokens }) => console.log(JSON.stringify(typeof listTokens)), ${SHOW})`,
  ],
};

/**
 * Loads npm-token in a process of its own, and gives what that printed.
 * @param {string} project
 * @param {keyof typeof PROGRAMS} way
 * @param {string} [preload] code that runs before
 */
export async function loadIn(project, way, preload) {
  const { stdout } = await runIn(project, PROGRAMS[way], preload);
  return JSON.parse(stdout);
}

/** Runs the installed command. */
export function commandIn(project, words, preload) {
  return runIn(project, [join(project, 'node_modules', manifest.name, manifest.bin[manifest.name]), ...words], preload);
}

function runIn(project, words, preload) {
  const args = [];
  if (preload) {
    const file = join(project, 'preload.cjs');
    writeFileSync(file, preload);
    args.push('--require', file);
  }
  const options = { cwd: project, env: environment(), timeout: 60_000 };
  return new Promise((resolve) => {
    execFile(process.execPath, [...args, ...words], options, (error, stdout, stderr) => {
      recordCommand(words, { stdout, stderr });
      resolve({ code: error ? error.code : 0, stdout, stderr });
    });
  });
}
