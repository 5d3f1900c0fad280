#!/usr/bin/env node
// The `npm-token` command: arguments in, output and exit code out. Everything else is in the addon.
import { writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { Duplex } from 'node:stream';

const args = process.argv.slice(2);
process.title = 'npm-token'; // Others would see the whole command line.
let ifLost = '';
process.stdout.on('error', fail);
process.stderr.on('error', () => {});

if (args[0] === 'sandbox') {
  const { main } = await import('../../sandbox/cli.mjs');
  const code = await main(args.slice(1));
  process.exitCode ??= code;
} else {
  const { runCommand } = createRequire(import.meta.url)('./command.js');
  const { exitCode, stdout, stderr, ifLost: loss } = await runCommand(args);
  ifLost = loss;
  // Only the code is set: `process.exit` would cut the output off.
  process.exitCode = exitCode;
  try {
    // Node has to print: once it has touched a pipe, writes by anybody else may fail half-way. Only to files its stream
    // writes once and looks no further, so on a full disk the end would be missing without a word.
    process.stdout instanceof Duplex ? process.stdout.write(stdout) : writeFileSync(1, stdout);
  } catch (error) {
    fail(error);
  }
  process.stderr.write(stderr);
}

function fail({ code, message }) {
  // A reader that has seen enough is no error, unless a new token was among the rest.
  if (code === 'EPIPE' && !ifLost) return;
  process.exitCode = 1;
  process.stderr.write(`error[EIO]: cannot write to standard output: ${message}\n${ifLost}`);
}
