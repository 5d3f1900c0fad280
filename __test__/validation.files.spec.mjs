import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith } from './helpers/folder.mjs';
import { proxyServer } from './helpers/raw.mjs';
import { CONFIG, unset, VALID } from './helpers/refusals.mjs';
import { sandboxFor } from './helpers/registry.mjs';

describe('credentials and settings in files', () => {
  const files = [
    {
      what: 'an unset variable in a credential (T11)',
      npmrc: `//HOST/:_authToken=${unset}`,
      code: CONFIG,
      names: '_authToken',
    },
    {
      what: 'an unset variable within a credential (T11)',
      npmrc: `//HOST/:_authToken=npm_${unset}`,
      code: CONFIG,
      names: '_authToken',
    },
    { what: 'an unset variable in _auth (T11)', npmrc: `//HOST/:_auth=${unset}`, code: CONFIG, names: '_auth' },
    {
      what: 'a line break in a credential (T11)',
      npmrc: '//HOST/:_authToken="a\\nb"',
      code: CONFIG,
      names: '_authToken',
    },
    {
      what: 'a credential that names no registry (T59)',
      npmrc: '_authToken=x',
      code: 'ERR_INVALID_AUTH',
      names: '_authToken',
    },
    { what: 'no credential', npmrc: '', code: 'ENEEDAUTH', names: undefined },
    {
      what: 'a registry that is none (T42)',
      npmrc: 'registry=localhost:4873',
      code: CONFIG,
      names: 'registry',
      registry: undefined,
    },
    { what: 'a boolean that is none (T7)', npmrc: 'strict-ssl=no', code: CONFIG, names: 'strict-ssl' },
    { what: 'a boolean for the token that is none (T7)', npmrc: 'bypass-2fa=no', code: CONFIG, names: 'bypass-2fa' },
    { what: 'a number that is none', npmrc: 'fetch-timeout=many', code: CONFIG, names: 'fetch-timeout' },
    { what: 'an end that is none (T9)', npmrc: 'expires=soon', code: CONFIG, names: 'expires' },
    { what: 'a permission that is none (T9)', npmrc: 'orgs-permission=bogus', code: CONFIG, names: 'orgs-permission' },
    {
      what: 'a missing cafile (T43)',
      npmrc: 'cafile=no-such-file.pem',
      code: CONFIG,
      names: 'cafile',
      registry: undefined,
    },
    { what: 'a proxy that is none', npmrc: 'proxy=127.0.0.1:8080', code: CONFIG, names: 'proxy' },
  ];
  for (const { what, npmrc, code, names: key, ...options } of files) {
    it(`createToken refuses ${what}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const proxy = await proxyServer(t);
      const cwd = projectWith(t, npmrc.replace('HOST', new URL(sandbox.url).host));
      const credential = /:_auth|^_auth|^$/.test(npmrc) ? {} : { authToken: sandbox.authToken };
      const connection = {
        registry: sandbox.url,
        ...credential,
        ...('registry' in options && { httpsProxy: proxy.url }),
      };
      const error = await failure(createToken({ ...connection, ...options, ...VALID, cwd, fetchRetries: 0 }));
      assert.equal(error.code, code, error.message);
      if (key) assert.ok(error.message.includes(key), error.message);
      if (code !== 'ENEEDAUTH') assert.ok(error.message.includes('.npmrc'), error.message);
      assert.ok(error.hint);
      assert.deepEqual([sandbox.requests, proxy.asked], [[], []]);
    });
  }
});
