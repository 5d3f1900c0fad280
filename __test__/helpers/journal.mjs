// The journal of a test's own.
import './isolate.mjs';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectWith } from './folder.mjs';

/**
 * Makes a folder for the state of programs, which is gone after the test.
 * @param {import('node:test').TestContext} t
 */
export function stateFor(t) {
  const folder = projectWith(t);
  const notes = join(folder, 'npm-token');
  return {
    /** The variable that leads there. */
    env: { XDG_STATE_HOME: folder },
    /** Where the notes are. */
    folder: notes,
    /** The paths of the notes. */
    files: () => (existsSync(notes) ? readdirSync(notes).map((name) => join(notes, name)) : []),
    /** What the notes say, each with its lines as one object. */
    notes() {
      return this.files().map((file) => {
        const lines = readFileSync(file, 'utf8').trimEnd().split('\n');
        return Object.assign({}, ...lines.map((line) => JSON.parse(line)));
      });
    },
  };
}
