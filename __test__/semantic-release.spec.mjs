// The real semantic-release with the plugin, in a real repository.
import './helpers/isolate.mjs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../scripts/release/platforms.mjs';
import { CASES } from './helpers/release-cases.mjs';
import { checkRelease, titleOf } from './helpers/release-check.mjs';
import { NOTE, releaseProject } from './helpers/release-project.mjs';

const PROGRAM = [process.execPath, join(root, 'node_modules/semantic-release/bin/semantic-release.js'), '--no-ci'];

/** A project that publishes by a plugin of its own, which only notes that it did. The token is in `NPM_TOKEN` alone. */
function projectFor(t, options = {}) {
  const plugins = ['@semantic-release/commit-analyzer', ['npm-token/semantic-release', options], './publish.cjs'];
  return releaseProject(t, {
    '.releaserc.json': JSON.stringify({ branches: ['main'], plugins }),
    'publish.cjs': `exports.publish = async () => { ${NOTE} };`,
  });
}

describe('semantic-release', () => {
  for (const one of CASES) {
    it(titleOf(one), async (t) => {
      const project = () => projectFor(t, one.options);
      await checkRelease(t, one, { program: PROGRAM, project, tag: 'v1.0.0' });
    });
  }
});
