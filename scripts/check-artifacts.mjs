// Checks what was built, each file against the rules of its target: npm run check:artifacts [-- <target>…]
//
// Without targets it checks all there are in `artifacts`. It needs no tool, and runs on any system.
import { existsSync } from 'node:fs';
import { relative } from 'node:path';
import { check } from './native/check.mjs';
import { artifactsOf, findTarget, root, TARGETS } from './native/targets.mjs';

const words = process.argv.slice(2);
const unknown = words.find((word) => findTarget(word) === undefined);
if (unknown !== undefined) end(`unknown target ${unknown}; there are ${TARGETS.map(({ name }) => name).join(', ')}`);
const targets =
  words.length > 0 ? words.map(findTarget) : TARGETS.filter((target) => existsSync(artifactsOf(target).folder));
if (targets.length === 0) end('nothing was built yet; see `npm run build:target -- --list`');

for (const target of targets) {
  const artifacts = artifactsOf(target);
  for (const kind of ['addon', 'executable']) {
    const name = relative(root, artifacts[kind]);
    const failures = check(artifacts[kind], target, kind);
    if (failures.length === 0) console.log(`${name}: fine`);
    for (const { rule, found } of failures) console.error(`${name}: ${rule}: ${found.join(', ')}`);
    if (failures.length > 0) process.exitCode = 1;
  }
}

function end(message) {
  console.error(message);
  process.exit(2);
}
