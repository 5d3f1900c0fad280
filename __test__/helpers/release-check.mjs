// What holds of every release, whatever the tool: it goes on or stops as its case says, and shows no token.
import './isolate.mjs';
import assert from 'node:assert/strict';
import { run } from './cli.mjs';
import { sandboxFor } from './registry.mjs';
import { PUBLISHER, VALUE } from './release-cases.mjs';
import { GIT, isUntouched, outcome } from './release-project.mjs';
import { forms } from './secrets.mjs';

/** The title of a case. @param {import('./release-cases.mjs').ReleaseCase} one */
export function titleOf({ title, goesOn }) {
  return `${goesOn ? 'goes on' : 'stops before anything is changed'} with ${title}`;
}

/**
 * Releases a project from a sandbox that has the token of a case.
 * @param {import('node:test').TestContext} context
 * @param {import('./release-cases.mjs').ReleaseCase} one
 * @param {object} tool
 * @param {string[]} tool.program the words that run it
 * @param {(sandbox: import('npm-token/sandbox').Sandbox) => { folder: string, remote: string }} tool.project
 * @param {string} tool.tag what it calls the release
 */
export async function checkRelease(context, { row, fault, goesOn, says }, { program, project, tag }) {
  const sandbox = await sandboxFor(context, { tokens: [{ ...PUBLISHER, ...row }] });
  if (fault) sandbox.inject(fault);
  const made = project(sandbox);
  const env = { ...GIT, npm_config_registry: sandbox.url, npm_config_fetch_retries: '0', NPM_TOKEN: VALUE };
  const { code, stdout, stderr } = await run([], { program, cwd: made.folder, env });
  const said = `${stdout}${stderr}`;
  assert.ok(said.includes(says), said);
  const tags = goesOn ? [tag] : [];
  assert.deepEqual(
    { code, ...outcome(made) },
    { code: goesOn ? 0 : 1, published: goesOn ? 'published' : '', tags, pushed: tags },
  );
  if (!goesOn) assert.ok(isUntouched(made));
  const sent = sandbox.requests.map(({ method, headers }) => `${method} ${headers.authorization}`);
  assert.ok(sent.every((line) => line === `GET Bearer ${VALUE}`));
  for (const form of forms(VALUE)) assert.ok(!said.includes(form));
}
