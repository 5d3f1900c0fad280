// Builds the addon and the executable of one target into `artifacts`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { frameworkStubs, nodeStubs } from './stubs.mjs';
import { artifactsOf, root } from './targets.mjs';
import { crossFolder, rustTriple } from './toolchain.mjs';

const outFolder = join(crossFolder, 'out');
/** The oldest that Node.js 20, Rust and both processors have in common. */
const MACOS = '11.0';
const GLIBC = '2.17';

/**
 * Builds both files, with what `toolchainFor` gave. They take two runs of cargo, since features unify within one: the
 * executable must not have napi in its graph. Throws if cargo fails; then there are no files.
 */
export function build(target, toolchain) {
  const artifacts = artifactsOf(target);
  rmSync(artifacts.folder, { recursive: true, force: true });
  const cargo = cargoFor(target, toolchain);
  cargo(['--lib', '--crate-type=cdylib', '--features=binding'], addonArguments(target, toolchain));
  cargo(['--bin=npm-token'], executableArguments(target, toolchain));
  const built = join(outFolder, rustTriple(target), 'release');
  mkdirSync(artifacts.folder, { recursive: true });
  copyFileSync(
    join(built, { linux: 'libnpm_token.so', darwin: 'libnpm_token.dylib', win32: 'npm_token.dll' }[target.platform]),
    artifacts.addon,
  );
  copyFileSync(join(built, target.platform === 'win32' ? 'npm-token.exe' : 'npm-token'), artifacts.executable);
}

function cargoFor(target, toolchain) {
  const command = toolchain.isZig ? 'cargo-zigbuild' : 'cargo';
  const triple = rustTriple(target) + (toolchain.isZig && target.abi === 'gnu' ? `.${GLIBC}` : '');
  const common = ['rustc', '--release', '--locked', '--no-default-features', `--target=${triple}`];
  if (toolchain.buildsStd) common.push('-Zbuild-std=std,panic_abort');
  const env = {
    ...process.env,
    ...toolchain.env,
    CARGO_TARGET_DIR: outFolder,
    CARGO_ENCODED_RUSTFLAGS: flags(target, toolchain).join('\x1f'),
    MACOSX_DEPLOYMENT_TARGET: MACOS,
    ...(toolchain.isZig && target.platform === 'win32' && { LIBNODE_PATH: nodeStubs() }),
  };
  const run = (args) => {
    const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' });
    if (error) throw error;
    if (status !== 0) throw new Error(`${command} ${args.join(' ')} ended with ${status}`);
  };
  return (what, linked) => run([...common, ...what, '--', ...linked]);
}

/** Flags of every crate. The paths of this machine would otherwise be in the messages of panics. */
function flags(target, { sysroot }) {
  const registry = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry', 'src');
  const sources = existsSync(registry) ? readdirSync(registry).map((name) => join(registry, name)) : [];
  const remapped = [
    [root.replace(/[\\/]$/, ''), '/npm-token'],
    [join(sysroot, 'lib', 'rustlib', 'src', 'rust'), '/rust'],
    ...sources.map((path) => [path, '/crates']),
  ];
  return [
    ...remapped.map(([from, to]) => `--remap-path-prefix=${from}=${to}`),
    // An addon has to use the C library of the process it is loaded into.
    ...(target.abi === 'musl' ? ['-Ctarget-feature=-crt-static'] : []),
    // Windows does not come with the C runtime of Visual Studio.
    ...(target.abi === 'msvc' && process.platform === 'win32' ? ['-Ctarget-feature=+crt-static'] : []),
  ];
}

function addonArguments(target, toolchain) {
  if (target.platform !== 'darwin') return [];
  return [...macosArguments(toolchain), `-Clink-arg=-Wl,-install_name,@rpath/npm-token.${target.name}.node`];
}

function executableArguments(target, toolchain) {
  if (target.platform === 'darwin') return macosArguments(toolchain);
  // Needs nothing of the machine it runs on, so it runs on any Linux.
  return target.abi === 'musl' ? ['-Ctarget-feature=+crt-static'] : [];
}

function macosArguments({ isZig }) {
  return ['-Clink-arg=-Wl,-dead_strip_dylibs', ...(isZig ? [`-Clink-arg=-F${frameworkStubs()}`] : [])];
}
