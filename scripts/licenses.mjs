// Writes `THIRD-PARTY-LICENSES` anew, or with --check ends with 1 if it would be another.
import { readFileSync, writeFileSync } from 'node:fs';
import { root } from './supply/dependencies.mjs';
import { licensesText } from './supply/licenses.mjs';

const file = `${root}THIRD-PARTY-LICENSES`;
const text = licensesText();

if (!process.argv.includes('--check')) {
  writeFileSync(file, text);
} else if (readFileSync(file, 'utf8') !== text) {
  console.error(
    'THIRD-PARTY-LICENSES is not what the dependencies say: run `npm run licenses`, and look at what changed',
  );
  process.exitCode = 1;
}
