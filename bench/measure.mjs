import { warmUpOf } from './cases.mjs';
import { startRegistry } from './registry.mjs';
import { inTurn } from './rounds.mjs';

/**
 * Measures one case. Each time, a contestant has to have done the whole work.
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

  const once = async ({ argv, prints, isCounted }) => {
    await registry?.asked();
    const { code, stdout, stderr, ...used } = await runner.run({ argv, env, cwd });
    if (code !== 0) throw new Error(`ended with ${code}: ${complaint(stderr)}`);
    if (prints === 'tokens') expectAll(stdout, registry.tokens);
    const told = { ...(prints === 'figures' && JSON.parse(stdout)), ...(isCounted && counted(stderr)) };
    return { ...used, ...(await registry?.asked()), ...told };
  };

  try {
    const how = { rounds: measured.rounds[extent], warmUp: warmUpOf(measured)[extent], only };
    return await inTurn(present, how, once);
  } finally {
    await registry?.close();
  }
}

/** The line that says what went wrong: Node.js begins with where. */
function complaint(stderr) {
  const lines = stderr.trim().split('\n');
  return lines.find((line) => /^\w*Error\b|\berror\b/i.test(line)) ?? lines[0];
}

/** What valgrind says at the end. */
function counted(text) {
  const [, instructions] = /Collected : (\d+)/.exec(text) ?? [];
  if (instructions === undefined) throw new Error('valgrind does not say how many instructions that took');
  return { instructions: Number(instructions) };
}

/** Every token is named `token-`, and counted. */
function expectAll(text, tokens) {
  const { size } = new Set(text.match(/\btoken-\d+\b/g));
  if (size !== tokens) throw new Error(`listed ${size} of ${tokens} tokens`);
}
