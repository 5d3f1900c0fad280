// Publishes what would be published to a registry on this machine, installs it from there with several package managers
// and runs it: npm run release:dry [-- [--managers npm,pnpm] [--artifacts <folder> | --tarballs <folder>]]
//
// Binaries in `--artifacts` are packed, those in `--tarballs` are packed already: these are the very files of a release.
// Without either, this platform's are built.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { gather } from './release/gather.mjs';
import { managers } from './release/managers.mjs';
import { pack } from './release/pack.mjs';
import { manifest, packageOf, platforms, root } from './release/platforms.mjs';
import { prepare } from './release/prepare.mjs';
import { readRelease } from './release/publish.mjs';
import { stagePlatforms } from './release/stage.mjs';

const { chosen, artifacts, tarballs } = readArguments();
const stop = new AbortController();
for (const name of ['SIGINT', 'SIGTERM']) process.once(name, () => stop.abort());
const work = mkdtempSync(join(tmpdir(), 'npm-token-release-'));

try {
  const { packed, built } =
    tarballs === undefined ? await packAll() : { packed: readRelease(tarballs), built: platforms };
  const tools = fetchTools();
  const { rehearse } = await import('./release/rehearsal.mjs');
  const rows = await rehearse(packed, chosen, { folder: work, tools, signal: stop.signal });
  report(packed, built, rows);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
} finally {
  rmSync(work, { recursive: true, force: true });
}

function readArguments() {
  const options = {
    managers: { type: 'string', default: Object.keys(managers).join(',') },
    artifacts: { type: 'string' },
    tarballs: { type: 'string' },
  };
  const { values } = parseArgs({ options });
  const names = values.managers.split(',');
  const unknown = names.find((name) => !managers[name]);
  if (unknown !== undefined) end(`unknown package manager ${unknown}; there are ${Object.keys(managers).join(', ')}`);
  if (values.artifacts !== undefined && values.tarballs !== undefined) end('give --artifacts or --tarballs, not both');
  return { ...values, chosen: names };
}

function end(message) {
  console.error(message);
  process.exit(2);
}

/**
 * Packs `npm-token`, the packages of the platforms whose binaries are there, and for every other
 * platform a stand-in without any: so `npm-token` is what it will be, and whatever installs a package that is not for
 * this platform shows.
 */
async function packAll() {
  const gathered = join(work, 'artifacts');
  const built = gather(gathered, artifacts);
  const packed = await prepare(work, gathered, built, { named: platforms });
  const others = platforms.filter((platform) => !built.includes(platform));
  const standIns = await stagePlatforms(join(work, 'stand-ins'), others, manifest.version);
  return { packed: [...pack(standIns, join(work, 'tarballs')), ...packed], built };
}

/** Installs the package managers from the registry that this machine's npm uses, each by itself. */
function fetchTools() {
  const tools = join(work, 'tools');
  for (const name of chosen.filter((one) => managers[one].source)) {
    const prefix = join(tools, name);
    mkdirSync(prefix, { recursive: true });
    const words = ['install', '--prefix', prefix, '--ignore-scripts', '--no-save', '--no-audit', '--no-fund'];
    const shell = process.platform === 'win32';
    execFileSync('npm', [...words, managers[name].source], { cwd: prefix, stdio: 'inherit', shell });
  }
  return tools;
}

function report(packed, built, rows) {
  const binaries = new Set(built.map(packageOf));
  const packages = packed.map(({ name, version, path }) => {
    const from = name === manifest.name || binaries.has(name) ? (tarballs ?? 'as built') : 'stand-in';
    return [name, { version, 'packed bytes': statSync(path).size, from }];
  });
  console.table(Object.fromEntries(packages));
  console.table(shortened(rows));
  for (const [manager, row] of Object.entries(rows)) {
    for (const [what, came] of Object.entries(row)) {
      if (!isFailure(came)) continue;
      console.error(`${manager}, ${what}: ${came}`);
      process.exitCode = 1;
    }
  }
  mkdirSync(join(root, 'target'), { recursive: true });
  const file = join(root, 'target', 'release-dry.json');
  writeFileSync(file, `${JSON.stringify({ packages: Object.fromEntries(packages), managers: rows }, null, 2)}\n`);
}

function isFailure(came) {
  return came.startsWith('FAILED');
}

function shortened(rows) {
  const short = ([what, came]) => [what, isFailure(came) ? 'FAILED' : came];
  return Object.fromEntries(
    Object.entries(rows).map(([name, row]) => [name, Object.fromEntries(Object.entries(row).map(short))]),
  );
}
