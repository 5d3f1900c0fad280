// Builds the addon and the executable of one target into `artifacts`.
import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { exportList, frameworkStubs, nodeStubs } from './stubs.mjs';
import { artifactsOf, root } from './targets.mjs';
import { crossFolder, rustTriple } from './toolchain.mjs';

const outFolder = process.env.CARGO_TARGET_DIR ?? join(crossFolder, 'out');
/** The oldest that Node.js 20, Rust and both processors have in common. */
const MACOS = '11.0';
const GLIBC = '2.17';
/** What cargo calls the files, by system. */
const FILES = {
  linux: { addon: 'libnpm_token_addon.so', executable: 'npm-token' },
  darwin: { addon: 'libnpm_token_addon.dylib', executable: 'npm-token' },
  win32: { addon: 'npm_token_addon.dll', executable: 'npm-token.exe' },
};

/**
 * Builds both files, with what `toolchainFor` gave. They take two runs of cargo, since features unify within one: the
 * executable must not have napi in its graph. Throws if cargo fails; then a file is missing.
 */
export function build(target, toolchain) {
  const artifacts = artifactsOf(target);
  const names = FILES[target.platform];
  const built = join(outFolder, rustTriple(target), 'release');
  rmSync(artifacts.folder, { recursive: true, force: true });
  mkdirSync(artifacts.folder, { recursive: true });
  const cargo = cargoFor(target, toolchain);
  cargo(['--package=npm-token-addon', '--lib'], addonArguments(target, toolchain));
  copyFileSync(join(built, names.addon), artifacts.addon);
  cargo(['--package=npm-token', '--bin=npm-token'], executableArguments(target, toolchain));
  copyFileSync(join(built, names.executable), artifacts.executable);
}

/**
 * What makes files smaller, where the compiler lets flags through that are not stable (CONTRIBUTING, "Size"): panics do
 * not say where they began, what is written with `{:?}` is the name of the variant alone, a panic in a destructor ends
 * the process, and only the smallest functions are copied to where they are called.
 */
const SMALLER = [
  '-Zlocation-detail=none',
  '-Zfmt-debug=shallow',
  '-Zpanic-in-drop=abort',
  '-Cllvm-args=-inline-threshold=10',
];

/** Gives what runs cargo, with arguments that say what to build, and arguments for the compiler of the last crate alone. */
function cargoFor(target, toolchain) {
  const env = { ...process.env, ...toolchain.env };
  // Before the flags, which name the folders of the sources.
  run(env.CARGO ?? 'cargo', ['fetch', '--quiet', '--locked'], env);
  Object.assign(env, {
    CARGO_TARGET_DIR: outFolder,
    CARGO_ENCODED_RUSTFLAGS: flags(target, toolchain).join('\x1f'),
    MACOSX_DEPLOYMENT_TARGET: MACOS,
    // Windows files hold the time they were linked at, unless they are told one.
    SOURCE_DATE_EPOCH: process.env.SOURCE_DATE_EPOCH ?? lastChange(),
    ...(toolchain.isZig && target.platform === 'win32' && { LIBNODE_PATH: nodeStubs() }),
  });
  const triple = rustTriple(target) + (toolchain.isZig && target.abi === 'gnu' ? `.${GLIBC}` : '');
  const common = ['rustc', '--release', '--locked', `--target=${triple}`];
  // Without backtraces, which nothing here prints, and with what is small in place of what is fast.
  if (toolchain.buildsStd) {
    common.push('-Zbuild-std=std,panic_abort', '-Zbuild-std-features=panic-unwind,optimize_for_size');
  }
  const command = toolchain.isZig ? 'cargo-zigbuild' : 'cargo';
  return (what, linked) => run(command, [...common, ...what, '--', ...linked], env);
}

/** Gives the time of the last commit, in seconds; anything that is the same again where there is no history. */
function lastChange() {
  const { status, stdout } = spawnSync('git', ['log', '-1', '--format=%ct'], { cwd: root, encoding: 'utf8' });
  return status === 0 ? stdout.trim() : '1';
}

function run(command, args, env) {
  const { status, error } = spawnSync(command, args, { cwd: root, env, stdio: 'inherit' });
  if (error) throw error;
  if (status !== 0) throw new Error(`${command} ended with ${status}; see above`);
}

/** Flags of every crate. The paths of this machine would otherwise be in the messages of panics. */
function flags(target, { sysroot, buildsStd }) {
  const registry = join(process.env.CARGO_HOME ?? join(homedir(), '.cargo'), 'registry', 'src');
  const sources = existsSync(registry) ? readdirSync(registry).map((name) => join(registry, name)) : [];
  const remapped = [
    [root.replace(/[\\/]$/, ''), '/npm-token'],
    [join(sysroot, 'lib', 'rustlib', 'src', 'rust'), '/rust'],
    ...sources.map((path) => [path, '/crates']),
  ];
  return [
    ...configured(),
    ...(buildsStd ? SMALLER : []),
    ...remapped.map(([from, to]) => `--remap-path-prefix=${from}=${to}`),
    // An addon has to use the C library of the process it is loaded into.
    ...(target.abi === 'musl' ? ['-Ctarget-feature=-crt-static'] : []),
    // Windows does not come with the C runtime of Visual Studio.
    ...(target.abi === 'msvc' && process.platform === 'win32' ? ['-Ctarget-feature=+crt-static'] : []),
  ];
}

/** Gives the flags of the project, which the others would replace. */
function configured() {
  const path = join(root, '.cargo', 'config.toml');
  if (!existsSync(path)) return [];
  const list = /^rustflags = (\[.*\])$/m.exec(readFileSync(path, 'utf8'))?.[1];
  if (list === undefined) throw new Error('the flags in .cargo/config.toml have to be on one line');
  return JSON.parse(list);
}

function addonArguments({ platform, name }, toolchain) {
  if (platform === 'win32' && toolchain.isZig) return [`-Clink-arg=${exportList('napi_register_module_v1')}`];
  if (platform !== 'darwin') return [];
  return [...macosArguments(toolchain), `-Clink-arg=-Wl,-install_name,@rpath/npm-token.${name}.node`];
}

function executableArguments(target, toolchain) {
  if (target.platform === 'darwin') return macosArguments(toolchain);
  if (target.abi !== 'musl') return [];
  // Needs nothing of the machine it runs on, so it runs on any Linux. What a program starts with, zig brings.
  return ['-Ctarget-feature=+crt-static', '-Clink-self-contained=no', '-Clink-arg=-pie'];
}

function macosArguments({ isZig }) {
  return ['-Clink-arg=-Wl,-dead_strip_dylibs', ...(isZig ? [`-Clink-arg=-F${frameworkStubs()}`] : [])];
}
