// Lays out the packages as they are published: `npm-token` and one for each platform, made by napi's own commands, and
// beside that what these do not know: the packages' names, the executable, what is needed of the manifest.
import { chmodSync, copyFileSync, cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { NapiCli } from '@napi-rs/cli';
import { manifest, packageOf, root } from './platforms.mjs';

/** What every package has, beside what npm puts into each by itself. */
const LEGAL = ['LICENSE'];

/** The fields of the manifest that mean nothing to those who install the package, or keep npm from publishing it. */
const OURS = ['devDependencies', 'napi', 'overrides', 'private', 'scripts'];

/**
 * Fills a folder with one folder for each package, and gives their paths: the platforms' first, `npm-token` last, since
 * it needs them.
 * @param {string} folder which is emptied
 * @param {string} artifacts a folder with `<platform>/` of each platform, with its addon and its executable in it
 * @param {import('./platforms.mjs').Platform[]} platforms whose artifacts are there
 * @param {import('./platforms.mjs').Platform[]} [named] those that `npm-token` names; default: the same
 */
export async function stage(folder, artifacts, platforms, named = platforms) {
  const packages = await stagePlatforms(folder, platforms, manifest.version);
  // Stops if an addon is missing, or is there for another platform than these.
  await new NapiCli().artifacts({ cwd: folder, outputDir: artifacts, npmDir: '.' });
  for (const { name, addon, executable } of platforms) {
    // The copies that are meant for trying the package in place.
    rmSync(join(folder, addon));
    const source = join(artifacts, name, executable);
    if (!existsSync(source)) throw new Error(`Missing executable of ${packageOf({ name })}: ${source}`);
    copyFileSync(source, join(folder, name, executable));
    chmodSync(join(folder, name, addon), 0o644);
    chmodSync(join(folder, name, executable), 0o755);
  }
  rmSync(join(folder, 'package.json'));
  return [...packages, stageMain(join(folder, manifest.name), named)];
}

/**
 * Lays out the platforms' packages, without anything to load or run in them.
 * @param {string} folder
 * @param {import('./platforms.mjs').Platform[]} platforms
 * @param {string} version
 */
export async function stagePlatforms(folder, platforms, version) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  const napi = { binaryName: manifest.napi.binaryName, targets: platforms.map(({ triple }) => triple) };
  writeJson(join(folder, 'package.json'), { ...manifest, version, napi });
  await new NapiCli().createNpmDirs({ cwd: folder, npmDir: '.' });
  return platforms.map((platform) => {
    const path = join(folder, platform.name);
    const file = join(path, 'package.json');
    writeJson(file, {
      ...readJson(file),
      name: packageOf(platform),
      description: `The binaries of npm-token for ${platform.name}`,
      type: 'commonjs',
      files: [platform.addon, platform.executable],
      // Packages with a scope are private unless they say so.
      publishConfig: { access: 'public' },
    });
    writeFileSync(join(path, 'README.md'), readme(platform));
    for (const name of LEGAL) copyFileSync(join(root, name), join(path, name));
    return path;
  });
}

function readme({ name, addon, executable, triple }) {
  return `# @npm-token/${name}

The binaries of \`npm-token\` for ${name} (\`${triple}\`).

- \`${addon}\`: the Node.js addon. \`npm-token\` installs and loads it where it is needed; there is no use in installing
  this package by itself.
- \`${executable}\`: the same as a plain executable, which needs no Node.js.
`;
}

/** Lays out `npm-token` itself. */
export function stageMain(path, platforms) {
  const published = Object.fromEntries(Object.entries(manifest).filter(([field]) => !OURS.includes(field)));
  for (const name of [...LEGAL, 'README.md', ...manifest.files]) {
    mkdirSync(dirname(join(path, name)), { recursive: true });
    cpSync(join(root, name), join(path, name), { recursive: true });
  }
  const optionalDependencies = Object.fromEntries(platforms.map((one) => [packageOf(one), manifest.version]));
  writeJson(join(path, 'package.json'), { ...published, optionalDependencies });
  return path;
}

function readJson(path) {
  return JSON.parse(readFileSync(path, 'utf8'));
}

function writeJson(path, value) {
  writeFileSync(path, `${JSON.stringify(value, null, 2)}\n`);
}
