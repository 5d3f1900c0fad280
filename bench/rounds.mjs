/**
 * Measures all in turn, round after round, each round beginning with the next one, so that none is always after the same
 * other. Gives for each what it came to in each round that counts; one that fails is in no further round.
 * @template {{ name: string }} Contestant
 * @template Sample
 * @param {Contestant[]} contestants
 * @param {object} how
 * @param {number} how.rounds
 * @param {number} how.warmUp rounds before, which do not count
 * @param {Record<string, number>} [how.only] in how many rounds some are
 * @param {(contestant: Contestant) => Promise<Sample>} measure
 */
export async function inTurn(contestants, { rounds, warmUp, only = {} }, measure) {
  /** @type {Record<string, (Sample | undefined)[]>} */
  const samples = Object.fromEntries(contestants.map(({ name }) => [name, Array(rounds).fill(undefined)]));
  /** @type {Record<string, string>} */
  const failures = {};
  const takesPart = ({ name }, round) => {
    if (Object.hasOwn(failures, name)) return false;
    return !Object.hasOwn(only, name) || (round >= 0 && round < only[name]);
  };
  for (let round = -warmUp; round < rounds; round += 1) {
    for (const contestant of rotated(contestants, round + warmUp)) {
      if (!takesPart(contestant, round)) continue;
      try {
        const sample = await measure(contestant);
        if (round >= 0) samples[contestant.name][round] = sample;
      } catch (error) {
        failures[contestant.name] = error.message;
      }
    }
  }
  return { samples, failures };
}

/** @template T @param {T[]} list @returns {T[]} */
function rotated(list, by) {
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}
