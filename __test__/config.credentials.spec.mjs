import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, listTokens } from './helpers/addon.mjs';
import { anyToken, nerf, setVariables } from './helpers/config.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith } from './helpers/folder.mjs';
import { rawServer } from './helpers/raw.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

describe('credentials are found for the registry (O16)', () => {
  const b64 = (text) => Buffer.from(text).toString('base64');
  const rows = [
    { what: '_authToken', lines: (at) => [`${at}:_authToken=A`], header: 'Bearer A' },
    { what: '_auth', lines: (at) => [`${at}:_auth=${b64('u:p')}`], header: `Basic ${b64('u:p')}` },
    {
      what: 'username and _password',
      lines: (at) => [`${at}:username=x`, `${at}:_password=${b64('y:z é')}`],
      header: `Basic ${b64('x:y:z é')}`,
    },
    {
      what: 'a quoted token before a comment (T48)',
      lines: (at) => [`${at}:_authToken="T" # mine`],
      header: 'Bearer T',
    },
    {
      what: 'below a longer path, not this one',
      lines: (at) => [`${at}x/:_authToken=X`, `${at}:_authToken=A`],
      header: 'Bearer A',
    },
  ];
  for (const { what, lines, header } of rows) {
    it(what, async (t) => {
      const { url, sandbox } = await anyToken(t);
      await listTokens({ registry: url, cwd: projectWith(t, lines(nerf(url)).join('\n')) });
      assert.equal(sandbox.requests[0].headers.authorization, header);
    });
  }

  it('by user info in its address', async (t) => {
    const { url, sandbox } = await anyToken(t);
    await listTokens({ registry: url.replace('://', '://us%20er:p%40ss@') });
    const [{ headers, path }] = sandbox.requests;
    assert.equal(headers.authorization, `Basic ${b64('us er:p@ss')}`);
    assert.equal(path, '/-/npm/v1/tokens?perPage=1000');
  });

  it('and only for it: not for another port', async (t) => {
    const registry = await anyToken(t);
    const other = await rawServer(t);
    const cwd = projectWith(t, `${nerf(registry.url)}:_authToken=A`);
    assert.equal((await failure(listTokens({ registry: other.url, cwd }))).code, 'ENEEDAUTH');
    assert.equal(other.connections(), 0);
  });

  it('NPM_TOKEN and NODE_AUTH_TOKEN by themselves are none', async (t) => {
    const registry = await anyToken(t);
    setVariables(t, { NPM_TOKEN: 'a', NODE_AUTH_TOKEN: 'b', npm_config__authToken: 'c', npm_config__auth: 'd' });
    assert.equal((await failure(listTokens({ registry: registry.url }))).code, 'ENEEDAUTH');
  });
});

describe('the password', () => {
  for (const password of [' a#b;c "d" \u0024{HOME} ', 'null', 'false', 'é', '\ttab']) {
    it(`T28: from the environment is taken as it is: ${JSON.stringify(password)}`, async (t) => {
      const sandbox = await sandboxFor(t, { password });
      setVariables(t, { npm_config_password: password });
      await createToken({ ...connectionTo(sandbox), name: 'n', packages: 'a' });
      assert.equal(sandbox.requests[0].body.password, password);
    });
  }
});
