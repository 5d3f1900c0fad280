// Lists that change while they are read: between any two requests tokens are created and revoked, by a seed.
import { randomUUID } from 'node:crypto';
import { TOKENS } from './sandbox.mjs';

/**
 * Rows with the newest last or first, kept here and not by the sandbox, for forms of paging that it does not have.
 * @param {number} size
 * @param {'newest last' | 'newest first'} order
 */
export function rowsOf(size, order) {
  let keys = Array.from({ length: size }, () => randomUUID());
  return {
    get keys() {
      return keys;
    },
    create() {
      keys = order === 'newest last' ? [...keys, randomUUID()] : [randomUUID(), ...keys];
    },
    revoke(key) {
      keys = keys.filter((other) => other !== key);
    },
  };
}

/** The rows of a sandbox itself, which are created and revoked by its own means. */
export function rowsIn(sandbox) {
  const headers = { authorization: `Bearer ${sandbox.authToken}` };
  let keys = sandbox.tokens.map(({ key }) => key);
  return {
    get keys() {
      return keys;
    },
    create() {
      keys = [...keys, sandbox.addToken().key];
    },
    async revoke(key) {
      keys = keys.filter((other) => other !== key);
      await fetch(`${sandbox.url}${TOKENS}/token/${key}`, { method: 'DELETE', headers });
    },
  };
}

/**
 * Lets the rows change before each page but the first. Gives the keys that are there all the time.
 * @param {import('npm-token/sandbox').Sandbox} sandbox
 * @param {ReturnType<typeof rowsOf>} rows
 * @param {{ random: () => number, often: number, answer?: (query: URLSearchParams) => object }} how `often`: the chance of
 *   changes before a page; `answer` makes the page, else the sandbox does
 */
export function shift(sandbox, rows, { random, often, answer }) {
  const constant = new Set(rows.keys);
  let pages = 0;
  const revokeOne = async () => {
    const key = rows.keys[Math.floor(random() * rows.keys.length)];
    constant.delete(key);
    if (key) await rows.revoke(key);
  };
  const change = async () => {
    // Now and then many at once, as a script that cleans up does.
    const revoked = random() < 0.02 ? 30 : Math.floor(random() * 3);
    for (let count = Math.floor(random() * 3); count > 0; count -= 1) await rows.create();
    for (let count = revoked; count > 0; count -= 1) await revokeOne();
  };
  sandbox.inject({
    method: 'GET',
    times: Number.POSITIVE_INFINITY,
    handler: async ({ query }, next) => {
      pages += 1;
      if (pages > 1 && random() < often) await change();
      return answer ? { body: answer(new URLSearchParams(query)) } : next();
    },
  });
  return constant;
}

/** Part of the rows, as a list has them. */
export function slice(rows, start, size) {
  return rows.keys.slice(start, start + size).map((key) => ({ key }));
}
