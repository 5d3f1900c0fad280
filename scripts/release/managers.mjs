// The package managers that npm-token is installed with: how each is had, how it installs, how it runs what it installed.
import { join } from 'node:path';

/**
 * @typedef {object} Manager
 * @property {string} [source] the package it comes in, with its version; without, it is there already
 * @property {(tools: string) => string[]} program its command, where `tools` is the folder its package is installed in
 * @property {string[]} add what installs npm-token without running any script
 * @property {(program: string[]) => string[]} exec what runs the command of an installed package
 * @property {(program: string[]) => string[]} script what runs a script of the project
 * @property {(registry: string) => Record<string, string>} [files] the files it wants in a project
 * @property {string} lock its lock file
 * @property {string[]} [elsewhere] what installs by the lock file as macOS on arm64 would
 * @property {string[]} [omit] what installs again without optional packages
 * @property {boolean} [ignoresLibc] whether it installs the packages of every C library
 */

const node = process.execPath;

/** Yarn from version 2 on, with a way to lay out packages. @returns {Manager} */
function yarn(nodeLinker, files = {}) {
  return {
    source: '@yarnpkg/cli-dist@4.18.1',
    program: (tools) => [node, join(tools, 'node_modules', '@yarnpkg', 'cli-dist', 'bin', 'yarn.js')],
    add: ['add', 'npm-token'],
    exec: (program) => [...program, 'run', 'npm-token'],
    script: (program) => [...program, 'node'],
    lock: 'yarn.lock',
    files: (registry) => ({
      ...files,
      'yarn.lock': '',
      '.yarnrc.yml': `npmRegistryServer: ${JSON.stringify(registry)}
unsafeHttpWhitelist: ['127.0.0.1']
nodeLinker: ${nodeLinker}
enableScripts: false
enableTelemetry: false
enableGlobalCache: false
npmMinimalAgeGate: 0
`,
    }),
  };
}

/** @type {Record<string, Manager>} */
export const managers = {
  npm: {
    program: () => ['npm'],
    add: ['install', 'npm-token', '--ignore-scripts', '--no-audit', '--no-fund'],
    exec: () => ['npx', 'npm-token'],
    script: () => [node],
    lock: 'package-lock.json',
    omit: ['ci', '--omit=optional', '--ignore-scripts', '--no-audit', '--no-fund'],
    elsewhere: ['ci', '--os=darwin', '--cpu=arm64', '--ignore-scripts', '--no-audit', '--no-fund'],
  },
  pnpm: pnpm('12.21.0', (tools) => [native(tools, '@pnpm', 'exe.', process.platform, process.arch, 'pnpm')]),
  // The last that is a script for every Node.js that is supported.
  'pnpm-10': pnpm('10.34.9', (tools) => [node, join(tools, 'node_modules', 'pnpm', 'bin', 'pnpm.cjs')]),
  yarn: yarn('node-modules'),
  // Without `node_modules`. ES modules of the project itself find packages if Yarn sees that it has some.
  'yarn-pnp': yarn('pnp', { 'package.json': '{ "name": "trial", "private": true, "type": "module" }' }),
  'yarn-classic': {
    source: 'yarn@1.22.22',
    program: (tools) => [node, join(tools, 'node_modules', 'yarn', 'bin', 'yarn.js')],
    add: ['add', 'npm-token', '--ignore-scripts', '--non-interactive', '--no-progress'],
    // `yarn run` tells what it runs another registry than it uses itself.
    exec: () => [join('node_modules', '.bin', 'npm-token')],
    script: () => [node],
    lock: 'yarn.lock',
    ignoresLibc: true,
  },
  bun: {
    source: 'bun@1.4.5',
    program: bun,
    add: ['add', 'npm-token', '--ignore-scripts', '--no-progress'],
    exec: (program) => [...program, 'x', '--no-install', 'npm-token'],
    script: (program) => program,
    lock: 'bun.lock',
  },
};

/** @returns {Manager} */
function pnpm(version, program) {
  return {
    source: `pnpm@${version}`,
    program,
    add: ['add', 'npm-token', '--ignore-scripts'],
    exec: (its) => [...its, 'exec', 'npm-token'],
    script: () => [node],
    lock: 'pnpm-lock.yaml',
    omit: ['install', '--no-optional', '--frozen-lockfile', '--ignore-scripts'],
  };
}

function bun(tools) {
  const { platform, arch } = process;
  const system = platform === 'win32' ? 'windows' : platform;
  const architecture = arch === 'arm64' ? 'aarch64' : arch;
  return [native(tools, '@oven', 'bun-', system, architecture, 'bin', 'bun')];
}

/** A program that comes in a package of the platform's, from where a script would fetch it at installation. */
function native(tools, scope, prefix, system, architecture, ...path) {
  const isMusl = process.platform === 'linux' && !process.report.getReport().header.glibcVersionRuntime;
  const folder = `${prefix}${system}-${architecture}${isMusl ? '-musl' : ''}`;
  const file = join(tools, 'node_modules', scope, folder, ...path);
  return process.platform === 'win32' ? `${file}.exe` : file;
}
