// What a file may say of a new token, and what only the person may.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { createToken, listTokens } from './helpers/addon.mjs';
import { run, runOn } from './helpers/cli.mjs';
import { setVariables } from './helpers/config.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith } from './helpers/folder.mjs';
import { exportedByNpm, NARROWING, WIDENING } from './helpers/hostile.mjs';
import { home } from './helpers/isolate.mjs';
import { connectionTo, environmentOf, sandboxFor } from './helpers/registry.mjs';

const keyOf = (line) => line.split('=')[0];

/** What a creation needs, without what the line is about. */
function creation(sandbox, line) {
  const given = { name: 'n', packages: ['a'], orgs: ['o'], readOnly: false, password: sandbox.password };
  const dropped = { name: ['name'], packages: ['packages'], 'packages-all': ['packages'], orgs: ['orgs'] };
  for (const option of dropped[keyOf(line)] ?? []) delete given[option];
  return { ...connectionTo(sandbox), ...given };
}

const PLACES = [
  ['the project’s', (folder) => ({ cwd: folder })],
  ['the user’s', (folder) => ({ cwd: home, userconfig: join(folder, '.npmrc') })],
  ['the global', (folder) => ({ cwd: home, globalconfig: join(folder, '.npmrc') })],
];

describe('T6: what widens or names a token counts from no file', () => {
  for (const line of WIDENING) {
    for (const [place, options] of PLACES) {
      it(`${line} in ${place} file is refused by createToken`, async (t) => {
        const sandbox = await sandboxFor(t);
        const folder = projectWith(t, line);
        const error = await failure(createToken({ ...creation(sandbox, line), ...options(folder) }));
        assert.equal(error.code, 'EINVALIDCONFIG', error.message);
        assert.match(
          error.message,
          new RegExp(`^invalid \`${keyOf(line)}\` in .*: it counts only as a flag, an option`),
        );
        assert.ok(error.message.includes(`${place.replace('’', "'")} ${folder}`), error.message);
        assert.match(
          error.hint,
          new RegExp(`\\(\`--${keyOf(line)}\`\\) or \`npm_config_${keyOf(line).replaceAll('-', '_')}\``),
        );
        assert.deepEqual(sandbox.requests, []);
      });
    }

    it(`${line} in the project’s file is refused by the command, and when npm hands it on`, async (t) => {
      const sandbox = await sandboxFor(t);
      const cwd = projectWith(t, line);
      const flags = { name: ['--name=n'], packages: ['--packages=a'], orgs: ['--orgs=o'] };
      const given = creation(sandbox, line);
      const args = Object.entries(flags).flatMap(([option, words]) => (option in given ? words : []));
      for (const env of [{}, exportedByNpm(cwd, line)]) {
        const { code, stderr } = await runOn(sandbox, ['create', ...args], { cwd, env });
        assert.equal(code, 2, stderr);
        assert.match(stderr, /^error\[EINVALIDCONFIG\]: invalid `[\w-]+` in .*it counts only as a flag/);
        assert.ok(stderr.includes(`the project's ${cwd}`), stderr);
      }
      assert.deepEqual(sandbox.requests, []);
    });

    it(`${line} in a file harms no list`, async (t) => {
      const sandbox = await sandboxFor(t);
      assert.deepEqual(await listTokens({ ...connectionTo(sandbox), cwd: projectWith(t, line) }), []);
    });
  }

  it('unless the caller says something else', async (t) => {
    const sandbox = await sandboxFor(t);
    const cwd = projectWith(t, 'name=x\npackages=b\nexpires=90\nbypass-2fa=true\ncidr=0.0.0.0/0\nscopes=@s');
    const given = { name: 'n', packages: ['a'], expires: 7, bypass2fa: false, cidr: ['192.0.2.0/24'], scopes: [] };
    await createToken({ ...connectionTo(sandbox), ...given, password: sandbox.password, cwd });
    const [{ body }] = sandbox.requests;
    assert.deepEqual([body.name, body.packages, body.expires, body.cidr], ['n', ['a'], 7, ['192.0.2.0/24']]);
    assert.ok(!('bypass_2fa' in body) && !('scopes' in body), JSON.stringify(body));
  });

  it('but from variables that are the person’s, also if npm runs us', async (t) => {
    const sandbox = await sandboxFor(t);
    const variables = { npm_config_name: 'n', npm_config_packages_all: 'true', npm_config_bypass_2fa: 'true' };
    const env = { ...environmentOf(sandbox), ...variables, npm_config_password: sandbox.password };
    const cwd = projectWith(t, 'fetch-retries=0');
    for (const more of [{}, exportedByNpm(cwd, 'fetch-retries=0')]) {
      const { code, stderr } = await run(['create'], { cwd, env: { ...env, ...more } });
      assert.equal(code, 0, stderr);
    }
    assert.deepEqual(
      sandbox.requests.map(({ body }) => [body.name, body.packages_all, body.bypass_2fa]),
      [
        ['n', true, true],
        ['n', true, true],
      ],
    );
  });

  it('nor from a variable that npm may have made of the user’s file', async (t) => {
    const sandbox = await sandboxFor(t);
    const userconfig = join(projectWith(t, 'bypass-2fa=true'), '.npmrc');
    setVariables(t, { ...exportedByNpm(home, 'bypass-2fa=true') });
    const call = { ...creation(sandbox, ''), cwd: home, userconfig };
    const error = await failure(createToken(call));
    assert.equal(error.code, 'EINVALIDCONFIG');
    assert.match(
      error.message,
      /^invalid `npm_config_bypass_2fa` in the environment, where a package manager puts what /,
    );
    assert.deepEqual(sandbox.requests, []);
  });
});

describe('what narrows a token in the user’s file', () => {
  const creating = (t, sandbox, project, user) =>
    createToken({
      ...connectionTo(sandbox),
      ...{ name: 'n', packages: ['a'], password: sandbox.password },
      cwd: projectWith(t, project),
      userconfig: join(projectWith(t, user), '.npmrc'),
    });

  for (const [user, project] of [
    ['read-only=true', 'read-only=false'],
    ['read-only', 'read-only=null'],
    ['packages-and-scopes-permission=read-only', 'packages-and-scopes-permission=null'],
    ['packages-and-scopes-permission=no-access', 'packages-and-scopes-permission=read-only'],
    ['cidr=192.0.2.0/24', 'cidr=198.51.100.0/24'],
    ['cidr[]=192.0.2.0/24', 'cidr=null'],
  ]) {
    it(`is not taken back by the project’s: ${user}, ${project}`, async (t) => {
      const sandbox = await sandboxFor(t);
      const error = await failure(creating(t, sandbox, project, user));
      assert.equal(error.code, 'EINVALIDCONFIG', error.message);
      assert.match(error.message, /in the project's .*: it takes the place of what the user's .* says, which may be/);
      assert.deepEqual(sandbox.requests, []);
    });
  }

  for (const [user, project] of [
    ['read-only=false', 'read-only=true'],
    ['cidr=192.0.2.0/24', 'cidr = 192.0.2.0/24'],
  ]) {
    it(`may be repeated or narrowed by the project’s: ${user}, ${project}`, async (t) => {
      const sandbox = await sandboxFor(t);
      await creating(t, sandbox, project, user);
      assert.equal(sandbox.tokens.length, 1);
    });
  }
});

describe('what only narrows a token may stand in a file', () => {
  for (const [npmrc, sent] of NARROWING) {
    it(npmrc.replace('\n', ', '), async (t) => {
      const sandbox = await sandboxFor(t);
      const cwd = projectWith(t, npmrc);
      await createToken({ ...creation(sandbox, ''), orgs: undefined, packages: ['a'], readOnly: undefined, cwd });
      const [{ body }] = sandbox.requests;
      for (const [field, value] of Object.entries(sent)) assert.deepEqual(body[field], value);
      assert.ok(!('bypass_2fa' in body) && !('packages_all' in body), JSON.stringify(body));
    });
  }
});
