// Checks what was built, each file against the rules of its target: npm run check:artifacts [-- <target>…]
//
// Without targets it checks all there are in `artifacts`. It needs no tool, and runs on any system.
import { existsSync } from 'node:fs';
import { report } from './native/report.mjs';
import { artifactsOf, findTarget, TARGETS } from './native/targets.mjs';

const words = process.argv.slice(2);
const unknown = words.find((word) => findTarget(word) === undefined);
if (unknown !== undefined) end(`unknown target ${unknown}; there are ${TARGETS.map(({ name }) => name).join(', ')}`);
const targets =
  words.length > 0 ? words.map(findTarget) : TARGETS.filter((target) => existsSync(artifactsOf(target).folder));
if (targets.length === 0) end('nothing was built yet; see `npm run build:target -- --list`');

if (targets.flatMap(report).length > 0) process.exitCode = 1;

function end(message) {
  console.error(message);
  process.exit(2);
}
