// Reads what a macOS file says of itself: Mach-O of 64 bits, for one processor.
import { createHash } from 'node:crypto';
import { textAt } from './text.mjs';

const ARCHES = { 16777223: 'x64', 16777228: 'arm64' };
const KINDS = { executable: 2, library: 6 };
const COMMAND = {
  symbols: 0x2,
  library: 0xc,
  installName: 0xd,
  signature: 0x1d,
  build: 0x32,
  weakLibrary: 0x80000018,
  searched: 0x8000001c,
  reexported: 0x8000001f,
};
const SIGNATURE = { blob: 0xfade0cc0, directory: 0xfade0c02, sha256: 2, adHoc: 2 };

export const isMachO = (bytes) => bytes.length > 32 && bytes.readUInt32LE(0) === 0xfeedfacf;

/** Gives the facts of a Mach-O file. Throws for one that is cut off or neither library nor executable. */
export function readMachO(bytes) {
  const kind = bytes.readUInt32LE(12);
  if (!Object.values(KINDS).includes(kind)) throw new Error('a Mach-O file, but neither a library nor an executable');
  const commands = readCommands(bytes);
  const of = (...wanted) => commands.filter(({ command }) => wanted.includes(command)).map(({ at }) => at);
  const name = (at) => textAt(bytes, at + bytes.readUInt32LE(at + 8));
  const libraries = of(COMMAND.library, COMMAND.weakLibrary, COMMAND.reexported).map(name);
  const symbols = of(COMMAND.symbols).flatMap((at) => readSymbols(bytes, at));
  const [build] = of(COMMAND.build);
  const [signature] = of(COMMAND.signature);
  return {
    format: 'Mach-O',
    arch: ARCHES[bytes.readUInt32LE(4)] ?? 'unknown',
    isLibrary: kind === KINDS.library,
    installName: of(COMMAND.installName).map(name)[0],
    libraries,
    searched: of(COMMAND.searched).map(name),
    exported: symbols.filter(({ isDefined }) => isDefined).map(({ name }) => name),
    // A library's number counts from one; what is above their count is looked up anywhere, or in the program.
    imported: symbols
      .filter(({ isDefined }) => !isDefined)
      .map(({ name, library }) => ({ name, library: libraries[library - 1] })),
    macos: build && version(bytes.readUInt32LE(build + 12)),
    signature: signature && readSignature(bytes, signature),
  };
}

function readCommands(bytes) {
  const commands = [];
  for (let at = 32, index = 0; index < bytes.readUInt32LE(16); index += 1) {
    commands.push({ command: bytes.readUInt32LE(at), at });
    at += bytes.readUInt32LE(at + 4);
  }
  return commands;
}

const version = (packed) => `${packed >>> 16}.${(packed >>> 8) & 0xff}`;

/** Gives the symbols others see, and those taken from others. */
function readSymbols(bytes, at) {
  const [symbols, count, texts] = [8, 12, 16].map((offset) => bytes.readUInt32LE(at + offset));
  return Array.from({ length: count }, (_, index) => {
    const symbol = symbols + index * 16;
    const type = bytes[symbol + 4];
    return {
      name: textAt(bytes, texts + bytes.readUInt32LE(symbol)),
      isGlobal: (type & 0x01) !== 0 && (type & 0xf0) === 0,
      isDefined: (type & 0x0e) !== 0,
      library: bytes[symbol + 7],
    };
  }).filter(({ isGlobal }) => isGlobal);
}

/** Gives what is wrong with the signature, and whether it is one that names nobody. All its hashes are computed again. */
function readSignature(bytes, at) {
  const start = bytes.readUInt32LE(at + 8);
  const directory = findDirectory(bytes, start);
  if (directory === undefined) return { isAdHoc: false, problem: 'no directory of hashes' };
  const [hashes, pages, limit] = [16, 28, 32].map((offset) => bytes.readUInt32BE(directory + offset));
  const isAdHoc = (bytes.readUInt32BE(directory + 12) & SIGNATURE.adHoc) !== 0;
  if (bytes[directory + 37] !== SIGNATURE.sha256) return { isAdHoc, problem: 'hashes that are not SHA-256' };
  if (limit !== start) return { isAdHoc, problem: `covers ${limit} bytes of ${start}` };
  const pageSize = 2 ** bytes[directory + 39];
  if (pages !== Math.ceil(limit / pageSize)) return { isAdHoc, problem: `${pages} hashes for ${limit} bytes` };
  for (let page = 0; page < pages; page += 1) {
    const hash = createHash('sha256').update(bytes.subarray(page * pageSize, Math.min((page + 1) * pageSize, limit)));
    const from = directory + hashes + page * 32;
    if (!hash.digest().equals(bytes.subarray(from, from + 32))) return { isAdHoc, problem: `page ${page} was changed` };
  }
  return { isAdHoc, problem: undefined };
}

function findDirectory(bytes, start) {
  if (bytes.readUInt32BE(start) !== SIGNATURE.blob) return undefined;
  const offsets = Array.from(
    { length: bytes.readUInt32BE(start + 8) },
    (_, index) => start + bytes.readUInt32BE(start + 12 + index * 8 + 4),
  );
  return offsets.find((offset) => bytes.readUInt32BE(offset) === SIGNATURE.directory);
}
