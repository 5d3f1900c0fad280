// Reads what a Windows file says of itself: PE32+, the 64-bit kind.
import { textAt } from './text.mjs';

const ARCHES = { 34404: 'x64', 43620: 'arm64' };
const LIBRARY = 0x2000;
const HARDENED = 0x0160; // High-entropy addresses, relocatable, no executable data.
const DIRECTORY = { exports: 0, imports: 1, delayed: 13 };

export const isPe = (bytes) => bytes.length > 64 && bytes.toString('latin1', 0, 2) === 'MZ';

/** Gives the facts of a PE file. Throws for one that is cut off or of 32 bits. */
export function readPe(bytes) {
  const header = bytes.readUInt32LE(60);
  if (bytes.toString('latin1', header, header + 4) !== 'PE\0\0') throw new Error('starts like a PE file, but is none');
  const optional = header + 24;
  if (bytes.readUInt16LE(optional) !== 0x20b) throw new Error('not a 64-bit PE file');
  const file = { bytes, sections: readSections(bytes, header), directories: optional + 112 };
  return {
    format: 'PE',
    arch: ARCHES[bytes.readUInt16LE(header + 4)] ?? 'unknown',
    isLibrary: (bytes.readUInt16LE(header + 22) & LIBRARY) !== 0,
    libraries: [...readLibraries(file, DIRECTORY.imports, 20, 12), ...readLibraries(file, DIRECTORY.delayed, 32, 4)],
    exported: readExports(file),
    isStripped: bytes.readUInt32LE(header + 12) === 0,
    isHardened: (bytes.readUInt16LE(optional + 70) & HARDENED) === HARDENED,
    isConsole: bytes.readUInt16LE(optional + 68) === 3,
  };
}

function readSections(bytes, header) {
  const start = header + 24 + bytes.readUInt16LE(header + 20);
  return Array.from({ length: bytes.readUInt16LE(header + 6) }, (_, index) => {
    const at = start + index * 40;
    return {
      address: bytes.readUInt32LE(at + 12),
      size: bytes.readUInt32LE(at + 16),
      offset: bytes.readUInt32LE(at + 20),
    };
  });
}

/** Everything in the file refers to where it will be in memory. */
function offsetOf({ sections }, address) {
  const section = sections.find(({ address: start, size }) => address >= start && address < start + size);
  if (section === undefined) throw new Error(`no section holds the address ${address}`);
  return address - section.address + section.offset;
}

function directory(file, index) {
  const address = file.bytes.readUInt32LE(file.directories + index * 8);
  return address === 0 ? undefined : offsetOf(file, address);
}

/** Gives the names of libraries in a table that ends with an empty entry; `name` is where an entry has the name. */
function readLibraries(file, index, entrySize, name) {
  const names = [];
  const start = directory(file, index);
  if (start === undefined) return names;
  for (let at = start; file.bytes.readUInt32LE(at + name) !== 0; at += entrySize) {
    names.push(textAt(file.bytes, offsetOf(file, file.bytes.readUInt32LE(at + name))));
  }
  return names;
}

function readExports(file) {
  const start = directory(file, DIRECTORY.exports);
  if (start === undefined) return [];
  const names = offsetOf(file, file.bytes.readUInt32LE(start + 32));
  return Array.from({ length: file.bytes.readUInt32LE(start + 24) }, (_, index) =>
    textAt(file.bytes, offsetOf(file, file.bytes.readUInt32LE(names + index * 4))),
  );
}
