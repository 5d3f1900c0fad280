// Credentials on plain http: refused where they are for https, and never without a warning beyond this machine.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createToken, listTokens } from './helpers/addon.mjs';
import { run } from './helpers/cli.mjs';
import { nerf } from './helpers/config.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith } from './helpers/folder.mjs';
import { home } from './helpers/isolate.mjs';
import { proxyServer, rawServer, until } from './helpers/raw.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

const PLAIN = 'http://registry.example/';
const TOKEN = `${nerf(PLAIN)}:_authToken=stored`;

describe('T5: credentials stored for https do not go over http', () => {
  const rows = [
    { what: 'that the caller names', user: `registry=https://registry.example/\n${TOKEN}`, give: { registry: PLAIN } },
    {
      what: 'whose scope is known by https',
      user: `@corp:registry=https://registry.example/npm/\n${TOKEN}`,
      give: { registry: PLAIN },
    },
    { what: 'that only the project names', user: TOKEN, project: `registry=${PLAIN}` },
  ];
  for (const { what, user, project = '', give } of rows) {
    it(`to a registry ${what}`, async (t) => {
      const proxy = await proxyServer(t);
      const [cwd, userHome] = [projectWith(t, project), projectWith(t, user)];
      const options = { cwd, userconfig: join(userHome, '.npmrc'), proxy: proxy.url, ...give };
      for (const error of [
        await failure(listTokens(options)),
        await failure(createToken({ ...options, name: 'n', packages: 'a', password: 'p' })),
      ]) {
        assert.equal(error.code, give ? 'EINVALIDOPTION' : 'EINVALIDCONFIG', error.message);
        assert.match(error.message, /`registry`.*http/);
        assert.match(error.hint, /`https:/);
      }
      const flags = give ? [`--registry=${PLAIN}`] : [];
      const env = { HOME: userHome };
      const { code, stderr } = await run(['list', `--proxy=${proxy.url}`, ...flags], { cwd, env });
      assert.equal(code, 2, stderr);
      assert.ok(!stderr.includes('stored'), stderr);
      assert.equal(proxy.connections(), 0);
    });
  }

  it('but what is given with the call does', async (t) => {
    const proxy = await proxyServer(t);
    const userconfig = join(projectWith(t, `registry=https://registry.example/\n${TOKEN}`), '.npmrc');
    const options = { cwd: home, userconfig, proxy: proxy.url, registry: PLAIN, authToken: 'given' };
    assert.deepEqual(await listTokens(options), []);
    assert.equal(proxy.asked[0].headers.authorization, 'Bearer given');
  });

  it('and those of an http registry on this machine do', async (t) => {
    const sandbox = await sandboxFor(t);
    const userconfig = join(projectWith(t, `${nerf(sandbox.url)}:_authToken=${sandbox.authToken}`), '.npmrc');
    assert.deepEqual(await listTokens({ userconfig, cwd: projectWith(t, `registry=${sandbox.url}`) }), []);
  });
});

describe('credentials that go over plain http', () => {
  const WORDS = `credentials go to ${PLAIN} over plain http: everybody on the way can read them`;

  it('bring a warning on standard error', async (t) => {
    const proxy = await proxyServer(t);
    const args = ['list', `--registry=${PLAIN}`, `--proxy=${proxy.url}`];
    const env = { [`npm_config_${nerf(PLAIN)}:_authToken`]: 'stored' };
    const { code, stdout, stderr } = await run(args, { env });
    assert.deepEqual([code, stdout], [0, '']);
    assert.ok(stderr.startsWith(`warning: ${WORDS}\n`), stderr);
    assert.ok(!(await run([...args, '--loglevel=error'], { env })).stderr.includes('warning'));
  });

  it('bring one process warning a registry', async (t) => {
    const proxy = await proxyServer(t);
    const seen = [];
    const note = (warning) => seen.push(warning);
    process.on('warning', note);
    t.after(() => process.off('warning', note));
    const options = { registry: 'http://other.example/', authToken: 't', proxy: proxy.url };
    await Promise.all([listTokens(options), listTokens(options)]);
    await until(() => seen.length > 0, 'a warning');
    await listTokens({ ...options, registry: 'http://third.example/' });
    await until(() => seen.length > 1, 'another warning');
    assert.deepEqual(
      seen.map(({ name, code, message }) => [name, code, message.split(' over ')[0]]),
      ['other', 'third'].map((host) => [
        'NpmTokenWarning',
        'NPM_TOKEN_PLAIN_HTTP',
        `credentials go to http://${host}.example/`,
      ]),
    );
  });

  it('bring none on this machine, over https, or where there are none', async (t) => {
    const sandbox = await sandboxFor(t);
    const silent = await rawServer(t);
    const note = (warning) => assert.fail(warning.message);
    process.on('warning', note);
    t.after(() => process.off('warning', note));
    await listTokens(connectionTo(sandbox));
    await failure(listTokens({ registry: PLAIN, cwd: home }));
    const https = { registry: `https://127.0.0.1:${silent.port}/`, authToken: 't', timeout: 50, fetchRetries: 0 };
    await failure(listTokens(https));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
