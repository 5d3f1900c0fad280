// Packs binaries for publication, once they hold in every way:
// node scripts/release-pack.mjs <folder for the tarballs> [--artifacts <folder>]
//
// Unlike the dry run it wants the binaries of every platform, each as its rules say and with its list of dependencies.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { binaryProblems } from './release/binaries.mjs';
import { platforms, root } from './release/platforms.mjs';
import { prepare, refuse } from './release/prepare.mjs';

const options = { artifacts: { type: 'string', default: join(root, 'artifacts') } };
const work = mkdtempSync(join(tmpdir(), 'npm-token-pack-'));

try {
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  if (positionals.length !== 1) throw new Error('give the folder for the tarballs');
  const artifacts = join(work, 'artifacts');
  cpSync(values.artifacts, artifacts, { recursive: true });
  refuse(platforms.flatMap((platform) => binaryProblems(artifacts, platform)));
  const packed = await prepare(work, artifacts, platforms, { finish: addOrigin });
  cpSync(join(work, 'tarballs'), positionals[0], { recursive: true });
  console.table(packed.map(({ name, version, size, integrity }) => ({ name, version, size, integrity })));
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

/** Where the workflow runs: the registry takes a word on where a package comes from only if its manifest says the same. */
function addOrigin(path) {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository } = process.env;
  if (!server || !repository) return;
  const file = join(path, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const origin = { repository: { type: 'git', url: `git+${server}/${repository}.git` } };
  writeFileSync(file, `${JSON.stringify({ ...manifest, ...origin }, null, 2)}\n`);
}
