// What publint says of packed packages.
import { readFileSync } from 'node:fs';
import { publint } from 'publint';

/**
 * Gives a line for everything it finds.
 * @param {Array<{ name: string, path: string }>} packed
 * @returns {Promise<string[]>}
 */
export async function lint(packed) {
  const found = packed.map(async ({ name, path }) => {
    const { buffer, byteOffset, byteLength } = readFileSync(path);
    const tarball = buffer.slice(byteOffset, byteOffset + byteLength);
    const { messages } = await publint({ pack: { tarball }, strict: true });
    return messages.map((message) => `${name}: publint says ${JSON.stringify(message)}`);
  });
  return (await Promise.all(found)).flat();
}
