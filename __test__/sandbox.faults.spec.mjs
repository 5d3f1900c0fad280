import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ask, create, list, start, TOKENS } from './helpers/sandbox.mjs';

describe('faults', () => {
  it('are used as often as asked, by method and path below the prefix', async () => {
    const sandbox = await start({ tokens: 11, pathPrefix: '/npm' });
    sandbox.inject({ method: 'GET', path: `/${TOKENS}`, times: 2, status: 503, headers: { 'retry-after': '7' } });
    sandbox.inject({ path: /page=1/g, json: null });
    assert.equal((await create(sandbox, {})).status, 201);
    const statuses = [];
    for (let round = 0; round < 3; round += 1) statuses.push((await list(sandbox)).status);
    assert.deepEqual(statuses, [503, 503, 200]);
    assert.equal((await ask(sandbox, 'GET', `${TOKENS}?page=1`)).body, null);
    assert.deepEqual((await ask(sandbox, 'GET', `${TOKENS}?page=1`)).body.total, 12);
  });

  const bodies = [
    [{ body: '<p>' }, 'text/plain; charset=utf-8', '<p>'],
    [{ body: Buffer.from([0x7b]) }, 'application/octet-stream', '{'],
    [{ body: { a: 1 }, headers: { 'Content-Type': 'x/y' } }, 'x/y', '{"a":1}'],
    [{ json: 'text' }, 'application/json', '"text"'],
    [{ status: 500 }, null, ''],
  ];
  for (const [fault, type, text] of bodies) {
    it(`answers ${JSON.stringify(text)} as ${type} to ${JSON.stringify(fault)}`, async () => {
      const sandbox = await start();
      sandbox.inject(fault);
      const response = await fetch(sandbox.url);
      assert.deepEqual([response.headers.get('content-type'), await response.text()], [type, text]);
    });
  }

  const cuts = [
    ['before', 0],
    ['headers', 200],
    ['body', 200],
  ];
  for (const [destroy, status] of cuts) {
    it(`break off the connection (${destroy})`, async () => {
      const sandbox = await start({ tokens: 3 });
      sandbox.inject({ destroy });
      const answer = fetch(`${sandbox.url}${TOKENS}`, { headers: { authorization: `Bearer ${sandbox.authToken}` } });
      if (status === 0) return assert.rejects(answer);
      assert.equal((await answer).status, status);
      await assert.rejects((await answer).text());
    });
  }

  it('lose the answer of an operation that was carried out', async () => {
    const sandbox = await start();
    sandbox.inject({ after: true, destroy: 'before' });
    await assert.rejects(create(sandbox, {}));
    sandbox.inject({ after: true, status: 502, body: 'bad gateway' });
    assert.equal((await create(sandbox, {})).status, 502);
    assert.equal(sandbox.tokens.length, 2);
    assert.deepEqual(
      sandbox.requests.map(({ status }) => status),
      [undefined, 502],
    );
  });

  it('change only what they name', async () => {
    const sandbox = await start({ tokens: 1 });
    sandbox.inject({ delay: 5, headers: { 'npm-notice': undefined, 'x-extra': 'yes' } });
    const { status, headers, body } = await list(sandbox);
    assert.deepEqual([status, headers.get('npm-notice'), headers.get('x-extra'), body.total], [200, null, 'yes', 1]);
  });

  it('hand the request to a handler and can be taken away', async () => {
    const sandbox = await start({ tokens: 1 });
    const remove = sandbox.inject({
      times: Number.POSITIVE_INFINITY,
      handler: async (request, next) => {
        const answer = await next();
        return { ...answer, body: { ...answer.body, route: request.route } };
      },
    });
    assert.equal((await list(sandbox)).body.route, `/${TOKENS}`);
    assert.equal((await list(sandbox)).body.total, 1);
    remove();
    assert.equal('route' in (await list(sandbox)).body, false);
    sandbox.inject({ handler: () => assert.fail('boom') });
    assert.deepEqual((await list(sandbox)).body, { error: 'the sandbox failed: boom' });
    assert.throws(() => sandbox.inject({ stauts: 500 }), /`stauts`/);
  });
});
