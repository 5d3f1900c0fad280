// Binaries of each format with one section in them, and nothing else.

/** @type {Record<string, (name: string, contents: Buffer) => Buffer>} */
export const BINARIES = { ELF: elf, PE: pe, 'Mach-O': machO };

function elf(name, contents) {
  const names = Buffer.from(`\0${name}\0`);
  const bytes = Buffer.alloc(64 + 3 * 64);
  bytes.writeUInt32BE(0x7f454c46);
  bytes.writeBigUInt64LE(64n, 40);
  for (const [at, value] of [
    [58, 64],
    [60, 3],
    [62, 1],
  ])
    bytes.writeUInt16LE(value, at);
  const section = (index, nameAt, start, size) => {
    const at = 64 + index * 64;
    bytes.writeUInt32LE(nameAt, at);
    bytes.writeBigUInt64LE(BigInt(start), at + 24);
    bytes.writeBigUInt64LE(BigInt(size), at + 32);
  };
  section(1, 0, bytes.length, names.length);
  section(2, 1, bytes.length + names.length, contents.length);
  return Buffer.concat([bytes, names, contents]);
}

function pe(name, contents) {
  const bytes = Buffer.alloc(64 + 24 + 16 + 40);
  bytes.write('MZ');
  bytes.writeUInt32LE(64, 0x3c);
  bytes.writeUInt16LE(1, 64 + 6);
  bytes.writeUInt16LE(16, 64 + 20);
  const at = 64 + 24 + 16;
  bytes.write(name, at);
  bytes.writeUInt32LE(contents.length, at + 8);
  bytes.writeUInt32LE(bytes.length, at + 20);
  // What is on disk is padded.
  return Buffer.concat([bytes, contents, Buffer.alloc(100)]);
}

function machO(name, contents) {
  const other = 24;
  const segment = 72 + 80;
  const bytes = Buffer.alloc(32 + other + segment);
  bytes.writeUInt32LE(0xfeedfacf);
  bytes.writeUInt32LE(2, 16);
  bytes.writeUInt32LE(0x1b, 32);
  bytes.writeUInt32LE(other, 36);
  const at = 32 + other;
  for (const [field, value] of [
    [0, 0x19],
    [4, segment],
    [64, 1],
  ])
    bytes.writeUInt32LE(value, at + field);
  bytes.write(name, at + 72);
  bytes.writeBigUInt64LE(BigInt(contents.length), at + 72 + 40);
  bytes.writeUInt32LE(bytes.length, at + 72 + 48);
  return Buffer.concat([bytes, contents]);
}
