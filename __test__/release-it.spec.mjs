// The real release-it with the plugin, in a real repository.
import './helpers/isolate.mjs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { root } from '../scripts/release/platforms.mjs';
import { nerf } from './helpers/config.mjs';
import { CASES } from './helpers/release-cases.mjs';
import { checkRelease, titleOf } from './helpers/release-check.mjs';
import { NOTE, releaseProject } from './helpers/release-project.mjs';

const PROGRAM = [
  process.execPath,
  join(root, 'node_modules/release-it/bin/release-it.js'),
  '--ci',
  '--increment=minor',
];

/**
 * A project that publishes by a plugin of its own, which only notes that it did. The token is named by the project's
 * `.npmrc`, which refers to a variable.
 */
function projectFor(t, { url }, options = {}) {
  const config = { npm: { publish: false }, plugins: { 'npm-token/release-it': options, './publish.mjs': {} } };
  const publish = `
    import { createRequire } from 'node:module';
    import { Plugin } from 'release-it';
    const require = createRequire(import.meta.url);
    export default class Publish extends Plugin {
      release() { ${NOTE} }
    }
  `;
  const files = {
    '.release-it.json': JSON.stringify(config),
    '.npmrc': `${nerf(url)}:_authToken=\${NPM_TOKEN}\n`,
    'publish.mjs': publish,
  };
  return releaseProject(t, files, ['release-it']);
}

describe('release-it', () => {
  for (const one of CASES) {
    it(titleOf(one), async (t) => {
      const project = (sandbox) => projectFor(t, sandbox, one.options);
      await checkRelease(t, one, { program: PROGRAM, project, tag: '1.1.0' });
    });
  }
});
