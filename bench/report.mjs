// What was measured, as text.
import { median, ratios } from './statistics.mjs';

const MIB = 2 ** 20;

/** How each figure is called and written. */
const FIGURES = {
  wall: ['time', (value) => `${digits(value)} ms`],
  cpu: ['processor', (value) => `${digits(value)} ms`],
  memory: ['memory', (value) => `${(value / MIB).toFixed(1)} MiB`],
  rate: ['calls', (value) => `${Math.round(value)}/s`],
  requests: ['requests', (value) => String(value)],
  trips: ['round trips', (value) => String(value)],
  sockets: ['sockets', (value) => String(value)],
  modules: ['modules', (value) => String(value)],
};

/** The values of one figure, round by round. */
export function series(samples, figure) {
  return (samples ?? []).map((sample) => sample?.[figure]);
}

/**
 * The table of one case: medians, and the ratio to the first contestant.
 * @param {import('./cases.mjs').Case} measured
 * @param {Awaited<ReturnType<import('./measure.mjs').measure>>} result
 */
export function tableOf({ contestants, figures }, { samples, failures }) {
  const [first] = contestants;
  const head = ['', ...figures.map((figure) => FIGURES[figure][0]), `ratio to ${first.name}`, 'quartiles', 'runs'];
  const rows = contestants.flatMap(({ name }) => {
    if (Object.hasOwn(failures, name)) return [[name, `failed: ${failures[name]}`]];
    const all = samples[name];
    if (!all) return [];
    const medians = figures.map((figure) => medianOf(series(all, figure), FIGURES[figure][1]));
    const compared = ratios(series(all, figures[0]), series(samples[first.name], figures[0]));
    const runs = all.filter(Boolean).length;
    return [[name, ...medians, ...written(compared), String(runs)]];
  });
  return aligned([head, ...rows]);
}

/** @param {ReturnType<typeof ratios>} compared @returns {[string, string]} the median, and the quartiles */
export function written(compared) {
  if (!compared) return ['–', ''];
  const { median: middle, low, high } = compared;
  return [digits(middle), `${digits(low)} to ${digits(high)}`];
}

function medianOf(values, write) {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? '–' : write(median(known));
}

/** Three digits that count. */
export function digits(value) {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

/** The first column to the left, the others to the right. @param {string[][]} rows */
export function aligned(rows) {
  const widthOf = (column) => Math.max(...rows.map((row) => (row.length > 2 ? (row[column] ?? '').length : 0)));
  const widths = rows[0].map((_, column) =>
    column === 0 ? Math.max(...rows.map(([name]) => name.length)) : widthOf(column),
  );
  return rows
    .map((row) => {
      const cells = row.map((cell, at) =>
        at === 0 || row.length === 2 ? cell.padEnd(at === 0 ? widths[0] : 0) : cell.padStart(widths[at]),
      );
      return cells.join('  ').trimEnd();
    })
    .join('\n');
}
