// Runs a script of these helpers in a process of its own.
import './isolate.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { environment } from './isolate.mjs';

/**
 * Gives what the script printed and how it ended: its code, or the signal that killed it.
 * @param {string} name
 * @param {unknown[]} args
 * @param {{ limit?: number, linger?: number }} [options] milliseconds after which it is killed: since its start, and
 * since it printed something
 */
export async function runScript(name, args, { limit = 60_000, linger = limit } = {}) {
  const script = fileURLToPath(new URL(name, import.meta.url));
  const child = spawn(process.execPath, [script, ...args.map(String)], {
    env: environment(),
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: limit,
    killSignal: 'SIGKILL',
  });
  const printed = { stdout: '', stderr: '' };
  let timer;
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      printed[stream] += text;
      clearTimeout(timer);
      timer = setTimeout(() => child.kill('SIGKILL'), linger);
    });
  }
  const [code, signal] = await once(child, 'close');
  clearTimeout(timer);
  return { ...printed, end: signal ?? code };
}
