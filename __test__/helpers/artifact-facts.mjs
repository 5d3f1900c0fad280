// What the readers of binaries give for files with which all is well.

export const NAPI = 'napi_register_module_v1';
export const SYSTEM = '/usr/lib/libSystem.B.dylib';
export const AD_HOC = { isAdHoc: true, problem: undefined };

/** What a file of each target says of itself if all is well. */
export const GOOD = {
  'linux-x64-gnu': {
    addon: elf('x64', { libraries: ['libc.so.6', 'ld-linux-x86-64.so.2'], versions: ['GLIBC_2.2.5', 'GLIBC_2.17'] }),
    executable: elf('x64', { isLibrary: false, exported: [], interpreter: '/lib64/ld-linux-x86-64.so.2' }),
  },
  'linux-arm64-gnu': {
    addon: elf('arm64', { libraries: ['libc.so.6', 'ld-linux-aarch64.so.1'], versions: ['GLIBC_2.17'] }),
    executable: elf('arm64', { isLibrary: false, exported: [], interpreter: '/lib/ld-linux-aarch64.so.1' }),
  },
  'linux-x64-musl': {
    addon: elf('x64', { libraries: ['libc.so'] }),
    executable: elf('x64', { isLibrary: false, exported: [] }),
  },
  'linux-arm64-musl': {
    addon: elf('arm64', { libraries: ['libc.so'] }),
    executable: elf('arm64', { isLibrary: false, exported: [] }),
  },
  'darwin-x64': {
    addon: machO('x64', { signature: undefined }),
    executable: macProgram('x64', { signature: undefined }),
  },
  'darwin-arm64': { addon: machO('arm64'), executable: macProgram('arm64') },
  'win32-x64-msvc': { addon: pe('x64'), executable: pe('x64', { isLibrary: false, exported: [] }) },
  'win32-arm64-msvc': { addon: pe('arm64'), executable: pe('arm64', { isLibrary: false, exported: [] }) },
};

function elf(arch, different) {
  const common = {
    isLibrary: true,
    isRelocatable: true,
    interpreter: undefined,
    libraries: [],
    searched: [],
    exported: [NAPI],
    imported: ['read'],
  };
  return { arch, ...common, versions: [], isStripped: true, isHardened: true, ...different };
}

function machO(arch, different) {
  const installName = `@rpath/npm-token.darwin-${arch}.node`;
  const common = { isLibrary: true, installName, libraries: [SYSTEM], searched: [], exported: [`_${NAPI}`] };
  return {
    arch,
    ...common,
    imported: [{ name: '_read', library: SYSTEM }],
    macos: '11.0',
    signature: AD_HOC,
    ...different,
  };
}

function macProgram(arch, different) {
  return machO(arch, { isLibrary: false, installName: undefined, exported: ['__mh_execute_header'], ...different });
}

function pe(arch, different) {
  const common = { isLibrary: true, libraries: ['KERNEL32.dll', 'api-ms-win-crt-heap-l1-1-0.dll'], exported: [NAPI] };
  return { arch, ...common, isStripped: true, isHardened: true, isConsole: true, ...different };
}
