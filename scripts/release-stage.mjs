// Stages, checks and packs the packages of a release from the artifacts of all platforms, and publishes nothing. What is
// to be published is then listed in `npm/packed.json`, in the order in which it is.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { check } from './release/check.mjs';
import { lint } from './release/lint.mjs';
import { pack } from './release/pack.mjs';
import { platforms, root } from './release/platforms.mjs';
import { stage } from './release/stage.mjs';

const folder = join(root, 'npm');
const paths = await stage(folder, join(root, 'artifacts'), platforms);
const packed = pack(paths, join(folder, 'tarballs'));
const problems = [...check(folder, platforms), ...(await lint(packed))];
for (const problem of problems) console.error(problem);
if (problems.length > 0) process.exitCode = 1;
else writeFileSync(join(folder, 'packed.json'), `${JSON.stringify(packed.map(described), null, 2)}\n`);

function described({ name, version, path, integrity, size }) {
  console.log(`${name}@${version}: ${size} bytes`);
  return { name, version, path, integrity };
}
