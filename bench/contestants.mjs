// Who is measured: command lines that list tokens, and programs that load or use a library.
import { spawnSync } from 'node:child_process';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import { tools } from './tools.mjs';

/**
 * @typedef {object} Contestant
 * @property {string} name
 * @property {string[]} argv
 * @property {'tokens' | 'figures' | 'nothing'} prints every token's name, or what it measured as JSON
 * @property {boolean} [ours]
 * @property {boolean} [isCounted] run by valgrind, which says how many instructions that takes
 */

const { bin } = createRequire(import.meta.url)('npm-token/package.json');
const node = process.execPath;
const path = (name) => fileURLToPath(new URL(name, import.meta.url));
const executable = path(`../target/release/npm-token${process.platform === 'win32' ? '.exe' : ''}`);
const command = [node, path(`../${bin['npm-token']}`)];

/** @type {Record<string, Omit<Contestant, 'name'>>} */
const COMMANDS = {
  'node -e 0': { argv: [node, '-e', '0'], prints: 'nothing' },
  'node -e 0, again': { argv: [node, '-e', '0'], prints: 'nothing' },
  'npm-token': { argv: [...command, 'list'], prints: 'tokens', ours: true },
  'npm-token native': { argv: [executable, 'list'], prints: 'tokens', ours: true },
  'npm-token native --version': { argv: [executable, '--version'], prints: 'nothing', ours: true },
  'npm-token --json': { argv: [...command, 'list', '--json'], prints: 'tokens', ours: true },
  'npm-token native --json': { argv: [executable, 'list', '--json'], prints: 'tokens', ours: true },
  npm: { argv: [...tools.npm, 'token', 'list'], prints: 'tokens' },
  pnpm: { argv: [...tools.pnpm, 'token', 'list'], prints: 'tokens' },
  'node:http': { argv: [node, path('clients/node-http.js')], prints: 'tokens' },
  fetch: { argv: [node, path('clients/fetch.js')], prints: 'tokens' },
};

const MODULES = { 'npm-token': 'npm-token', 'node:https': 'node:https', 'npm-profile': tools.profile };

/** @param {string[]} names @returns {Contestant[]} */
export function commands(...names) {
  return names.map((name) => ({ name, ...COMMANDS[name] }));
}

const COUNTING = ['--tool=callgrind', '--callgrind-out-file=/dev/null'];
const valgrind = findValgrind();

/** The same commands, counted by valgrind; none where there is no valgrind. @param {string[]} names @returns {Contestant[]} */
export function counted(...names) {
  if (!valgrind) return [];
  return commands(...names).map(({ argv, ...rest }) => ({
    ...rest,
    argv: [valgrind, ...COUNTING, ...argv],
    isCounted: true,
    // What fails may be valgrind.
    ours: false,
  }));
}

function findValgrind() {
  const { status, stdout } = spawnSync('sh', ['-c', 'command -v valgrind'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** Processes that load a module and say how long that took. @param {string[]} names @returns {Contestant[]} */
export function loading(...names) {
  return names.map((name) => program(name, path('children/load.js'), MODULES[name]));
}

/**
 * Processes that list again and again, and say what that took.
 * @param {{ calls: number, atOnce: number, before: number }} how see `children/calls.js`
 * @param {string[]} names
 * @returns {Contestant[]}
 */
export function calling({ calls, atOnce, before }, ...names) {
  const file = (name) => name.replace(':', '-');
  return names.map((name) => program(name, path('children/calls.js'), file(name), calls, atOnce, before));
}

/** @returns {Contestant} */
function program(name, ...words) {
  return { name, argv: [node, ...words.map(String)], prints: 'figures', ours: name === 'npm-token' };
}
