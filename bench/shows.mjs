// What the measurements are to show, and whether they do.
import { aligned, digits } from './report.mjs';
import { ratios } from './statistics.mjs';
import { medianOf, series } from './summary.mjs';

/** @typedef {Record<string, Awaited<ReturnType<import('./measure.mjs').measure>>>} Results */

const of = (results, name, contestant, figure) => series(results[name]?.samples[contestant], figure);

/** How many times as much the one has of a figure as the other. */
const ratio =
  (name, one, other, figure = 'wall') =>
  (results) =>
    ratios(of(results, name, one, figure), of(results, name, other, figure))?.median;

/** The median of a figure. */
const amount =
  (name, contestant, figure, unit = 1) =>
  (results) => {
    const value = medianOf(of(results, name, contestant, figure));
    return value === undefined ? undefined : value / unit;
  };

/** How much more a token costs between 10,000 and 100,000 than between 1,000 and 10,000: about 1 if it is always the same. */
const steepening = (contestant, figure) => (results) => {
  const [small, middle, large] = [1000, 10_000, 100_000].map((tokens) =>
    amount(`growth-${tokens}`, contestant, figure)(results),
  );
  // Where the noise is larger than the difference, there is nothing to compare.
  return middle > small ? (large - middle) / 90_000 / ((middle - small) / 9000) : undefined;
};

const MIB = 2 ** 20;

/** Number of the claim, what is measured, how, and the most or the least it may be. */
const SHOWS = [
  [1, 'list through Node.js, of `node -e 0`', ratio('list', 'npm-token', 'node -e 0'), { most: 1.25 }],
  [1, 'list of npm, of that through Node.js', ratio('list', 'npm', 'npm-token'), { least: 3 }],
  [2, "native list, of pnpm's: time", ratio('list', 'npm-token native', 'pnpm'), { most: 0.35 }],
  [2, "native list, of pnpm's: processor", ratio('list', 'npm-token native', 'pnpm', 'cpu'), { most: 0.35 }],
  [2, 'native list: memory, MiB', amount('list', 'npm-token native', 'memory', MIB), { most: 14 }],
  ...paged('large-pages', 'large pages', 3),
  ...paged('capped-pages', 'pages of 10', 12),
  [3, '10,000 tokens: npm, of ours through Node.js', ratio('many', 'npm', 'npm-token'), { least: 50 }],
  [3, '10,000 tokens: through Node.js, of pnpm', ratio('many', 'npm-token', 'pnpm'), { most: 1 }],
  [3, '10,000 tokens: native, of pnpm', ratio('many', 'npm-token native', 'pnpm'), { most: 1 }],
  [4, 'to require it, ms', amount('load', 'npm-token', 'wall'), { most: 12 }],
  [4, 'to require it, of `node:https`', ratio('load', 'npm-token', 'node:https'), { most: 1.2 }],
  [4, 'a call, of `node:http`: time', ratio('call', 'npm-token', 'node:http'), { most: 1 }],
  [4, 'a call, of `node:http`: processor', ratio('call', 'npm-token', 'node:http', 'cpu'), { most: 1 }],
  [4, '100 calls at once, of `node:http`: rate', ratio('burst', 'npm-token', 'node:http', 'rate'), { least: 0.9 }],
  [4, 'memory after 1,000 calls, of `node:http`', ratio('memory', 'npm-token', 'node:http', 'memory'), { most: 1 }],
  ...['npm-token native --json', 'npm-token --json'].flatMap((contestant) => [
    [5, `${contestant}: a token's time, as there are more`, steepening(contestant, 'wall'), { most: 1.25 }],
    [5, `${contestant}: a token's memory, as there are more`, steepening(contestant, 'memory'), { most: 1.25 }],
  ]),
];

function paged(name, pages, trips) {
  const title = `1,000 tokens, ${pages}`;
  return [
    [3, `${title}: round trips`, amount(name, 'npm-token', 'trips'), { most: trips }],
    ...['npm', 'pnpm'].map((other) => [
      3,
      `${title}: ${other}, of ours through Node.js`,
      ratio(name, other, 'npm-token'),
      { least: 10 },
    ]),
  ];
}

/** @param {Results} results */
export function shows(results) {
  return SHOWS.map(([number, what, measuredIn, { most, least }]) => {
    const measured = measuredIn(results);
    const holds =
      measured === undefined ? undefined : measured <= (most ?? measured) && measured >= (least ?? measured);
    return { number, what, most, least, measured, holds };
  });
}

/** What was measured of them. @param {ReturnType<typeof shows>} list */
export function showsAsText(list) {
  const rows = list
    .filter(({ measured }) => measured !== undefined)
    .map(({ number, what, most, least, measured, holds }) => [
      `${number}. ${what}`,
      most === undefined ? `at least ${least}` : `at most ${most}`,
      String(Number(measured.toPrecision(4))),
      holds ? 'held' : 'MISSED',
    ]);
  const table = rows.length > 0 ? [aligned([['', 'to be', 'measured', ''], ...rows])] : [];
  const others = list.length - rows.length;
  return [...table, ...(others > 0 ? [`${others} more were not measured.`] : [])].join('\n');
}

/** How much of a difference means nothing, if that was measured. @param {Results} results */
export function noiseAsText(results) {
  const [again, once] = ['node -e 0, again', 'node -e 0'].map((name) => of(results, 'noise', name, 'wall'));
  const noise = ratios(again, once);
  if (!noise) return 'How much of a difference means nothing was not measured.';
  const [middle, low, high] = [noise.median, noise.low, noise.high].map(digits);
  return `A program against itself comes to ${middle}, half of the runs to ${low} to ${high}.`;
}
