// Reads what a Linux file says of itself: ELF of 64 bits, little-endian, the only kind our targets have.
import { textAt } from './text.mjs';

const ARCHES = { 62: 'x64', 183: 'arm64' };
const SEGMENT = { interpreter: 3, stack: 0x6474e551, relro: 0x6474e552 };
const SECTION = { symbolTable: 2, dynamic: 6, symbols: 11, versionsNeeded: 0x6ffffffe };
const DYNAMIC = { needed: 1, rpath: 15, runpath: 29, flags: 0x6ffffffb };
const [NOW, PIE] = [1, 0x08000000];
const EXECUTABLE = 1;

export const isElf = (bytes) => bytes.length > 64 && bytes.readUInt32BE(0) === 0x7f454c46;

/** Gives the facts of an ELF file. Throws for one that is cut off, of another class, or without sections. */
export function readElf(bytes) {
  if (bytes[4] !== 2 || bytes[5] !== 1) throw new Error('not a 64-bit little-endian ELF file');
  const sections = readTable(bytes, { at: number(bytes, 40), size: 58, count: 60 }, readSection);
  const segments = readTable(bytes, { at: number(bytes, 32), size: 54, count: 56 }, readSegment);
  if (sections.length === 0) throw new Error('an ELF file without sections, which hold what is to be read');
  const dynamic = readDynamic(bytes, sections);
  const flags = dynamic.find(({ tag }) => tag === DYNAMIC.flags)?.value ?? 0;
  const symbols = readSymbols(bytes, sections);
  const interpreter = segments.find(({ type }) => type === SEGMENT.interpreter);
  const stack = segments.find(({ type }) => type === SEGMENT.stack);
  return {
    format: 'ELF',
    arch: ARCHES[bytes.readUInt16LE(18)] ?? 'unknown',
    // Libraries and position-independent executables share their type.
    isLibrary: bytes.readUInt16LE(16) === 3 && (flags & PIE) === 0,
    isRelocatable: bytes.readUInt16LE(16) === 3,
    interpreter: interpreter && textAt(bytes, interpreter.offset),
    libraries: texts(dynamic, DYNAMIC.needed),
    searched: [...texts(dynamic, DYNAMIC.rpath), ...texts(dynamic, DYNAMIC.runpath)],
    exported: symbols.filter(({ isDefined }) => isDefined).map(({ name }) => name),
    imported: symbols.filter(({ isDefined }) => !isDefined).map(({ name }) => name),
    versions: readVersions(bytes, sections),
    isStripped: !sections.some(({ type }) => type === SECTION.symbolTable),
    isHardened:
      stack !== undefined &&
      (stack.flags & EXECUTABLE) === 0 &&
      segments.some(({ type }) => type === SEGMENT.relro) &&
      (flags & NOW) !== 0,
  };
}

/** Offsets and sizes are far below what a double holds exactly. */
const number = (bytes, at) => Number(bytes.readBigUInt64LE(at));

function readTable(bytes, { at, size, count }, read) {
  const entry = bytes.readUInt16LE(size);
  return Array.from({ length: bytes.readUInt16LE(count) }, (_, index) => read(bytes, at + index * entry));
}

const readSection = (bytes, at) => ({
  type: bytes.readUInt32LE(at + 4),
  offset: number(bytes, at + 24),
  size: number(bytes, at + 32),
  link: bytes.readUInt32LE(at + 40),
});

const readSegment = (bytes, at) => ({
  type: bytes.readUInt32LE(at),
  flags: bytes.readUInt32LE(at + 4),
  offset: number(bytes, at + 8),
});

/** Gives the entries of a section of one type, and how to look up the texts they point to. */
function entriesOf(sections, type, entrySize) {
  const section = sections.find((candidate) => candidate.type === type);
  if (section === undefined) return { offsets: [], texts: 0 };
  const length = Math.floor(section.size / entrySize);
  const offsets = Array.from({ length }, (_, index) => section.offset + index * entrySize);
  return { offsets, texts: sections[section.link].offset };
}

function readDynamic(bytes, sections) {
  const { offsets, texts } = entriesOf(sections, SECTION.dynamic, 16);
  return offsets.map((at) => {
    const value = number(bytes, at + 8);
    return { tag: number(bytes, at), value, text: () => textAt(bytes, texts + value) };
  });
}

const texts = (dynamic, wanted) => dynamic.filter(({ tag }) => tag === wanted).map(({ text }) => text());

function readSymbols(bytes, sections) {
  const { offsets, texts } = entriesOf(sections, SECTION.symbols, 24);
  return offsets
    .map((at) => ({ name: textAt(bytes, texts + bytes.readUInt32LE(at)), isDefined: bytes.readUInt16LE(at + 6) !== 0 }))
    .filter(({ name }) => name !== '');
}

/** Gives the versions of symbols the file needs, such as `GLIBC_2.17`; they are chained, library by library. */
function readVersions(bytes, sections) {
  const { offsets, texts } = entriesOf(sections, SECTION.versionsNeeded, 16);
  const versions = [];
  if (offsets.length === 0) return versions;
  for (let library = offsets[0], next = 1; next !== 0; library += next) {
    for (let at = library + bytes.readUInt32LE(library + 8), step = 1; step !== 0; at += step) {
      versions.push(textAt(bytes, texts + bytes.readUInt32LE(at + 8)));
      step = bytes.readUInt32LE(at + 12);
    }
    next = bytes.readUInt32LE(library + 12);
  }
  return versions;
}
