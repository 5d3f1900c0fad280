// Configuration is read anew at each call, from where npm has it.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createToken, listTokens } from './helpers/addon.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith, writeNpmrc } from './helpers/folder.mjs';
import { home } from './helpers/isolate.mjs';
import { proxyServer, rawServer } from './helpers/raw.mjs';
import { connectionTo, credentialVariable, sandboxFor } from './helpers/registry.mjs';

const nerf = (url) => url.slice(url.indexOf('//'));

/** Lines of a file that lead to a sandbox; with no repetitions. */
function npmrcOf({ url }, token, ...lines) {
  return [`registry=${url}`, `${nerf(url)}:_authToken=${token}`, 'fetch-retries=0', ...lines, ''].join('\n');
}

/** Sets variables of this process until the test ends. */
function setVariables(t, variables) {
  Object.assign(process.env, variables);
  t.after(() => {
    for (const name of Object.keys(variables)) delete process.env[name];
  });
}

/** A sandbox that takes every token, and the tokens it was shown. */
async function anyToken(t) {
  const sandbox = await sandboxFor(t);
  sandbox.inject({ json: { objects: [], urls: {} }, times: Number.POSITIVE_INFINITY });
  return {
    url: sandbox.url,
    seen: () => sandbox.requests.map(({ headers }) => headers.authorization?.replace('Bearer ', '')),
    sandbox,
  };
}

describe('each call reads anew', () => {
  it('the project’s .npmrc', async (t) => {
    const [one, other] = [await anyToken(t), await anyToken(t)];
    const cwd = projectWith(t, npmrcOf(one, 'first'));
    await listTokens({ cwd });
    writeNpmrc(cwd, npmrcOf(one, 'second'));
    await listTokens({ cwd });
    writeNpmrc(cwd, npmrcOf(other, 'third'));
    await listTokens({ cwd });
    writeNpmrc(cwd, `registry=${one.url}`);
    assert.equal((await failure(listTokens({ cwd }))).code, 'ENEEDAUTH');
    assert.deepEqual([one.seen(), other.seen()], [['first', 'second'], ['third']]);
  });

  it('the variables of process.env', async (t) => {
    const registry = await anyToken(t);
    const name = credentialVariable(registry.url);
    setVariables(t, { npm_config_registry: registry.url, [name]: 'first', npm_config_fetch_retries: '0' });
    await listTokens();
    process.env[name] = 'second';
    await listTokens();
    delete process.env[name];
    assert.equal((await failure(listTokens())).code, 'ENEEDAUTH');
    assert.deepEqual(registry.seen(), ['first', 'second']);
  });

  it('a variable that a file refers to', async (t) => {
    const registry = await anyToken(t);
    const cwd = projectWith(t, npmrcOf(registry, '\u0024{NPM_TOKEN_SPEC}'));
    setVariables(t, { NPM_TOKEN_SPEC: 'first' });
    await listTokens({ cwd });
    process.env.NPM_TOKEN_SPEC = 'second';
    await listTokens({ cwd });
    delete process.env.NPM_TOKEN_SPEC;
    assert.equal((await failure(listTokens({ cwd }))).code, 'EINVALIDCONFIG');
    assert.deepEqual(registry.seen(), ['first', 'second']);
  });

  it('the home folder', async (t) => {
    const registry = await anyToken(t);
    const [one, other] = [projectWith(t, npmrcOf(registry, 'one')), projectWith(t, npmrcOf(registry, 'other'))];
    const cwd = projectWith(t);
    t.after(() => {
      process.env.HOME = home;
    });
    process.env.HOME = one;
    await listTokens({ cwd });
    process.env.HOME = other;
    await listTokens({ cwd });
    assert.deepEqual(registry.seen(), ['one', 'other']);
  });

  it('the working directory', async (t) => {
    const registry = await anyToken(t);
    const cwd = projectWith(t, npmrcOf(registry, 'there'));
    const before = process.cwd();
    t.after(() => process.chdir(before));
    process.chdir(cwd);
    await listTokens();
    assert.deepEqual(registry.seen(), ['there']);
  });

  it('at its start: what changes during the call does not count', async (t) => {
    const registry = await anyToken(t);
    const name = credentialVariable(registry.url);
    setVariables(t, { [name]: 'first' });
    const call = listTokens({ registry: registry.url });
    process.env[name] = 'second';
    await call;
    assert.deepEqual(registry.seen(), ['first']);
  });

  it('in a worker, the worker’s own environment', async (t) => {
    const [ours, theirs] = [await anyToken(t), await anyToken(t)];
    setVariables(t, { npm_config_registry: ours.url, [credentialVariable(ours.url)]: 'ours' });
    const source = `const { parentPort } = require('node:worker_threads');
      const { listTokens } = require(${JSON.stringify(fileURLToPath(new URL('../index.js', import.meta.url)))});
      listTokens().then((tokens) => parentPort.postMessage(tokens), (error) => parentPort.postMessage(error.code));`;
    const env = { HOME: home, npm_config_registry: theirs.url, [credentialVariable(theirs.url)]: 'theirs' };
    const worker = new Worker(source, { eval: true, env });
    t.after(() => worker.terminate());
    const [message] = await once(worker, 'message');
    await listTokens();
    assert.deepEqual(message, []);
    assert.deepEqual([ours.seen(), theirs.seen()], [['ours'], ['theirs']]);
  });
});

describe('precedence', () => {
  it('is options, environment, project, user, global', async (t) => {
    const registry = await anyToken(t);
    const key = `${nerf(registry.url)}:_authToken`;
    const global = join(projectWith(t, `${key}=global`), '.npmrc');
    const user = join(projectWith(t, `${key}=user`), '.npmrc');
    const cwd = projectWith(t, `${key}=project`);
    const none = { userconfig: join(home, 'none'), globalconfig: join(home, 'none-either') };
    const base = { registry: registry.url };
    const variable = credentialVariable(registry.url);

    await listTokens({ ...base, ...none, cwd: home, globalconfig: global });
    await listTokens({ ...base, ...none, cwd: home, globalconfig: global, userconfig: user });
    await listTokens({ ...base, globalconfig: global, userconfig: user, cwd });
    setVariables(t, { [variable]: 'environment' });
    await listTokens({ ...base, globalconfig: global, userconfig: user, cwd });
    await listTokens({ ...base, globalconfig: global, userconfig: user, cwd, authToken: 'option' });
    assert.deepEqual(registry.seen(), ['global', 'user', 'project', 'environment', 'option']);
  });

  const settings = [
    { option: { userAgent: 'option' }, key: 'user-agent', header: 'user-agent', of: (layer) => layer },
    {
      option: { authType: 'legacy' },
      key: 'auth-type',
      header: 'npm-auth-type',
      of: (layer) => (layer === 'option' ? 'legacy' : 'web'),
    },
  ];
  for (const { option, key, header, of } of settings) {
    it(`of ${key}, which the environment and files can set too`, async (t) => {
      const registry = await anyToken(t);
      const cwd = projectWith(t, npmrcOf(registry, 't', `${key}=${of('project')}`));
      const userconfig = join(projectWith(t, `${key}=${of('user')}`), '.npmrc');
      await listTokens({ cwd, userconfig });
      setVariables(t, { [`npm_config_${key.replace('-', '_')}`]: of('environment') });
      await listTokens({ cwd, userconfig });
      await listTokens({ cwd, userconfig, ...option });
      const seen = registry.sandbox.requests.map(({ headers }) => headers[header]);
      assert.deepEqual(seen, ['project', 'environment', 'option'].map(of));
    });
  }

  it('of the user agent, save what a package manager that runs us exports as its own', async (t) => {
    const registry = await anyToken(t);
    const cwd = projectWith(t, npmrcOf(registry, 't'));
    for (const manager of ['npm/11.19.1 node/v20.20.2 linux x64', 'pnpm/9.0.0', 'yarn/4.0.0', 'bun/1.0.0']) {
      setVariables(t, { npm_config_user_agent: manager });
      await listTokens({ cwd });
    }
    await listTokens({ cwd, userAgent: 'npm/option' });
    const seen = registry.sandbox.requests.map(({ headers }) => headers['user-agent'].split('/')[0]);
    assert.deepEqual(seen, ['npm-token', 'npm-token', 'npm-token', 'npm-token', 'npm']);
  });

  it('T42: a registry that cannot be used is an error, and no lower one is asked', async (t) => {
    const registry = await anyToken(t);
    const cwd = projectWith(t, npmrcOf(registry, 't'));
    setVariables(t, { npm_config_registry: 'typo' });
    assert.equal((await failure(listTokens({ cwd }))).code, 'EINVALIDCONFIG');
    assert.equal((await failure(listTokens({ cwd, registry: 'typo' }))).code, 'EINVALIDOPTION');
    assert.deepEqual(registry.seen(), []);
  });

  it('T46: of globalconfig too', async (t) => {
    const registry = await anyToken(t);
    const file = (token) => join(projectWith(t, npmrcOf(registry, token)), '.npmrc');
    const userconfig = join(projectWith(t, `globalconfig=${file('by-user')}`), '.npmrc');
    const before = process.env.npm_config_globalconfig;
    t.after(() => {
      process.env.npm_config_globalconfig = before;
    });
    delete process.env.npm_config_globalconfig;
    await listTokens({ cwd: home, userconfig });
    process.env.npm_config_globalconfig = file('by-environment');
    await listTokens({ cwd: home, userconfig });
    await listTokens({ cwd: home, userconfig, globalconfig: file('by-option') });
    assert.deepEqual(registry.seen(), ['by-user', 'by-environment', 'by-option']);
  });

  it('T59: credentials without a registry do not bar proper ones', async (t) => {
    const registry = await anyToken(t);
    await listTokens({ cwd: projectWith(t, npmrcOf(registry, 'proper', '_authToken=other', 'username=x')) });
    assert.deepEqual(registry.seen(), ['proper']);
  });

  it('T60: one file may be the user’s and the global one', async (t) => {
    const registry = await anyToken(t);
    const file = join(projectWith(t, npmrcOf(registry, 't')), '.npmrc');
    await listTokens({ cwd: home, userconfig: file, globalconfig: file });
    assert.deepEqual(registry.seen(), ['t']);
  });

  it('an absent file is none, an unreadable one is EINVALIDCONFIG', async (t) => {
    const registry = await anyToken(t);
    const base = { registry: registry.url, authToken: 't', cwd: home };
    await listTokens({ ...base, userconfig: join(home, 'absent') });
    const folder = projectWith(t);
    mkdirSync(join(folder, '.npmrc'));
    const error = await failure(listTokens({ ...base, userconfig: join(folder, '.npmrc') }));
    assert.equal(error.code, 'EINVALIDCONFIG');
    assert.ok(error.message.startsWith(`invalid \`.npmrc\` in ${folder}: it cannot be read: `), error.message);
  });
});

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

describe('a proxy (T45)', () => {
  const through = 'through';
  const direct = 'direct';
  const rows = [
    { what: 'none', goes: direct },
    { what: 'the option', options: (proxy) => ({ proxy }), goes: through },
    { what: 'http_proxy', env: (proxy) => ({ http_proxy: proxy }), goes: through },
    { what: 'HTTP_PROXY', env: (proxy) => ({ HTTP_PROXY: proxy }), goes: through },
    { what: 'ALL_PROXY', env: (proxy) => ({ ALL_PROXY: proxy }), goes: through },
    { what: 'npm_config_proxy', env: (proxy) => ({ npm_config_proxy: proxy }), goes: through },
    { what: 'https-proxy alone, for an http registry', options: (httpsProxy) => ({ httpsProxy }), goes: direct },
    { what: 'HTTPS_PROXY, for an http registry', env: (proxy) => ({ HTTPS_PROXY: proxy }), goes: direct },
    {
      what: 'HTTP_PROXY switched off by null',
      env: (proxy) => ({ HTTP_PROXY: proxy }),
      options: () => ({ proxy: null }),
      goes: direct,
    },
    {
      what: 'npm_config_proxy switched off by null',
      env: (proxy) => ({ npm_config_proxy: proxy }),
      options: () => ({ proxy: null }),
      goes: direct,
    },
    {
      what: 'HTTP_PROXY with another option',
      env: () => ({ HTTP_PROXY: 'http://127.0.0.1:9' }),
      options: (proxy) => ({ proxy }),
      goes: through,
    },
    ...['*', '127.0.0.1', '127.0.0.0/8', 'a.b,127.0.0.1', ' a.b , 127.0.0.1 '].flatMap((hosts) => [
      { what: `noProxy: ${hosts}`, options: (proxy) => ({ proxy, noProxy: hosts }), goes: direct },
      { what: `NO_PROXY=${hosts}`, env: (proxy) => ({ HTTP_PROXY: proxy, NO_PROXY: hosts }), goes: direct },
      { what: `no_proxy=${hosts}`, env: (proxy) => ({ http_proxy: proxy, no_proxy: hosts }), goes: direct },
    ]),
    { what: 'noProxy: a list', options: (proxy) => ({ proxy, noProxy: ['a.b', '127.0.0.1'] }), goes: direct },
    ...['1', 'a.b', '10.0.0.0/8', 'localhost', '7.0.0.1'].map((hosts) => ({
      what: `noProxy: ${hosts}`,
      options: (proxy) => ({ proxy, noProxy: hosts }),
      goes: through,
    })),
  ];
  for (const { what, env = () => ({}), options = () => ({}), goes } of rows) {
    it(`${what}: ${goes}`, async (t) => {
      const proxy = await proxyServer(t);
      const registry = await anyToken(t);
      setVariables(t, env(proxy.url));
      await listTokens({
        registry: registry.url,
        authToken: 't',
        fetchRetries: 0,
        timeout: 5000,
        ...options(proxy.url),
      });
      const expected = goes === through ? [[`GET ${registry.url}-/npm/v1/tokens?perPage=1000`], []] : [[], ['t']];
      assert.deepEqual([proxy.asked.map(({ target }) => target), registry.seen()], expected);
    });
  }

  it('gets the user info of its address, and an https registry’s token does not reach it', async (t) => {
    const proxy = await proxyServer(t);
    const address = proxy.url.replace('://', '://us%20er:p%40ss@');
    const error = await failure(
      listTokens({ registry: 'https://registry.invalid/', authToken: 'secret', httpsProxy: address, fetchRetries: 0 }),
    );
    assert.equal(error.code, 'EPROXY');
    const [{ target, headers }] = proxy.asked;
    assert.equal(target, 'CONNECT registry.invalid:443');
    assert.equal(headers['proxy-authorization'], `Basic ${Buffer.from('us er:p@ss').toString('base64')}`);
    assert.equal(JSON.stringify(headers).includes('secret'), false);
  });
});
