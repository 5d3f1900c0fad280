// The packages as they are published: what is in them, and what keeps a broken one from being published.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { check } from '../scripts/release/check.mjs';
import { addContents } from '../scripts/release/contents.mjs';
import { manifest, packageOf, platforms } from '../scripts/release/platforms.mjs';
import { prepare } from '../scripts/release/prepare.mjs';
import { stage } from '../scripts/release/stage.mjs';
import { header, makeArtifacts } from './helpers/artifacts.mjs';
import { toolsFound } from './helpers/cargo.mjs';
import { environment, home } from './helpers/isolate.mjs';
import { npmIsMissing } from './helpers/npm.mjs';

/** The files of `npm-token`, to the last one. */
const MAIN = [
  'CHANGELOG.md',
  'LICENSE',
  'README.md',
  'index.d.ts',
  'index.js',
  'integrations/preflight.js',
  'integrations/release-it.d.mts',
  'integrations/release-it.mjs',
  'integrations/semantic-release.d.ts',
  'integrations/semantic-release.js',
  'package.json',
  'sandbox/README.md',
  'sandbox/cli.mjs',
  'sandbox/cnpmcore-account.mjs',
  'sandbox/cnpmcore-gate.mjs',
  'sandbox/cnpmcore-rows.mjs',
  'sandbox/cnpmcore-rules.mjs',
  'sandbox/cnpmcore.mjs',
  'sandbox/faults.mjs',
  'sandbox/http.mjs',
  'sandbox/index.d.mts',
  'sandbox/index.mjs',
  'sandbox/npmjs-body.mjs',
  'sandbox/npmjs.mjs',
  'sandbox/options.mjs',
  'sandbox/pages.mjs',
  'sandbox/router.mjs',
  'sandbox/sign-ins.mjs',
  'sandbox/store.mjs',
  'sandbox/two-factor.mjs',
  'sandbox/verdaccio.mjs',
  'src/js/abort.js',
  'src/js/cli.js',
  'src/js/load-error.js',
  'src/js/print.js',
  'src/js/signals.js',
  'src/js/stream.js',
  'src/js/temporary.js',
];

/** What each platform's package has, beside its two binaries. */
const BESIDE = ['LICENSE', 'README.md', 'THIRD-PARTY-LICENSES', 'package.json', 'sbom.cdx.json'];

/** The platforms, as package managers tell them apart. */
const FILTERS = {
  'linux-x64-gnu': { os: ['linux'], cpu: ['x64'], libc: ['glibc'] },
  'linux-arm64-gnu': { os: ['linux'], cpu: ['arm64'], libc: ['glibc'] },
  'linux-x64-musl': { os: ['linux'], cpu: ['x64'], libc: ['musl'] },
  'linux-arm64-musl': { os: ['linux'], cpu: ['arm64'], libc: ['musl'] },
  'darwin-x64': { os: ['darwin'], cpu: ['x64'], libc: undefined },
  'darwin-arm64': { os: ['darwin'], cpu: ['arm64'], libc: undefined },
  'win32-x64-msvc': { os: ['win32'], cpu: ['x64'], libc: undefined },
  'win32-arm64-msvc': { os: ['win32'], cpu: ['arm64'], libc: undefined },
};

before(toolsFound);

/** Stages packages of binaries that are none, in a folder that is removed after the test. */
async function staged(context, { built = platforms, wanted = built } = {}) {
  const folder = mkdtempSync(join(home, 'staged-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  const artifacts = join(folder, 'artifacts');
  makeArtifacts(artifacts, built);
  const packages = join(folder, 'packages');
  await stage(packages, artifacts, wanted);
  for (const platform of wanted) addContents(join(packages, platform.name), platform);
  return { artifacts, packages };
}

function readJson(...path) {
  return JSON.parse(readFileSync(join(...path), 'utf8'));
}

describe('the packages', () => {
  const files = {};
  const folder = mkdtempSync(join(home, 'packed-'));
  after(() => rmSync(folder, { recursive: true, force: true }));

  before(async () => {
    if (npmIsMissing) return;
    makeArtifacts(join(folder, 'artifacts'), platforms);
    const packed = await prepare(folder, join(folder, 'artifacts'), platforms, { env: environment() });
    for (const one of packed) files[one.name] = one.files;
  });

  it('are `npm-token` and one for each platform', { skip: npmIsMissing }, () => {
    assert.deepEqual(Object.keys(files), [...Object.keys(FILTERS).map((name) => `@npm-token/${name}`), 'npm-token']);
  });

  it('hold exactly the files listed: npm-token', { skip: npmIsMissing }, () => {
    const names = files['npm-token'].map(({ path }) => path);
    assert.deepEqual(names.toSorted(), MAIN.toSorted());
  });

  for (const platform of platforms) {
    it(`hold exactly the files listed: ${packageOf(platform)}`, { skip: npmIsMissing }, () => {
      const its = files[packageOf(platform)];
      const names = its.map(({ path }) => path);
      assert.deepEqual(names.toSorted(), [...BESIDE, platform.addon, platform.executable].toSorted());
      for (const { path, mode } of its) assert.equal(mode, path === platform.executable ? 0o755 : 0o644, path);
    });
  }
});

describe('the manifests', () => {
  it('name the platform, and nothing that is run', async (t) => {
    const { packages } = await staged(t);
    for (const [name, filters] of Object.entries(FILTERS)) {
      const platform = readJson(packages, name, 'package.json');
      const { os, cpu, libc, engines, license, version, publishConfig } = platform;
      assert.deepEqual({ os, cpu, libc }, filters);
      assert.deepEqual(
        { engines, license, version },
        {
          engines: manifest.engines,
          license: manifest.license,
          version: manifest.version,
        },
      );
      assert.deepEqual(publishConfig, { access: 'public' });
      assert.ok(!('scripts' in platform || 'dependencies' in platform || 'bin' in platform));
    }
    const main = readJson(packages, 'npm-token', 'package.json');
    const { scripts, dependencies, devDependencies, optionalDependencies } = main;
    assert.ok(!('private' in main));
    assert.deepEqual(
      { scripts, dependencies, devDependencies },
      {
        scripts: undefined,
        dependencies: undefined,
        devDependencies: undefined,
      },
    );
    const pinned = Object.keys(FILTERS).map((name) => [`@npm-token/${name}`, manifest.version]);
    assert.deepEqual(optionalDependencies, Object.fromEntries(pinned));
  });

  it('have Yarn put `npm-token` on the disk, since Node.js runs no ES module that is in an archive', async (t) => {
    const { packages } = await staged(t);
    assert.equal(readJson(packages, 'npm-token', 'package.json').preferUnplugged, true);
  });

  it('leave the committed one as it is', async (t) => {
    const before = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
    await staged(t);
    assert.equal(readFileSync(new URL('../package.json', import.meta.url), 'utf8'), before);
    assert.equal(manifest.optionalDependencies, undefined);
    // It names no platform, so npm must not publish it.
    assert.equal(manifest.private, true);
  });
});

describe('what is not published', () => {
  const [one, other] = platforms;

  it('is a set without the addon of a platform', async (t) => {
    await assert.rejects(staged(t, { built: [one], wanted: [one, other] }), /Missing artifacts .*linux-arm64-gnu/);
  });

  it('is a set with an addon of no platform there is', async (t) => {
    await assert.rejects(staged(t, { built: [one, other], wanted: [one] }), /unconfigured targets: .*linux-arm64-gnu/);
  });

  const changes = [
    ['check', { version: '9.9.9' }, 'has version 9.9.9, not'],
    ['publint', { main: 'gone.js' }, 'publint says'],
  ];
  for (const [who, fields, wanted] of changes) {
    it(`is a set that ${who} has something to say against`, { skip: npmIsMissing }, async (t) => {
      const { artifacts, packages } = await staged(t, { built: [one] });
      const finish = (path) => path.endsWith('npm-token') && edit(fields)(join(path, 'package.json'));
      const preparing = prepare(join(packages, 'again'), artifacts, [one], { finish, env: environment() });
      await assert.rejects(preparing, ({ message }) => {
        assert.match(message, /^these packages are not to be published:\nnpm-token:? /);
        return message.includes(wanted);
      });
    });
  }

  it('is a set without the executable of a platform', async (t) => {
    const { artifacts, packages } = await staged(t, { built: [one] });
    rmSync(join(artifacts, one.name, one.executable));
    await assert.rejects(stage(packages, artifacts, [one]), /Missing executable of @npm-token\/linux-x64-gnu/);
  });

  const rows = [
    ['an addon that is gone', `${one.name}/${one.addon}`, rmSync, `lacks ${one.addon}`],
    ['an executable that is gone', `${one.name}/${one.executable}`, rmSync, `lacks ${one.executable}`],
    [
      'an addon of another architecture',
      `${one.name}/${one.addon}`,
      (path) => writeFileSync(path, header('linux', 'arm64')),
      `has a ${one.addon} for linux-arm64`,
    ],
    [
      'an executable of another system',
      `${one.name}/${one.executable}`,
      (path) => writeFileSync(path, header('win32', 'x64')),
      `has a ${one.executable} for win32-x64`,
    ],
    [
      'a file that is no binary',
      `${one.name}/${one.addon}`,
      (path) => writeFileSync(path, 'text'),
      `has a ${one.addon} for no platform there is`,
    ],
    [
      'an executable that cannot be executed',
      `${one.name}/${one.executable}`,
      (path) => chmodSync(path, 0o644),
      `has a ${one.executable} that is not executable`,
    ],
    ['another version', `${one.name}/package.json`, edit({ version: '9.9.9' }), 'has version 9.9.9, not '],
    ['an install script', `${one.name}/package.json`, edit({ scripts: { install: 'x' } }), 'runs scripts when'],
    ['no licenses of others', `${one.name}/THIRD-PARTY-LICENSES`, rmSync, 'lacks THIRD-PARTY-LICENSES'],
    ['no bill of materials', `${one.name}/sbom.cdx.json`, rmSync, 'lacks sbom.cdx.json'],
    [
      'a bill of materials that is left out of it',
      `${one.name}/package.json`,
      edit({ files: ['THIRD-PARTY-LICENSES'] }),
      'lacks sbom.cdx.json',
    ],
    ['no C library', `${one.name}/package.json`, edit({ libc: undefined }), 'does not name its C library'],
    ['no package at all', `${one.name}`, (path) => rmSync(path, { recursive: true }), 'is missing'],
  ];
  for (const [what, file, change, wanted] of rows) {
    const skip = process.platform === 'win32' && what.includes('executed') && 'files have no such mode on Windows';
    it(`is a platform's package with ${what}`, { skip }, async (t) => {
      const { packages } = await staged(t, { built: [one] });
      change(join(packages, file));
      const problems = check(packages, [one]);
      assert.equal(problems.length, 1, problems.join('\n'));
      assert.ok(problems[0].startsWith(`${packageOf(one)} ${wanted}`), problems[0]);
    });
  }

  const mains = [
    [
      'a platform at another version',
      { optionalDependencies: { [packageOf(one)]: '^0.1.0' } },
      'does not name exactly',
    ],
    ['no platform', { optionalDependencies: {} }, 'does not name exactly'],
    ['dependencies', { dependencies: { x: '1' } }, 'has dependencies'],
    ['an install script', { scripts: { postinstall: 'x' } }, 'runs scripts when it is installed: postinstall'],
    ['the word that it is private', { private: true }, 'is private'],
    ['a file missing', { files: ['gone.js'] }, 'lacks gone.js'],
  ];
  for (const [what, fields, wanted] of mains) {
    it(`is \`npm-token\` with ${what}`, async (t) => {
      const { packages } = await staged(t, { built: [one] });
      edit(fields)(join(packages, 'npm-token', 'package.json'));
      assert.deepEqual(
        check(packages, [one]).map((problem) => problem.slice(0, 10 + wanted.length)),
        [`npm-token ${wanted}`],
      );
    });
  }
});

function edit(fields) {
  return (path) => writeFileSync(path, JSON.stringify({ ...readJson(path), ...fields }));
}
