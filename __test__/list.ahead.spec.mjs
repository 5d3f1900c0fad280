// Pages that are asked for at the same time, and registries that do not bear it.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { connectionTo, FIRST_PAGE, sandboxFor } from './helpers/registry.mjs';

/** The most requests at the same time. */
const MOST = 32;

const often = { times: Number.POSITIVE_INFINITY };

/** A sandbox of pages of ten tokens that counts the requests for further pages which it has not answered yet. */
async function busy(t, tokens, act) {
  const sandbox = await sandboxFor(t, { tokens, perPageMax: 10 });
  const load = { now: 0, most: 0, failed: 0, asked: 0 };
  const handler = async (_request, next) => {
    load.asked += 1;
    load.now += 1;
    load.most = Math.max(load.most, load.now);
    try {
      return await act({ load, next });
    } finally {
      load.now -= 1;
    }
  };
  sandbox.inject({ path: /page=\d+&/, handler, ...often });
  return { sandbox, load };
}

const names = (tokens) => tokens.map(({ name }) => name);

describe('pages at the same time', () => {
  it('asks for up to 32 others once the first has come, and keeps their order whichever comes first', async (t) => {
    const waiting = [];
    const { sandbox, load } = await busy(t, 1000, async ({ next }) => {
      // Nobody is answered before all of them have asked, and then the last one first.
      if (waiting.length < MOST) {
        await new Promise((resolve) => {
          waiting.push(resolve);
          if (waiting.length === MOST) for (const go of waiting.toReversed()) go();
        });
      }
      return next();
    });
    const listed = await listTokens(connectionTo(sandbox));
    assert.deepEqual(names(listed), names(sandbox.tokens));
    assert.equal(load.most, MOST);
  });

  it('asks for the next page alone where nobody says how many tokens there are', async (t) => {
    const { sandbox, load } = await busy(t, 60, async ({ next }) => {
      const answer = await next();
      delete answer.body.total;
      return answer;
    });
    const first = async (_request, next) => {
      const answer = await next();
      delete answer.body.total;
      return answer;
    };
    sandbox.inject({ path: FIRST_PAGE, handler: first, ...often });
    assert.equal((await listTokens(connectionTo(sandbox))).length, 60);
    assert.equal(load.most, 1);
  });

  for (const bearable of [1, 5, 20]) {
    it(`asks for fewer where more than ${bearable} are answered by 429`, async (t) => {
      let crowd;
      const crowded = new Promise((resolve) => {
        crowd = resolve;
      });
      const { sandbox, load } = await busy(t, 400, async ({ load, next }) => {
        if (load.now > bearable) {
          crowd();
          load.failed += 1;
          return { status: 429, headers: { 'retry-after': '0' }, body: { error: 'slow down' } };
        }
        // The first ones are answered once there was one too many.
        await crowded;
        return next();
      });
      const listed = await listTokens(connectionTo(sandbox));
      assert.deepEqual(names(listed), names(sandbox.tokens));
      assert.ok(load.failed > 0 && load.failed < 2 * MOST, `${load.failed} requests were too many`);
    });
  }

  for (const { what, status, headers } of [
    { what: 'is not allowed any more', status: 403 },
    { what: 'is to wait longer than it would', status: 429, headers: { 'retry-after': '3600' } },
  ]) {
    it(`ends at once where it ${what}`, async (t) => {
      const { sandbox, load } = await busy(t, 400, () => ({ status, headers, body: { error: 'no' } }));
      const error = await failure(listTokens(connectionTo(sandbox)));
      assert.equal(error.statusCode, status);
      assert.ok(load.asked <= MOST, `${load.asked} requests`);
    });
  }

  it('reports what fails again in its turn', async (t) => {
    const { sandbox, load } = await busy(t, 400, () => ({ status: 503, body: { error: 'down' } }));
    const error = await failure(listTokens(connectionTo(sandbox)));
    assert.deepEqual([error.code, error.statusCode], ['E503', 503]);
    assert.ok(load.asked <= MOST + 1, `${load.asked} requests`);
  });
});
