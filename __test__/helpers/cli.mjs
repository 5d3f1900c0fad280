// Runs the real command as a child process.
import { spawn } from 'node:child_process';
import { environment, home } from './isolate.mjs';
import { PROGRAM } from './program.mjs';
import { recordCommand } from './record.mjs';
import { environmentOf } from './registry.mjs';

/** Why command lines of a shell cannot be run here, or false. */
export const noShell = process.platform === 'win32' && 'there is no POSIX shell on Windows';

/** How long a child may run: longer than any of them needs, and it is a failure then, not a hang. */
const LIMIT = 60_000;

/**
 * @typedef {{ env?: Record<string, string>, input?: string | Buffer, cwd?: string, program?: string[] }} RunOptions
 *   `program`: the words that run the command, if not those under test
 * @typedef {Promise<{ code: number | null, stdout: string, stderr: string }>} Ran
 */

/**
 * Runs `npm-token` without a terminal and collects what it prints.
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Ran}
 */
export function run(args, options) {
  const [file, ...words] = options?.program ?? PROGRAM;
  return collect(file, [...words, ...args], options);
}

/**
 * The same, signed in at a sandbox.
 * @param {import('npm-token/sandbox').Sandbox} sandbox
 * @param {string[]} args
 * @param {RunOptions} [options]
 * @returns {Ran}
 */
export function runOn(sandbox, args, options = {}) {
  return run(args, { ...options, env: { ...environmentOf(sandbox), ...options.env } });
}

/**
 * Runs a command line of the shell, in which `"$@"` stands for `npm-token`.
 * @param {string} line
 * @param {RunOptions} [options]
 * @returns {Ran}
 */
export function runShell(line, options) {
  return collect('/bin/sh', ['-c', line, 'sh', ...(options?.program ?? PROGRAM)], options);
}

async function collect(file, argv, { env = {}, input, cwd = home } = {}) {
  const child = spawn(file, argv, {
    cwd,
    env: environment(env),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    // A session of its own: no terminal of the person who runs the tests is in reach.
    detached: true,
  });
  const timer = setTimeout(() => end(child), LIMIT);
  // Whoever does not read its input ends all the same.
  child.stdin?.on('error', () => {}).end(input);
  const [stdout, stderr, code] = await Promise.all([
    text(child.stdout),
    text(child.stderr),
    new Promise((resolve, reject) => child.once('error', reject).once('exit', resolve)),
  ]).finally(() => clearTimeout(timer));
  recordCommand(argv, { stdout, stderr });
  return { code, stdout, stderr };
}

/** Ends a child, and what it has started. */
function end(child) {
  if (process.platform === 'win32') child.kill('SIGKILL');
  else process.kill(-child.pid, 'SIGKILL');
}

async function text(stream) {
  let collected = '';
  for await (const chunk of stream.setEncoding('utf8')) collected += chunk;
  return collected;
}
