// Tokens to be rotated, and how it is seen which of them work.
import { createToken, listTokens, rotateToken } from './addon.mjs';
import { connectionTo } from './registry.mjs';

/** A token that can only read, with everything the public registry knows of one. */
export const OLD = {
  key: '00000001-aaaa-4bbb-8ccc-000000000001',
  name: 'ci',
  description: 'for CI',
  token: `npm_aB1D${'x'.repeat(28)}7891`,
  created: '2026-10-01T00:00:00.000Z',
  expiry: new Date(Date.now() + 40 * 24 * 60 * 60 * 1000).toISOString(),
  cidr: ['127.0.0.0/8'],
  permissions: [{ name: 'package', action: 'read' }],
  scopes: [
    { type: 'package', name: '@acme/app' },
    { type: 'scope', name: '@acme' },
  ],
};

/** Rotates the token `ci`. */
export const rotating = (sandbox, options) =>
  rotateToken({ ...connectionTo(sandbox), name: 'ci', expires: 30, password: sandbox.password, ...options });

/** Whether a registry knows a value. */
export async function works(registry, token) {
  const answer = await fetch(new URL('-/whoami', registry), { headers: { authorization: `Bearer ${token}` } });
  return answer.ok;
}

/** The keys of the tokens that a registry lists. */
export const keysOf = (sandbox) => sandbox.tokens.map(({ key }) => key);

/** Creates a token on a registry of the classic kind, and gives it as that lists it. */
export async function classicToken(sandbox, options) {
  const { key, token } = await createToken({ ...connectionTo(sandbox), password: sandbox.password, ...options });
  const row = (await listTokens(connectionTo(sandbox))).find((one) => one.key === key);
  return { ...row, value: token };
}
