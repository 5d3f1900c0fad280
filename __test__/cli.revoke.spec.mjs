// `npm-token revoke`: several at once, and what names no token.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { runOn } from './helpers/cli.mjs';
import { lines, sandboxFor } from './helpers/registry.mjs';

const uuid = (start) => `${start}-aaaa-4bbb-8ccc-000000000000`;
const deletion = (key) => `DELETE /-/npm/v1/tokens/token/${key}`;
const value = (start, end) => `npm_${start}${'x'.repeat(28)}${end}`;

const ONE = { key: uuid('00000001'), name: 'one', token: value('aB1D', '7891') };
const TWO = { key: uuid('00000002'), name: 'two', token: value('aB2D', '7892') };
const THREE = { key: uuid('deadbeef'), name: 'three', token: value('aB3D', '7893') };

const left = (sandbox) => sandbox.tokens.map(({ name }) => name);

/** The lines of standard error without the sandbox's notice. */
const said = (stderr) => stderr.split('\n').filter((line) => line && !line.startsWith('notice: '));

describe('several', () => {
  it('T27: goes on past a failure, reports each, and exits with 1', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [ONE, TWO, THREE] });
    sandbox.inject({
      method: 'DELETE',
      path: `/-/npm/v1/tokens/token/${TWO.key}`,
      status: 403,
      json: { message: 'no' },
    });
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', 'one', 'missing', 'two', 'three']);
    assert.equal(code, 1);
    assert.equal(stdout, `Revoked ${ONE.key} (one)\nRevoked ${THREE.key} (three)\n`);
    const [missing, , forbidden, ...rest] = said(stderr);
    assert.match(missing, /^error\[ETOKENNOTFOUND\]: .*`missing`/);
    assert.match(forbidden, new RegExp(`^error\\[E403\\]: .*DELETE http:.*${TWO.key} failed with status 403: .*no`));
    assert.ok(!rest.some((line) => line.startsWith('error')), stderr);
    assert.deepEqual(left(sandbox), ['two']);
    assert.deepEqual(
      lines(sandbox).slice(1),
      [ONE, TWO, THREE].map(({ key }) => deletion(key)),
    );
  });

  it('T27: has what became of each as JSON, and the failures on standard error too', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [ONE, TWO] });
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', '--json', 'missing', 'two']);
    const [failed, revoked] = JSON.parse(stdout);
    assert.equal(code, 1);
    assert.deepEqual([failed.selector, failed.result, failed.error.code], ['missing', 'failed', 'ETOKENNOTFOUND']);
    assert.deepEqual(revoked, { key: TWO.key, id: TWO.key.slice(0, 8), name: 'two', result: 'revoked' });
    assert.match(said(stderr)[0], /^error\[ETOKENNOTFOUND\]: /);
    assert.deepEqual(left(sandbox), ['one']);
  });

  it('T27: goes on past a lost connection', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [ONE, TWO] });
    sandbox.inject({ method: 'DELETE', destroy: 'before' });
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', 'one', 'two']);
    assert.deepEqual([code, stdout], [1, `Revoked ${TWO.key} (two)\n`]);
    assert.match(said(stderr)[0], /^error\[ECONNRESET\]: /);
  });

  it('revokes a token named twice once', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [ONE, TWO] });
    const { code, stdout } = await runOn(sandbox, ['revoke', 'one', ONE.key, '00000001', ONE.token, 'one']);
    assert.deepEqual([code, stdout], [0, `Revoked ${ONE.key} (one)\n`]);
    assert.deepEqual(lines(sandbox).slice(1), [deletion(ONE.key)]);
  });

  it('lists once, however many are named', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [ONE, TWO, THREE] });
    await runOn(sandbox, ['revoke', 'one', 'two', 'three']);
    assert.deepEqual(
      sandbox.requests.map(({ method }) => method),
      ['GET', 'DELETE', 'DELETE', 'DELETE'],
    );
  });

  it('revokes nothing if the list fails', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [ONE, TWO] });
    sandbox.inject({ method: 'GET', status: 500, times: Number.POSITIVE_INFINITY, json: { message: 'broken' } });
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', 'one', 'two']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /error\[E500\]: /);
    assert.ok(!lines(sandbox).some((line) => line.startsWith('DELETE')));
  });
});

describe('one token', () => {
  const words = [
    ['its whole key', ONE.key],
    ['its id', '00000001'],
    ['a longer beginning of its key', '00000001-aa'],
    ['its name', 'one'],
    ['T16: its full value', ONE.token],
  ];
  for (const [what, word] of words) {
    it(`is named by ${what}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [ONE, TWO, THREE] });
      const { code, stdout } = await runOn(sandbox, ['revoke', word]);
      assert.deepEqual([code, stdout], [0, `Revoked ${ONE.key} (one)\n`]);
      assert.deepEqual(left(sandbox), ['two', 'three']);
      assert.deepEqual(lines(sandbox).slice(1), [deletion(ONE.key)]);
    });
  }

  it('is named by a name with spaces and letters of any kind', async (t) => {
    const name = 'Ümläut 名前 — release/x?y=1#z';
    const sandbox = await sandboxFor(t, { tokens: [{ ...ONE, name }, TWO] });
    assert.equal((await runOn(sandbox, ['revoke', name])).code, 0);
    assert.deepEqual(left(sandbox), ['two']);
  });

  it('T18: is named by a whole key that another key begins with', async (t) => {
    const sandbox = await sandboxFor(t, {
      dialect: 'verdaccio',
      tokens: [{ key: 'deadbeef' }, { key: 'deadbeef00000000deadbeef00000000' }],
    });
    const { code, stdout } = await runOn(sandbox, ['revoke', 'deadbeef']);
    assert.deepEqual([code, stdout], [0, 'Revoked deadbeef\n']);
    assert.deepEqual(
      sandbox.tokens.map(({ key }) => key),
      ['deadbeef00000000deadbeef00000000'],
    );
  });

  it('T26: has a key that is one segment of the path, whatever is in it', async (t) => {
    const sandbox = await sandboxFor(t);
    const key = 'abcdef/../x?y=1#z %2F';
    sandbox.inject({ method: 'GET', json: { objects: [{ key, name: 'odd' }], total: 1, urls: {} } });
    sandbox.inject({ method: 'DELETE', status: 204 });
    assert.equal((await runOn(sandbox, ['revoke', 'odd'])).code, 0);
    const [, segment] = /^DELETE \/-\/npm\/v1\/tokens\/token\/([^/?#]+)$/.exec(lines(sandbox)[1]);
    assert.equal(decodeURIComponent(segment), key);
  });

  it('T19: that is gone already by somebody else is told as such, and is no failure', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [ONE] });
    const handler = async (_request, next) => {
      await next();
      return next();
    };
    sandbox.inject({ method: 'DELETE', handler });
    const { code, stdout } = await runOn(sandbox, ['revoke', 'one']);
    assert.deepEqual([code, stdout], [0, `Already gone: ${ONE.key} (one)\n`]);
  });

  it('T19: that the registry does not find, and still lists, is a failure', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [ONE] });
    sandbox.inject({ method: 'DELETE', status: 404, json: { message: 'token not found' } });
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', 'one']);
    assert.deepEqual([code, stdout], [1, '']);
    assert.match(stderr, /error\[E404\]: /);
  });
});

describe('what names several', () => {
  const cases = [
    ['a beginning that two keys have', '000000'],
    ['a name that two tokens have', 'twin'],
  ];
  for (const [what, word] of cases) {
    it(`lists the candidates for ${what}`, async (t) => {
      const twins = [ONE, TWO].map((token, index) => ({
        ...token,
        name: 'twin',
        created: `2026-01-0${index + 1}T00:00:00.000Z`,
      }));
      const sandbox = await sandboxFor(t, { tokens: [...twins, THREE] });
      const { code, stdout, stderr } = await runOn(sandbox, ['revoke', word]);
      assert.deepEqual([code, stdout], [1, '']);
      const [error, first, second, hint] = said(stderr);
      assert.match(error, new RegExp(`^error\\[EAMBIGUOUS\\]: 2 tokens with .*\`${word}\``));
      assert.equal(first, '  00000001  twin  2026-01-01T00:00:00.000Z');
      assert.equal(second, '  00000002  twin  2026-01-02T00:00:00.000Z');
      assert.match(hint, /^hint: /);
      const json = await runOn(sandbox, ['revoke', word, '--json']);
      const { code: name, registry, candidates, ...rest } = JSON.parse(json.stdout).error;
      assert.deepEqual([json.code, name, registry], [1, 'EAMBIGUOUS', sandbox.url]);
      assert.deepEqual(candidates, [
        { key: ONE.key, id: '00000001', name: 'twin', created: '2026-01-01T00:00:00.000Z' },
        { key: TWO.key, id: '00000002', name: 'twin', created: '2026-01-02T00:00:00.000Z' },
      ]);
      assert.deepEqual(Object.keys(rest).sort(), ['detail', 'summary']);
      assert.equal(sandbox.tokens.length, 3);
    });
  }

  it('is a name and the beginning of another token’s key', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ ...ONE, name: 'deadbeef' }, THREE] });
    const { code, stderr } = await runOn(sandbox, ['revoke', 'deadbeef']);
    assert.equal(code, 1);
    assert.match(stderr, /error\[EAMBIGUOUS\]: /);
    assert.equal(sandbox.tokens.length, 2);
  });
});

describe('what names none', () => {
  const refused = [
    ['T17: an empty word', ['']],
    ['T17: an empty word among others', ['one', '']],
    ['T17: white space', [' ']],
    ['T17: a line break', ['\n']],
    ['a masked token', ['npm_aB1D...7891']],
    ['a masked token with one character', ['npm_aB1D…7891']],
    ['npm’s mask', ['npm_***']],
    ['a masked token after good words', ['one', 'two', 'npm_aB1D...7891']],
  ];
  for (const [what, words] of refused) {
    it(`refuses ${what} before anything is sent`, async (t) => {
      // T17: npm would take the empty word for the only token there is.
      const sandbox = await sandboxFor(t, { tokens: [ONE] });
      const { code, stdout, stderr } = await runOn(sandbox, ['revoke', ...words]);
      assert.deepEqual([code, stdout], [2, '']);
      assert.match(stderr, /^error\[EINVALIDOPTION\]: invalid `argument \d`: .+\nhint: .+\n$/);
      assert.deepEqual(lines(sandbox), []);
    });
  }

  const unknown = [
    ['T17: one letter of a key', '0'],
    ['T17: fewer than six characters of a key', '00000'],
    ['another case', 'DEADBEEF'],
    ['white space before an id', ' deadbeef'],
    ['a key with something behind it', `${ONE.key}extra`],
    ['T26: a mask with a path behind it', 'npm_aB1D7891/../x?y=1#z'],
    ['a part of a name', 'on'],
    ['another token of the same beginning', value('aB1D', '0000')],
  ];
  for (const [what, word] of unknown) {
    it(`deletes nothing for ${what}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [ONE, TWO, THREE] });
      const { code, stdout, stderr } = await runOn(sandbox, ['revoke', word]);
      assert.deepEqual([code, stdout], [1, '']);
      assert.match(stderr, /error\[ETOKENNOTFOUND\]: .+\nhint: .+\n$/);
      assert.ok(!stderr.includes(value('aB1D', '0000')), 'a value is not repeated');
      assert.ok(!lines(sandbox).some((line) => line.startsWith('DELETE')));
    });
  }
});

describe('--by-value', () => {
  const value = `npm_aBcD${'x'.repeat(28)}7890`;
  const twin = `npm_aBcD${'y'.repeat(28)}7890`;

  it('sends a full token that the list does not tell from another', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ token: value }, { token: twin }] });
    const refused = await runOn(sandbox, ['revoke', value]);
    assert.match(refused.stderr, /^error\[EAMBIGUOUS\]: /m);
    const { code, stdout, stderr } = await runOn(sandbox, ['revoke', '--by-value', value]);
    assert.deepEqual([code, stdout], [0, 'Revoked the token with this value\n']);
    assert.match(stderr, /^warning: a full token on the command line is visible to other processes$/m);
    assert.equal(`${refused.stderr}${stdout}${stderr}`.includes(value), false);
    assert.equal(sandbox.tokens.length, 1);
  });

  it('belongs to revoke', async (t) => {
    const sandbox = await sandboxFor(t);
    const { code, stderr } = await runOn(sandbox, ['list', '--by-value']);
    assert.equal(code, 2);
    assert.match(stderr, /`--by-value` belongs to `revoke`, not to `list`/);
  });
});
