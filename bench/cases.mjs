// What is measured.
import { calling, commands, counted, loading } from './contestants.mjs';

/**
 * @typedef {object} Case
 * @property {string} title
 * @property {Parameters<import('./registry.mjs').startRegistry>[0]} [registry]
 * @property {import('./contestants.mjs').Contestant[]} contestants the first is what the others are compared with
 * @property {string[]} figures what is shown; the first is compared
 * @property {Rounds} rounds
 * @property {Rounds} [warmUp] rounds before, which do not count; two of them, or one
 * @property {Record<string, Rounds>} [only] of some contestants: in how many rounds they are, in none that does not count
 *
 * @typedef {{ full: number, quick: number }} Rounds
 */

const CLIENTS = ['node:http', 'npm-token', 'npm-profile', 'fetch'];
const WARM_UP = { full: 2, quick: 1 };
/** Of what has its own calls before it counts. */
const NO_WARM_UP = { full: 0, quick: 0 };
const SLOW = { full: 10, quick: 1 };
/** Of what takes too long for a quick run. */
const FULL_ONLY = { full: 10, quick: 0 };
const PAGED = {
  contestants: commands('node:http', 'npm-token', 'npm-token native', 'npm', 'pnpm', 'fetch'),
  figures: ['wall', 'requests', 'trips', 'sockets'],
  rounds: { full: 10, quick: 3 },
  only: { npm: SLOW, pnpm: SLOW, fetch: { full: 3, quick: 0 } },
};

/** @type {Record<string, Case>} */
export const cases = {
  noise: {
    title: 'the noise of this machine: a program against itself',
    contestants: commands('node -e 0', 'node -e 0, again'),
    figures: ['wall', 'cpu', 'memory'],
    rounds: { full: 20, quick: 10 },
  },
  list: {
    title: 'the command, 10 tokens',
    registry: { tokens: 10 },
    contestants: commands('node -e 0', 'npm-token', 'npm-token native', 'npm', 'pnpm', 'node:http', 'fetch'),
    figures: ['wall', 'cpu', 'memory'],
    rounds: { full: 20, quick: 7 },
  },
  'large-pages': {
    title: 'the command, 1,000 tokens, 50 ms a request, pages as large as asked for',
    registry: { tokens: 1000, latency: 50 },
    ...PAGED,
    // To them it is the same as the next case.
    only: { ...PAGED.only, npm: FULL_ONLY, pnpm: FULL_ONLY },
  },
  'capped-pages': {
    title: 'the command, 1,000 tokens, 50 ms a request, at most 10 on a page',
    registry: { tokens: 1000, latency: 50, cap: 10 },
    ...PAGED,
  },
  many: {
    title: 'the command, 10,000 tokens, no latency',
    registry: { tokens: 10_000 },
    contestants: commands('pnpm', 'npm-token', 'npm-token native', 'node:http', 'npm'),
    figures: ['wall', 'cpu', 'memory', 'requests'],
    rounds: { full: 10, quick: 2 },
    only: { npm: { full: 2, quick: 0 } },
  },
  load: {
    title: 'to require it in a new process',
    contestants: loading('node:https', 'npm-token', 'npm-profile'),
    figures: ['wall', 'modules'],
    rounds: { full: 30, quick: 10 },
  },
  call: {
    title: 'one call of many in turn, 10 tokens, on a connection that is kept',
    registry: { tokens: 10 },
    contestants: calling({ calls: 1000, atOnce: 1, before: 300 }, ...CLIENTS),
    figures: ['wall', 'cpu'],
    rounds: { full: 15, quick: 2 },
    warmUp: NO_WARM_UP,
  },
  burst: {
    title: '100 calls at once, 20 ms a request',
    registry: { tokens: 10, latency: 20 },
    contestants: calling({ calls: 1000, atOnce: 100, before: 200 }, ...CLIENTS),
    figures: ['rate', 'cpu', 'sockets'],
    rounds: { full: 10, quick: 2 },
    warmUp: NO_WARM_UP,
    only: { 'npm-profile': FULL_ONLY },
  },
  memory: {
    title: 'the memory after 1,000 calls, 10 tokens',
    registry: { tokens: 10 },
    contestants: calling({ calls: 1000, atOnce: 1, before: 0 }, ...CLIENTS),
    figures: ['memory'],
    rounds: { full: 10, quick: 2 },
    warmUp: NO_WARM_UP,
  },
  instructions: {
    title: 'what the executable takes, in instructions by callgrind, 10 tokens',
    registry: { tokens: 10 },
    contestants: counted('npm-token native --version', 'npm-token native', 'npm-token native --json'),
    figures: ['instructions'],
    rounds: { full: 10, quick: 1 },
    warmUp: NO_WARM_UP,
  },
  ...Object.fromEntries([1000, 10_000, 100_000].map((tokens) => [`growth-${tokens}`, growth(tokens)])),
};

/** How time and memory grow with the answer. @returns {Case} */
function growth(tokens) {
  return {
    title: `the command, ${tokens.toLocaleString('en')} tokens, pages as large as asked for`,
    registry: { tokens },
    contestants: commands('npm-token native --json', 'npm-token --json'),
    figures: ['wall', 'cpu', 'memory', 'requests'],
    rounds: { full: 10, quick: 1 },
    warmUp: { full: 1, quick: 0 },
  };
}

/** How many rounds of a case do not count. @param {Case} measured */
export function warmUpOf({ warmUp = WARM_UP }) {
  return warmUp;
}
