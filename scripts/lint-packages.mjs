// Packs `npm-token` as it is published and has it looked at by publint and by attw, which resolves its types in every way.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pack } from './release/pack.mjs';
import { manifest, platforms, root } from './release/platforms.mjs';
import { stageMain } from './release/stage.mjs';

const folder = mkdtempSync(join(tmpdir(), 'npm-token-lint-'));
try {
  const [{ path }] = pack([stageMain(join(folder, manifest.name), platforms)], folder);
  // The sandbox and the plugin for release-it are ES modules, which every version of Node.js that is supported can `require`. Resolution as Node.js 10
  // did it knows no `exports`.
  const attw = ['--profile', 'node16', '--ignore-rules', 'cjs-resolves-to-esm', '--no-emoji'];
  const statuses = [run('publint', ['run', path, '--strict']), run('@arethetypeswrong/cli', [path, ...attw])];
  process.exitCode = statuses.every((status) => status === 0) ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}

/** Runs the only command of a development dependency. */
function run(name, words) {
  const home = join(root, 'node_modules', name);
  const [program] = Object.values(JSON.parse(readFileSync(join(home, 'package.json'), 'utf8')).bin);
  return spawnSync(process.execPath, [join(home, program), ...words], { stdio: 'inherit' }).status;
}
