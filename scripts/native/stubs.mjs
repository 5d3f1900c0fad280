// Stand-ins for libraries of other systems that zig does not bring: enough to link against, and never shipped.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crossFolder } from './toolchain.mjs';

/**
 * What the files for macOS use of the system's frameworks, to read the certificate authorities of its keychains. All of it
 * is in macOS 11. Whatever is not named here belongs to no library, and the rules refuse that.
 */
const FRAMEWORKS = {
  CoreFoundation: [
    'CFArrayCreate',
    'CFArrayGetCount',
    'CFArrayGetValueAtIndex',
    'CFDataGetBytePtr',
    'CFDataGetLength',
    'CFDictionaryGetValueIfPresent',
    'CFEqual',
    'CFNumberGetValue',
    'CFRelease',
    'CFRetain',
    'CFStringCreateWithBytesNoCopy',
    'CFStringGetBytes',
    'CFStringGetCStringPtr',
    'CFStringGetLength',
    'kCFAllocatorDefault',
    'kCFAllocatorNull',
    'kCFTypeArrayCallBacks',
  ],
  Security: [
    'SecCertificateCopyData',
    'SecCopyErrorMessageString',
    'SecTrustSettingsCopyCertificates',
    'SecTrustSettingsCopyTrustSettings',
  ],
};

/** Writes the frameworks, and gives the folder that the linker is to look in. */
export function frameworkStubs() {
  const folder = join(crossFolder, 'frameworks');
  for (const [name, symbols] of Object.entries(FRAMEWORKS)) {
    mkdirSync(join(folder, `${name}.framework`), { recursive: true });
    writeFileSync(join(folder, `${name}.framework`, `${name}.tbd`), describe(name, symbols));
  }
  return folder;
}

function describe(name, symbols) {
  return `--- !tapi-tbd
tbd-version:     4
targets:         [ x86_64-macos, arm64-macos ]
install-name:    '/System/Library/Frameworks/${name}.framework/Versions/A/${name}'
current-version: 1
compatibility-version: 1
exports:
  - targets:         [ x86_64-macos, arm64-macos ]
    symbols:         [ ${symbols.map((symbol) => `_${symbol}`).join(', ')} ]
...
`;
}

/**
 * Writes what napi's build script insists on for windows-gnullvm, and gives the folder. Nothing is taken from it: the
 * addon looks napi's functions up in the running process (napi's feature `dyn-symbols`).
 */
export function nodeStubs() {
  const folder = join(crossFolder, 'libnode');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'libnode.dll'), '');
  for (const name of ['libnode.dll.a', 'libnode.a']) writeFileSync(join(folder, name), '!<arch>\n');
  return folder;
}

/**
 * Writes a list of what a Windows library exports, and gives its path. Rust's own does not reach zig's linker, which then
 * exports everything there is.
 */
export function exportList(...names) {
  mkdirSync(crossFolder, { recursive: true });
  const path = join(crossFolder, 'addon.def');
  writeFileSync(path, `EXPORTS\n${names.map((name) => `  ${name}\n`).join('')}`);
  return path;
}
