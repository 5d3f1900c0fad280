// Runs commands and says what they have used.
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

/** How many seconds a command may take. */
const LIMIT = 300;

/**
 * @typedef {object} Command
 * @property {string[]} argv
 * @property {Record<string, string>} env
 * @property {string} cwd
 *
 * @typedef {object} Ran
 * @property {number} wall milliseconds
 * @property {number} [cpu] milliseconds of processors; unknown without Python
 * @property {number} [memory] the most bytes at one time; unknown without Python
 * @property {number} code
 * @property {string} stdout
 * @property {string} stderr
 */

/** Gives what runs a command: by Python, which is told what a child has used, or else without knowing that. */
export async function startRunner() {
  const python = findPython();
  if (!python) return { measuresUsage: false, run: runBare, close: async () => {} };

  const script = fileURLToPath(new URL('usage.py', import.meta.url));
  const child = spawn(python, ['-I', '-S', script], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  return {
    measuresUsage: true,
    /** @param {Command} command @returns {Promise<Ran>} */
    async run({ argv, env, cwd }) {
      child.stdin.write(`${JSON.stringify({ argv, env, cwd, limit: LIMIT })}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('what runs the commands has ended');
      const printed = (name) => readFileSync(join(cwd, name), 'utf8');
      return { ...JSON.parse(value), stdout: printed('stdout'), stderr: printed('stderr') };
    },
    async close() {
      const ended = once(child, 'exit');
      child.stdin.end();
      await ended;
    },
  };
}

/** The interpreter itself: what is on the path may be a script that looks for it. */
function findPython() {
  if (process.platform === 'win32') return undefined;
  const { status, stdout } = spawnSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' });
  return status === 0 ? stdout.trim() : undefined;
}

/** @param {Command} command @returns {Promise<Ran>} */
async function runBare({ argv, env, cwd }) {
  const start = performance.now();
  const child = spawn(argv[0], argv.slice(1), {
    env,
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: LIMIT * 1000,
    killSignal: 'SIGKILL',
  });
  const ran = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      ran[stream] += text;
    });
  }
  const [code] = await once(child, 'close');
  return { ...ran, wall: performance.now() - start, code: code ?? -1 };
}
