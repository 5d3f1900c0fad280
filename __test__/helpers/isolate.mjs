// Imported first by every spec: makes this process's environment one of the tests' own making, since the addon reads
// `process.env` and the machine's holds certificate authorities, proxies and npm's own settings.
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import './program.mjs';
import { discard } from './record.mjs';

const kept = { PATH: process.env.PATH, SystemRoot: process.env.SystemRoot };

export const home = mkdtempSync(join(tmpdir(), 'npm-token-home-'));
process.once('exit', () => discard(home));

for (const name of Object.keys(process.env)) delete process.env[name];
for (const [name, value] of Object.entries(kept)) if (value !== undefined) process.env[name] = value;
process.env.HOME = home;
process.env.npm_config_globalconfig = join(home, 'no-global-npmrc');

/** The environment of a child process: nothing but a home, a path, and what is given. */
export function environment(extra = {}) {
  return { ...process.env, ...extra };
}
