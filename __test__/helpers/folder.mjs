// Folders with configuration files.
import './isolate.mjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { home } from './isolate.mjs';

/**
 * Makes a folder that is removed after the test, with a project's `.npmrc` in it.
 * @param {import('node:test').TestContext} context
 * @param {string} [npmrc]
 */
export function projectWith(context, npmrc) {
  const folder = mkdtempSync(join(home, 'project-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  if (npmrc !== undefined) writeNpmrc(folder, npmrc);
  return folder;
}

/** Writes a folder's `.npmrc`. */
export function writeNpmrc(folder, text) {
  writeFileSync(join(folder, '.npmrc'), text);
}
