import { median, ratios } from './statistics.mjs';

/** The values of one figure, round by round. */
export function series(samples, figure) {
  return (samples ?? []).map((sample) => sample?.[figure]);
}

/**
 * What a case came to for each contestant: medians, ratios to the first one, in how many rounds it was, how it failed.
 * @param {import('./cases.mjs').Case} measured
 * @param {Awaited<ReturnType<import('./measure.mjs').measure>>} result
 */
export function summary({ contestants, figures }, { samples, failures }) {
  const [first] = contestants;
  const of = (name) => ({
    failure: failures[name],
    runs: (samples[name] ?? []).filter(Boolean).length,
    medians: each(figures, (figure) => medianOf(series(samples[name], figure))),
    ratios: each(figures, (figure) => ratios(series(samples[name], figure), series(samples[first.name], figure))),
  });
  const all = contestants.map(({ name }) => ({ name, ...of(name) }));
  return all.filter(({ failure, runs }) => failure !== undefined || runs > 0);
}

/** Undefined where nothing is known. @param {(number | undefined)[]} values */
export function medianOf(values) {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : median(known);
}

function each(names, make) {
  return Object.fromEntries(names.map((name) => [name, make(name)]));
}
