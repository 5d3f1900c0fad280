// Tokens that are created and revoked while the list is read: none that was there all the time is missing or double, be
// they listed or streamed.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { startSandbox } from 'npm-token/sandbox';
import { listTokens, streamTokens } from './helpers/addon.mjs';
import { seeded } from './helpers/random.mjs';
import { connectionTo } from './helpers/registry.mjs';
import { rowsIn, rowsOf, shift, slice } from './helpers/shifting.mjs';

/** Runs a reading for each seed, several at a time, and counts how they ended. */
async function each(seeds, read) {
  const ends = { whole: 0, refused: 0 };
  const waiting = [...seeds];
  const work = async () => {
    for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
      ends[await read(seed).catch((error) => Promise.reject(new Error(`seed ${seed}`, { cause: error })))] += 1;
    }
  };
  await Promise.all(Array.from({ length: 4 }, work));
  return ends;
}

const seeds = (first, count) => Array.from({ length: count }, (_, index) => first + index);

/** Reads from a sandbox whose list changes, in one answer for even seeds and as it comes for odd ones, and compares. */
async function read(seed, options, prepare) {
  const sandbox = await startSandbox(options);
  try {
    const constant = prepare(sandbox);
    const listed = [];
    let isWhole = true;
    try {
      if (seed % 2 === 0) listed.push(...(await listTokens(connectionTo(sandbox))));
      else for await (const token of streamTokens(connectionTo(sandbox))) listed.push(token);
    } catch (error) {
      assert.equal(error.code, 'EBADRESPONSE', error.message);
      assert.match(error.message, /the list kept changing|go on without an end/);
      isWhole = false;
    }
    const keys = new Set(listed.map(({ key }) => key));
    assert.equal(keys.size, listed.length, 'none twice');
    if (!isWhole) return 'refused';
    assert.deepEqual(
      [...constant].filter((key) => !keys.has(key)),
      [],
      'none missing',
    );
    return 'whole';
  } finally {
    await sandbox.close();
  }
}

/** Pages of the sandbox itself, which has the newest last. */
const ofSandbox = (size, perPageMax) => (seed) =>
  read(seed, { tokens: size, perPageMax }, (sandbox) =>
    shift(sandbox, rowsIn(sandbox), { random: seeded(seed), often: 0.9 }),
  );

/** Pages of the same form in either order. */
const inOrder = (order) => (size, perPageMax) => (seed) =>
  read(seed, {}, (sandbox) => {
    const rows = rowsOf(size, order);
    const answer = (query) => {
      const page = Number(query.get('page') ?? 0);
      const size = Math.min(Number(query.get('perPage') ?? 10), perPageMax);
      const more = (page + 1) * size < rows.keys.length;
      const next = more ? `${sandbox.url}-/npm/v1/tokens?page=${page + 1}&perPage=${size}` : undefined;
      return { objects: slice(rows, page * size, size), total: rows.keys.length, urls: { next } };
    };
    return shift(sandbox, rows, { random: seeded(seed), often: 0.9, answer });
  });

describe('a list that changes between any two pages', () => {
  const readings = [
    { order: 'newest last', reading: inOrder('newest last'), share: 1 },
    { order: 'newest first', reading: inOrder('newest first'), share: 1 },
    { order: 'as the sandbox has it', reading: ofSandbox, share: 0.2 },
  ];
  const lists = [
    { size: 400, perPageMax: 7, runs: 10 },
    { size: 1000, perPageMax: 10, runs: 15 },
    { size: 1000, perPageMax: 20, runs: 20 },
    { size: 1000, perPageMax: 50, runs: 30 },
    { size: 1000, perPageMax: 100, runs: 30 },
  ];
  for (const { order, reading, share } of readings) {
    for (const { size, perPageMax, runs } of lists) {
      const count = runs * share;
      it(`misses and doubles none of ${size}, ${perPageMax} to a page, ${order}: ${count} times`, async () => {
        const ends = await each(seeds(perPageMax * 1000, count), reading(size, perPageMax));
        assert.deepEqual(ends, { whole: count, refused: 0 });
      });
    }
  }

  it('is whole or an error where all windows end at the same token', async () => {
    const ends = await each(seeds(1, 4), inOrder('newest first')(600, 7));
    assert.equal(ends.whole + ends.refused, 4);
  });
});

describe('a list whose pages cannot overlap', () => {
  const PAGE = 8;
  const forms = {
    'whose registry ignores perPage': (rows) => (query) => {
      const page = Number(query.get('page') ?? 0);
      const more = (page + 1) * PAGE < rows.keys.length;
      const next = more ? `?page=${page + 1}&perPage=${PAGE}` : undefined;
      return { objects: slice(rows, page * PAGE, PAGE), total: rows.keys.length, urls: { next } };
    },
    'whose registry ignores perPage and says nothing of the next page': (rows) => (query) => {
      const page = Number(query.get('page') ?? 0);
      return { objects: slice(rows, page * PAGE, PAGE), total: rows.keys.length };
    },
    'whose pages are counted from 1': (rows) => (query) => {
      const page = Number(query.get('page') ?? 1);
      const size = Math.min(Number(query.get('perPage')), PAGE);
      return { objects: slice(rows, (page - 1) * size, size), total: rows.keys.length };
    },
    'whose pages have cursors': (rows) => (query) => {
      const start = Number(query.get('cursor') ?? 0);
      const next = start + PAGE < rows.keys.length ? `?cursor=${start + PAGE}` : null;
      return { objects: slice(rows, start, PAGE), urls: { next } };
    },
    'of pages too small to overlap': (rows) => (query) => {
      const page = Number(query.get('page') ?? 0);
      const size = Math.min(Number(query.get('perPage')), 5);
      const next = (page + 1) * size < rows.keys.length ? `?page=${page + 1}&perPage=${size}` : null;
      return { objects: slice(rows, page * size, size), urls: { next } };
    },
  };
  for (const [what, form] of Object.entries(forms)) {
    it(`${what} is whole, or an error`, async () => {
      const reading = (seed) =>
        read(seed, {}, (sandbox) => {
          const random = seeded(seed);
          const rows = rowsOf(60, random() < 0.5 ? 'newest first' : 'newest last');
          return shift(sandbox, rows, { random, often: 0.01 + random() * 0.3, answer: form(rows) });
        });
      const { whole, refused } = await each(seeds(1, 60), reading);
      assert.ok(whole > 5 && refused > 5, `${whole} whole, ${refused} refused`);
    });
  }
});
