#!/usr/bin/env node
'use strict';
// The `npm-token` command: arguments in, output and exit code out. Everything else is in the addon. There are few modules,
// since each takes about a hundredth of Node.js's own start.
const args = process.argv.slice(2);
process.title = 'npm-token'; // Others would see the whole command line.

args[0] === 'sandbox' ? runSandbox() : run();

async function run() {
  // What prints a new token is there before it is made, and what a command may replace before it runs; else it is read
  // while the registry is asked.
  if (args.some((word) => ['create', 'exec', 'rotate'].includes(word))) require('./print.js');
  const outcome = runCommand();
  const { printOutcome } = require('./print.js');
  printOutcome(await outcome);
}

/** Runs the addon's command, or one that says why there is no addon. */
function runCommand() {
  let addon;
  try {
    addon = require('../../index.js');
  } catch (error) {
    return require('./load-error.js').failing(error, args);
  }
  return require('./signals.js').runHeeding(addon, args);
}

async function runSandbox() {
  const { closed } = require('./print.js');
  process.stdout.on('error', closed(''));
  process.stderr.on('error', () => {});
  const { main } = await import('../../sandbox/cli.mjs');
  const code = await main(args.slice(1));
  process.exitCode ??= code;
}
