// A cloned project whose `.npmrc` wants what it should not get, and a user who is signed in elsewhere.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: these are npm's placeholders, not JavaScript's
import './isolate.mjs';
import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { nerf, npmrcOf } from './config.mjs';
import { projectWith } from './folder.mjs';
import { pem, rawServer } from './raw.mjs';
import { sandboxFor } from './registry.mjs';
import { OF_ENVIRONMENT } from './secrets.mjs';

/**
 * The settings of the project that steer where secrets go. `evil`: the address of a server that should be left alone.
 * `names`: what the error names beside the file. `early`: nothing at all may be sent, for a list too.
 */
export const MISDIRECTING = [
  {
    what: 'another registry',
    npmrc: (evil) => `registry=${evil}\n${nerf(evil)}:_authToken=literal`,
    names: ['`registry`'],
  },
  {
    what: 'another registry, without credentials',
    npmrc: (evil) => `registry=${evil}`,
    names: ['`registry`'],
    early: true,
  },
  { what: 'a proxy', npmrc: (evil) => `proxy=${evil}`, names: ['`proxy`'], early: true },
  { what: 'a proxy for https', npmrc: (evil) => `https-proxy=${evil}`, names: ['`https-proxy`'] },
  { what: 'no proxy for some hosts', npmrc: () => 'noproxy=127.0.0.1', names: ['`noproxy`'] },
  { what: 'no check of certificates', npmrc: () => 'strict-ssl=false', names: ['`strict-ssl`'] },
  { what: 'an authority', npmrc: () => `ca="${pem('ca.pem').replaceAll('\n', '\\n')}"`, names: ['`ca`'] },
  { what: 'a file of authorities', npmrc: () => 'cafile=chosen', names: ['`cafile`'] },
  { what: 'the system’s authorities', npmrc: () => 'use-system-ca=true', names: ['`use-system-ca`'] },
  {
    what: 'a client certificate',
    npmrc: () => 'cert=x\nkey=y',
    names: ['`cert`', '`key`'],
  },
  {
    what: 'another user file',
    npmrc: () => 'userconfig=chosen',
    chosen: (evil) => `registry=${evil}\n${nerf(evil)}:_authToken=literal`,
    names: ['`registry`', '`userconfig`', 'which the project chose'],
  },
  {
    what: 'another global file',
    npmrc: () => 'globalconfig=chosen',
    chosen: (evil) => `proxy=${evil}`,
    names: ['`proxy`', '`globalconfig`'],
    early: true,
  },
  {
    what: 'a variable as a token for its registry',
    npmrc: (evil) => `registry=${evil}\n${nerf(evil)}:_authToken=\${SPEC_SECRET}`,
    names: ['`registry`', ':_authToken`', '`SPEC_SECRET`'],
    early: true,
  },
  {
    what: 'a variable as a token for the user’s registry',
    npmrc: (_evil, good) => `${nerf(good)}:_authToken=\${SPEC_SECRET}`,
    names: [':_authToken`', '`SPEC_SECRET`'],
    early: true,
  },
  {
    what: 'a variable in the address of its registry',
    npmrc: (evil) => `registry=${evil}\${SPEC_SECRET}/\n${nerf(evil)}:_authToken=literal`,
    names: ['`registry`', '`SPEC_SECRET`'],
    early: true,
  },
  {
    what: 'a variable as user agent',
    npmrc: (evil) => `registry=${evil}\n${nerf(evil)}:_authToken=literal\nuser-agent=\${SPEC_SECRET}`,
    names: ['`user-agent`', '`SPEC_SECRET`'],
    early: true,
  },
  {
    what: 'a variable as scope',
    npmrc: (evil) => `registry=${evil}\n${nerf(evil)}:_authToken=literal\nscope=\${SPEC_SECRET?}`,
    names: ['`scope`', '`SPEC_SECRET`'],
    early: true,
  },
  {
    what: 'a variable as one-time password',
    npmrc: (evil) => `registry=${evil}\n${nerf(evil)}:_authToken=literal\notp=\${SPEC_SECRET}`,
    names: ['`otp`', '`SPEC_SECRET`'],
    early: true,
  },
];

/** The settings of the project that widen or name a token. */
export const WIDENING = [
  'bypass-2fa=true',
  'bypass-2fa',
  'packages-all=true',
  'packages=a',
  'scopes=@a',
  'orgs=a',
  'name=x',
  'expires=90',
  'packages-and-scopes-permission=read-write',
  'orgs-permission=read-write',
  'cidr=0.0.0.0/0',
  'cidr=10.0.0.0/8,11.0.0.0/8',
];

/** Settings that only narrow a token, and what is sent of them. */
export const NARROWING = [
  ['read-only=true', { readonly: true }],
  ['packages-and-scopes-permission=read-only', { packages_and_scopes_permission: 'read-only' }],
  ['orgs-permission=no-access', { orgs_permission: 'no-access' }],
  ['cidr=192.0.2.0/24', { cidr: ['192.0.2.0/24'] }],
  ['token-description=d', { description: 'd' }],
  ['bypass-2fa=false\npackages-all=false', {}],
];

/**
 * A user with a registry and a home of their own, in a stranger's project, whose `file` repeats its `.npmrc`. Nobody may reach the `evil` server.
 * @param {import('node:test').TestContext} t
 */
export async function strangersProject(t, { npmrc, chosen, file }, options) {
  const [good, evil] = [await sandboxFor(t, options), await rawServer(t)];
  const cwd = projectWith(t, `${npmrc(evil.url, good.url)}\n`);
  writeFileSync(join(cwd, 'package.json'), '{}');
  if (file) {
    mkdirSync(dirname(join(cwd, file)), { recursive: true });
    copyFileSync(join(cwd, '.npmrc'), join(cwd, file));
  }
  writeFileSync(join(cwd, 'chosen'), chosen ? chosen(evil.url) : pem('ca.pem'));
  // An empty variable does not count.
  const env = {
    HOME: projectWith(t, npmrcOf(good, good.authToken)),
    npm_config_globalconfig: '',
    SPEC_SECRET: OF_ENVIRONMENT,
  };
  return { good, evil, cwd, env };
}

/** What npm exports to its children of a project's `.npmrc`, beside what it says of itself. */
export function exportedByNpm(cwd, text) {
  const entries = text.split('\n').filter((line) => line && !line.startsWith('/'));
  const variables = entries.map((line) => {
    const [, key, value = 'true'] = /^([^=]+)(?:=(.*))?$/.exec(line);
    const file = ['userconfig', 'globalconfig', 'cafile'].includes(key);
    const expanded = value
      .replace(/\$\{SPEC_SECRET\??\}/, OF_ENVIRONMENT)
      .replace(/^"(.*)"$/, (_, quoted) => quoted.replaceAll('\\n', '\n'));
    return [`npm_config_${key.replaceAll('-', '_').toLowerCase()}`, file ? join(cwd, expanded) : expanded];
  });
  return {
    npm_execpath: '/usr/lib/node_modules/npm/bin/npm-cli.js',
    npm_command: 'exec',
    npm_lifecycle_event: 'npx',
    npm_config_user_agent: 'npm/11.19.1 node/v20.20.2 linux x64 workspaces/false',
    npm_config_local_prefix: cwd,
    ...Object.fromEntries(variables),
  };
}
