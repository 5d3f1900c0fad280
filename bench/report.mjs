// What was measured, as text.
import { summary } from './summary.mjs';

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
  instructions: ['instructions', (value) => `${(value / 1e6).toFixed(2)} million`],
  modules: ['modules', (value) => String(value)],
};

/**
 * The table of one case: medians, and the ratio of the first figure to the first contestant's.
 * @param {import('./cases.mjs').Case} measured
 * @param {Awaited<ReturnType<import('./measure.mjs').measure>>} result
 */
export function tableOf(measured, result) {
  const { contestants, figures } = measured;
  if (contestants.length === 0) return 'Nothing here can measure it.';
  const head = ['', ...figures.map((name) => FIGURES[name][0]), `ratio to ${contestants[0].name}`, 'quartiles', 'runs'];
  const rows = summary(measured, result).map(({ name, failure, runs, medians, ratios }) => {
    if (failure !== undefined) return [name, `failed: ${failure}`];
    const amounts = figures.map((figure) => written(medians[figure], FIGURES[figure][1]));
    const ratio = ratios[figures[0]];
    const quartiles = ratio ? `${digits(ratio.low)} to ${digits(ratio.high)}` : '';
    return [name, ...amounts, written(ratio?.median, digits), quartiles, String(runs)];
  });
  return aligned([head, ...rows]);
}

function written(value, write) {
  return value === undefined ? '–' : write(value);
}

/** Three digits, and no more than two of them after the point. */
export function digits(value) {
  if (value >= 100) return value.toFixed(0);
  if (value >= 10) return value.toFixed(1);
  return value.toFixed(2);
}

/** The first column to the left, the others to the right; a row of two cells is as long as it is. @param {string[][]} rows */
export function aligned(rows) {
  const widths = rows[0].map((_, column) => {
    return Math.max(...rows.map((row) => (column === 0 || row.length > 2 ? row[column].length : 0)));
  });
  const cell = (text, column, row) => {
    if (column === 0) return text.padEnd(widths[0]);
    return row.length > 2 ? text.padStart(widths[column]) : text;
  };
  return rows
    .map((row) =>
      row
        .map((text, column) => cell(text, column, row))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
