// Checks the files of a target, and says what was found.
import { relative } from 'node:path';
import { check } from './check.mjs';
import { artifactsOf, root } from './targets.mjs';

/** How much of what breaks a rule is shown. */
const SHOWN = 10;

/** Prints a line for each file that is fine, and one for each rule that is broken. Gives the broken rules. */
export function report(target) {
  const artifacts = artifactsOf(target);
  return ['addon', 'executable'].flatMap((kind) => {
    const name = relative(root, artifacts[kind]);
    const failures = check(artifacts[kind], target, kind);
    if (failures.length === 0) console.log(`${name}: fine`);
    for (const { rule, found } of failures) console.error(`${name}: ${rule}: ${shorten(found)}`);
    return failures.map(({ rule }) => rule);
  });
}

/** Puts what breaks a rule into a few words. @param {string[]} found */
export function shorten(found) {
  const rest = found.length - SHOWN;
  return found.slice(0, SHOWN).join(', ') + (rest > 0 ? `, and ${rest} more` : '');
}
