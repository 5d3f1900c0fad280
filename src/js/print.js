'use strict';
// Writes to the standard streams without Node.js's own, which take milliseconds to set up.
const { writeSync } = require('node:fs');

const isWindows = process.platform === 'win32';

/**
 * Prints what the command came to, and has the process end with its code.
 * @param {import('../../index.js').CliOutcome} outcome
 */
function printOutcome({ exitCode, stdout, stderr, ifLost }) {
  // Only the code is set: `process.exit` would cut the output off.
  process.exitCode = exitCode;
  print(1, stdout, closed(ifLost));
  print(2, stderr, () => {});
}

/** What is done where standard output cannot be written to. @param {string} ifLost what must not be lost with it */
function closed(ifLost) {
  return ({ code, message }) => {
    // A reader that has seen enough is no error, unless a new token was among the rest.
    if (code === 'EPIPE' && !ifLost) return;
    process.exitCode = 1;
    print(2, `error[EIO]: cannot write to standard output: ${message}\n${ifLost}`, () => {});
  };
}

/**
 * Writes all of a text.
 * @param {1 | 2} fd
 * @param {string} text
 * @param {(error: NodeJS.ErrnoException) => void} fail
 */
function print(fd, text, fail) {
  // Terminals of Windows take text from Node.js's stream alone.
  if (isWindows) return stream(fd, text, fail);
  let rest = Buffer.from(text);
  try {
    while (rest.length > 0) rest = rest.subarray(writeSync(fd, rest));
  } catch (error) {
    // Somebody else has set a pipe not to wait for its reader.
    if (error.code === 'EAGAIN') stream(fd, rest, fail);
    else fail(error);
  }
}

function stream(fd, data, fail) {
  if (data.length === 0) return;
  const output = fd === 1 ? process.stdout : process.stderr;
  output.on('error', fail).write(data);
}

module.exports = { printOutcome, closed };
