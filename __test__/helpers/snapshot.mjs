// What is in folders.
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Everything in some folders: the text of each file by its path, and of anything else its kind. */
export function contents(folders) {
  const paths = folders.flatMap((folder) => readdirSync(folder, { recursive: true }).map((name) => join(folder, name)));
  return Object.fromEntries(paths.map((path) => [path, describe(path)]));
}

function describe(path) {
  const facts = lstatSync(path);
  return facts.isFile() ? `${facts.mode} ${readFileSync(path, 'latin1')}` : `kind ${facts.mode}`;
}
