import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { listTokens } from './helpers/addon.mjs';
import { anyToken, nerf, npmrcOf, setVariables } from './helpers/config.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith } from './helpers/folder.mjs';
import { home } from './helpers/isolate.mjs';
import { credentialVariable } from './helpers/registry.mjs';

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
