import './helpers/isolate.mjs';
import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createToken, listTokens, revokeToken } from './helpers/addon.mjs';
import { BASE, KEY, VALUE } from './helpers/create-flags.mjs';
import { projectWith } from './helpers/folder.mjs';
import { npmIsMissing, npmToken } from './helpers/npm.mjs';
import { connectionTo, sandboxFor } from './helpers/registry.mjs';

const SHARED = ['npm-auth-type', 'npm-command', 'npm-otp', 'npm-scope', 'authorization', 'content-type', 'accept'];

/** The headers npm and we have in common, and the request line. */
function outline({ method, path, headers }) {
  const named = SHARED.filter((name) => headers[name] !== undefined).map((name) => [name, headers[name]]);
  return { request: `${method} ${path}`, ...Object.fromEntries(named) };
}

describe('the requests beside npm’s', { concurrency: 4, skip: npmIsMissing }, () => {
  const create = { ...BASE, packages: ['a'] };
  const createFlags = ['create', '--name=n', '--password=pw', '--packages=a'];
  const token = { key: KEY, token: VALUE };
  const commands = [
    { what: 'list', args: ['list'], call: (options) => listTokens(options) },
    { what: 'create', args: createFlags, call: (options) => createToken({ ...options, ...create }) },
    { what: 'revoke', args: ['revoke', KEY], call: (options) => revokeToken({ ...options, key: KEY }) },
  ];
  const settings = [
    { what: 'alone', flags: [], options: {} },
    { what: 'with otp (O14)', flags: ['--otp=123456'], options: { otp: '123456' } },
    { what: 'with auth-type (O15)', flags: ['--auth-type=legacy'], options: { authType: 'legacy' } },
    { what: 'with a scope (T50)', flags: [], options: {}, env: { npm_config_scope: '@corp' } },
  ];

  // Where we differ from npm: the list asks for a large page (O23), and gets the code only if it is asked for.
  const ofNpm = ({ request, ...headers }) => {
    if (!request.startsWith('GET')) return { request, ...headers };
    const { 'npm-otp': _, ...others } = headers;
    return { request: `${request}?perPage=1000`, ...others };
  };

  for (const { what, args, call } of commands) {
    for (const { what: setting, flags, options, env } of settings) {
      it(`${what} ${setting}`, async (t) => {
        const theirs = await sandboxFor(t, { tokens: [token], password: BASE.password });
        await npmToken(theirs, [...args, ...flags], env);
        const ours = await sandboxFor(t, { tokens: [token], password: BASE.password });
        const sent = call({ ...connectionTo(ours), ...options, ...(env && { cwd: projectWith(t, 'scope=@corp') }) });
        await sent;
        const strange = { [`Bearer ${theirs.authToken}`]: `Bearer ${ours.authToken}` };
        const expected = theirs.requests.map(outline).map(ofNpm);
        for (const one of expected) one.authorization = strange[one.authorization] ?? one.authorization;
        assert.deepEqual(ours.requests.map(outline), expected);
        assert.ok(expected.length > 0);
      });
    }
  }

  it('have the same headers by name, but for npm’s `connection`', async (t) => {
    const names = async (run) => {
      const sandbox = await sandboxFor(t);
      await run(sandbox);
      return Object.keys(sandbox.requests[0].headers)
        .filter((name) => name !== 'connection')
        .sort();
    };
    const theirs = await names((sandbox) => npmToken(sandbox, createFlags));
    const ours = await names((sandbox) =>
      createToken({ ...connectionTo(sandbox), ...create, password: 'correct horse battery staple' }),
    );
    assert.deepEqual(ours, theirs);
  });
});
