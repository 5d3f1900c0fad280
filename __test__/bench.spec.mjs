import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { roundTrips } from '../bench/chain.mjs';
import { readOptions } from '../bench/options.mjs';
import { pages } from '../bench/pages.mjs';
import { aligned, digits } from '../bench/report.mjs';
import { inTurn } from '../bench/rounds.mjs';
import { noiseAsText, shows, showsAsText } from '../bench/shows.mjs';
import { median, quantile, ratios } from '../bench/statistics.mjs';

describe('what benchmarks calculate', () => {
  const quantiles = [
    ['the middle of an odd number', [9, 1, 5], 0.5, 5],
    ['between the middle two of an even number', [4, 1, 3, 2], 0.5, 2.5],
    ['the quarter in proportion', [10, 20, 30, 40], 0.25, 17.5],
    ['the only one', [7], 0.75, 7],
    ['by number, not by text', [10, 9, 100], 0.5, 10],
  ];
  for (const [name, values, share, expected] of quantiles) {
    it(`takes ${name}`, () => assert.equal(quantile(values, share), expected));
  }

  it('leaves the values in their order', () => {
    const values = [3, 1, 2];
    assert.equal(median(values), 2);
    assert.deepEqual(values, [3, 1, 2]);
  });

  it('compares within rounds, not over them', () => {
    // The machine was ten times slower in the second round; the ratio is the same.
    assert.deepEqual(ratios([2, 20, 2], [1, 10, 1]), { median: 2, low: 2, high: 2, pairs: 3 });
  });

  it('compares only rounds that both were in', () => {
    assert.equal(ratios([1, undefined, 3], [undefined, 2, 6])?.median, 0.5);
    assert.equal(ratios([1, undefined], [undefined, 2]), undefined);
    assert.equal(ratios([], [1]), undefined);
  });

  const span = (start, end) => ({ start, end });
  const trips = [
    ['nothing', [], 0],
    ['one after the other', [span(0, 5), span(6, 9), span(9, 12)], 3],
    ['one, and then all at once', [span(0, 5), span(6, 11), span(6, 12), span(7, 13)], 2],
    ['two lanes of different speed', [span(0, 5), span(6, 8), span(6, 20), span(9, 11), span(12, 14)], 4],
    ['out of order', [span(6, 9), span(0, 5)], 2],
  ];
  for (const [name, requests, expected] of trips) {
    it(`counts the round trips of ${name}`, () => assert.equal(roundTrips(requests), expected));
  }
});

describe('the rounds of a benchmark', () => {
  const contestants = [{ name: 'a' }, { name: 'b' }, { name: 'c' }];
  const order = async (how) => {
    const seen = [];
    const outcome = await inTurn(contestants, how, async ({ name }) => seen.push(name));
    return { seen: seen.join(''), ...outcome };
  };

  it('begin with another contestant each time', async () => {
    const { seen, samples } = await order({ rounds: 3, warmUp: 0 });
    assert.equal(seen, 'abcbcacab');
    assert.deepEqual(samples, { a: [1, 6, 8], b: [2, 4, 9], c: [3, 5, 7] });
  });

  it('do not count to warm up', async () => {
    const { seen, samples } = await order({ rounds: 1, warmUp: 1 });
    assert.equal(seen, 'abcbca');
    assert.deepEqual(samples, { a: [6], b: [4], c: [5] });
  });

  it('pass over those that are in fewer', async () => {
    const { seen, samples } = await order({ rounds: 2, warmUp: 1, only: { b: 1 } });
    assert.equal(seen, 'acbcaca');
    assert.deepEqual(samples.b, [3, undefined]);
  });

  it('go on without one that fails, and say so', async () => {
    const { samples, failures } = await inTurn(contestants, { rounds: 2, warmUp: 0 }, async ({ name }) => {
      if (name === 'b') throw new Error('ended with 1');
      return name;
    });
    assert.deepEqual(failures, { b: 'ended with 1' });
    assert.deepEqual(samples, { a: ['a', 'a'], b: [undefined, undefined], c: ['c', 'c'] });
  });
});

describe('the arguments of the benchmarks', () => {
  const names = ['list', 'many', 'growth-1000', 'growth-10000'];
  const cases = [
    [[], { extent: 'full', chosen: names, json: undefined }],
    [['--quick', '--json', 'a.json'], { extent: 'quick', chosen: names, json: 'a.json' }],
    [['--only', 'many,list'], { extent: 'full', chosen: ['list', 'many'], json: undefined }],
    [['--only', 'many', '--only=growth'], { extent: 'full', chosen: names.slice(1), json: undefined }],
    [['--only', 'growth-1000'], { extent: 'full', chosen: ['growth-1000'], json: undefined }],
  ];
  for (const [args, expected] of cases) {
    it(`are read: ${args.join(' ') || 'none'}`, () => assert.deepEqual(readOptions(args, names), expected));
  }

  const refused = [
    [['--only', 'grow'], /there is no case `grow`: list, many/],
    [['--only', 'list,'], /there is no case ``/],
    [['--fast'], /--fast/],
    [['list'], /list/],
    [['--only'], /--only/],
  ];
  for (const [args, message] of refused) {
    it(`are refused: ${args.join(' ')}`, () => assert.throws(() => readOptions(args, names), message));
  }
});

describe('the registry of the benchmarks', () => {
  const base = 'http://127.0.0.1:1/';
  const read = (page) => JSON.parse(page.toString());

  it('has 10 tokens on a page unless more are asked for and allowed', () => {
    const cases = [
      [{ tokens: 25 }, '', 10],
      [{ tokens: 25 }, '?perPage=1000', 25],
      [{ tokens: 25, cap: 7 }, '?perPage=1000', 7],
      [{ tokens: 25 }, '?page=2', 5],
    ];
    for (const [options, query, expected] of cases) {
      const { objects, total } = read(pages(options)(query, base));
      assert.deepEqual([objects.length, total], [expected, 25], query);
    }
  });

  it('leads through all of them by its links', () => {
    const pageOf = pages({ tokens: 25, cap: 10 });
    const keys = new Set();
    let address = `${base}-/npm/v1/tokens`;
    for (let count = 0; address; count += 1) {
      assert.ok(count < 3, address);
      const { objects, urls } = read(pageOf(new URL(address).search, base));
      for (const { key } of objects) keys.add(key);
      address = urls.next;
    }
    assert.equal(keys.size, 25);
  });
});

describe('what benchmarks say', () => {
  it('has three digits, and no more than two of them after the point', () => {
    assert.deepEqual([0.123, 1.234, 12.34, 123.4, 1234].map(digits), ['0.12', '1.23', '12.3', '123', '1234']);
  });

  it('puts figures under each other, and failures where there is room', () => {
    const rows = [
      ['', 'time', 'runs'],
      ['npm', '10.0 ms', '5'],
      ['pnpm', 'failed: ended with 1'],
    ];
    assert.equal(aligned(rows), '         time  runs\nnpm   10.0 ms     5\npnpm  failed: ended with 1');
  });

  it('holds claims against what was measured in the same round', () => {
    const result = (ours) => ({
      samples: { 'node -e 0': [{ wall: 10 }, { wall: 100 }], 'npm-token': [{ wall: ours }, { wall: ours * 10 }] },
      failures: {},
    });
    const first = (results) => shows(results)[0];
    assert.deepEqual([first({ list: result(12) }).measured, first({ list: result(12) }).holds], [1.2, true]);
    assert.equal(first({ list: result(13) }).holds, false);
    assert.equal(first({}).holds, undefined);
  });

  it('compares what a token costs among many and among more, unless the noise is larger', () => {
    const native = (wall) => ({ samples: { 'npm-token native --json': [{ wall }] }, failures: {} });
    const steepening = (...walls) => {
      const names = ['growth-1000', 'growth-10000', 'growth-100000'];
      const results = Object.fromEntries(names.map((name, index) => [name, native(walls[index])]));
      return shows(results).find(({ what }) => what.startsWith("npm-token native --json: a token's time"));
    };
    assert.equal(steepening(10, 19, 109).measured, 1);
    assert.equal(steepening(10, 19, 1009).holds, false);
    assert.equal(steepening(19, 10, 1009).holds, undefined);
  });

  it('names what is missed, and counts what was not measured', () => {
    const claim = { number: 1, what: 'list', most: 1.25, measured: 1.2512, holds: false };
    const other = { number: 2, what: 'calls', least: 2, measured: undefined, holds: undefined };
    const text = showsAsText([claim, other]);
    assert.match(text, /^1\. list +at most 1\.25 +1\.251 +MISSED$/m);
    assert.match(text, /^1 more were not measured\.$/m);
    assert.doesNotMatch(text, /calls/);
    assert.equal(showsAsText([other]), '1 more were not measured.');
  });

  it('states the noise', () => {
    const samples = { 'node -e 0': [{ wall: 10 }, { wall: 10 }], 'node -e 0, again': [{ wall: 10 }, { wall: 12 }] };
    assert.match(noiseAsText({ noise: { samples } }), / 1\.10, half of the runs to 1\.05 to 1\.15\.$/);
    assert.match(noiseAsText({}), /was not measured/);
  });
});
