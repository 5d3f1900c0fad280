// What a stranger's project may not do: have passwords, one-time passwords, new tokens or variables sent where it wants.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, listTokens, revokeToken } from './helpers/addon.mjs';
import { run } from './helpers/cli.mjs';
import { nerf, npmrcOf, setVariables } from './helpers/config.mjs';
import { failure } from './helpers/failure.mjs';
import { projectWith } from './helpers/folder.mjs';
import { exportedByNpm, MISDIRECTING, strangersProject } from './helpers/hostile.mjs';
import { connectionTo, FIRST_PAGE, lines, sandboxFor } from './helpers/registry.mjs';
import { OF_ENVIRONMENT, PASSWORD } from './helpers/secrets.mjs';

const VALID = { name: 'n', packages: ['a'], password: PASSWORD };
const CREATE = ['create', '--name=n', '--packages=a'];

/** Neither server was reached, and the error says why without saying more. */
function assertStopped({ good, evil, cwd }, text, names) {
  assert.equal(evil.connections(), 0);
  assert.deepEqual(good.requests, []);
  for (const name of [...names, cwd]) assert.ok(text.includes(name), text);
  assert.ok(!text.includes(OF_ENVIRONMENT) && !text.includes(PASSWORD), text);
}

describe('T2: a project that steers where secrets go stops a creation before anything is sent', () => {
  for (const row of MISDIRECTING) {
    const { what, names } = row;
    it(`by createToken: ${what}`, async (t) => {
      const site = await strangersProject(t, row);
      setVariables(t, site.env);
      const otp = () => assert.fail('asked for a one-time password');
      const error = await failure(createToken({ ...VALID, otp, cwd: site.cwd }));
      assert.equal(error.code, 'EUNTRUSTED', error.message);
      assert.match(error.hint, /`trustProjectConfig` \(`--trust-project-config`\)/);
      assertStopped(site, error.message, names);
    });

    it(`by the command: ${what}`, async (t) => {
      const site = await strangersProject(t, row);
      const { code, stdout, stderr } = await run(CREATE, { cwd: site.cwd, env: site.env });
      assert.deepEqual([code, stdout], [2, ''], stderr);
      assert.match(stderr, /^error\[EUNTRUSTED\]: /);
      assertStopped(site, stderr, names);
    });

    it(`by the command that npm runs: ${what}`, async (t) => {
      const site = await strangersProject(t, row);
      const npmrc = row.npmrc(site.evil.url, site.good.url);
      const env = { ...site.env, npm_config_password: PASSWORD, ...exportedByNpm(site.cwd, npmrc) };
      const { code, stderr } = await run(CREATE, { cwd: site.cwd, env });
      assert.equal(code, 2, stderr);
      assert.match(stderr, /^error\[EUNTRUSTED\]: /);
      assertStopped(site, stderr, names);
    });
  }
});

describe('T2: a project that would send a variable stops a list too', () => {
  for (const row of MISDIRECTING.filter(({ early }) => early)) {
    it(`by listTokens: ${row.what}`, async (t) => {
      const site = await strangersProject(t, row);
      setVariables(t, site.env);
      const error = await failure(listTokens({ cwd: site.cwd }));
      assert.equal(error.code, 'EUNTRUSTED', error.message);
      assertStopped(site, error.message, row.names);
    });

    it(`by the command that npm runs: ${row.what}`, async (t) => {
      const site = await strangersProject(t, row);
      const env = { ...site.env, ...exportedByNpm(site.cwd, row.npmrc(site.evil.url, site.good.url)) };
      const { code, stderr } = await run(['list'], { cwd: site.cwd, env });
      assert.equal(code, 2, stderr);
      assertStopped(site, stderr, row.names);
    });
  }

  it('and the call’s own token does not go to the project’s registry', async (t) => {
    const site = await strangersProject(t, MISDIRECTING[0]);
    const error = await failure(listTokens({ cwd: site.cwd, authToken: OF_ENVIRONMENT }));
    assert.equal(error.code, 'EUNTRUSTED');
    assertStopped(site, error.message, ['`registry`', '`authToken`']);
  });
});

describe('T2: a registry that only the project names', () => {
  const TWO_FACTOR = { twoFactor: 'totp', tokens: [{ name: 'ci' }] };
  const project = (t, sandbox, ...more) => projectWith(t, npmrcOf(sandbox, sandbox.authToken, ...more));

  it('may be listed', async (t) => {
    const sandbox = await sandboxFor(t, TWO_FACTOR);
    assert.equal((await listTokens({ cwd: project(t, sandbox) })).length, 1);
    assert.equal((await run(['list'], { cwd: project(t, sandbox) })).code, 0);
    assert.deepEqual(lines(sandbox), [`GET ${FIRST_PAGE}`, `GET ${FIRST_PAGE}`]);
  });

  it('gets no one-time password that was given', async (t) => {
    const sandbox = await sandboxFor(t, TWO_FACTOR);
    const options = { cwd: project(t, sandbox), name: 'ci', otp: sandbox.currentOtp() };
    assert.equal((await failure(revokeToken(options))).code, 'EUNTRUSTED');
    const { code, stderr } = await run(['revoke', 'ci', `--otp=${sandbox.currentOtp()}`], { cwd: options.cwd });
    // The list was read.
    assert.equal(code, 1);
    assert.match(stderr, /^error\[EUNTRUSTED\]: /m);
    assert.deepEqual(lines(sandbox), [`GET ${FIRST_PAGE}`, `GET ${FIRST_PAGE}`]);
  });

  it('gets no one-time password that it asks for', async (t) => {
    const sandbox = await sandboxFor(t, TWO_FACTOR);
    const otp = () => assert.fail('asked for a one-time password');
    const options = { cwd: project(t, sandbox), name: 'ci', otp };
    assert.equal((await failure(revokeToken(options))).code, 'EUNTRUSTED');
    assert.deepEqual(
      sandbox.requests.map(({ method, headers }) => [method, headers['npm-otp']]),
      [
        ['GET', undefined],
        ['DELETE', undefined],
      ],
    );
  });

  it('gets no web sign-in shown', async (t) => {
    const sandbox = await sandboxFor(t, { ...TWO_FACTOR, twoFactor: 'web', twoFactorFor: ['list'] });
    const onWebAuth = () => assert.fail('shown');
    assert.equal((await failure(listTokens({ cwd: project(t, sandbox), onWebAuth }))).code, 'EUNTRUSTED');
    assert.deepEqual(lines(sandbox), [`GET ${FIRST_PAGE}`]);
  });

  it('is used like any other once it is given by the caller', async (t) => {
    const sandbox = await sandboxFor(t);
    const cwd = project(t, sandbox);
    const password = { npm_config_password: sandbox.password };
    await createToken({ ...VALID, password: sandbox.password, cwd, registry: sandbox.url });
    const flag = await run([...CREATE, `--registry=${sandbox.url}`], { cwd, env: password });
    assert.equal(flag.code, 0, flag.stderr);
    const variable = await run(CREATE, { cwd, env: { ...password, npm_config_registry: sandbox.url } });
    assert.equal(variable.code, 0, variable.stderr);
    assert.equal(sandbox.tokens.length, 3);
  });

  it('is used like any other if the user names it too', async (t) => {
    const sandbox = await sandboxFor(t);
    const userconfig = `${projectWith(t, `registry=${sandbox.url.slice(0, -1)}`)}/.npmrc`;
    await createToken({ ...VALID, password: sandbox.password, cwd: project(t, sandbox), userconfig });
    assert.equal(sandbox.tokens.length, 1);
  });

  it('is used like any other once the project is trusted', async (t) => {
    const sandbox = await sandboxFor(t, TWO_FACTOR);
    const cwd = project(t, sandbox, 'strict-ssl=false');
    const call = { cwd, trustProjectConfig: true };
    await createToken({ ...VALID, ...call, password: sandbox.password, otp: () => sandbox.currentOtp() });
    await revokeToken({ ...call, name: 'ci', otp: sandbox.currentOtp() });
    assert.deepEqual(
      sandbox.tokens.map(({ name }) => name),
      ['n'],
    );
  });

  it('is used like any other with --trust-project-config or its variable', async (t) => {
    const sandbox = await sandboxFor(t);
    const cwd = project(t, sandbox, 'noproxy=127.0.0.1');
    const env = { npm_config_password: sandbox.password };
    const flag = await run([...CREATE, '--trust-project-config'], { cwd, env });
    assert.equal(flag.code, 0, flag.stderr);
    const variable = await run(CREATE, { cwd, env: { ...env, npm_config_trust_project_config: 'true' } });
    assert.equal(variable.code, 0, variable.stderr);
    assert.equal(sandbox.tokens.length, 2);
  });

  it('cannot trust itself', async (t) => {
    const sandbox = await sandboxFor(t);
    const line = 'trust-project-config=true';
    const cwd = project(t, sandbox, line);
    for (const env of [{}, exportedByNpm(cwd, line)]) {
      const { code, stderr } = await run(CREATE, { cwd, env: { ...env, npm_config_password: sandbox.password } });
      assert.equal(code, 2);
      assert.match(
        stderr,
        /^error\[EINVALIDCONFIG\]: invalid `[\w-]*trust.project.config` in .*it counts only as a flag/,
      );
    }
    assert.deepEqual(sandbox.requests, []);
  });
});

describe('T2: a registry that the caller gives', () => {
  it('gets a variable that the project’s credentials refer to', async (t) => {
    const sandbox = await sandboxFor(t);
    setVariables(t, { SPEC_TOKEN: sandbox.authToken });
    const cwd = projectWith(t, `${nerf(sandbox.url)}:_authToken=\u0024{SPEC_TOKEN}`);
    await listTokens({ cwd, registry: sandbox.url });
    await createToken({ ...VALID, password: sandbox.password, cwd, registry: sandbox.url });
    assert.equal(sandbox.tokens.length, 1);
  });

  it('is still no reason to trust a proxy', async (t) => {
    const site = await strangersProject(t, { npmrc: (evil) => `proxy=${evil}` });
    const call = { ...connectionTo(site.good), cwd: site.cwd };
    const error = await failure(createToken({ ...VALID, ...call }));
    assert.equal(error.code, 'EUNTRUSTED');
    assert.doesNotMatch(error.hint, /`registry`/);
    assertStopped(site, error.message, ['`proxy`']);
    await createToken({ ...VALID, ...call, password: site.good.password, proxy: null });
    assert.equal(site.good.tokens.length, 1);
  });
});
