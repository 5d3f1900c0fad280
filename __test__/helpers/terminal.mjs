// Runs the real command in a real terminal (a pty), and types into it.
import { execFile as execFileWithCallback } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { spawn } from '@lydell/node-pty';
import { environment, home } from './isolate.mjs';
import { PROGRAM } from './program.mjs';
import { recordCommand } from './record.mjs';

/** Why nothing can be typed here, or false. */
export const noTerminal = process.platform === 'win32' && 'these specs need a POSIX terminal and shell';

const execFile = promisify(execFileWithCallback);

/** On a busy machine everything may take long: what says so is for the specs that are about it. */
const STILL = { npm_config_progress: 'false' };

/** Keys that mean something to a terminal. */
export const CTRL_C = '\u0003';
export const CTRL_D = '\u0004';
export const CTRL_Z = '\u001a';
export const ENTER = '\r';

/**
 * Starts `npm-token` in a terminal that is killed when the test ends.
 * @param {import('node:test').TestContext} context
 * @param {string[]} args
 * @param {{ env?: Record<string, string>, columns?: number, rows?: number, shell?: string, ahead?: string, program?: string[] }} [options]
 *   `shell`: a command line in which `"$@"` stands for the command, for redirections. `ahead`: what the test types before
 *   it is asked. `program`: the words that run the command, if not those under test.
 */
export function openTerminal(
  context,
  args,
  { env = {}, columns = 100, rows = 40, shell, ahead, program = PROGRAM } = {},
) {
  const words = [...program, ...args];
  const [file, argv] = shell ? ['/bin/sh', ['-c', shell, 'sh', ...words]] : [words[0], words.slice(1)];
  const pty = spawn(file, argv, {
    cols: columns,
    rows,
    cwd: home,
    env: environment({ TERM: 'xterm', ...STILL, ...env }),
  });
  let shown = '';
  let code;
  const waiting = new Set();
  const wake = () => {
    for (const check of waiting) check();
  };
  pty.onData((data) => {
    shown += data;
    wake();
  });
  pty.onExit(({ exitCode, signal }) => {
    // As shells have it.
    code = signal ? 128 + signal : exitCode;
    wake();
  });
  context.after(() => {
    // What is typed before anybody reads it, the terminal itself shows.
    const said = ahead ? shown.replace(ahead, '') : shown;
    recordCommand([...args, shell ?? ''], { stdout: said });
    if (code === undefined) pty.kill('SIGKILL');
  });
  const until = (test, what) =>
    new Promise((resolve, reject) => {
      const timer = setTimeout(() => end(reject, new Error(`no ${what} within 20 s; shown:\n${shown}`)), 20_000);
      const end = (settle, value) => {
        clearTimeout(timer);
        waiting.delete(check);
        settle(value);
      };
      const check = () => {
        if (test()) end(resolve);
        else if (code !== undefined) end(reject, new Error(`ended with ${code} before ${what}; shown:\n${shown}`));
      };
      waiting.add(check);
      check();
    });
  return {
    /** Waits until a text has been shown, so many times. */
    shows: (text, times = 1) => until(() => countOf(text, shown) >= times, `\`${text}\` (${times})`),
    /** Types a line, or keys as they are. */
    type: (keys) => pty.write(keys),
    /** Changes the terminal's size, as somebody does who pulls at its window. */
    resize: (columns, rows) => pty.resize(columns, rows),
    /** Waits until what was shown passes a test. */
    until: (test, what) => until(() => test(shown), what),
    /** Takes the terminal away, as somebody does who closes its window. */
    hangUp: () => pty.destroy(),
    /** Waits for the end and gives the exit code; 128 and more is a signal. */
    async ends() {
      await until(() => code !== undefined, 'end');
      return code;
    },
    /** Everything shown so far. */
    get shown() {
      return shown;
    },
  };
}

/**
 * Waits until a terminal shows nothing of what is typed. No event tells, so it is asked again and again; on Linux alone.
 * @param {{ shown: string }} terminal one in which `tty` has said its name
 */
export async function isSilent({ shown }) {
  const [device] = /\/dev\/pts\/\d+/.exec(shown);
  for (let tries = 0; tries < 500; tries += 1) {
    const { stdout } = await execFile('stty', ['-F', device, '-a']);
    if (/\s-echo\s/.test(stdout)) return true;
    await sleep(20);
  }
  return false;
}

/** How often a text is in another. */
export function countOf(text, shown) {
  return shown.split(text).length - 1;
}
