// Runs the real command as a child process.
import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { environment, home } from './isolate.mjs';

export const command = fileURLToPath(new URL('../../src/js/cli.mjs', import.meta.url));

/**
 * Runs `npm-token` without a terminal and collects what it prints.
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, input?: string, cwd?: string }} [options]
 * @returns {Promise<{ code: number | null, stdout: string, stderr: string }>}
 */
export async function run(args, { env = {}, input, cwd = home } = {}) {
  const child = spawn(process.execPath, [command, ...args], {
    cwd,
    env: environment(env),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    // A session of its own: no terminal of the person who runs the tests is in reach.
    detached: true,
  });
  if (input !== undefined) child.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve)),
  ]);
  return { code, stdout, stderr };
}

async function text(stream) {
  let collected = '';
  for await (const chunk of stream.setEncoding('utf8')) collected += chunk;
  return collected;
}
