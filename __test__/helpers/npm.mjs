// npm's own command, isolated, to compare what it sends with what we send.
import { execFile, execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { environment, home } from './isolate.mjs';
import { credentialVariable } from './registry.mjs';

const options = {
  cwd: home,
  env: environment({
    npm_config_cache: join(home, 'npm-cache'),
    npm_config_userconfig: join(home, 'no-user-npmrc'),
    npm_config_update_notifier: 'false',
    npm_config_fetch_retries: '0',
  }),
};

/** Why npm cannot be run here, or false. On Windows its command is a script that needs a shell. */
export const npmIsMissing = process.platform === 'win32' && 'npm needs a shell on Windows';

/** Runs `npm token` against a sandbox, whatever comes of it. */
export function npmToken(sandbox, args, env = {}) {
  const variables = { ...options.env, [credentialVariable(sandbox.url)]: sandbox.authToken, ...env };
  const words = ['token', ...args, `--registry=${sandbox.url}`];
  return new Promise((resolve) => execFile('npm', words, { ...options, env: variables, timeout: 60_000 }, resolve));
}

/**
 * Runs npm in a folder, with its configuration but for what is given.
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>}
 */
export function npmIn(cwd, words, env) {
  const variables = environment({
    npm_config_cache: join(home, 'npm-cache'),
    npm_config_update_notifier: 'false',
    ...env,
  });
  const settled = { cwd, env: variables, timeout: 60_000 };
  return new Promise((resolve) => {
    execFile('npm', words, settled, (error, stdout, stderr) => resolve({ code: error?.code ?? 0, stdout, stderr }));
  });
}

/** Tells whether the npm found is at least of a version. */
export function npmIsAtLeast(major, minor) {
  const [own, part] = execFileSync('npm', ['--version'], { ...options, encoding: 'utf8' })
    .split('.')
    .map(Number);
  return own > major || (own === major && part >= minor);
}
