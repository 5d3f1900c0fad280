// The two scripts that the README has for tools without plugins, run by the real npm before the real tools.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../scripts/release/platforms.mjs';
import { noShell, run } from './helpers/cli.mjs';
import { npmrcOf } from './helpers/config.mjs';
import { projectWith } from './helpers/folder.mjs';
import { linkCommand } from './helpers/installation.mjs';
import { home } from './helpers/isolate.mjs';
import { sandboxFor } from './helpers/registry.mjs';
import { PACKAGE, PUBLISHER, VALUE } from './helpers/release-cases.mjs';
import { GIT, outcome, releaseProject } from './helpers/release-project.mjs';
import { forms } from './helpers/secrets.mjs';

const readme = readFileSync(join(root, 'README.md'), 'utf8');
/** The scripts, as they are documented for changesets. */
const SCRIPTS = JSON.parse(`{${/^"check-token": [^`]*/m.exec(readme)[0]}}`);
const CHANGESETS = 'changeset publish';

const json = (value) => `${JSON.stringify(value)}\n`;
/** The package, in a repository of several. */
const workspaces = { name: 'all', private: true, workspaces: ['packages/*'] };
const member = {
  'packages/app/package.json': json({ name: PACKAGE, version: '1.0.0', publishConfig: { access: 'public' } }),
};

/** Each tool's command, as the README has it, the project it releases, and the tag that is made of that. */
const TOOLS = {
  changesets: {
    command: CHANGESETS,
    manifest: { name: PACKAGE, version: '1.0.0' },
    files: { '.changeset/config.json': json({ baseBranch: 'main', access: 'public' }) },
    tag: 'v1.0.0',
  },
  lerna: {
    command: 'lerna publish patch --yes',
    manifest: workspaces,
    files: { ...member, 'lerna.json': json({ version: '1.0.0', packages: ['packages/*'] }) },
    tag: 'v1.0.1',
  },
  nx: {
    command: 'nx release patch --yes',
    manifest: workspaces,
    files: {
      ...member,
      'nx.json': json({ release: { projects: ['packages/*'], changelog: { automaticFromRef: true } } }),
    },
    linked: ['nx', '@nx/js'],
    tag: 'v1.0.1',
  },
};

/** Tokens that stop a release. The script that stops it is the same for all tools. */
const UNFIT = [
  ['an expired one', { expiry: '2020-01-01T00:00:00.000Z' }, 'not good: the registry refuses the token'],
  ['one for another package', { scopes: [{ type: 'package', name: 'x' }] }, 'not good: it is not for `@acme/app`'],
  ['a read-only one', { permissions: [{ name: 'package', action: 'read' }] }, 'not good: it cannot publish'],
];

/** Releases a package with a token by `npm run release`. */
async function release(t, { command, manifest, files, linked }, row) {
  const sandbox = await sandboxFor(t, { tokens: [{ ...PUBLISHER, ...row }] });
  // The sandbox has no packages, and keeps none.
  sandbox.inject({ method: 'PUT', status: 201, json: { ok: true } });
  const scripts = { ...SCRIPTS, release: SCRIPTS.release.replace(CHANGESETS, command) };
  const project = releaseProject(t, { 'package.json': json({ ...manifest, scripts }), ...files }, linked);
  linkCommand(project.folder);
  const ran = await run([], {
    program: ['npm', 'run', 'release'],
    cwd: project.folder,
    env: {
      ...GIT,
      // Where npm looks after the project's own commands.
      PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
      NPM_TOKEN: VALUE,
      NX_DAEMON: 'false',
      NX_NO_CLOUD: 'true',
      npm_config_audit: 'false',
      npm_config_cache: join(home, 'npm-cache'),
      npm_config_update_notifier: 'false',
      npm_config_userconfig: join(projectWith(t, npmrcOf(sandbox, '${NPM_TOKEN}')), '.npmrc'),
    },
  });
  const said = `${ran.stdout}${ran.stderr}`;
  for (const form of forms(VALUE)) assert.ok(!said.includes(form));
  const puts = sandbox.requests.filter(({ method }) => method !== 'GET').map(({ method, path }) => `${method} ${path}`);
  return { code: ran.code, said, puts, tags: outcome(project).tags };
}

for (const [name, tool] of Object.entries(TOOLS)) {
  describe(name, { skip: noShell }, () => {
    it('has its command in the README', () => {
      assert.ok(readme.replaceAll(/\s+/g, ' ').includes(`\`${tool.command}\``));
    });

    it('publishes with a good token', async (t) => {
      const { code, said, puts, tags } = await release(t, tool);
      assert.ok(said.includes('good. Token '), said);
      assert.deepEqual({ code, puts, tags }, { code: 0, puts: ['PUT /@acme%2fapp'], tags: [tool.tag] }, said);
    });

    for (const [title, row, says] of tool === TOOLS.changesets ? UNFIT : UNFIT.slice(0, 1)) {
      it(`publishes nothing with ${title}`, async (t) => {
        const { code, said, puts, tags } = await release(t, tool, row);
        assert.ok(said.includes(says), said);
        assert.deepEqual({ code, puts, tags }, { code: 3, puts: [], tags: [] });
      });
    }
  });
}
