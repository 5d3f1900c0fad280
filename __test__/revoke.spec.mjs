import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { revokeToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { connectionTo, lines, sandboxFor } from './helpers/registry.mjs';

const LIST = 'GET /-/npm/v1/tokens?perPage=1000';
const ITEM = 'DELETE /-/npm/v1/tokens/token/';
const KEYS = [
  '1b2c3d4e-0000-4000-8000-000000000001',
  '1b2c3d4e-0000-4000-8000-000000000002',
  'deadbeef-0000-4000-8000-000000000003',
];
const VALUE = `npm_aBcD${'x'.repeat(28)}7890`;

/** Three tokens, of which the first has a known value. */
const TOKENS = [
  { key: KEYS[0], name: 'ci', token: VALUE },
  { key: KEYS[1], name: 'twin' },
  { key: KEYS[2], name: 'twin' },
];

/** Answers requests by method: a list of rows for GET, a status or an answer for DELETE. */
function answering(sandbox, rows, deletion) {
  const { status = 200, ...answer } = deletion;
  sandbox.inject({ method: 'GET', json: { objects: rows, urls: {} }, times: Number.POSITIVE_INFINITY });
  sandbox.inject({ method: 'DELETE', status, ...answer, times: Number.POSITIVE_INFINITY });
}

describe('a token is revoked', () => {
  const selectors = [
    { by: 'its key', give: { key: KEYS[0] } },
    { by: 'a beginning of its key', give: { id: 'deadbe' }, key: KEYS[2], name: 'twin' },
    { by: 'its whole key as id (T18)', give: { id: KEYS[0] } },
    { by: 'its name', give: { name: 'ci' } },
    { by: 'its full value (T16, O26, O29)', give: { token: VALUE } },
  ];
  for (const { by, give, key = KEYS[0], name = 'ci' } of selectors) {
    it(`on npmjs by ${by}, which is listed first (T57)`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS });
      const revoked = await revokeToken({ ...connectionTo(sandbox), ...give });
      assert.deepEqual(revoked, { key, id: key === KEYS[0] ? KEYS[0] : 'deadbe', name, result: 'revoked' });
      assert.deepEqual(lines(sandbox), [LIST, `${ITEM}${key}`]);
      assert.deepEqual(
        sandbox.tokens.map((token) => token.key),
        KEYS.filter((one) => one !== key),
      );
    });
  }

  it('with npm’s headers and no body', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS });
    await revokeToken({ ...connectionTo(sandbox), key: KEYS[0] });
    const [, { headers, bodyText }] = sandbox.requests;
    assert.equal(bodyText, '');
    assert.deepEqual(
      Object.keys(headers).filter((name) => name.startsWith('content-')),
      [],
    );
    const { authorization, 'npm-command': command, 'npm-auth-type': type } = headers;
    assert.deepEqual([authorization, command, type], [`Bearer ${sandbox.authToken}`, 'token', 'web']);
  });

  it('found on a later page', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: 25, perPageMax: 10 });
    const { key } = sandbox.tokens[24];
    assert.deepEqual(await revokeToken({ ...connectionTo(sandbox), name: 'token-25' }), {
      key,
      id: idOf(sandbox, key),
      name: 'token-25',
      result: 'revoked',
    });
    assert.equal(sandbox.requests.length, 5);
    assert.equal(sandbox.tokens.length, 24);
  });

  it('below the path of the registry', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: TOKENS, pathPrefix: '/npm/repo' });
    await revokeToken({ ...connectionTo(sandbox), name: 'ci' });
    assert.equal(lines(sandbox)[1], `DELETE /npm/repo/-/npm/v1/tokens/token/${KEYS[0]}`);
  });

  const dialects = [
    { dialect: 'verdaccio', requests: (key) => [LIST, `${ITEM}${key}`, LIST] },
    { dialect: 'cnpmcore', requests: (key) => [LIST, `${ITEM}${key}`] },
  ];
  for (const { dialect, requests } of dialects) {
    for (const by of ['key', 'id', 'token']) {
      it(`on ${dialect} by ${by}, where it has no name`, async (t) => {
        const sandbox = await sandboxFor(t, { dialect, tokens: 3 });
        const { key, token } = sandbox.tokens[1];
        const give = { key, id: idOf(sandbox, key), token }[by];
        const id = idOf(sandbox, key);
        const revoked = await revokeToken({ ...connectionTo(sandbox), [by]: give });
        assert.deepEqual(revoked, { key, id, result: 'revoked' });
        assert.deepEqual(lines(sandbox), requests(key));
        assert.equal(
          sandbox.tokens.some((other) => other.key === key),
          false,
        );
        assert.equal(sandbox.tokens.length, 2);
      });
    }
  }

  it('and its full value is in no request', async (t) => {
    for (const dialect of ['npmjs', 'verdaccio', 'cnpmcore']) {
      const sandbox = await sandboxFor(t, { dialect, tokens: 2 });
      const [{ token }] = sandbox.tokens;
      await revokeToken({ ...connectionTo(sandbox), token });
      for (const { path, headers, bodyText } of sandbox.requests) {
        for (const text of [path, decodeURIComponent(path), JSON.stringify(headers), bodyText]) {
          assert.equal(text.includes(token), false, dialect);
        }
      }
      assert.equal(sandbox.tokens.length, 1);
    }
  });

  const keys = [
    'a/b',
    '../../evil',
    'x?y=1',
    'x#y',
    'a b',
    'a%2Fb',
    '%2e%2e',
    'ü€',
    'a\\b',
    'a;b',
    'npm_aB1D...7891/../x?y=1',
    '...',
  ];
  for (const key of keys) {
    it(`T26: its key is one segment of the path: ${key}`, async (t) => {
      const sandbox = await sandboxFor(t);
      answering(sandbox, [{ key, name: 'odd' }], { status: 204 });
      assert.equal((await revokeToken({ ...connectionTo(sandbox), name: 'odd' })).key, key);
      const { path } = sandbox.requests[1];
      const segment = path.slice('/-/npm/v1/tokens/token/'.length);
      assert.ok(path.startsWith('/-/npm/v1/tokens/token/'), path);
      assert.doesNotMatch(segment, /[/?#\\]/);
      assert.equal(decodeURIComponent(segment), key);
    });
  }

  for (const key of ['', '.', '..', null, 7]) {
    it(`T26: a list with the key ${JSON.stringify(key)} is refused, and nothing is deleted`, async (t) => {
      const sandbox = await sandboxFor(t);
      answering(sandbox, [{ key, name: 'odd' }], { status: 204 });
      assert.equal((await failure(revokeToken({ ...connectionTo(sandbox), name: 'odd' }))).code, 'EBADRESPONSE');
      assert.equal(sandbox.requests.length, 1);
    });
  }

  const successes = [
    { what: '204 (O30)', deletion: { status: 204 }, requests: 2 },
    { what: '200 with ok', deletion: { json: { ok: true } }, requests: 2 },
    { what: '200 with a text for ok', deletion: { json: { ok: 'token revoked' } }, requests: 2 },
  ];
  for (const { what, deletion, requests } of successes) {
    it(`${what} proves it`, async (t) => {
      const sandbox = await sandboxFor(t);
      answering(sandbox, [{ key: KEYS[0] }], deletion);
      await revokeToken({ ...connectionTo(sandbox), key: KEYS[0] });
      assert.equal(sandbox.requests.length, requests);
    });
  }
});

function idOf(sandbox, key) {
  const others = sandbox.tokens.map((token) => token.key).filter((other) => other !== key);
  for (let length = 6; length < key.length; length += 1) {
    if (!others.some((other) => other.startsWith(key.slice(0, length)))) return key.slice(0, length);
  }
  return key;
}

describe('a token is not revoked', () => {
  for (const [what, give] of Object.entries({ 'a name': { name: 'twin' }, 'an id': { id: '1b2c3d' } })) {
    it(`where ${what} is that of several: EAMBIGUOUS with the candidates`, async (t) => {
      const created = '2026-01-01T00:00:00.000Z';
      const sandbox = await sandboxFor(t, { tokens: TOKENS.map((token) => ({ ...token, created })) });
      const error = await failure(revokeToken({ ...connectionTo(sandbox), ...give }));
      assert.deepEqual([error.code, error.registry], ['EAMBIGUOUS', sandbox.url]);
      const candidate = (index, id) => ({ key: KEYS[index], id, name: TOKENS[index].name, created });
      const expected = {
        name: [candidate(1, KEYS[1]), candidate(2, 'deadbe')],
        id: [candidate(0, KEYS[0]), candidate(1, KEYS[1])],
      };
      assert.deepEqual(error.candidates, expected[Object.keys(give)[0]]);
      assert.match(error.hint, /`key`/);
      assert.deepEqual(lines(sandbox), [LIST]);
      assert.equal(sandbox.tokens.length, 3);
    });
  }

  it('where the masks of two tokens are the same', async (t) => {
    const twin = `npm_aBcD${'y'.repeat(28)}7890`;
    const sandbox = await sandboxFor(t, { tokens: [{ token: VALUE }, { token: twin }] });
    const error = await failure(revokeToken({ ...connectionTo(sandbox), token: VALUE }));
    assert.deepEqual([error.code, error.candidates.length], ['EAMBIGUOUS', 2]);
    assert.deepEqual(lines(sandbox), [LIST]);
  });

  const strangers = [
    { key: KEYS[0].slice(0, -1) },
    { key: KEYS[0].toUpperCase() },
    { id: 'ffffff' },
    { id: 'DEADBE' },
    { name: 'c' },
    { name: 'CI' },
    { name: KEYS[0] },
    { token: `npm_${'z'.repeat(36)}` },
    { token: KEYS[0] },
    { token: 'npm_aBcD7890' },
    { token: 'xyz/../../evil' },
  ];
  for (const give of strangers) {
    const [[by, text]] = Object.entries(give);
    it(`where nothing has the ${by} ${text.slice(0, 16)}: ETOKENNOTFOUND`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: TOKENS });
      const error = await failure(revokeToken({ ...connectionTo(sandbox), ...give }));
      assert.deepEqual([error.code, error.registry], ['ETOKENNOTFOUND', sandbox.url]);
      assert.ok(error.hint);
      assert.deepEqual(lines(sandbox), [LIST]);
    });
  }

  it('where the list shows no masks (T26)', async (t) => {
    for (const token of ['', null, 'npm_', '...', 'a...b']) {
      const sandbox = await sandboxFor(t);
      answering(sandbox, [{ key: KEYS[0], token }], { status: 204 });
      const error = await failure(revokeToken({ ...connectionTo(sandbox), token: VALUE }));
      assert.equal(error.code, 'ETOKENNOTFOUND');
      assert.equal(sandbox.requests.length, 1);
    }
  });

  const answers = [
    {
      what: 'the registry says 404 and still lists it',
      deletion: { status: 404, json: { message: 'no' } },
      code: 'E404',
      says: 'no',
    },
    {
      what: 'the registry says it could not, and still lists it (O31)',
      deletion: { status: 400, json: { message: 'could not delete token' } },
      code: 'E400',
    },
    {
      what: 'the registry says 400',
      deletion: { status: 400, json: { message: 'invalid token' } },
      code: 'E400',
      says: 'invalid token',
    },
    {
      what: 'the registry says 403 (T52)',
      deletion: { status: 403, json: { error: 'read-only' } },
      code: 'E403',
      says: 'read-only',
    },
    {
      what: 'the registry fails every time (T19)',
      deletion: { status: 500, json: { message: 'oh no' } },
      code: 'E500',
      says: 'oh no',
      deletions: 3,
    },
    { what: 'the registry is busy every time (T19)', deletion: { status: 503, json: {} }, code: 'E503', deletions: 3 },
    {
      what: 'the connection breaks every time (T19)',
      deletion: { destroy: 'before' },
      code: 'ECONNRESET',
      deletions: 3,
    },
    {
      what: 'the answer leads elsewhere (T20)',
      deletion: { status: 303, headers: { location: '/-/npm/v1/tokens' } },
      code: 'EREDIRECT',
    },
  ];
  for (const { what, deletion, code, says, deletions = 1 } of answers) {
    it(`where ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      answering(sandbox, [{ key: KEYS[0] }], deletion);
      const options = { ...connectionTo(sandbox), fetchRetries: 2, fetchRetryMintimeout: 1 };
      const error = await failure(revokeToken({ ...options, key: KEYS[0] }));
      assert.equal(error.code, code);
      if (says) assert.ok(error.message.includes(says), `T53: ${error.message}`);
      assert.equal(lines(sandbox).filter((line) => line.startsWith('DELETE')).length, deletions);
    });
  }

  const claims = [
    { what: '200 {}, as verdaccio answers whatever it did', deletion: { json: {} } },
    { what: '200 with nothing', deletion: {} },
    { what: '200 {"ok":false}', deletion: { json: { ok: false } } },
    { what: '202', deletion: { status: 202, json: {} } },
    { what: '200 with a page', deletion: { body: '<html></html>' } },
  ];
  for (const { what, deletion } of claims) {
    it(`where the registry says ${what} and still lists it`, async (t) => {
      const sandbox = await sandboxFor(t);
      answering(sandbox, [{ key: KEYS[0] }], deletion);
      const error = await failure(revokeToken({ ...connectionTo(sandbox), key: KEYS[0] }));
      assert.equal(error.code, 'EBADRESPONSE');
      assert.deepEqual(lines(sandbox), [LIST, `${ITEM}${KEYS[0]}`, LIST]);
    });
  }
});
