// The two scripts that the README has for tools without plugins, run by the real npm before the real changesets.
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
/** The scripts, as they are documented. */
const scripts = JSON.parse(`{${/^"check-token": [^`]*/m.exec(readme)[0]}}`);

/** Releases a package with a token by `npm run release`. */
async function release(t, row) {
  const sandbox = await sandboxFor(t, { tokens: [{ ...PUBLISHER, ...row }] });
  // The sandbox has no packages, and keeps none.
  sandbox.inject({ method: 'PUT', status: 201, json: { ok: true } });
  const project = releaseProject(t, {
    'package.json': JSON.stringify({ name: PACKAGE, version: '1.0.0', scripts }),
    '.changeset/config.json': JSON.stringify({ baseBranch: 'main', access: 'public' }),
  });
  linkCommand(project.folder);
  const ran = await run([], {
    program: ['npm', 'run', 'release'],
    cwd: project.folder,
    env: {
      ...GIT,
      // Where npm looks after the project's own commands.
      PATH: [join(root, 'node_modules/.bin'), process.env.PATH].join(delimiter),
      NPM_TOKEN: VALUE,
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

describe('changesets', { skip: noShell }, () => {
  it('publishes with a good token', async (t) => {
    const { code, said, puts, tags } = await release(t);
    assert.ok(said.includes('good. Token '), said);
    assert.deepEqual({ code, puts, tags }, { code: 0, puts: ['PUT /@acme%2fapp'], tags: ['v1.0.0'] });
  });

  for (const [title, row, says] of [
    ['an expired one', { expiry: '2020-01-01T00:00:00.000Z' }, 'not good: the registry refuses the token'],
    ['one for another package', { scopes: [{ type: 'package', name: 'x' }] }, 'not good: it is not for `@acme/app`'],
    ['a read-only one', { permissions: [{ name: 'package', action: 'read' }] }, 'not good: it cannot publish'],
  ]) {
    it(`publishes nothing with ${title}`, async (t) => {
      const { code, said, puts, tags } = await release(t, row);
      assert.ok(said.includes(says), said);
      assert.deepEqual({ code, puts, tags }, { code: 3, puts: [], tags: [] });
    });
  }
});
