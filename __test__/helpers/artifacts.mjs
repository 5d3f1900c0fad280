// Files that pass for the addon and the executable of a platform: a header, and nothing behind it.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseTriple } from '@napi-rs/cli';

const ELF = { x64: 62, arm64: 183 };
const MACH_O = { x64: 0x1000007, arm64: 0x100000c };
const PE = { x64: 0x8664, arm64: 0xaa64 };

/** The header of a binary for a system and an architecture. */
export function header(system, architecture) {
  const bytes = Buffer.alloc(256);
  if (system === 'linux') {
    bytes.writeUInt32BE(0x7f454c46);
    bytes.writeUInt16LE(ELF[architecture], 18);
  } else if (system === 'darwin') {
    bytes.writeUInt32BE(0xcffaedfe);
    bytes.writeUInt32LE(MACH_O[architecture], 4);
  } else {
    bytes.write('MZ');
    bytes.writeUInt32LE(128, 0x3c);
    bytes.write('PE\0\0', 128);
    bytes.writeUInt16LE(PE[architecture], 132);
  }
  return bytes;
}

/**
 * Fills a folder with the artifacts of these platforms.
 * @param {string} folder
 * @param {import('../../scripts/release/platforms.mjs').Platform[]} platforms
 */
export function makeArtifacts(folder, platforms) {
  for (const { name, triple, addon, executable } of platforms) {
    const { platform, arch } = parseTriple(triple);
    mkdirSync(join(folder, name), { recursive: true });
    for (const file of [addon, executable]) writeFileSync(join(folder, name, file), header(platform, arch));
  }
}
