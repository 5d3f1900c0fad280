// Commands that run with a token of their own.
import './isolate.mjs';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { folderForTokens } from './folder.mjs';
import { environment, home } from './isolate.mjs';
import { stateFor } from './journal.mjs';
import { EXECUTABLE, NPM_BIN } from './program.mjs';
import { until } from './raw.mjs';
import { recordCommand } from './record.mjs';
import { environmentOf } from './registry.mjs';

/** Both programs. */
export const PROGRAMS = [
  ['the npm bin', NPM_BIN],
  ['the executable', EXECUTABLE],
];

/** What a token is asked to be, as far as each kind of registry knows it. */
export const LIMITS = {
  npmjs: ['--packages-all', '--read-only'],
  verdaccio: ['--read-only'],
  cnpmcore: ['--read-only'],
};

/** A script of Node.js as the command. */
export const node = (script, ...args) => [process.execPath, '-e', script, ...args];

/** A command that notes its number and the signals it gets, and ends by none of them; a line in `go` ends it. */
export function patient(t) {
  // Before the folder is gone, which is removed after the test too.
  t.after(() => endProcess(Number(read(ready))));
  const folder = folderForTokens(t);
  const [ready, got, go] = ['ready', 'got', 'go'].map((name) => join(folder, name));
  const script = `
    const { appendFileSync, existsSync, writeFileSync } = require('node:fs');
    const [ready, got, go] = process.argv.slice(1);
    for (const signal of ['SIGHUP', 'SIGINT', 'SIGTERM']) process.on(signal, () => appendFileSync(got, signal + ' '));
    setInterval(() => existsSync(go) && process.exit(0), 10);
    setTimeout(() => process.exit(1), 60_000);
    writeFileSync(ready, String(process.pid) + '\\n');`;
  const read = (file) => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  return {
    words: node(script, ready, got, go),
    go,
    runs: () => until(() => read(ready).endsWith('\n'), 'the command', 20_000),
    got: () => read(got).trim().split(' ').filter(Boolean),
  };
}

/** Ends a process that a test has started, if it is still there. */
function endProcess(pid) {
  if (!pid) return;
  try {
    process.kill(pid, 'SIGKILL');
  } catch (error) {
    if (error.code !== 'ESRCH') throw error;
  }
}

/**
 * Starts `npm-token` with a journal of its own, and ends it with the test.
 * @param {import('node:test').TestContext} t
 * @param {import('npm-token/sandbox').Sandbox} sandbox
 * @param {string[]} args
 * @param {{ program?: string[], env?: Record<string, string>, input?: string, cwd?: string, state?: ReturnType<typeof stateFor>, dialect?: string }} [options]
 */
export function startExec(t, sandbox, command, options = {}) {
  const { flags = [], dialect = 'npmjs' } = options;
  return startCommand(t, sandbox, ['exec', ...LIMITS[dialect], ...flags, '--', ...command], options);
}

/** The same for any command. */
export function startCommand(t, sandbox, args, options = {}) {
  const { program = NPM_BIN, env, input, cwd = home, state = stateFor(t) } = options;
  const [file, ...words] = [...program, ...args];
  const child = spawn(file, words, {
    cwd,
    env: environment({ ...environmentOf(sandbox), npm_config_password: sandbox.password, ...state.env, ...env }),
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    // A session of its own: no terminal of the person who runs the tests is in reach.
    detached: true,
  });
  t.after(() => child.kill('SIGKILL'));
  child.stdin?.on('error', () => {}).end(input);
  const said = { stdout: '', stderr: '' };
  for (const stream of ['stdout', 'stderr']) {
    child[stream].setEncoding('utf8').on('data', (text) => {
      said[stream] += text;
    });
  }
  const exit = once(child, 'exit');
  // What it has started may keep its streams open.
  const killed = exit.then(([, signal]) => (signal === 'SIGKILL' ? undefined : new Promise(() => {})));
  const ended = Promise.race([once(child, 'close'), killed]).then(async () => {
    const [code, signal] = await exit;
    recordCommand(words, said);
    return { code, signal, ...said };
  });
  return { child, said, ended, state };
}

/** Runs a command with a token to its end. */
export const runExec = (...args) => startExec(...args).ended;
