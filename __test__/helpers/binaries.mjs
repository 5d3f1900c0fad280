// The smallest files that the readers of binaries can read: headers and tables, and no code.
import { createHash } from 'node:crypto';

/** Where the only section of the PE file is: in memory, and in the file. */
const SECTION = { address: 0x1000, offset: 0x400 };
const PAGE = 4096;

/**
 * Makes a library for Windows.
 * @param {object} [described]
 * @param {number} [described.machine] its processor, as in the header
 * @param {string[]} [described.libraries] the libraries it imports from
 * @param {string[]} [described.exported] the functions it exports
 * @param {number} [described.flags] the header's flags about loading
 */
export function peFile({ machine = 0x8664, libraries = [], exported = [], flags = 0x160 } = {}) {
  const bytes = Buffer.alloc(0x1000);
  bytes.write('MZ');
  bytes.writeUInt32LE(0x80, 60);
  bytes.write('PE\0\0', 0x80, 'latin1');
  bytes.writeUInt16LE(machine, 0x84);
  bytes.writeUInt16LE(1, 0x86); // sections
  bytes.writeUInt16LE(240, 0x94); // size of the optional header
  bytes.writeUInt16LE(0x2022, 0x96); // a library
  bytes.writeUInt16LE(0x20b, 0x98);
  bytes.writeUInt16LE(3, 0x98 + 68);
  bytes.writeUInt16LE(flags, 0x98 + 70);
  const section = 0x98 + 240;
  for (const [at, value] of [SECTION.address, 0xc00, SECTION.offset].entries()) {
    bytes.writeUInt32LE(value, section + 12 + at * 4);
  }
  const exportsAt = SECTION.offset;
  const importsAt = SECTION.offset + 0x100;
  let free = SECTION.offset + 0x400;
  const inMemory = (offset) => offset - SECTION.offset + SECTION.address;
  const place = (text) => {
    bytes.write(`${text}\0`, free, 'latin1');
    free += text.length + 1;
    return inMemory(free - text.length - 1);
  };
  bytes.writeUInt32LE(inMemory(exportsAt), 0x98 + 112);
  bytes.writeUInt32LE(exported.length, exportsAt + 24);
  bytes.writeUInt32LE(inMemory(exportsAt + 40), exportsAt + 32);
  for (const [index, name] of exported.entries()) bytes.writeUInt32LE(place(name), exportsAt + 40 + index * 4);
  bytes.writeUInt32LE(inMemory(importsAt), 0x98 + 120);
  for (const [index, name] of libraries.entries()) bytes.writeUInt32LE(place(name), importsAt + index * 20 + 12);
  return bytes;
}

/**
 * Makes a library for macOS, with an ad-hoc signature.
 * @param {object} [described]
 * @param {number} [described.cpu] its processor, as in the header
 * @param {string[]} [described.libraries] the libraries it is linked to
 * @param {string} [described.installName] its own name
 * @param {{ name: string, library?: number }[]} [described.symbols] its global symbols: those of a library, counted from
 *   one, those of any (254), and those it defines, without one
 */
export function machOFile({ cpu = 0x0100000c, libraries = [], installName = '@rpath/a.node', symbols = [] } = {}) {
  const texts = Buffer.from(`\0${symbols.map(({ name }) => `${name}\0`).join('')}`, 'latin1');
  const table = Buffer.alloc(symbols.length * 16);
  for (const [index, { name, library }] of symbols.entries()) {
    table.writeUInt32LE(texts.indexOf(`\0${name}\0`) + 1, index * 16);
    table[index * 16 + 4] = library === undefined ? 0x0f : 0x01;
    table[index * 16 + 7] = library ?? 0;
  }
  const tableAt = PAGE;
  const signatureAt = tableAt + table.length + texts.length;
  const commands = [
    named(0xd, installName),
    ...libraries.map((name) => named(0xc, name)),
    words(0x2, 24, tableAt, symbols.length, tableAt + table.length, texts.length),
    words(0x32, 24, 1, 0x000b0000, 0, 0),
    words(0x1d, 16, signatureAt, 1024),
  ];
  const start = Buffer.alloc(PAGE);
  const sizes = commands.reduce((sum, { length }) => sum + length, 0);
  for (const [index, value] of [0xfeedfacf, cpu, 0, 6, commands.length, sizes].entries()) {
    start.writeUInt32LE(value, index * 4);
  }
  Buffer.concat(commands).copy(start, 32);
  const signed = Buffer.concat([start, table, texts]);
  return Buffer.concat([signed, signature(signed)]);
}

function words(...values) {
  const bytes = Buffer.alloc(values.length * 4);
  for (const [index, value] of values.entries()) bytes.writeUInt32LE(value, index * 4);
  return bytes;
}

function named(command, name) {
  const text = Buffer.from(name.padEnd(Math.ceil((name.length + 1) / 8) * 8, '\0'), 'latin1');
  return Buffer.concat([words(command, 24 + text.length, 24, 0, 0, 0), text]);
}

/** A signature of one part, the hashes of all pages. */
function signature(signed) {
  const pages = Math.ceil(signed.length / PAGE);
  const bytes = Buffer.alloc(20 + 44 + pages * 32);
  const at = 20;
  const values = [0xfade0cc0, bytes.length, 1, 0, at, 0xfade0c02, bytes.length - at, 0x20400, 2, 44, 0, 0, pages];
  for (const [index, value] of [...values, signed.length].entries()) bytes.writeUInt32BE(value, index * 4);
  bytes.set([32, 2, 0, 12], at + 36);
  for (let page = 0; page < pages; page += 1) {
    const hash = createHash('sha256').update(signed.subarray(page * PAGE, (page + 1) * PAGE));
    hash.digest().copy(bytes, at + 44 + page * 32);
  }
  return bytes;
}
