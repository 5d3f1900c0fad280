// Runs the JavaScript specs, and searches what they have written for secrets. Node.js 20 knows neither patterns nor our
// file names by itself. Of all that is printed, what failed comes last.
import { spawn } from 'node:child_process';
import { createWriteStream, mkdirSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { findSecrets } from './secrets.mjs';

const folder = fileURLToPath(new URL('../__test__/', import.meta.url));
const specs = readdirSync(folder).filter((name) => name.endsWith('.spec.mjs'));
// Short, since the names of sockets below it are limited.
const run = mkdtempSync(join(tmpdir(), 'nt-'));
const written = { records: join(run, 'r'), files: join(run, 't'), output: join(run, 'output') };
for (const path of [written.records, written.files]) mkdirSync(path);

const env = { ...process.env, NPM_TOKEN_RECORD: written.records, TMPDIR: written.files, TEMP: written.files };
const args = ['--test', '--test-reporter=spec', '--test-reporter-destination=stdout'];
const child = spawn(process.execPath, [...args, ...specs.map((name) => folder + name)], {
  env,
  stdio: ['ignore', 'pipe', 'pipe'],
});
const output = createWriteStream(written.output);
for (const stream of ['stdout', 'stderr']) {
  child[stream].pipe(process[stream]);
  child[stream].pipe(output, { end: false });
}
const code = await new Promise((resolve) => child.once('close', resolve));
await finished(output.end());

const { searched, said, found } = findSecrets(written);
console.log(`# secrets: ${found.length} found in ${searched} texts, ${said} of them said by the product`);
for (const line of found) console.error(`a secret in ${line}`);
rmSync(run, { recursive: true, force: true });
// A runner that was killed has no code.
process.exitCode = (code ?? 1) || (found.length > 0 || said === 0 ? 1 : 0);
