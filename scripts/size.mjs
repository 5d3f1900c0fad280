// Prints how large the addon is, as it is and packed, and fails if that is more than it may be. Takes the files to
// measure; without any, the one that `npm run build` made, which is judged on Linux on x64: the limits are for that.
import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

/** Little more than it has with the compiler's own standard library. */
const MOST = { bytes: 4_200_000, packed: 2_150_000 };

const root = fileURLToPath(new URL('..', import.meta.url));

/** The file of `npm run build`. */
function built() {
  const ofHost = `npm-token.${process.platform}-${process.arch}`;
  return readdirSync(root)
    .filter((name) => name.startsWith(ofHost) && name.endsWith('.node'))
    .map((name) => join(root, name));
}

function measure(path) {
  const content = readFileSync(path);
  const packed = gzipSync(content, { level: 9 });
  return { path, bytes: content.length, packed: packed.length };
}

const given = process.argv.slice(2);
const isJudged = given.length > 0 || (process.platform === 'linux' && process.arch === 'x64');
const paths = given.length > 0 ? given : built();
const sizes = paths.map(measure);
for (const { path, bytes, packed } of sizes) {
  console.log(`${basename(path)}: ${bytes} bytes, ${packed} packed`);
}
const tooLarge = sizes.filter(({ bytes, packed }) => isJudged && (bytes > MOST.bytes || packed > MOST.packed));
for (const { path } of tooLarge) {
  const name = relative(root, path);
  console.error(
    `${name} is too large: it may have ${MOST.bytes} bytes, ${MOST.packed} packed (a debug build has more)`,
  );
}
if (sizes.length === 0) console.error('there is no addon to measure: `npm run build`');
process.exitCode = tooLarge.length > 0 || sizes.length === 0 ? 1 : 0;
