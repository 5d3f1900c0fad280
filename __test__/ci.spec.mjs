// The GitHub Action and the example for GitLab CI: their very scripts, with npm's own npx and npm-token installed as it is
// published.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { load } from 'js-yaml';
import { host, root } from '../scripts/release/platforms.mjs';
import { noShell, run } from './helpers/cli.mjs';
import { nerf } from './helpers/config.mjs';
import { projectWith } from './helpers/folder.mjs';
import { linkCommand, projectOf } from './helpers/installation.mjs';
import { home } from './helpers/isolate.mjs';
import { sandboxFor } from './helpers/registry.mjs';
import { PACKAGE, PUBLISHER, VALUE } from './helpers/release-cases.mjs';
import { forms } from './helpers/secrets.mjs';

const read = (path) => load(readFileSync(join(root, path), 'utf8'));
const action = read('action.yml');
const gitlab = read('examples/gitlab-ci.yml');

/** A project in which npx finds npm-token, and a registry with the token in use, which is npm's too. */
async function madeFor(t, row) {
  const sandbox = await sandboxFor(t, { tokens: [{ ...PUBLISHER, ...row }] });
  const cwd = projectOf(t, [{ platform: host.name }]);
  linkCommand(cwd);
  return { sandbox, cwd };
}

/** Runs a script in a project as a runner does, and makes sure that nothing but npm-token has asked the registry. */
async function runScript({ sandbox, cwd }, shell, script, env) {
  const { code, stdout, stderr } = await run([], {
    program: [...shell, '-c', script],
    cwd,
    env: {
      npm_config_registry: sandbox.url,
      npm_config_cache: join(home, 'npm-cache'),
      npm_config_update_notifier: 'false',
      npm_config_fetch_retries: '0',
      ...env,
    },
  });
  const said = `${stdout}${stderr}`;
  for (const form of forms(VALUE)) assert.ok(!said.includes(form));
  return { code, stdout, said };
}

/** Runs the action's only step with these inputs, as GitHub does. */
function act(made, inputs, env) {
  const [step, ...more] = action.runs.steps;
  assert.deepEqual({ more, shell: step.shell }, { more: [], shell: 'bash' });
  const inputOf = (expression) => {
    const [, name] = /^\$\{\{ inputs\.(\S+) \}\}$/.exec(expression);
    return inputs[name] ?? action.inputs[name].default;
  };
  const variables = Object.entries(step.env).map(([name, expression]) => [name, inputOf(expression)]);
  const surroundings = { ...Object.fromEntries(variables), GITHUB_ACTION_PATH: root, GITHUB_ACTIONS: 'true', ...env };
  const cwd = join(made.cwd, inputOf(step['working-directory']));
  return runScript({ ...made, cwd }, ['bash', '--noprofile', '--norc', '-eo', 'pipefail'], step.run, surroundings);
}

const annotation = (message) => `::error title=npm token::${message}\n`;

describe('the action', { skip: noShell }, () => {
  const all = { token: VALUE, 'min-days': '12', 'require-package': PACKAGE, 'require-write': 'true' };
  for (const [title, { row, inputs }, code, says] of [
    ['goes on with a good token', {}, 0, 'good. Token '],
    ['stops with one that has ended', { row: { expiry: '2020-01-01T00:00:00.000Z' } }, 3, 'the registry refuses'],
    [
      'passes on `min-days`',
      { inputs: { 'min-days': '13' } },
      3,
      annotation('it has 12 days left, and 13 are demanded'),
    ],
    ['passes on `require-package`', { inputs: { 'require-package': 'x' } }, 3, annotation('it is not for `x`')],
    [
      'passes on `require-write`',
      { row: { permissions: [{ name: 'package', action: 'read' }] } },
      3,
      annotation('it cannot publish'),
    ],
    [
      'passes on `require-bypass-2fa`',
      { row: { bypass_2fa: false }, inputs: { 'require-bypass-2fa': 'true' } },
      3,
      annotation('it does not work without two-factor authentication'),
    ],
    ['refuses a boolean that is none', { inputs: { 'require-write': 'yes' } }, 2, '--require-write'],
    ['passes on `registry`', { inputs: { registry: 'ftp://registry.example/' } }, 2, 'invalid `--registry`'],
    [
      'demands nothing by itself',
      { inputs: { 'min-days': '', 'require-package': '', 'require-write': 'false' } },
      0,
      'good',
    ],
  ]) {
    it(title, async (t) => {
      const made = await madeFor(t, row);
      const ran = await act(made, { ...all, ...inputs });
      assert.equal(ran.code, code, ran.said);
      assert.ok(ran.said.includes(says), ran.said);
      const sent = made.sandbox.requests.map(({ method, headers }) => `${method} ${headers.authorization}`);
      assert.ok(sent.every((line) => line === `GET Bearer ${VALUE}`));
    });
  }

  it('takes the configured token if none is given, as `actions/setup-node` configures it', async (t) => {
    const made = await madeFor(t);
    const { url } = made.sandbox;
    const userconfig = join(projectWith(t, `${nerf(url)}:_authToken=\${NODE_AUTH_TOKEN}\nregistry=${url}\n`), '.npmrc');
    const env = { NPM_CONFIG_USERCONFIG: userconfig, NODE_AUTH_TOKEN: VALUE };
    const ran = await act(made, { 'require-write': 'true' }, env);
    assert.equal(ran.code, 0, ran.said);
  });

  it('trusts the project if it is told to', async (t) => {
    const made = await madeFor(t);
    const ran = await act(made, { ...all, 'trust-project-config': 'perhaps' });
    assert.equal(ran.code, 2, ran.said);
    assert.ok(ran.said.includes('--trust-project-config'), ran.said);
  });

  it('runs in the folder that is given', async (t) => {
    const made = await madeFor(t);
    mkdirSync(join(made.cwd, 'lib'));
    const ran = await act(made, { ...all, 'working-directory': 'lib' });
    assert.equal(ran.code, 0, ran.said);
  });

  it('runs the version that is given', async (t) => {
    const made = await madeFor(t);
    const ran = await act(made, { ...all, version: '99.0.0' });
    assert.notEqual(ran.code, 0);
    assert.deepEqual([...new Set(made.sandbox.requests.map(({ path }) => path))], ['/npm-token'], ran.said);
  });

  it('takes no input for a command', async (t) => {
    const made = await madeFor(t);
    const evil = '"; touch taken; $(touch taken) `touch taken` \'; touch taken #';
    const names = Object.keys(action.inputs).filter((name) => !['working-directory', 'version'].includes(name));
    assert.equal(names.length, 7);
    for (const name of names) {
      const ran = await act(made, { ...all, [name]: evil });
      assert.notEqual(ran.code, 0, name);
      assert.ok(!existsSync(join(made.cwd, 'taken')), name);
    }
    assert.doesNotMatch(action.runs.steps[0].run, /\$\{\{/);
  });
});

describe('the example for GitLab CI', { skip: noShell }, () => {
  const { variables, script } = gitlab['check-npm-token'];
  for (const [title, row, code, says] of [
    ['goes on with a good token', {}, 0, 'good. Token '],
    ['stops with one that has ended', { expiry: '2020-01-01T00:00:00.000Z' }, 3, 'the registry refuses the token'],
    [
      'stops with one for another package',
      { scopes: [{ type: 'package', name: 'x' }] },
      3,
      'it is not for `@acme/app`',
    ],
  ]) {
    it(title, async (t) => {
      const made = await madeFor(t, row);
      const ran = await runScript(made, ['sh', '-e'], script.join('\n'), { ...variables, NPM_TOKEN: VALUE });
      assert.equal(ran.code, code, ran.said);
      assert.ok(ran.stdout.includes(says), ran.said);
    });
  }
});
