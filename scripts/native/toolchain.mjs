// Finds what builds a target on this machine, or says what is missing and how to get it.
//
// On Linux, zig links for every target: it has the C libraries of all of them, and lets linux-gnu files ask for no newer
// glibc than 2.17. On macOS and Windows only their own targets are built, with the linker of the system.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { root } from './targets.mjs';

/** Where everything that belongs to cross-building lives; `cargo clean` removes it. */
export const crossFolder = join(root, 'target', 'cross');
const zigFolder = join(crossFolder, 'venv', 'bin');
const SETUP = 'npm run setup:cross';

/** What a target is called for the compiler: zig can link Windows files, but not as Microsoft's tools do. */
export function rustTriple({ triple }) {
  return process.platform === 'linux' ? triple.replace(/-msvc$/, '-gnullvm') : triple;
}

/**
 * Gives the compiler for a target: how to call cargo, with which environment, and whether the standard library has to be
 * built too. Without one, `missing` says why.
 */
export function toolchainFor(target) {
  const linker = process.platform === 'linux' ? zig() : systemLinker(target);
  if (linker.missing) return linker;
  const triple = rustTriple(target);
  const compilers = findCompilers();
  // A standard library that is built with the rest makes smaller files than the ready one.
  const builder = linker.isZig ? compilers.find(({ sysroot }) => hasSources(sysroot)) : undefined;
  const able = builder ?? compilers.find(({ sysroot }) => hasStandardLibrary(sysroot, triple));
  if (!able) {
    const ways = [`\`rustup target add ${triple}\``, ...(linker.isZig ? [`\`${SETUP}\``] : [])];
    return { missing: `no standard library for ${triple} and no sources of one: ${ways.join(' or ')}` };
  }
  return {
    ...able,
    ...linker,
    buildsStd: builder !== undefined,
    env: { ...able.env, ...linker.env, ...(builder && { RUSTC_BOOTSTRAP: '1' }) },
  };
}

function systemLinker({ platform, name }) {
  if (platform === process.platform) return { isZig: false, env: {} };
  return { missing: `${name} is built on Linux or on its own system` };
}

function zig() {
  const path = [zigFolder, process.env.PATH].join(delimiter);
  const works = (command, ...args) => spawnSync(command, args, { env: { ...process.env, PATH: path } }).status === 0;
  const hasZig = works('python3', '-m', 'ziglang', 'version') || works('zig', 'version');
  if (!hasZig || !works('cargo-zigbuild', '--version')) {
    return { missing: `zig and cargo-zigbuild: \`${SETUP}\`, or \`pip install ziglang cargo-zigbuild\`` };
  }
  return { isZig: true, env: { PATH: path } };
}

/** The cargo of the path comes first, and after it the system's own, which Debian packages with its sources. */
function findCompilers() {
  const system = { CARGO: '/usr/bin/cargo', RUSTC: '/usr/bin/rustc' };
  return [{}, ...(existsSync(system.RUSTC) ? [system] : [])]
    .map((env) => ({ env, sysroot: print(env, 'sysroot') }))
    .filter(({ sysroot }) => sysroot !== undefined);
}

function print(env, what) {
  const { status, stdout } = spawnSync(env.RUSTC ?? 'rustc', ['--print', what], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

function hasStandardLibrary(sysroot, triple) {
  const folder = join(sysroot, 'lib', 'rustlib', triple, 'lib');
  return existsSync(folder) && readdirSync(folder).some((name) => /^libstd-.*\.rlib$/.test(name));
}

function hasSources(sysroot) {
  return existsSync(join(sysroot, 'lib', 'rustlib', 'src', 'rust', 'library', 'Cargo.lock'));
}
