// Rotation: a successor that is as its predecessor was takes its place, and works before the old one goes.
import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { rotateToken } from './helpers/addon.mjs';
import { noShell, run, runOn } from './helpers/cli.mjs';
import { failure } from './helpers/failure.mjs';
import { folderForTokens } from './helpers/folder.mjs';
import { connectionTo, credentialVariable, FIRST_PAGE, lines, sandboxFor } from './helpers/registry.mjs';
import { classicToken, keysOf, OLD, rotating, works } from './helpers/rotation.mjs';

const GET = `GET ${FIRST_PAGE}`;
const WHOAMI = 'GET /-/whoami';
const DELETED = `DELETE /-/npm/v1/tokens/token/${OLD.key}`;
const methods = (sandbox) => sandbox.requests.map(({ method }) => method);

describe('rotateToken', () => {
  it('makes a successor, hands it over, sees that it works, and revokes the old one, in that order', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ ...OLD, bypass_2fa: true }, { name: 'other' }] });
    const seen = [];
    const { created, old, request } = await rotating(sandbox, {
      deliver: async (token) => seen.push([token, keysOf(sandbox).length, await works(sandbox.url, token.token)]),
    });
    const { key, token, expiry } = created;
    assert.deepEqual(seen, [[{ token, key, name: 'ci', expiry }, 3, true]]);
    assert.deepEqual(lines(sandbox), [
      GET,
      WHOAMI,
      GET,
      'POST /-/npm/v1/tokens',
      // That of this test, and that of the call.
      WHOAMI,
      WHOAMI,
      DELETED,
    ]);
    assert.deepEqual(old, { key: OLD.key, id: OLD.key.slice(0, 6), name: 'ci', result: 'revoked' });
    assert.equal(request, undefined);
    assert.deepEqual([await works(sandbox.url, token), await works(sandbox.url, OLD.token)], [true, false]);
    const { name, description, cidr, permissions, scopes, bypass_2fa } = sandbox.tokens.at(-1);
    const { name: oldName, description: oldDescription, ...rest } = OLD;
    assert.deepEqual(
      { name, description, cidr, permissions, scopes, bypass_2fa },
      {
        name: oldName,
        description: oldDescription,
        cidr: rest.cidr,
        permissions: rest.permissions,
        scopes: rest.scopes,
        bypass_2fa: true,
      },
    );
    assert.deepEqual([created.unverified, created.unenforced], [[], []]);
  });

  it('gives the successor as long a life as the old one had', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [{ ...OLD, expiry: '2026-10-13T02:00:00.000Z' }] });
    const { created } = await rotating(sandbox, { expires: undefined, deliver: () => {} });
    assert.equal(Math.round((Date.parse(created.expiry) - Date.now()) / 86_400_000), 12);
  });

  it('changes what the caller changes', async (t) => {
    const sandbox = await sandboxFor(t, {
      tokens: [{ ...OLD, name: 'ci-2026-10-01', permissions: [{ name: 'package', action: 'write' }] }],
    });
    const options = { id: '00000001', name: undefined, packagesAndScopesPermission: 'read-write', deliver: () => {} };
    const { created } = await rotating(sandbox, options);
    assert.equal(created.name, `ci-${new Date().toISOString().slice(0, 10)}`);
    assert.deepEqual(created.permissions, [{ name: 'package', action: 'write' }]);
    const { created: named } = await rotating(sandbox, { ...options, id: created.key, newName: 'deploy' });
    assert.deepEqual([named.name, keysOf(sandbox)], ['deploy', [named.key]]);
  });

  it('keeps the old token on request, and resolves with the new one then without `deliver`', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const { created, old } = await rotating(sandbox, { keepOld: true });
    assert.deepEqual([old.result, keysOf(sandbox)], ['kept', [OLD.key, created.key]]);
    assert.equal(await works(sandbox.url, created.token), true);
  });

  it('takes nothing of what the configuration says of new tokens', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const variables = {
      npm_config_name: 'x',
      npm_config_packages: 'y',
      npm_config_cidr: '192.0.2.0/24',
      npm_config_allow_unenforced: 'nonsense',
    };
    Object.assign(process.env, variables);
    t.after(() => {
      for (const name of Object.keys(variables)) delete process.env[name];
    });
    const { created } = await rotating(sandbox, { deliver: () => {} });
    assert.deepEqual([created.name, created.cidr, created.scopes], [OLD.name, OLD.cidr, OLD.scopes]);
  });

  it('reads nothing but the list in a dry run', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const { created, old, request } = await rotating(sandbox, { dryRun: true, password: undefined });
    assert.deepEqual([created, old.result, lines(sandbox)], [undefined, 'planned', [GET]]);
    assert.deepEqual([request.name, request.expires, request.packages], ['ci', 30, ['@acme/app']]);
    assert.ok(!JSON.stringify(request).includes(sandbox.password));
  });

  for (const dialect of ['verdaccio', 'cnpmcore']) {
    it(`rotates a classic token of ${dialect}`, async (t) => {
      const sandbox = await sandboxFor(t, { dialect });
      const old = await classicToken(sandbox, { readOnly: true, cidr: '127.0.0.0/8' });
      const given = [];
      const { created } = await rotateToken({
        ...connectionTo(sandbox),
        id: old.key.slice(0, 12),
        password: sandbox.password,
        deliver: ({ token }) => given.push(token),
      });
      assert.deepEqual(given, [created.token]);
      assert.deepEqual(keysOf(sandbox), [created.key]);
      assert.deepEqual([created.readonly, created.cidr], [true, ['127.0.0.0/8']]);
      assert.deepEqual([await works(sandbox.url, created.token), await works(sandbox.url, old.value)], [true, false]);
    });
  }
});

describe('what cannot be carried over is refused before anything is changed', () => {
  const writes = [{ name: 'package', action: 'write' }];
  for (const [what, tokens, options, code, words] of [
    ['a right that may be one of two', [{ ...OLD, permissions: writes }], {}, 'EUNCARRIED', /publish or only stage/],
    ['more than the old token may do', [OLD], { packagesAndScopesPermission: 'read-write' }, 'EUNCARRIED', /less than/],
    ['a token without an end', [{ ...OLD, expiry: null }], { expires: undefined }, 'EUNCARRIED', /has no end/],
    ['a revoked token', [{ ...OLD, revoked: '2026-10-02T00:00:00.000Z' }], {}, 'EUNCARRIED', /revoked already/],
    ['several tokens of the name', [OLD, { name: 'ci' }], {}, 'EAMBIGUOUS', /2 tokens/],
    ['no token of the name', [], {}, 'ETOKENNOTFOUND', /no token/],
  ]) {
    it(what, async (t) => {
      const sandbox = await sandboxFor(t, { tokens });
      const before = sandbox.tokens;
      const error = await failure(rotating(sandbox, { deliver: () => assert.fail('nothing to deliver'), ...options }));
      assert.equal(error.code, code);
      assert.match(error.message, words);
      assert.deepEqual([methods(sandbox), sandbox.tokens], [['GET'], before]);
      if (code === 'EUNCARRIED') assert.equal(error.key, OLD.key);
    });
  }

  it('what nobody knows, unless the new token may lack it', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const strange = {
      handler: async (_request, next) => {
        const answer = await next();
        for (const row of answer.body.objects) row.hours = '9-17';
        return answer;
      },
      method: 'GET',
      path: '/-/npm/v1/tokens',
      times: 3,
    };
    sandbox.inject(strange);
    const error = await failure(rotating(sandbox, { deliver: () => {} }));
    assert.match(error.message, /`hours`: what it means is not known/);
    assert.match(error.hint, /`allowUncarried` \(`--allow-uncarried`\)/);
    const { old } = await rotating(sandbox, { deliver: () => {}, allowUncarried: ['hours'] });
    assert.equal(old.result, 'revoked');
  });

  it('a rotation without `deliver`, and before anything is sent', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const error = await failure(rotating(sandbox));
    assert.deepEqual([error.code, sandbox.requests.length], ['ERR_INVALID_ARG_VALUE', 0]);
    assert.match(error.message, /`deliver`/);
  });
});

const ROTATE = ['rotate', 'ci', '--expires=30', '--password-stdin'];

/** Rotates the token `ci` by the command. */
async function rotateBy(sandbox, args, env) {
  const ran = await runOn(sandbox, [...ROTATE, ...args], { input: `${sandbox.password}\n`, env });
  return { ...ran, made: sandbox.tokens.find(({ key }) => key !== OLD.key) };
}

describe('npm-token rotate', () => {
  it('puts the new token where it is to go, and revokes the old one', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const file = join(folderForTokens(t), 'token');
    const { code, stdout, stderr, made } = await rotateBy(sandbox, [`--to=file:${file}`]);
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(file, 'utf8'), made.token);
    assert.deepEqual(keysOf(sandbox), [made.key]);
    const expected = ['Created token', `key: ${made.key}`, 'name: ci', `expires: ${made.expiry}`, 'cidr: 127.0.0.0/8'];
    assert.equal(stdout, `${[...expected, `Revoked the old token ${OLD.key} (ci)`].join('\n')}\n`);
    assert.ok(!`${stdout}${stderr}`.includes(made.token));
  });

  it('leaves the registry-scoped line of an .npmrc with a token that works', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const folder = folderForTokens(t);
    const file = join(folder, 'rc');
    const line = (token) => `; mine\n${credentialVariable(sandbox.url).replace('npm_config_', '')} = ${token}\n`;
    writeFileSync(file, line(OLD.token));
    const { code, stderr, made } = await rotateBy(sandbox, [`--to=npmrc:${file}`]);
    assert.equal(code, 0, stderr);
    assert.equal(readFileSync(file, 'utf8'), line(made.token));
    const checked = await run(['check', '--json', `--registry=${sandbox.url}`], {
      env: { npm_config_userconfig: file },
    });
    assert.equal(JSON.parse(checked.stdout).token.key, made.key);
  });

  it('says what became of both in JSON', { skip: noShell }, async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const { stdout, made } = await rotateBy(sandbox, ['--json', '--to=exec:cat > /dev/null']);
    const { created, old } = JSON.parse(stdout);
    const { key, token } = created;
    assert.deepEqual(
      { key, token, old },
      { key: made.key, token: undefined, old: { key: OLD.key, id: '000000', name: 'ci', result: 'revoked' } },
    );
  });

  for (const [args, words] of [
    [['--keep-old'], 'once it is needed no more, revoke it by `npm-token revoke KEY --registry=URL`'],
    [['--keep-old-for=1h'], /after .*Z, revoke it by `npm-token revoke KEY --registry=URL`/],
  ]) {
    it(`prints the new token with ${args}, and what is left to do`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [OLD] });
      const { code, stdout, stderr, made } = await rotateBy(sandbox, args);
      assert.equal(code, 0, stderr);
      assert.ok(
        stdout.startsWith(`Created token ${made.token}\n`) && stdout.endsWith(`Kept the old token ${OLD.key} (ci)\n`),
      );
      assert.deepEqual(keysOf(sandbox), [OLD.key, made.key]);
      const said = stderr.replace(OLD.key, 'KEY').replace(sandbox.url, 'URL');
      if (words instanceof RegExp) assert.match(said, words);
      else assert.ok(said.includes(words), stderr);
    });
  }

  it('prints the new token alone on request', async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const { stdout, made } = await rotateBy(sandbox, ['--keep-old', '--output=token']);
    assert.equal(stdout, `${made.token}\n`);
  });

  it('keeps both tokens where the new one could not be handed over and is wanted all the same', {
    skip: noShell,
  }, async (t) => {
    const sandbox = await sandboxFor(t, { tokens: [OLD] });
    const { code, stdout, made } = await rotateBy(sandbox, ['--to=exec:exit 3', '--keep-on-sink-failure']);
    assert.equal(code, 1);
    assert.ok(stdout.startsWith(`Created token ${made.token}\n`) && stdout.includes('Kept the old token'));
    assert.deepEqual(keysOf(sandbox), [OLD.key, made.key]);
  });

  for (const [args, env] of [[['--dry-run']], [[], { npm_config_dry_run: 'true' }]]) {
    it(`T22: sends nothing but GET in a dry run: ${JSON.stringify([args, env])}`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [OLD] });
      const file = join(folderForTokens(t), 'token');
      const { code, stdout, stderr } = await rotateBy(sandbox, [`--to=file:${file}`, ...args], env);
      assert.deepEqual({ code, requests: lines(sandbox) }, { code: 0, requests: [GET] }, stderr);
      assert.match(
        stdout,
        /^Would create a token\nname: ci\n(.*\n)*packages: \["@acme\/app"\]\n(.*\n)*Would revoke 00000001-.* \(ci\)\n$/,
      );
      assert.match(stderr, /notice: a dry run( \(by the environment\))?: no token is created, and none revoked/);
      assert.equal(existsSync(file), false);
      const json = JSON.parse((await rotateBy(sandbox, ['--dry-run', '--json', '--keep-old'])).stdout);
      assert.deepEqual([json.old.result, json.request.name], ['kept', 'ci']);
    });
  }

  for (const [words, args, problem] of [
    ['no token', ['rotate', '--keep-old'], 'takes one token, and 0 are named'],
    ['two tokens', ['rotate', 'ci', 'other', '--keep-old'], 'takes one token, and 2 are named'],
    ['an empty word', ['rotate', '', '--keep-old'], 'it is empty'],
    ['nowhere to go', ['rotate', 'ci'], 'hand the new one over by `--to`, or keep the old one'],
    ['standard output', ['rotate', 'ci', '--to=stdout'], 'hand the new one over by `--to`, or keep the old one'],
    ['no time', ['rotate', 'ci', '--keep-old-for=soon'], 'invalid `--keep-old-for`'],
    ['a known property to give up', ['rotate', 'ci', '--keep-old', '--allow-uncarried=cidr'], '`cidr` is known'],
    ['a dry run of a token to print', ['rotate', 'ci', '--dry-run', '--output=token'], 'a dry run makes no token'],
    ['a dry run of fields to print', ['rotate', 'ci', '--dry-run', '--parseable'], 'a dry run makes no token'],
    ['no end of life', ['rotate', 'ci', '--keep-old', '--expires=0'], 'invalid `--expires`'],
    ['no permission', ['rotate', 'ci', '--keep-old', '--packages-and-scopes-permission=all'], 'it is not known'],
    ['a flag of another command', ['rotate', 'ci', '--packages=a'], '`--packages` belongs to `create`'],
  ]) {
    it(`is refused with ${words}, before anything is sent`, async (t) => {
      const sandbox = await sandboxFor(t, { tokens: [OLD] });
      const { code, stdout, stderr } = await runOn(sandbox, args);
      assert.deepEqual({ code, stdout, requests: sandbox.requests.length }, { code: 2, stdout: '', requests: 0 });
      assert.ok(stderr.includes(problem), stderr);
    });
  }
});
