import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken } from './helpers/addon.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

const VALUE = `npm_${'A'.repeat(36)}`;

/** The token a registry makes that answers with these fields beside the value. */
async function created(t, fields, status = 201) {
  const sandbox = await sandboxFor(t);
  sandbox.inject({ method: 'POST', status, json: { token: VALUE, ...fields } });
  return createToken({ ...connectionTo(sandbox), password: sandbox.password });
}

/** The token a registry makes that answers with this text. */
async function createdFrom(t, body) {
  const sandbox = await sandboxFor(t);
  sandbox.inject({ method: 'POST', status: 201, headers: { 'content-type': 'application/json' }, body });
  return createToken({ ...connectionTo(sandbox), password: sandbox.password });
}

describe('a new token is never lost to an odd answer', () => {
  const odd = [
    { created: 1700000000000 },
    { revoked: false },
    { accessed: 0, updated: false },
    { readonly: 0 },
    { expiry: 1700000000 },
    { cidr_whitelist: '192.0.2.0/24' },
    { permissions: ['read'] },
    { scopes: ['@a'] },
    { description: 5, name: {} },
    { bypass_2fa: 'no' },
  ];
  for (const fields of odd) {
    it(`with ${JSON.stringify(fields)}, which stays in raw`, async (t) => {
      const token = await created(t, { key: 'k-1', ...fields });
      assert.deepEqual([token.token, token.key], [VALUE, 'k-1']);
      assert.deepEqual(token.raw, { key: 'k-1', ...fields });
      for (const name of Object.keys(fields)) assert.ok(token[name] === undefined || token[name].length === 0, name);
    });
  }

  it('with a byte order mark in front', async (t) => {
    const token = await createdFrom(t, `\ufeff{"token":"${VALUE}","key":"k-1"}`);
    assert.deepEqual([token.token, token.key], [VALUE, 'k-1']);
  });

  for (const fields of [{}, { key: 7 }, { key: '' }, { key: '..' }, { key: 'a\tb' }]) {
    it(`with a key that names none: ${JSON.stringify(fields)}`, async (t) => {
      const token = await created(t, fields);
      assert.deepEqual([token.token, token.key, token.id], [VALUE, '', '']);
    });
  }
});

describe('raw', () => {
  it('holds no number that JSON.stringify refuses', async (t) => {
    const token = await createdFrom(t, `{"token":"${VALUE}","key":"k-1","big":12345678901234567890}`);
    assert.equal(JSON.parse(JSON.stringify(token)).raw.big, Number('12345678901234567890'));
  });

  it('does not let the registry replace a prototype', async (t) => {
    const { raw } = await createdFrom(t, `{"token":"${VALUE}","key":"k-1","__proto__":{"polluted":1}}`);
    assert.equal(raw.polluted, undefined);
    assert.equal(Object.getPrototypeOf(raw), Object.prototype);
  });
});

describe('a status that does not say that a token was made', () => {
  for (const status of [202, 206]) {
    it(`is an error: ${status}`, async (t) => {
      await assert.rejects(created(t, { key: 'k-1' }, status), {
        code: 'EUNKNOWNOUTCOME',
        statusCode: status,
      });
    });
  }
});
