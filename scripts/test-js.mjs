// Runs the JavaScript specs. Node.js 20 knows neither patterns nor our file names by itself.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const folder = fileURLToPath(new URL('../__test__/', import.meta.url));
const specs = readdirSync(folder).filter((name) => name.endsWith('.spec.mjs'));
const { status } = spawnSync(process.execPath, ['--test', ...specs.map((name) => folder + name)], { stdio: 'inherit' });
process.exitCode = status ?? 1;
