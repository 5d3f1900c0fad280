// SARIF 2.1.0 by its schema.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Ajv from 'ajv';
import { toolsFound } from './cargo.mjs';

const manifest = fileURLToPath(new URL('../fixtures/sarif-schema/Cargo.toml', import.meta.url));

/** A function that tells what is wrong with a log. The schema is fetched by `npm run test:js`. */
export function sarifValidator() {
  toolsFound();
  const args = ['metadata', '--format-version=1', '--locked', `--manifest-path=${manifest}`];
  const { packages } = JSON.parse(execFileSync('cargo', args, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }));
  const { manifest_path: path } = packages.find(({ name }) => name === 'serde-sarif');
  const schema = JSON.parse(readFileSync(join(path, '../src/schema.json'), 'utf8'));
  // No log of ours has a time or a relative address.
  const formats = { uri: (text) => URL.canParse(text), 'uri-reference': true, 'date-time': true };
  // One of its patterns has a bracket too many, which expressions of the newer kind do not bear.
  const isValid = new Ajv({ strict: false, allErrors: true, formats, unicodeRegExp: false }).compile(schema);
  return (log) => (isValid(log) ? [] : isValid.errors.map(({ instancePath, message }) => `${instancePath} ${message}`));
}
