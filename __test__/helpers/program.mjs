// What is run as the command: the npm bin, or the executable that `NPM_TOKEN_EXECUTABLE` names. Imported before the
// environment is emptied.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
const suffix = process.platform === 'win32' ? '.exe' : '';
const given = process.env.NPM_TOKEN_EXECUTABLE;

/** The launcher in JavaScript. */
export const launcher = resolve(root, 'src/js/cli.js');

/** The words that run the npm bin, which every other bin of ours is compared with. */
export const NPM_BIN = [process.execPath, launcher];

/** The words that run the executable: the one that is tested, or the one `npm run test:js` has built. */
export const EXECUTABLE = [resolve(given ?? `${root}/target/debug/npm-token${suffix}`)];

/** The words that run the command under test. */
export const PROGRAM = given ? EXECUTABLE : NPM_BIN;

/** Why what only the npm bin does is not tested, or false. */
export const notNpmBin = given !== undefined && 'the executable is under test';
