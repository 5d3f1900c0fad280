// Numbers about series of measurements.

/** The value that a share of the sorted values is below, between two of them in proportion. @param {number[]} values */
export function quantile(values, share) {
  const sorted = values.toSorted((one, other) => one - other);
  const at = (sorted.length - 1) * share;
  const below = sorted[Math.floor(at)];
  return below + (sorted[Math.ceil(at)] - below) * (at - Math.floor(at));
}

/** @param {number[]} values */
export function median(values) {
  return quantile(values, 0.5);
}

/**
 * Compares two series round by round, so that what the machine did meanwhile met both: the median of the ratios and their
 * quartiles. Rounds that one of them was not in do not count; undefined if none is left.
 * @param {(number | undefined)[]} ones
 * @param {(number | undefined)[]} others
 */
export function ratios(ones, others) {
  const pairs = ones
    .map((one, round) => [one, others[round]])
    .filter(([one, other]) => one !== undefined && other !== undefined)
    .map(([one, other]) => one / other);
  if (pairs.length === 0) return undefined;
  return { median: median(pairs), low: quantile(pairs, 0.25), high: quantile(pairs, 0.75), pairs: pairs.length };
}
