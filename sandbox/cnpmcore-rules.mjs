import { fail } from './cnpmcore-gate.mjs';

/** A check gives what is wrong with a value, or undefined. @typedef {(value: unknown) => string | undefined} Check */

/** @returns {Check} */
const text = (least, most) => (value) => {
  if (typeof value !== 'string') return 'must be string';
  if (value.length < least) return `must NOT have fewer than ${least} characters`;
  return value.length > most ? `must NOT have more than ${most} characters` : undefined;
};

/** @returns {Check} */
const days = (least, most) => (value) => {
  if (typeof value !== 'number') return 'must be number';
  if (value < least) return `must be >= ${least}`;
  return value > most ? `must be <= ${most}` : undefined;
};

/** @returns {Check} */
const list = (mostItems, mostCharacters) => (value) => {
  if (!Array.isArray(value)) return 'must be array';
  if (value.length > mostItems) return `must NOT have more than ${mostItems} items`;
  return value.map(text(0, mostCharacters)).find((wrong) => wrong !== undefined);
};

/** @type {Check} */
const flag = (value) => (typeof value === 'boolean' ? undefined : 'must be boolean');

export const LOGIN = { required: ['name', 'password', 'type'], fields: { password: text(8, 100) } };

export const CLASSIC = {
  required: ['password'],
  fields: { password: text(8, 100), readonly: flag, automation: flag, cidr_whitelist: list(10, 100) },
};

export const GRANULAR = {
  required: ['name', 'expires'],
  fields: {
    name: text(0, 255),
    expires: days(1, 365),
    description: text(0, 255),
    readonly: flag,
    automation: flag,
    cidr_whitelist: list(10, 100),
    allowedPackages: list(50, 100),
    allowedScopes: list(50, 100),
  },
};

/**
 * Throws for the first thing wrong with a body.
 * @param {{ required: string[], fields: Record<string, Check> }} rules
 * @param {Record<string, unknown>} body
 */
export function validate({ required, fields }, body) {
  const missing = required.find((name) => body[name] === undefined);
  if (missing) throw fail(422, 'INVALID_PARAM', `must have required property '${missing}'`);
  for (const [name, check] of Object.entries(fields)) {
    const wrong = body[name] === undefined ? undefined : check(body[name]);
    if (wrong) throw fail(422, 'INVALID_PARAM', `${name}: ${wrong}`);
  }
}
