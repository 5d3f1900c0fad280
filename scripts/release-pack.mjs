// Packs what is in `artifacts` for publication, once it holds in every way: node scripts/release-pack.mjs <folder>
//
// Unlike the dry run it wants the binaries of every platform, each with its list of dependencies.
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { platforms, root } from './release/platforms.mjs';
import { prepare, refuse } from './release/prepare.mjs';
import { embeddedProblems } from './supply/audit.mjs';

const [folder] = process.argv.slice(2);
if (folder === undefined) throw new Error('give the folder for the tarballs');
const work = mkdtempSync(join(tmpdir(), 'npm-token-pack-'));

try {
  const artifacts = join(work, 'artifacts');
  cpSync(join(root, 'artifacts'), artifacts, { recursive: true });
  refuse(platforms.flatMap(listProblems));
  const packed = await prepare(work, artifacts, platforms, { finish: addOrigin });
  cpSync(join(work, 'tarballs'), folder, { recursive: true });
  console.table(packed.map(({ name, version, size, integrity }) => ({ name, version, size, integrity })));
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

function listProblems({ name, triple, addon, executable }) {
  return Object.entries({ addon, executable }).flatMap(([kind, file]) =>
    embeddedProblems(readFileSync(join(root, 'artifacts', name, file)), triple, kind).map(
      (what) => `${name}/${file}: ${what}`,
    ),
  );
}
