// The plugins for release tools, called as the tools call them: what is demanded by default, where the token is looked for,
// and what they say.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import NpmToken from 'npm-token/release-it';
import { verifyConditions } from 'npm-token/semantic-release';
import { nerf, setVariables } from './helpers/config.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith } from './helpers/folder.mjs';
import { home } from './helpers/isolate.mjs';
import { closedPort } from './helpers/raw.mjs';
import { sandboxFor } from './helpers/registry.mjs';
import { ahead, PACKAGE, PUBLISHER, VALUE } from './helpers/release-cases.mjs';

const READ_ONLY = { permissions: [{ name: 'package', action: 'read' }] };
const GOOD = 'log the npm token is good: it has 12 days left';
const UNMET = 'EINVALIDNPMTOKEN the npm token is not good for this release: ';
const NO_LIST = { path: '/-/npm/v1/tokens', status: 403 };

/** Makes a folder with a manifest, and a registry with the token in use. */
async function madeFor(t, { row, manifest = { name: PACKAGE }, npmrc } = {}) {
  const sandbox = await sandboxFor(t, { tokens: [{ ...PUBLISHER, ...row }] });
  const cwd = projectWith(t, npmrc?.(sandbox));
  if (manifest) writeFileSync(join(cwd, 'package.json'), JSON.stringify(manifest));
  return { sandbox, cwd };
}

/** The context of a release, and what was logged in it; the sandbox is the default registry. */
function contextOf({ sandbox, cwd }, { options, env } = {}) {
  const logged = [];
  const logger = { log: (line) => logged.push(`log ${line}`), warn: (line) => logged.push(`warn ${line}`) };
  const own = { HOME: home, npm_config_registry: sandbox.url, npm_config_fetch_retries: '0', NPM_TOKEN: VALUE, ...env };
  return { cwd, env: own, options, logger, logged };
}

/** What `verifyConditions` says: the line it logs, or the code and the message of its error. */
async function said(given, made, surroundings) {
  const context = contextOf(made, surroundings);
  try {
    // As semantic-release calls it: with the options of all plugins beside its own.
    await verifyConditions({ ...surroundings?.options, ...given }, context);
    return context.logged.join('\n');
  } catch (error) {
    return `${error.code} ${error.message}`;
  }
}

describe('what is demanded', () => {
  for (const [title, { row, manifest, given }, expected] of [
    ['is the package of the folder', {}, GOOD],
    ['is the package of the folder, and another fails', { manifest: { name: 'x' } }, `${UNMET}it is not for \`x\``],
    ['is no package that is private', { manifest: { name: 'x', private: true } }, GOOD],
    ['is no package where there is no name', { manifest: {} }, GOOD],
    ['is no package where there is no manifest', { manifest: false }, GOOD],
    ['is the package that is given', { given: { requirePackage: 'x' } }, `${UNMET}it is not for \`x\``],
    ['is no package if none is given', { manifest: { name: 'x' }, given: { requirePackage: [] } }, GOOD],
    ['is the right to publish', { row: READ_ONLY }, `${UNMET}it cannot publish`],
    ['is not the right to publish if that is given', { row: READ_ONLY, given: { requireWrite: false } }, GOOD],
    [
      'is all that is given',
      { row: { bypass_2fa: false }, given: { minDays: 13, requireBypass2fa: true } },
      `${UNMET}it has 12 days left, and 13 are demanded; it does not work without two-factor authentication`,
    ],
    [
      'may not be misspelt',
      { given: { requiresWrite: true } },
      'ERR_INVALID_ARG_VALUE `requiresWrite` is not an option of `checkToken`',
    ],
  ]) {
    it(title, async (t) => {
      assert.equal(await said(given, await madeFor(t, { row, manifest })), expected);
    });
  }

  for (const [title, options, expected] of [
    [
      'may stand among the options for every plugin',
      { minDays: 30 },
      `${UNMET}it has 12 days left, and 30 are demanded`,
    ],
    ['is not what is meant for others', { branches: ['main'], preset: 'x', dryRun: true }, GOOD],
  ]) {
    it(title, async (t) => {
      assert.equal(await said({}, await madeFor(t), { options }), expected);
    });
  }

  it('is the package of another folder if one is given', async (t) => {
    const made = await madeFor(t);
    mkdirSync(join(made.cwd, 'lib'));
    writeFileSync(join(made.cwd, 'lib/package.json'), '\uFEFF{"name":"@acme/lib"}');
    assert.equal(await said({ cwd: 'lib' }, made), `${UNMET}it is not for \`@acme/lib\``);
  });

  it('cannot be known from a manifest that cannot be read', async (t) => {
    const made = await madeFor(t);
    writeFileSync(join(made.cwd, 'package.json'), '{');
    assert.ok((await said({}, made)).startsWith(`EIO ${join(made.cwd, 'package.json')} cannot be read: `));
    assert.equal(made.sandbox.requests.length, 0);
  });
});

describe('what is said', () => {
  for (const [title, row, expected] of [
    ['of one day', { expiry: ahead(1) }, 'log the npm token is good: it has 1 day left'],
    ['of no end', { expiry: null }, 'log the npm token is good: nothing shows that it ends'],
  ]) {
    it(title, async (t) => assert.equal(await said({}, await madeFor(t, { row })), expected));
  }

  it('of a token of which nothing is shown is a warning, with the reason', async (t) => {
    const made = await madeFor(t);
    made.sandbox.inject({ ...NO_LIST, times: 2 });
    const reason = /\(the registry does not show the list: GET \S+ failed with status 403.*\)$/;
    const warning = await said({}, made);
    assert.match(warning, /^warn the npm token works, but nothing shows that it is for `@acme\/app`; .* publish \(/);
    assert.match(warning, reason);
    const undemanding = await said({ requirePackage: [], requireWrite: false }, made);
    assert.match(undemanding, /^warn the npm token works \(/);
    assert.match(undemanding, reason);
  });

  it('of a token that is not good is an error of semantic-release', async (t) => {
    const made = await madeFor(t, { row: { expiry: '2020-01-01T00:00:00.000Z' } });
    const error = await failure(verifyConditions({}, contextOf(made)));
    assert.ok(error instanceof Error);
    const { name, semanticRelease, code, message, details } = error;
    assert.deepEqual(
      { name, semanticRelease, code, message },
      {
        name: 'SemanticReleaseError',
        semanticRelease: true,
        code: 'EINVALIDNPMTOKEN',
        message: 'the npm token is not good for this release: the registry refuses the token',
      },
    );
    assert.match(details, /^the registry does not show the list: .* failed with status 401/);
  });

  it('of what cannot be found out is an error of semantic-release too', async (t) => {
    const registry = `http://127.0.0.1:${await closedPort()}/`;
    const error = await failure(verifyConditions({ registry }, contextOf(await madeFor(t))));
    assert.deepEqual({ name: error.name, code: error.code }, { name: 'SemanticReleaseError', code: 'ECONNREFUSED' });
  });
});

describe('where the token is looked for', () => {
  it('is `NPM_TOKEN` if nothing is configured', async (t) => {
    const made = await madeFor(t);
    assert.equal(await said({}, made), GOOD);
    const error = await failure(verifyConditions({}, contextOf(made, { env: { NPM_TOKEN: '' } })));
    assert.equal(error.code, 'ENEEDAUTH');
    assert.match(error.details, /^sign in with `npm login .* looked for /);
  });

  it("is the project's `.npmrc` first, which is trusted", async (t) => {
    const npmrc = ({ url }) => `registry=${url}\n${nerf(url)}:_authToken=\${OTHER}\n`;
    const made = await madeFor(t, { npmrc });
    const env = { OTHER: VALUE, NPM_TOKEN: 'npm_unknown', npm_config_registry: undefined };
    assert.equal(await said({}, made, { env }), GOOD);
    const sent = made.sandbox.requests.length;
    assert.match(await said({ trustProjectConfig: false }, made, { env }), /^EUNTRUSTED /);
    assert.equal(made.sandbox.requests.length, sent);
  });

  it("is the environment of the release, and not the process's", async (t) => {
    const made = await madeFor(t);
    setVariables(t, { NPM_TOKEN: 'npm_unknown', npm_config_registry: `http://127.0.0.1:${await closedPort()}/` });
    const own = process.env;
    assert.equal(await said({}, made), GOOD);
    assert.equal(process.env, own);
  });

  it('is the token that is given', async (t) => {
    const env = { NPM_TOKEN: 'npm_unknown' };
    assert.equal(await said({ authToken: VALUE }, await madeFor(t), { env }), GOOD);
  });

  for (const [title, publishConfig, given] of [
    ['where the package is published', (url) => ({ registry: url })],
    ['where its scope is published', (url, closed) => ({ '@acme:registry': url, registry: closed })],
    ['at the registry that is given', (_, closed) => ({ registry: closed }), (url) => ({ registry: url })],
  ]) {
    it(`is ${title}`, async (t) => {
      const made = await madeFor(t);
      const closed = `http://127.0.0.1:${await closedPort()}/`;
      const { url } = made.sandbox;
      const manifest = { name: PACKAGE, publishConfig: publishConfig(url, closed) };
      writeFileSync(join(made.cwd, 'package.json'), JSON.stringify(manifest));
      assert.equal(await said(given?.(url) ?? {}, made, { env: { npm_config_registry: closed } }), GOOD);
    });
  }
});

describe("release-it's plugin", () => {
  /** Starts the plugin as release-it does, and gives what it logs. */
  async function started(options) {
    const logged = [];
    const log = { info: (line) => logged.push(`info ${line}`), warn: (line) => logged.push(`warn ${line}`) };
    const plugin = new NpmToken({ namespace: 'token', options: { token: options }, container: { log } });
    await plugin.init();
    return logged;
  }

  it('is turned off by false alone', () => {
    assert.deepEqual([false, true, {}, undefined].map(NpmToken.isEnabled), [false, true, true, true]);
  });

  it('says what it found', async (t) => {
    const { sandbox, cwd } = await madeFor(t);
    const options = { cwd, registry: sandbox.url, authToken: VALUE };
    assert.deepEqual(await started(options), ['info the npm token is good: it has 12 days left']);
    sandbox.inject(NO_LIST);
    const [warning] = await started(options);
    assert.match(warning, /^warn the npm token works, but nothing shows /);
  });

  it('takes true for no options, and shows the hint of an error', async (t) => {
    const { sandbox } = await madeFor(t);
    setVariables(t, { npm_config_registry: sandbox.url });
    const error = await failure(started(true));
    assert.equal(error.code, 'ENEEDAUTH');
    assert.match(error.message, /^no credentials for .*\nsign in with `npm login /);
  });
});
