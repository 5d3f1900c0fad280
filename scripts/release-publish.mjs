// Publishes the tarballs of a release: node scripts/release-publish.mjs <folder> [--tag vX.Y.Z] [--provenance] [--dry-run]
import { parseArgs } from 'node:util';
import { publish, readRelease } from './release/publish.mjs';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    tag: { type: 'string' },
    provenance: { type: 'boolean', default: false },
    'dry-run': { type: 'boolean', default: false },
  },
});

try {
  if (positionals.length !== 1) throw new Error('give the folder with the tarballs');
  const release = readRelease(positionals[0], values.tag);
  publish(release, { dryRun: values['dry-run'], provenance: values.provenance, say: console.log });
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
