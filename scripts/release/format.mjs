// For which system and architecture a binary is, by its header.
import { closeSync, openSync, readSync } from 'node:fs';

/** The architectures by their numbers in each format. */
const ELF = { 62: 'x64', 183: 'arm64' };
const MACH_O = { 16777223: 'x64', 16777228: 'arm64' };
const PE = { 34404: 'x64', 43620: 'arm64' };

/**
 * Gives `linux-x64` and so on, or nothing if it is no binary of a known kind.
 * @param {string} path
 * @returns {string | undefined}
 */
export function formatOf(path) {
  const header = beginningOf(path);
  const magic = header.readUInt32BE(0);
  if (magic === 0x7f454c46) return named('linux', ELF[header.readUInt16LE(18)]);
  if (magic === 0xcffaedfe) return named('darwin', MACH_O[header.readUInt32LE(4)]);
  const pe = header.readUInt32LE(0x3c);
  if (magic >>> 16 !== 0x4d5a || pe > header.length - 6 || header.readUInt32BE(pe) !== 0x50450000) return undefined;
  return named('win32', PE[header.readUInt16LE(pe + 4)]);
}

function named(system, architecture) {
  return architecture && `${system}-${architecture}`;
}

function beginningOf(path) {
  const bytes = Buffer.alloc(4096);
  const file = openSync(path);
  readSync(file, bytes);
  closeSync(file);
  return bytes;
}
