// Puts beside the binaries what they contain: the licenses and the bill of materials, in each platform's package.
import { copyFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../supply/dependencies.mjs';
import { sbomText } from '../supply/sbom.mjs';

const LICENSES = 'THIRD-PARTY-LICENSES';
const SBOM = 'sbom.cdx.json';

/** The names of both files. */
export const CONTENTS = [LICENSES, SBOM];

/**
 * @param {string} folder of one package, with its manifest and its binaries in it
 * @param {{ triple: string, addon: string, executable: string }} platform
 */
export function addContents(folder, { triple, addon, executable }) {
  const file = join(folder, 'package.json');
  const manifest = JSON.parse(readFileSync(file, 'utf8'));
  const files = [addon, executable].map((name) => join(folder, name));
  copyFileSync(join(root, LICENSES), join(folder, LICENSES));
  writeFileSync(join(folder, SBOM), sbomText({ triple, packageName: manifest.name, files }));
  manifest.files.push(...CONTENTS);
  writeFileSync(file, `${JSON.stringify(manifest, null, 2)}\n`);
}
