#!/usr/bin/env node
'use strict';
// The `npm-token` command: arguments in, output and exit code out. Everything else is in the addon.
const { print } = require('./print.js');

const args = process.argv.slice(2);
process.title = 'npm-token'; // Others would see the whole command line.

let ifLost = '';

args[0] === 'sandbox' ? runSandbox() : run();

async function run() {
  const outcome = await require('./command.js').runCommand(args);
  ifLost = outcome.ifLost;
  // Only the code is set: `process.exit` would cut the output off.
  process.exitCode = outcome.exitCode;
  print(1, outcome.stdout, fail);
  print(2, outcome.stderr, () => {});
}

async function runSandbox() {
  process.stdout.on('error', fail);
  process.stderr.on('error', () => {});
  const { main } = await import('../../sandbox/cli.mjs');
  const code = await main(args.slice(1));
  process.exitCode ??= code;
}

function fail({ code, message }) {
  // A reader that has seen enough is no error, unless a new token was among the rest.
  if (code === 'EPIPE' && !ifLost) return;
  process.exitCode = 1;
  print(2, `error[EIO]: cannot write to standard output: ${message}\n${ifLost}`, () => {});
}
