// What has to hold for a file before it is shipped. A rule is a name, and a function that says what was found against it.
import { homedir, tmpdir } from 'node:os';
import { basename } from 'node:path';
import { root } from './targets.mjs';

/** The one function by which Node.js takes an addon up. */
const ENTRY = 'napi_register_module_v1';
/**
 * What a file may weigh: little more than it does, so that what makes it grow is noticed. On Linux it is built together with
 * its standard library.
 */
const BYTES = {
  linux: { addon: 3_500_000, executable: 3_250_000 },
  other: { addon: 4_250_000, executable: 4_000_000 },
};

/** The parts of glibc, some of which newer ones have merged. A newer version of them must not be asked for. */
const GLIBC = ['libc.so.6', 'libdl.so.2', 'libm.so.6', 'libpthread.so.0', 'librt.so.1'];
const NEWEST_GLIBC = '2.17';
const LOADERS = { x64: '/lib64/ld-linux-x86-64.so.2', arm64: '/lib/ld-linux-aarch64.so.1' };

const framework = (name) => `/System/Library/Frameworks/${name}.framework/Versions/A/${name}`;
const MACOS_LIBRARIES = ['/usr/lib/libSystem.B.dylib', framework('CoreFoundation'), framework('Security')];
const OLDEST_MACOS = '11.0';

/** What Windows 10 and newer come with. The C runtime of Visual Studio is not among it. */
const WINDOWS_LIBRARIES =
  /^(advapi32|bcrypt|bcryptprimitives|crypt32|kernel32|ntdll|secur32|userenv|ws2_32|api-ms-win-(core|crt)-[\w-]+)\.dll$/i;

/** `AUDITABLE_VERSION_INFO` is the list of dependencies. */
const LEFT_VISIBLE =
  /^(__mh_\w+_header|___dso_handle|_?rust_eh_personality|__RNv\w*(3std9panicking11EMPTY_PANIC|CTOR_PRIVATE_REF)|_?AUDITABLE_VERSION_INFO)$/;

/** Gives the format a target's files have. */
export function formatOf({ platform }) {
  return { linux: 'ELF', darwin: 'Mach-O', win32: 'PE' }[platform];
}

const BUILDERS = /(\/home\/|\/Users\/|[A-Z]:\\Users\\|\.cargo[\\/]|registry[\\/]src)[^\0]{0,60}/;

/** Gives the rules for one file of a target: its addon, or its executable. */
export function rulesFor(target, kind) {
  const isAddon = kind === 'addon';
  const most = (BYTES[target.platform] ?? BYTES.other)[kind];
  return {
    architecture: ({ arch }) => unless(arch === target.arch, arch),
    kind: ({ isLibrary }) => unless(isLibrary === isAddon, isLibrary ? 'a library' : 'an executable'),
    ...{ linux: linuxRules, darwin: macosRules, win32: windowsRules }[target.platform](target, isAddon),
    paths: (_, bytes) => findPaths(bytes),
    size: (_, { length }) => unless(length <= most, `${length} bytes; the limit is ${most}`),
  };
}

function linuxRules({ arch, abi }, isAddon) {
  const isStatic = abi === 'musl' && !isAddon;
  const loader = LOADERS[arch];
  const libraries = abi === 'musl' ? ['libc.so'] : [...GLIBC, basename(loader)];
  return {
    exports: ({ exported }) => differences(exported, isAddon ? [ENTRY] : []),
    // What Node.js offers is looked up when the addon is loaded.
    imports: ({ imported }) => imported.filter((name) => /^(napi|node)_/.test(name)),
    libraries: (facts) => others(facts.libraries, isStatic ? [] : libraries),
    relocatable: ({ isRelocatable }) => unless(isRelocatable, 'a fixed address'),
    'search path': ({ searched }) => searched,
    interpreter: ({ interpreter }) => differences(list(interpreter), isAddon || isStatic ? [] : [loader]),
    glibc: ({ versions }) => versions.filter((version) => version.startsWith('GLIBC_') && !isOldGlibc(version)),
    stripped: ({ isStripped }) => unless(isStripped, 'a table of symbols'),
    hardening: ({ isHardened }) =>
      unless(isHardened, 'not all of: no executable stack, relocations read-only, bound at start'),
  };
}

function macosRules({ name, arch }, isAddon) {
  return {
    exports: ({ exported }) => findExports(exported, isAddon ? [`_${ENTRY}`] : []),
    imports: ({ imported }) => imported.filter(({ library }) => library === undefined).map((symbol) => symbol.name),
    libraries: ({ libraries }) => others(libraries, MACOS_LIBRARIES),
    'search path': ({ searched }) => searched,
    'install name': ({ installName }) =>
      differences(list(installName), isAddon ? [`@rpath/npm-token.${name}.node`] : []),
    macos: ({ macos }) => unless(macos === OLDEST_MACOS, `for macOS ${macos} and newer; it has to be ${OLDEST_MACOS}`),
    signature: ({ signature }) => findSignature(signature, arch),
  };
}

function windowsRules(_, isAddon) {
  return {
    exports: ({ exported }) => findExports(exported, isAddon ? [ENTRY] : []),
    libraries: ({ libraries }) => libraries.filter((library) => !WINDOWS_LIBRARIES.test(library)),
    stripped: ({ isStripped }) => unless(isStripped, 'a table of symbols'),
    hardening: ({ isHardened }) => unless(isHardened, 'not all of: 64-bit addresses, relocatable, no executable data'),
    subsystem: ({ isConsole }) => unless(isAddon || isConsole, 'no console program'),
  };
}

/** What zig's linker leaves visible, since it takes no list: its own marks, calls of napi's registrations, a bit of Rust. */
function findExports(exported, wanted) {
  return differences(
    exported.filter((name) => !LEFT_VISIBLE.test(name)),
    wanted,
  );
}

/** A processor by Apple refuses files without a signature; one that names nobody will do. */
function findSignature(signature, arch) {
  if (signature === undefined) return unless(arch !== 'arm64', 'none');
  return [...unless(signature.isAdHoc, 'not an ad-hoc one'), ...list(signature.problem)];
}

function isOldGlibc(version) {
  const [, major, minor] = /^GLIBC_(\d+)\.(\d+)/.exec(version) ?? [];
  const [newestMajor, newestMinor] = NEWEST_GLIBC.split('.').map(Number);
  // `GLIBC_PRIVATE` is no version, and never to be relied on.
  return Number(major) < newestMajor || (Number(major) === newestMajor && Number(minor) <= newestMinor);
}

/** Finds what tells where the file was built: folders of this machine, and those that homes and caches usually are in. */
function findPaths(bytes) {
  const text = bytes.toString('latin1');
  const folders = [root, homedir(), tmpdir()].map((path) => path.replace(/[\\/]$/, '')).filter((path) => path !== '');
  const own = folders.filter((path) => text.includes(`${path}/`) || text.includes(`${path}\\`));
  return [...own, ...list(BUILDERS.exec(text)?.[0])];
}

const list = (value) => (value === undefined ? [] : [value]);
const unless = (holds, found) => (holds ? [] : [found]);
const others = (found, allowed) => found.filter((name) => !allowed.includes(name));
const differences = (found, wanted) => [...others(found, wanted), ...others(wanted, found).map((name) => `no ${name}`)];
