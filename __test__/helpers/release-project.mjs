// Projects that a release tool can release: a git repository with npm-token installed as it is published, and a remote
// beside it that is a repository too.
import './isolate.mjs';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { host, root } from '../../scripts/release/platforms.mjs';
import { projectOf } from './installation.mjs';
import { environment, home } from './isolate.mjs';
import { PACKAGE } from './release-cases.mjs';

/** Where a project's release is noted by what stands for publishing. */
const PUBLISHED = 'published';

const person = { NAME: 'Test', EMAIL: 'test@example.com' };
/** What git needs, and nothing of the machine's. */
export const GIT = {
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_TERMINAL_PROMPT: '0',
  ...Object.fromEntries(
    Object.entries(person).flatMap(([field, value]) => [
      [`GIT_AUTHOR_${field}`, value],
      [`GIT_COMMITTER_${field}`, value],
    ]),
  ),
};

/**
 * Makes a project with one commit that asks for a release, which is removed after the test.
 * @param {import('node:test').TestContext} context
 * @param {Record<string, string>} files what it has beside its manifest
 * @param {string[]} [linked] development dependencies of ours that it has too
 */
export function releaseProject(context, files, linked = []) {
  const folder = projectOf(context, [{ platform: host.name }]);
  const remote = mkdtempSync(join(home, 'remote-'));
  context.after(() => rmSync(remote, { recursive: true, force: true }));
  for (const name of linked) {
    const link = join(folder, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(join(root, 'node_modules', name), link, 'junction');
  }
  const manifest = JSON.stringify({ name: PACKAGE, version: '1.0.0', repository: remote });
  const all = { 'package.json': manifest, '.gitignore': `node_modules\n${PUBLISHED}\n`, ...files };
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }

  git(remote, 'init', '--quiet', '--bare', '--initial-branch=main');
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'remote', 'add', 'origin', remote);
  git(folder, 'add', '.');
  git(folder, 'commit', '--quiet', '--message=feat: all of it');
  git(folder, 'push', '--quiet', '--set-upstream', 'origin', 'main');
  return { folder, remote };
}

/** A module that notes a publication, for plugins that stand for publishing. */
export const NOTE = `require('node:fs').appendFileSync(${JSON.stringify(PUBLISHED)}, 'published');`;

/** What came of a release: how often the package was published, and the tags here and at the remote. */
export function outcome({ folder, remote }) {
  const note = join(folder, PUBLISHED);
  return {
    published: existsSync(note) ? readFileSync(note, 'utf8') : '',
    tags: git(folder, 'tag').split('\n').filter(Boolean),
    pushed: git(remote, 'tag').split('\n').filter(Boolean),
  };
}

/** Tells whether a project is as it was made, but for what git ignores. */
export function isUntouched({ folder }) {
  return git(folder, 'status', '--porcelain') === '' && git(folder, 'rev-list', '--count', 'HEAD') === '1\n';
}

function git(cwd, ...words) {
  return execFileSync('git', words, { cwd, env: environment(GIT), encoding: 'utf8' });
}
