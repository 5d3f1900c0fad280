// Configuration is read anew at each call, from where npm has it.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import { listTokens } from './helpers/addon.mjs';
import { anyToken, npmrcOf, setVariables } from './helpers/config.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith, writeNpmrc } from './helpers/folder.mjs';
import { home } from './helpers/isolate.mjs';
import { credentialVariable } from './helpers/registry.mjs';

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
    assert.equal((await failure(listTokens({ cwd }))).code, 'EUNTRUSTED');
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
    const cwd = home;
    const userconfig = join(projectWith(t, npmrcOf(registry, '\u0024{NPM_TOKEN_SPEC}')), '.npmrc');
    setVariables(t, { NPM_TOKEN_SPEC: 'first' });
    await listTokens({ cwd, userconfig });
    process.env.NPM_TOKEN_SPEC = 'second';
    await listTokens({ cwd, userconfig });
    delete process.env.NPM_TOKEN_SPEC;
    assert.equal((await failure(listTokens({ cwd, userconfig }))).code, 'EINVALIDCONFIG');
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
