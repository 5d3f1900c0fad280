#!/usr/bin/env node
// The `npm-token` command: arguments in, output and exit code out. Everything else is in the addon.
import { createRequire } from 'node:module';

const args = process.argv.slice(2);

if (args[0] === 'sandbox') {
  const { main } = await import('../../sandbox/cli.mjs');
  process.exitCode = await main(args.slice(1));
} else {
  const { runCli } = createRequire(import.meta.url)('../../index.js');
  const { exitCode, stdout, stderr } = await runCli(args);
  // Node has to print: once it has touched a pipe, writes by anybody else may fail half-way. `process.exit` would cut
  // the output off as well, so only the code is set.
  process.stdout.write(stdout);
  process.stderr.write(stderr);
  process.exitCode = exitCode;
}
