// Credentials for command lines of a shell: dash drops variables whose names are none of its own, and those of npm's
// credentials are such.
import './isolate.mjs';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { home } from './isolate.mjs';
import { discard } from './record.mjs';

/**
 * The environment that leads the command to a sandbox by a user's file, which is removed after the test.
 * @param {import('node:test').TestContext} context
 * @param {import('npm-token/sandbox').Sandbox} sandbox
 */
export function userconfigFor(context, sandbox) {
  const folder = mkdtempSync(join(home, 'user-'));
  context.after(() => discard(folder));
  const file = join(folder, '.npmrc');
  const credential = `${sandbox.url.slice(sandbox.url.indexOf('//'))}:_authToken=${sandbox.authToken}`;
  writeFileSync(file, `registry=${sandbox.url}\n${credential}\nfetch-retries=0\n`);
  return { npm_config_userconfig: file };
}
