// What has to hold of each binary that is published, wherever it was built: the rules for its target, and that it has the
// list of its dependencies.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from '../native/check.mjs';
import { shorten } from '../native/report.mjs';
import { findTarget } from '../native/targets.mjs';
import { embeddedProblems } from '../supply/audit.mjs';

/** The rules without which nothing else can be asked of a file. */
const UNREADABLE = ['file', 'format'];

/**
 * Gives a line for each thing that is wrong with the two binaries of a platform.
 * @param {string} artifacts a folder with `<platform>/`
 * @param {import('./platforms.mjs').Platform} platform
 * @returns {string[]}
 */
export function binaryProblems(artifacts, { name, triple, addon, executable }) {
  return Object.entries({ addon, executable }).flatMap(([kind, file]) => {
    const path = join(artifacts, name, file);
    const broken = check(path, findTarget(triple), kind);
    const isReadable = !broken.some(({ rule }) => UNREADABLE.includes(rule));
    const said = [
      ...broken.map(({ rule, found }) => `${rule}: ${shorten(found)}`),
      ...(isReadable ? embeddedProblems(readFileSync(path), triple, kind) : []),
    ];
    return said.map((what) => `${name}/${file}: ${what}`);
  });
}
