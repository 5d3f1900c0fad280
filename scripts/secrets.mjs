// Searches everything that a test run has written for the secrets of the tests.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { forms, OF_ENVIRONMENT, PASSWORD, SECRETS, TYPED } from '../__test__/helpers/secrets.mjs';

const KNOWN = [...Object.values(SECRETS), PASSWORD, TYPED, OF_ENVIRONMENT].flatMap(forms);

/** Full tokens as registries make them up; the sandbox makes new ones all the time. */
const TOKENS = [/\bnpms?_[A-Za-z\d]{36,}/, /\bcnpm_[A-Za-z\d]{20,}_[A-Za-z\d]+/, /(?<![A-Za-z\d+/])[A-Za-z\d+/]{66}==/];

/** What the tests themselves write with secrets in it, and what npm writes, which is not ours; and copies of the binaries, in which
 * texts touch that are none together. */
const NOT_OURS = [/npmrc$/, /[\\/]npm-cache[\\/]/, /\.pem$/, /\.node$/, /[\\/]npm-token(\.exe)?$/];

/**
 * Gives a line for each secret that was found.
 * @param {{ records: string, files: string, output: string }} written the folder of the records, that of the temporary
 *   files, and the file with what the test runner has printed
 */
export function findSecrets({ records, files, output }) {
  const entries = readdirSync(records).flatMap((name) =>
    readFileSync(join(records, name), 'utf8').trimEnd().split('\n').map(JSON.parse),
  );
  const texts = [
    ...entries.map(({ isAsked, text }) => ({ where: 'what the product said', text, isAsked })),
    ...walk(files)
      .filter((path) => !NOT_OURS.some((pattern) => pattern.test(path)))
      .map((path) => ({ where: path, text: readFileSync(path, 'latin1'), isAsked: false })),
    { where: output, text: readFileSync(output, 'utf8'), isAsked: false },
  ];
  const found = texts.flatMap(({ where, text = '', isAsked }) => {
    const known = KNOWN.filter((secret) => text.includes(secret));
    const tokens = isAsked ? [] : TOKENS.map((pattern) => pattern.exec(text)?.[0]).filter(Boolean);
    return [...known, ...tokens].map((secret) => `${where}: ${around(text, secret)}`);
  });
  return { searched: texts.length, said: entries.length, found };
}

function around(text, secret) {
  const at = text.indexOf(secret);
  return JSON.stringify(text.slice(Math.max(0, at - 60), at + secret.length + 20));
}

function walk(folder) {
  return readdirSync(folder, { recursive: true })
    .map((name) => join(folder, name))
    .filter((path) => statSync(path, { throwIfNoEntry: false })?.isFile());
}
