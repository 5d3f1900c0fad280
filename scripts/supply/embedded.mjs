// The list of dependencies that `cargo auditable` puts into a binary: JSON, packed by zlib, in a section of its own.
import { inflateSync } from 'node:zlib';

const SECTION = '.dep-v0';

/**
 * @param {Buffer} bytes an ELF, PE or Mach-O file of 64 bits
 * @returns {{ name: string, version: string, source: string, kind?: 'build' | 'runtime', root?: boolean }[] | undefined}
 *   nothing if the file has no such list
 */
export function embeddedPackages(bytes) {
  const section = sectionsOf(bytes).find(({ name }) => name === SECTION);
  return section && JSON.parse(inflateSync(bytes.subarray(section.start, section.start + section.size))).packages;
}

function sectionsOf(bytes) {
  if (bytes.readUInt32BE(0) === 0x7f454c46) return elfSections(bytes);
  if (bytes.readUInt32LE(0) === 0xfeedfacf) return machoSections(bytes);
  if (bytes.toString('latin1', 0, 2) === 'MZ') return peSections(bytes);
  throw new Error('neither ELF, PE nor Mach-O of 64 bits');
}

function elfSections(bytes) {
  const [table, size, count, names] = [
    Number(bytes.readBigUInt64LE(40)),
    ...[58, 60, 62].map((at) => bytes.readUInt16LE(at)),
  ];
  const entry = (index) => {
    const at = table + index * size;
    const [start, length] = [24, 32].map((field) => Number(bytes.readBigUInt64LE(at + field)));
    return { nameAt: bytes.readUInt32LE(at), start, size: length };
  };
  const { start: namesStart } = entry(names);
  return range(count).map((index) => {
    const { nameAt, ...place } = entry(index);
    return { name: text(bytes, namesStart + nameAt), ...place };
  });
}

function peSections(bytes) {
  const header = bytes.readUInt32LE(0x3c);
  const table = header + 24 + bytes.readUInt16LE(header + 20);
  return range(bytes.readUInt16LE(header + 6)).map((index) => {
    const at = table + index * 40;
    // What is on disk is padded; the other size is that of the contents.
    return { name: text(bytes, at, 8), start: bytes.readUInt32LE(at + 20), size: bytes.readUInt32LE(at + 8) };
  });
}

function machoSections(bytes) {
  const sections = [];
  let at = 32;
  for (let left = bytes.readUInt32LE(16); left > 0; left -= 1) {
    const isSegment = bytes.readUInt32LE(at) === 0x19;
    for (const index of range(isSegment ? bytes.readUInt32LE(at + 64) : 0)) {
      const section = at + 72 + index * 80;
      const size = Number(bytes.readBigUInt64LE(section + 40));
      sections.push({ name: text(bytes, section, 16), start: bytes.readUInt32LE(section + 48), size });
    }
    at += bytes.readUInt32LE(at + 4);
  }
  return sections;
}

function text(bytes, start, longest = 64) {
  return bytes.toString('latin1', start, start + longest).split('\0', 1)[0];
}

const range = (count) => [...Array(count).keys()];
