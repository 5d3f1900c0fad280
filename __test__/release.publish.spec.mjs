// A release is published whole, in order and once, to a real registry on loopback.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { execFile, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { basename, delimiter, dirname, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { readRelease } from '../scripts/release/publish.mjs';
import { projectWith } from './helpers/folder.mjs';
import { environment, home } from './helpers/isolate.mjs';
import { npmIsMissing } from './helpers/npm.mjs';
import { closedPort } from './helpers/raw.mjs';
import { credentialVariable } from './helpers/registry.mjs';
import { startVerdaccio } from './helpers/verdaccio.mjs';

const SCRIPT = fileURLToPath(new URL('../scripts/release-publish.mjs', import.meta.url));
const PLATFORM = '@npm-token/linux-x64-gnu';

/** Writes tarballs of these manifests into a folder, as `npm pack` makes them. */
function tarballs(t, manifests, contents = '') {
  const folder = projectWith(t);
  for (const [index, manifest] of manifests.entries()) {
    const source = join(folder, `${index}`, 'package');
    mkdirSync(source, { recursive: true });
    writeFileSync(join(source, 'package.json'), JSON.stringify(manifest));
    writeFileSync(join(source, 'contents'), contents);
    const { status } = spawnSync('tar', [
      '-czf',
      join(folder, `${index}.tgz`),
      '-C',
      join(folder, `${index}`),
      'package',
    ]);
    assert.equal(status, 0);
  }
  return folder;
}

const main = (version, platforms = [PLATFORM]) => ({
  name: 'npm-token',
  version,
  optionalDependencies: Object.fromEntries(platforms.map((name) => [name, version])),
});
const platform = (version, name = PLATFORM) => ({ name, version });

describe('the tarballs of a release', () => {
  it('come in the order of their publication', (t) => {
    const folder = tarballs(t, [
      main('1.0.0', [PLATFORM, '@npm-token/b']),
      platform('1.0.0'),
      platform('1.0.0', '@npm-token/b'),
    ]);
    const names = readRelease(folder, 'v1.0.0').map(({ name }) => name);
    assert.deepEqual(names, [PLATFORM, '@npm-token/b', 'npm-token']);
  });

  const refusals = [
    ['without npm-token', [platform('1.0.0')], /there is no tarball of npm-token/],
    [
      'without a platform that npm-token names',
      [main('1.0.0')],
      /there is no tarball of @npm-token\/linux-x64-gnu@1\.0\.0/,
    ],
    [
      'with a platform of another version',
      [main('1.0.0'), platform('1.0.1')],
      /no tarball of @npm-token\/linux-x64-gnu@1\.0\.0/,
    ],
    [
      'with one that npm-token does not name',
      [main('1.0.0'), platform('1.0.0'), platform('1.0.0', '@npm-token/x')],
      /@npm-token\/x@1\.0\.0 is none of/,
    ],
    ['with no platform at all', [main('1.0.0', [])], /names no platform's package/],
    ['of another version than the tag', [main('1.0.1'), platform('1.0.1')], /the tag is v1\.0\.0, the version 1\.0\.1/],
    [
      'all of an older version but npm-token',
      [{ ...main('1.0.0'), optionalDependencies: { [PLATFORM]: '0.9.0' } }, platform('0.9.0')],
      /has another version than npm-token/,
    ],
  ];
  for (const [what, manifests, message] of refusals) {
    it(`are refused ${what}`, (t) => assert.throws(() => readRelease(tarballs(t, manifests), 'v1.0.0'), message));
  }
});

describe('a release', { skip: npmIsMissing }, () => {
  let registry;
  before(async () => {
    registry = await startVerdaccio();
  });
  after(() => registry?.stop());

  const variables = () => ({
    npm_config_registry: registry.url,
    [credentialVariable(registry.url)]: registry.authToken,
    npm_config_cache: join(home, 'npm-cache'),
    npm_config_update_notifier: 'false',
    npm_config_fetch_retries: '0',
  });
  const publish = (folder, words = [], env = {}, cwd = home) => {
    const options = { cwd, env: environment({ ...variables(), ...env }), timeout: 60_000 };
    return new Promise((resolve) => {
      execFile(process.execPath, [SCRIPT, folder, ...words], options, (error, stdout, stderr) =>
        resolve({ code: error?.code ?? 0, stdout, stderr }),
      );
    });
  };
  const published = async (name) => {
    const headers = { authorization: `Bearer ${registry.authToken}` };
    const answer = await fetch(`${registry.url}${name.replace('/', '%2f')}`, { headers });
    return answer.ok ? Object.keys((await answer.json()).versions) : [];
  };
  /** What was said, without npm's own words. */
  const said = ({ stdout }) => stdout.split('\n').filter((line) => / published/.test(line));

  it('is published in order, and not again', async (t) => {
    const folder = tarballs(t, [main('1.0.0'), platform('1.0.0')]);
    const first = await publish(folder, ['--tag', 'v1.0.0']);
    assert.equal(first.code, 0, first.stderr);
    assert.deepEqual(said(first), [`${PLATFORM}@1.0.0 is published`, 'npm-token@1.0.0 is published']);
    const second = await publish(folder);
    assert.equal(second.code, 0, second.stderr);
    assert.deepEqual(said(second), [`${PLATFORM}@1.0.0 is published already`, 'npm-token@1.0.0 is published already']);
  });

  it('is published from a folder that is named from where one is', async (t) => {
    const folder = tarballs(t, [main('1.0.1'), platform('1.0.1')]);
    const ran = await publish(basename(folder), [], {}, dirname(folder));
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(said(ran), [`${PLATFORM}@1.0.1 is published`, 'npm-token@1.0.1 is published']);
  });

  it('that broke off is carried to its end', async (t) => {
    const folder = tarballs(t, [main('1.1.0'), platform('1.1.0')]);
    const { status } = spawnSync('npm', ['publish', join(folder, '1.tgz'), '--access=public'], {
      cwd: home,
      env: environment(variables()),
    });
    assert.equal(status, 0);
    const rest = await publish(folder);
    assert.deepEqual(
      [rest.code, said(rest)],
      [0, [`${PLATFORM}@1.1.0 is published already`, 'npm-token@1.1.0 is published']],
    );
  });

  it('is refused whole if any of it is there with other contents', async (t) => {
    const manifests = [main('1.2.0', [PLATFORM, '@npm-token/b']), platform('1.2.0'), platform('1.2.0', '@npm-token/b')];
    const there = tarballs(t, manifests.slice(1, 2), 'other');
    const { status } = spawnSync('npm', ['publish', join(there, '0.tgz'), '--access=public'], {
      cwd: home,
      env: environment(variables()),
    });
    assert.equal(status, 0);
    const { code, stderr } = await publish(tarballs(t, manifests));
    assert.equal(code, 1);
    assert.equal(stderr, `published already, with other contents: ${PLATFORM}@1.2.0\n`);
    assert.deepEqual(await published('@npm-token/b'), []);
  });

  it('is only told of in a dry run', async (t) => {
    const ran = await publish(tarballs(t, [main('1.3.0'), platform('1.3.0')]), ['--dry-run']);
    assert.equal(ran.code, 0, ran.stderr);
    assert.deepEqual(said(ran), [
      `${PLATFORM}@1.3.0 would be published from 1.tgz`,
      'npm-token@1.3.0 would be published from 0.tgz',
    ]);
    assert.ok(!(await published('npm-token')).includes('1.3.0'));
  });

  it('before its time is not what everybody gets', async (t) => {
    const ran = await publish(tarballs(t, [main('2.0.0-beta.1'), platform('2.0.0-beta.1')]));
    assert.equal(ran.code, 0, ran.stderr);
    const headers = { authorization: `Bearer ${registry.authToken}` };
    const tags = (await (await fetch(`${registry.url}npm-token`, { headers })).json())['dist-tags'];
    assert.equal(tags.next, '2.0.0-beta.1');
    assert.notEqual(tags.latest, '2.0.0-beta.1');
  });

  it('is not published if the registry does not say what is there', async (t) => {
    const url = `http://127.0.0.1:${await closedPort()}/`;
    const { code, stderr } = await publish(tarballs(t, [main('1.4.0'), platform('1.4.0')]), [], {
      npm_config_registry: url,
    });
    assert.equal(code, 1);
    assert.match(stderr, /npm cannot tell whether @npm-token\/linux-x64-gnu@1\.4\.0 is published/);
  });

  it('is not published without a token by an npm that cannot', async (t) => {
    const folder = projectWith(t);
    writeFileSync(join(folder, 'npm'), '#!/bin/sh\necho 11.5.0\n');
    chmodSync(join(folder, 'npm'), 0o755);
    const env = { PATH: `${folder}${delimiter}${process.env.PATH}` };
    const { code, stderr } = await publish(tarballs(t, [main('1.5.0'), platform('1.5.0')]), ['--provenance'], env);
    assert.deepEqual([code, stderr], [1, 'npm 11.5.0 cannot publish without a token: 11.5.1 or newer can\n']);
  });
});
