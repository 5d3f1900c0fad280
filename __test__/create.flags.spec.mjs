// The body of each flag, from a table; its `npm` column is compared with what the npm found on this machine sends.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken } from './helpers/addon.mjs';
import { BASE, KEY, ROWS, VALUE } from './helpers/create-flags.mjs';
import { npmIsAtLeast, npmIsMissing, npmToken } from './helpers/npm.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

/** The answer is about none of them. */
const allowUnenforced = [
  ...['name', 'packages', 'scopes', 'orgs', 'packagesAndScopesPermission', 'orgsPermission'],
  ...['readOnly', 'cidr', 'expires', 'bypass2fa'],
];

/** Runs something against a sandbox that accepts every new token, and gives the requests but those of a list. */
async function recorded(t, run) {
  const sandbox = await sandboxFor(t);
  sandbox.inject({ method: 'POST', status: 201, json: { key: KEY, token: VALUE } });
  await run(sandbox);
  return sandbox.requests.filter(({ method }) => method !== 'GET');
}

describe('the body of create, for each flag beside npm’s', { concurrency: 4 }, () => {
  for (const { flag, flags, options, npm, sent, why, since, row } of ROWS) {
    it(`${flag}${row ? ` (${row})` : ''}${why ? `: ${why}` : ''}`, async (t) => {
      const ours = await recorded(t, async (sandbox) => {
        await createToken({ ...connectionTo(sandbox), allowUnenforced, ...BASE, ...options });
      });
      assert.deepEqual(
        ours.map(({ method, path }) => `${method} ${path}`),
        ['POST /-/npm/v1/tokens'],
      );
      assert.deepEqual(ours[0].body, { ...BASE, ...sent });
      if (!why) assert.deepEqual(sent, npm, 'a row that differs says why');

      await t.test('npm sends what was recorded', { skip: npmIsMissing || tooOld(since) }, async (t) => {
        const base = Object.entries({ ...BASE }).filter(
          ([name]) => !flags.some((given) => given.startsWith(`--${name}=`)),
        );
        const args = [...base.map(([name, value]) => `--${name}=${value}`), ...flags];
        const theirs = await recorded(t, (sandbox) => npmToken(sandbox, ['create', ...args]));
        assert.deepEqual(
          theirs.map(({ method, path }) => `${method} ${path}`),
          ['POST /-/npm/v1/tokens'],
        );
        assert.deepEqual(theirs[0].body, { ...BASE, ...npm });
      });
    });
  }

  function tooOld(since) {
    return since !== undefined && !npmIsMissing && !npmIsAtLeast(...since) && `npm knows it since ${since.join('.')}`;
  }

  it('has a row for each flag', () => {
    const flags = [
      ...['name', 'token-description', 'expires', 'packages', 'packages-all', 'scopes', 'orgs', 'cidr', 'bypass-2fa'],
      ...['packages-and-scopes-permission', 'orgs-permission', 'read-only', 'password'],
    ];
    for (const flag of flags)
      assert.ok(
        ROWS.some((row) => row.flag.split(/[ ,=]/)[0] === flag),
        flag,
      );
  });

  it('is in npm’s order, without white space', async (t) => {
    const [{ bodyText }] = await recorded(t, async (sandbox) => {
      await createToken({
        ...connectionTo(sandbox),
        allowUnenforced,
        bypass2fa: true,
        cidr: '192.0.2.1/32',
        expires: 30,
        orgsPermission: 'no-access',
        packagesAndScopesPermission: 'read-only',
        orgs: ['o'],
        scopes: ['@s'],
        packages: ['@a/b'],
        tokenDescription: 'd',
        readOnly: true,
        ...BASE,
      });
    });
    assert.equal(
      bodyText,
      '{"name":"n","password":"pw","token_description":"d","description":"d","packages":["@a/b"],"scopes":["@s"],' +
        '"orgs":["o"],"packages_and_scopes_permission":"read-only","orgs_permission":"no-access","expires":30,' +
        '"cidr":["192.0.2.1/32"],"cidr_whitelist":["192.0.2.1/32"],"bypass_2fa":true,"readonly":true}',
    );
  });

  it('leaves out a name that is not given (T56, O12)', async (t) => {
    const [{ body }] = await recorded(t, async (sandbox) => {
      await createToken({ ...connectionTo(sandbox), allowUnenforced, password: 'pw', readOnly: true });
    });
    assert.deepEqual(body, { password: 'pw', readonly: true });
  });
});
