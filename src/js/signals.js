'use strict';
// What signals do to the command: until a create begins they end the process, and then the first Ctrl-C, hangup or SIGTERM
// ends the create.

/** What gives a create up. */
const GIVE_UP = ['SIGHUP', 'SIGINT', 'SIGTERM'];

/** Windows has no echo to see to, and ends a process without a signal. */
const isWindows = process.platform === 'win32';

/** What is caught from the beginning. SIGUSR1 is Node.js's own. */
const CAUGHT = isWindows ? [] : [...GIVE_UP, 'SIGALRM', 'SIGQUIT', 'SIGTSTP', 'SIGUSR2', 'SIGVTALRM', 'SIGXCPU'];

/** What is caught once a create begins; to listen anew would lose a signal that has come but was not told of. */
const CAUGHT_LATER = isWindows ? GIVE_UP : [];

/**
 * Runs the command while signals are heeded.
 * @param {typeof import('../../index.js')} addon
 * @param {string[]} args
 * @returns {Promise<import('../../index.js').CliOutcome>}
 */
async function runHeeding({ interrupt, isTerminal, relay, runCli, restoreEcho, suspend }, args) {
  let isCreating = false;
  let isGivenUp = false;

  const take = (signal) => {
    if (signal === 'SIGTSTP') return suspend();
    // A command runs with a token that has to be revoked after it.
    if (relay(signal)) return;
    const isHangup = signal === 'SIGHUP';
    // Both the shell and the system tell of a terminal's end, and other signals come with it.
    if (isCreating && GIVE_UP.includes(signal) && (isHangup || !isGivenUp)) {
      isGivenUp ||= !isHangup;
      return interrupt();
    }
    restoreEcho();
    process.off(signal, take).kill(process.pid, signal);
  };
  for (const signal of CAUGHT) process.on(signal, take);
  followTerminals(isTerminal);
  const outcome = await runCli(args, () => {
    isCreating = true;
    for (const signal of CAUGHT_LATER) process.on(signal, take);
  });
  // A new token is printed before anything ends the process; what waits for a reader, on the other hand, can be ended.
  if (!isCreating) for (const signal of CAUGHT) process.off(signal, take);
  return outcome;
}

/** Has the process end by a hangup if its terminal is gone. Node.js would abort when it sees to the modes at the end. */
function followTerminals(isTerminal) {
  const terminals = isWindows ? [] : [0, 1, 2].filter(isTerminal);
  process.once('exit', () => {
    if (!terminals.every(isTerminal)) process.removeAllListeners('SIGHUP').kill(process.pid, 'SIGHUP');
  });
}

module.exports = { runHeeding };
