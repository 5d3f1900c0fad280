// Tokens to revoke many of.
import assert from 'node:assert/strict';
import { credentialVariable, lines } from './registry.mjs';

const DAY = 24 * 60 * 60 * 1000;

/** A time so many days from now. */
export const at = (days) => new Date(Date.now() + days * DAY).toISOString();
export const uuid = (number) => `${String(number).padStart(8, '0')}-aaaa-4bbb-8ccc-000000000000`;
export const value = (start, end) => `npm_${start}${'x'.repeat(28)}${end}`;

export const ONE = { key: uuid(1), name: 'tmp-1', token: value('aB1D', '7891'), expiry: at(-1) };
export const TWO = { key: uuid(2), name: 'tmp-2', token: value('aB2D', '7892'), expiry: at(-2) };
/** One that may revoke others. */
export const OWN = { key: uuid(3), name: 'tmp-own', token: value('aB3D', '7893'), expiry: at(5), readonly: false };
export const CI = { key: uuid(4), name: 'ci', token: value('aB4D', '7894'), expiry: at(9) };
export const TOKENS = [OWN, ONE, TWO, CI];

/** The names of the tokens that are left. */
export const left = (sandbox) => sandbox.tokens.map(({ name }) => name);

export const methods = (sandbox) => sandbox.requests.map(({ method }) => method);

/** The keys of the tokens for which a DELETE came, in that order. */
export const deleted = (sandbox) =>
  lines(sandbox).flatMap((line) => (line.startsWith('DELETE ') ? [line.slice(line.lastIndexOf('/') + 1)] : []));

/** The environment of a command that authenticates with a listed token. */
export const as = (sandbox, { token }) => ({ [credentialVariable(sandbox.url)]: token });

/** No full value of a token is in what was printed. */
export function isSilent(texts, tokens = TOKENS) {
  for (const { token } of tokens) assert.ok(!texts.join('\n').includes(token));
}
