import { warmUpOf } from './cases.mjs';
import { startRegistry } from './registry.mjs';
import { inTurn } from './rounds.mjs';

/** What part of what a command printed when it was checked it has to print later: ages of tokens may be shorter. */
const SAME = 0.9;

/**
 * Measures one case. Every contestant has to show first that it does the whole work.
 * @param {import('./cases.mjs').Case} measured
 * @param {'full' | 'quick'} extent
 * @param {object} means
 * @param {Awaited<ReturnType<import('./runner.mjs').startRunner>>} means.runner
 * @param {ReturnType<import('./surroundings.mjs').makeSurroundings>} means.surroundings
 */
export async function measure(measured, extent, { runner, surroundings }) {
  const registry = measured.registry && (await startRegistry(measured.registry));
  const env = surroundings.signIn(registry);
  const { cwd } = surroundings;
  const only = Object.fromEntries(Object.entries(measured.only ?? {}).map(([name, rounds]) => [name, rounds[extent]]));
  const present = measured.contestants.filter(({ name }) => only[name] !== 0);
  const run = (contestant, keep) => runner.run({ argv: contestant.argv, env, cwd, keep });
  const printed = new Map();

  const check = async (contestant) => {
    const { stdout, bytes } = succeeded(await run(contestant, true));
    if (contestant.prints === 'tokens') expectAll(stdout, registry.tokens);
    printed.set(contestant.name, bytes);
  };
  const once = async (contestant) => {
    await registry?.asked();
    const { wall, cpu, memory, bytes, stdout } = succeeded(await run(contestant, contestant.prints === 'figures'));
    if (bytes < printed.get(contestant.name) * SAME) throw new Error('printed less than before');
    const figures = contestant.prints === 'figures' ? JSON.parse(stdout) : {};
    return { wall, cpu, memory, ...(await registry?.asked()), ...figures };
  };

  try {
    const checks = await inTurn(present, { rounds: 1, warmUp: 0 }, check);
    const able = present.filter(({ name }) => !Object.hasOwn(checks.failures, name));
    const how = { rounds: measured.rounds[extent], warmUp: warmUpOf(measured)[extent], only };
    const { samples, failures } = await inTurn(able, how, once);
    return { samples, failures: { ...checks.failures, ...failures } };
  } finally {
    await registry?.close();
  }
}

function succeeded(ran) {
  if (ran.code !== 0) throw new Error(`ended with ${ran.code}: ${ran.stderr.trim().split('\n')[0]}`);
  return ran;
}

/** Every token is named `token-`, and counted. */
function expectAll(text, tokens) {
  const { size } = new Set(text.match(/\btoken-\d+\b/g));
  if (size !== tokens) throw new Error(`listed ${size} of ${tokens} tokens`);
}
