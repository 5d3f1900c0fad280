import { createHash, randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';

/** @typedef {import('./store.mjs').Row} Row */

/** @param {Row} row */
export function classicRow(row) {
  return { ...base(row), automation: row.automation };
}

/** @param {Row} row */
export function granularRow(row) {
  const { name, description, allowedPackages, allowedScopes, expiry } = row;
  return { name, description, allowedPackages, allowedScopes, expiredAt: expiry, ...base(row), type: 'granular' };
}

/** What a creation answers: no expiry and no description. @param {Row} row */
export function madeRow({ token, key, cidr, readonly, automation, created }) {
  return { token, key, cidr_whitelist: cidr, readonly, automation, created, updated: created };
}

/** Every use of a token moves its `updated`. @param {Row} row */
function base({ token, key, cidr, readonly, created, updated, accessed }) {
  const dates = { created, updated: updated ?? accessed ?? created, lastUsedAt: accessed };
  return { token: token.slice(0, 8), key, cidr_whitelist: cidr, readonly, ...dates };
}

/** `cnpm_`, 24 random bytes and their checksum. */
export function mint() {
  const secret = randomBytes(24);
  return `cnpm_${base62(BigInt(`0x${secret.toString('hex')}`))}_${base62(BigInt(crc32(secret)))}`;
}

/** The key can be computed by whoever has the value. @param {string} token */
export function keyOf(token) {
  return createHash('sha512').update(token).digest('hex');
}

function base62(number) {
  const letters = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
  let text = '';
  for (let rest = number; rest > 0n; rest /= 62n) text = letters[Number(rest % 62n)] + text;
  return text;
}
