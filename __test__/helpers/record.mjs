// Keeps what the product says while the tests run, so that all of it can be searched for secrets afterwards; see
// scripts/secrets.mjs. Imported before the environment is emptied. Without a folder to keep it in, nothing is kept.
import { appendFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { inspect } from 'node:util';

const folder = process.env.NPM_TOKEN_RECORD;

/**
 * Notes what a command has printed. Where a new token was asked for, its standard output has it.
 * @param {string[]} words the command line
 * @param {{ stdout: string, stderr?: string }} printed
 */
export function recordCommand(words, { stdout, stderr }) {
  const isAsked = words.some((word) => /\b(create|rotate)\b/.test(word));
  record({ isAsked, text: stdout });
  record({ isAsked: false, text: stderr });
}

/** Notes an error, in every way in which it can be shown. @param {unknown} error */
export function recordError(error) {
  if (!folder) return;
  const all = { depth: Number.POSITIVE_INFINITY, showHidden: true, maxStringLength: null };
  // A signal's reason may be anything.
  const json = JSON.stringify(error, (_name, value) => (typeof value === 'bigint' ? String(value) : value));
  const texts = [error?.message, error?.stack, error?.hint, String(error), json, inspect(error, all)];
  record({ isAsked: false, text: texts.join('\n') });
}

/** Removes a folder of a test, unless what was written there is searched too. @param {string} path */
export function discard(path) {
  if (!folder) rmSync(path, { recursive: true, force: true });
}

function record(entry) {
  if (folder) appendFileSync(join(folder, `${process.pid}.jsonl`), `${JSON.stringify(entry)}\n`);
}
