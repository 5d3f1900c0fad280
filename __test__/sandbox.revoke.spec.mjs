import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { list, revoke, start } from './helpers/sandbox.mjs';

describe('revoking on npmjs', () => {
  const cases = [
    ['the key', (row) => row.key, 204],
    ['the full value', (row) => row.token, 204],
    ['an unknown key', () => '00000000-0000-0000-0000-000000000000', 404],
    ['an unknown value', () => `npm_${'0'.repeat(36)}`, 400, 'could not delete token'],
    ['a masked value', () => 'npm_aBcD...7890', 400, 'invalid token'],
  ];
  for (const [name, pick, status, message] of cases) {
    it(`answers ${status} for ${name}`, async () => {
      const sandbox = await start({ tokens: 2 });
      const [row] = sandbox.tokens;
      const answer = await revoke(sandbox, pick(row));
      assert.equal(answer.status, status);
      if (message) assert.equal(answer.body.message, message);
      assert.equal(sandbox.tokens.length, status === 204 ? 1 : 2);
      assert.equal((await list(sandbox, { token: row.token })).status, status === 204 ? 401 : 200);
    });
  }
});
