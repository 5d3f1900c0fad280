// Folders with configuration files.
import './isolate.mjs';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { home } from './isolate.mjs';
import { discard } from './record.mjs';

/**
 * Makes a folder that is removed after the test, with a project's `.npmrc` in it.
 * @param {import('node:test').TestContext} context
 * @param {string} [npmrc]
 */
export function projectWith(context, npmrc) {
  const folder = mkdtempSync(join(home, 'project-'));
  context.after(() => discard(folder));
  if (npmrc !== undefined) writeNpmrc(folder, npmrc);
  return folder;
}

/**
 * Makes a folder for what the product writes a token to on request. It is gone after the test in any case: elsewhere a token
 * is a leak.
 * @param {import('node:test').TestContext} context
 */
export function folderForTokens(context) {
  const folder = mkdtempSync(join(home, 'tokens-'));
  context.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** Writes a folder's `.npmrc`. */
export function writeNpmrc(folder, text) {
  writeFileSync(join(folder, '.npmrc'), text);
}
